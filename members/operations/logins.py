"""What the sign-in library keeps about an account, kept in step with ours."""

from allauth.account.models import EmailAddress

from members.models import Person, User
from portal import mail


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
