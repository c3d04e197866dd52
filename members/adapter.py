"""How accounts work here: nobody signs up by themselves; mail goes through the portal's outbox."""

from uuid import uuid4

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth import get_user_model

from portal import mail


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request) -> bool:
        """Accounts are made when a person is appointed; see members.operations.accounts."""
        return False

    def confirm_email(self, request, email_address) -> bool:
        """A confirmed address is the new login, and the e-mail of the person."""
        done = super().confirm_email(request, email_address)
        if done:
            # Imported here: the adapter is loaded before the apps' models are.
            from members.operations import logins

            logins.confirmed(email_address.user)
        return done

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """Queue allauth's mails as the portal's own: templates/emails/<account_…>."""
        user = (
            context.get("user") or get_user_model().objects.filter(email__iexact=email).select_related("person").first()
        )
        mail.queue(
            template_prefix.rsplit("/", 1)[-1].replace("email/", ""),
            to=mail.Recipient(
                address=email, name=str(user) if user else "", language=user.language if user else "", user=user
            ),
            occasion=f"{template_prefix}:{uuid4().hex}",
            context={k: v for k, v in context.items() if k != "request"},
        )
