"""The letter of confirmation: issued once for each participation, kept as it was printed, mailed to the person alone."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from members import letters
from members.models import Appointment, Confirmation, Person
from members.participation import Participation, letter_of, participation, signers
from members.reports import CONFIRMATION
from portal import audit, documents, mail, permissions
from portal.models import Document, OutgoingMail
from portal.periods import today

FIELDS = ["issued_on", "place", "signed_by", "signed_as", "words", "replaces"]


@transaction.atomic
def issue(actor, *, appointment: Appointment, signed_by: Person, words: str = "", place: str = "") -> Confirmation:
    """Make the letter about a participation that has ended, keep it and mail it to the person.

    A second call gives the letter that is there, and sends nothing; but for somebody who had no address and has one now.
    """
    permissions.require(actor, "confirmation.issue", appointment)
    # One at a time for each person, so that two presses make one letter.
    Person.objects.select_for_update(of=("self",)).get(pk=appointment.person_id)
    issued = letter_of(appointment)
    if issued is not None:
        if not mails_of(issued).exclude(to_address="").exists():
            _send(issued)
        return issued
    whole = participation(appointment)
    require_over(whole)
    letter = Confirmation.objects.create(
        person=whole.person,
        body=whole.body,
        appointment=whole.last,
        issued_on=today(),
        place=place.strip(),
        signed_by=signed_by,
        signed_as=_office(whole, signed_by),
        words=words.strip(),
        created_by=actor,
    )
    _keep(actor, letter)
    audit.record(actor, "confirmation.issue", letter, changes={"signed_by": [None, str(signed_by)]})
    _send(letter)
    return letter


@transaction.atomic
def reissue(
    actor, *, confirmation: Confirmation, signed_by: Person, reason: str, words: str = "", place: str = ""
) -> Confirmation:
    """Put a new letter in the place of a wrong one: it says so, and the person is told why. The old paper is kept."""
    permissions.require(actor, "confirmation.reissue", confirmation)
    letter = Confirmation.objects.select_for_update(of=("self",)).select_related("person__user", "body", "document").get(
        pk=confirmation.pk
    )  # fmt: skip
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the letter is replaced.")})
    before = audit.snapshot(letter, FIELDS)
    whole = participation(letter.appointment)
    require_over(whole)
    letter.appointment = whole.last
    letter.signed_by, letter.signed_as = signed_by, _office(whole, signed_by)
    letter.place, letter.words = place.strip(), words.strip()
    letter.save()
    _require_other_words(letter)
    letter.replaces, letter.issued_on = letter.issued_on, today()
    letter.save()
    _keep(actor, letter)
    audit.record(actor, "confirmation.reissue", letter, changes=audit.diff(before, letter), note=reason.strip())
    _send(letter, reason.strip())
    return letter


def require_over(whole: Participation) -> None:
    """Refuse a letter about somebody who still sits, or is appointed to come back.

    Raises:
        ValidationError: with the day, where one is known.
    """
    if whole.ended_on is None:
        raise ValidationError(_("%(name)s is still appointed: the letter is made afterwards.") % {"name": whole.person})
    if whole.ended_on >= today():
        day = date_format(whole.ended_on)
        raise ValidationError(
            _("%(name)s sits until %(day)s: the letter is made afterwards.") % {"name": whole.person, "day": day}
        )


def _require_other_words(letter: Confirmation) -> None:
    """A new letter says something new: so a second press makes no third one."""
    kept = letter.document
    if kept is None:
        return
    html = documents.render_html(CONFIRMATION, _seat(letter), kept.language)
    if documents.fingerprint_of(html) == kept.fingerprint:
        raise ValidationError(_("This letter says the same as the one that is sent."))


def _seat(letter: Confirmation) -> Appointment:
    return Appointment.objects.select_related("person__unit", "body__unit__parent").get(pk=letter.appointment_id)


def _office(whole: Participation, signed_by: Person) -> str:
    """As what the person signs; refused for anybody who may not."""
    offices = {seat.person_id: seat.role for seat in signers(whole)}
    if signed_by.pk == whole.person.pk:
        raise ValidationError({"signed_by": _("Nobody signs the letter about themselves.")})
    if signed_by.pk not in offices:
        raise ValidationError({"signed_by": _("The head of unit or an adviser signs the letter.")})
    return offices[signed_by.pk]


def _keep(actor, letter: Confirmation) -> None:
    """Print it in the receiver's language and keep the paper."""
    document = documents.request(CONFIRMATION, _seat(letter), language=language_of(letter.person), asked_by=actor)
    Document.objects.filter(pk=document.pk).update(archived=True)
    letter.document = document
    letter.save(update_fields=["document"])


def language_of(person: Person) -> str:
    """The language in which the person gets the letter."""
    return person.recipient.language or settings.LANGUAGE_CODE


def mails_of(letter: Confirmation) -> QuerySet[OutgoingMail]:
    """The mails with which the letter and its forerunners went out."""
    return OutgoingMail.objects.filter(occasion__startswith=f"confirmation:{letter.pk}:")


def _send(letter: Confirmation, reason: str = "") -> None:
    """To the person's own address; without one the outbox tells that nothing could be sent."""
    language = language_of(letter.person)
    with translation.override(language):
        name = _("Confirmation, %(body)s") % {"body": letter.body.name}
    letters.send(
        letters.confirmation_replaced if reason else letters.confirmation,
        letter,
        to=letter.person.recipient,
        occasion=f"confirmation:{letter.pk}:{letter.document_id}",
        quote=reason,
        attachments=[mail.Attachment(f"{name}.pdf", "application/pdf", document=letter.document)],
    )
