"""Accounts: made for a person by the administration, who never sees the password."""

from urllib.parse import urljoin

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import Person, User
from members.operations import logins
from portal import audit, mail, permissions
from portal.workflow import Conflict


@transaction.atomic
def create(actor, *, person: Person, language: str = "nb", invite: bool = True, password: str | None = None) -> User:
    """Make an account that logs in with the person's e-mail, and mail the link to choose a password."""
    permissions.require(actor, "account.create", person)
    if not person.email:
        raise ValidationError(_("Give the person an e-mail first: it is the login, and the invitation goes there."))
    if User.objects.filter(person=person).exists():
        raise Conflict(_("This person has an account already."))
    if language not in dict(settings.LANGUAGES):
        raise ValidationError({"language": _("Choose one of the portal's languages.")})
    try:
        with transaction.atomic():
            user = User.objects.create_user(person.email, password, person=person, language=language)
    except IntegrityError:
        raise ValidationError(_("An account with this e-mail exists already.")) from None
    logins.set_address(user)
    audit.record(actor, "account.create", person)
    if invite:
        _send_invitation(actor, user)
    return user


@transaction.atomic
def invite(actor, *, user: User) -> None:
    """Mail the link to choose a password once more; for an account that has one, the link sets a new."""
    permissions.require(actor, "account.invite", user)
    if not user.is_active:
        raise Conflict(_("The account is closed. Open it first."))
    _send_invitation(actor, user)
    audit.record(actor, "account.invite", user.person or user)


@transaction.atomic
def deactivate(actor, *, user: User) -> User:
    """Close an account: whoever is logged in with it is out with the next page."""
    permissions.require(actor, "account.deactivate", user)
    return _switch(actor, user, "account.deactivate", active=False)


@transaction.atomic
def activate(actor, *, user: User) -> User:
    """Open a closed account again, with the password that it had."""
    permissions.require(actor, "account.activate", user)
    return _switch(actor, user, "account.activate", active=True)


def _switch(actor, user: User, verb: str, *, active: bool) -> User:
    if not User.objects.filter(pk=user.pk, is_active=not active).update(is_active=active):
        raise Conflict
    user.is_active = active
    audit.record(actor, verb, user.person or user, changes={"is_active": [not active, active]})
    return user


def _send_invitation(actor, user: User) -> None:
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    uid, _dash, token = key.partition("-")
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})
    mail.queue(
        "account_invitation",
        to=mail.Recipient(address=user.email, name=str(user), language=user.language, user=user),
        # Each invitation is an occasion of its own: a second one is asked for because the first was lost or too old.
        occasion=f"account.invite:{user.pk}:{timezone.now():%Y%m%d%H%M%S%f}",
        context={
            "person": user.person or user,
            "inviter": str(actor) if actor else "",
            "link": urljoin(settings.PORTAL_URL, path),
            "login": user.email,
            "days": settings.PASSWORD_RESET_TIMEOUT // 86400,
        },
        about=user.person,
    )
