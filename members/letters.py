"""The mails about calls and leaving: a few plain paragraphs and at most one thing to do, in the receiver's language.

Mails to applicants are about the application, which has no unit: the outbox shows them to nobody.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from members.models import Application, Call, Confirmation, HandoverNote
from portal import mail
from portal.words import day

SALT = "members.application"


@dataclass(frozen=True)
class Letter:
    """One mail before it is queued; ``quote`` is what somebody has written by hand."""

    subject: str
    heading: str
    paragraphs: list[str]
    why: str
    quote: str = ""
    action: str = ""
    path: str = ""
    after: list[str] = field(default_factory=list)

    @property
    def context(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


def token_of(application: Application) -> str:
    """The applicant's own link: signed, and good as long as the application is kept."""
    return signing.Signer(salt=SALT).sign(application.key.hex)


def application_of(token: str) -> Application | None:
    """Whose link it is; None where it is not one of ours or the application is deleted."""
    try:
        key = signing.Signer(salt=SALT).unsign(token)
    except signing.BadSignature:
        return None
    rows = Application.objects.select_related("call__body__unit", "unit")
    return rows.filter(key=key).first()


def _own(application: Application) -> str:
    return reverse("sections:application.own", args=[token_of(application)])


def _names(call: Call) -> dict[str, Any]:
    return {
        "title": call.title,
        "body": call.body.name,
        "unit": call.body.unit.name,
        "deadline": day(call.deadline),
        "places": call.places,
    }


def published(call: Call) -> Letter:
    """To a county's section leader."""
    names = _names(call)
    return Letter(
        subject=_("Call for applications: %(title)s") % names,
        heading=call.title,
        paragraphs=[
            _("%(unit)s looks for members to %(body)s. The deadline is %(deadline)s.") % names,
            _("Do you know somebody who fits? Pass the link on: whoever has it can apply without an account."),
        ],
        action=_("Read the call"),
        path=reverse("sections:application.create", args=[call.key]),
        why=_("You get this mail because you lead the section’s work in your county."),
    )


def _to_applicant(application: Application, subject: str, heading: str, paragraphs: list[str], **parts: Any) -> Letter:
    names = _names(application.call)
    # Of one who has withdrawn no name is left.
    hello = _("Dear %(name)s,") % {"name": application.name} if application.name else _("Hello,")
    return Letter(
        subject=subject % names,
        heading=heading,
        paragraphs=[hello, *[paragraph % names for paragraph in paragraphs]],
        why=_(
            "You get this mail because you applied for a place in %(body)s. The link is yours alone: do not pass it on."
        )
        % names,
        **parts,
    )


def confirm(application: Application) -> Letter:
    """Goes to an address that nobody has proved to own: it repeats nothing of what was typed."""
    names = _names(application.call)
    return Letter(
        subject=_("Confirm your application: %(title)s") % names,
        heading=_("One step left"),
        paragraphs=[
            _("Hello,"),
            _("An application for %(body)s has come in. It counts when you have confirmed that this is your e-mail.")
            % names,
        ],
        why=_("You get this mail because somebody gave this address in an application for a place in %(body)s.")
        % names,
        action=_("Confirm the application"),
        path=_own(application),
        after=[
            _("The link works for seven days. If it was not you who applied, you need do nothing: then it is deleted.")
        ],
    )


def received(application: Application) -> Letter:
    return _to_applicant(
        application,
        _("Application received: %(title)s"),
        _("Your application is received"),
        [_("Thank you. You can change or withdraw it by the link below until the deadline, %(deadline)s.")],
        action=_("See my application"),
        path=_own(application),
    )


def extended(application: Application) -> Letter:
    return _to_applicant(
        application,
        _("New deadline: %(title)s"),
        _("The deadline is moved"),
        [_("The new deadline is %(deadline)s. Your application counts as it is; you can change it until then.")],
        action=_("See my application"),
        path=_own(application),
    )


def closed(application: Application) -> Letter:
    return _to_applicant(
        application,
        _("The call is closed: %(title)s"),
        _("The call is closed before its deadline"),
        [_("Your application counts as it is. You hear from us when the board has decided.")],
        action=_("See my application"),
        path=_own(application),
    )


