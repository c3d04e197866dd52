"""What the sign-in library keeps about an account, kept in step with ours."""

from allauth.account.models import EmailAddress
from django.db import transaction

from members.models import Person, User
from portal import audit, mail


def set_address(user: User) -> None:
    """The one address of an account: the one that it logs in with, counted as confirmed."""
    EmailAddress.objects.filter(user=user).exclude(email=user.email).delete()
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})


def follow_email(person: Person) -> None:
    """The person's e-mail was changed: the login follows, and the old address is told, in case it was not meant."""
    user = User.objects.filter(person=person).first()
    if user is None or not person.email or user.email == person.email:
        return
    old = user.email
    user.email = person.email
    user.save(update_fields=["email"])
    set_address(user)
    mail.queue(
        "account_email_changed",
        to=mail.Recipient(address=old, name=person.name, language=user.language, user=user),
        occasion=f"account_email_changed:{user.pk}:{person.email}",
        context={"person": person, "new_email": person.email},
        about=person,
    )


@transaction.atomic
def confirmed(user: User) -> None:
    """The owner of an account has confirmed a new address: the person's e-mail follows, unless somebody else has it."""
    person = user.person
    if person is None or person.email == user.email or Person.objects.filter(email=user.email).exists():
        return
    before = audit.snapshot(person, ["email"])
    person.email = user.email
    person.save(update_fields=["email"])
    audit.record(user, "profile.edit", person, changes=audit.diff(before, person))