def cancelled(application: Application) -> Letter:
    return _to_applicant(
        application,
        _("The call is cancelled: %(title)s"),
        _("The call is cancelled"),
        [
            _(
                "The places in %(body)s are not filled by this call. Your application is deleted after the time told in it."
            )
        ],
        quote=application.call.cancelled_reason,
    )


def withdrawn(application: Application) -> Letter:
    return _to_applicant(
        application,
        _("Application withdrawn: %(title)s"),
        _("Your application is withdrawn"),
        [_("What you wrote and attached is deleted. You are welcome to apply again another time.")],
    )


def chosen(application: Application) -> Letter:
    return _to_applicant(
        application,
        _("You are chosen: %(title)s"),
        _("You are chosen"),
        [
            _(
                "The board of %(unit)s has decided to appoint you to %(body)s. Congratulations, and thank you for applying."
            ),
            _term(application.call),
        ],
    )


def declined(application: Application) -> Letter:
    return _to_applicant(
        application,
        _("The board has decided: %(title)s"),
        _("You did not get a place this time"),
        [
            _("The board of %(unit)s has decided who gets a place in %(body)s. This time it chose others."),
            _("Thank you for applying. What you sent us is deleted after the time told in the application."),
        ],
    )


def confirmation(letter: Confirmation) -> Letter:
    """To somebody who has left a body; the letter itself is attached."""
    return _with_confirmation(letter, _("Your confirmation from %(body)s"), [
        _("Thank you for taking part in %(body)s. The confirmation of your roles and periods is attached."),
    ])  # fmt: skip


def confirmation_replaced(letter: Confirmation) -> Letter:
    return _with_confirmation(letter, _("A new confirmation from %(body)s"), [
        _("The confirmation that you have got from %(body)s was not right. The attached letter replaces it, because:"),
    ])  # fmt: skip


def _with_confirmation(letter: Confirmation, subject: str, paragraphs: list[str]) -> Letter:
    names = {"body": letter.body.name, "name": letter.person.name}
    hello = _("Dear %(name)s,") % names
    return Letter(
        subject=subject % names,
        heading=subject % names,
        paragraphs=[hello, *[paragraph % names for paragraph in paragraphs]],
        why=_("You get this mail because you have left %(body)s.") % names,
        # Nobody without an account can open the page; the letter is attached in any case.
        action=_("Your letters") if letter.person.recipient.user else "",
        path=reverse("members:person.view", args=[letter.person_id]) if letter.person.recipient.user else "",
    )


def handover(note: HandoverNote) -> Letter:
    """To the next holder: that there is a note, and not a word of it."""
    seat = note.appointment
    names = {"body": seat.body.name, "role": seat.get_role_display()}
    return Letter(
        subject=_("A note from your predecessor: %(body)s") % names,
        heading=_("A note from your predecessor"),
        paragraphs=[
            _("Whoever was %(role)s of %(body)s before you has written down what you should know.") % names,
            _("The note is for you alone, so it is read in the portal."),
        ],
        action=_("Read the note"),
        path=reverse("members:handover.view", args=[seat.pk]),
        why=_("You get this mail because you are appointed %(role)s of %(body)s.") % names,
    )


def _term(call: Call) -> str:
    if call.term_ends_on is None:
        return _("The term begins %(start)s.") % {"start": day(call.term_starts_on)}
    return _("The term is from %(start)s to %(end)s.") % {
        "start": day(call.term_starts_on),
        "end": day(call.term_ends_on),
    }


def send(
    write,
    obj: Application | Call | Confirmation | HandoverNote,
    *,
    to: mail.Recipient,
    occasion: str,
    quote: str = "",
    attachments: Iterable[mail.Attachment] = (),
) -> mail.OutgoingMail:
    """Queue a letter; ``write`` is one of the functions above. ``quote`` adds what somebody has written by hand."""
    with translation.override(to.language or settings.LANGUAGE_CODE):
        letter: Letter = write(obj)
    context = letter.context | ({"quote": quote} if quote else {})
    return mail.queue("letter", to=to, occasion=occasion, context=context, about=obj, attachments=attachments)
