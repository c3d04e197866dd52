"""Notes from who holds an office to whoever comes next. Nobody else reads them: not the trail, not the mail."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members import letters
from members.models import Appointment, HandoverNote
from members.roles import SINGLE
from portal import audit, permissions
from portal.periods import today

# After the last day of who wrote it. A term is two years: by then the successor has had the time to read it.
KEPT = timedelta(days=730)


class Stale(ValidationError):
    """The note was changed elsewhere after the page was opened; ``note`` holds what stands there now."""

    def __init__(self, note: HandoverNote) -> None:
        self.note = note
        super().__init__(_("The note has been changed in another window. Nothing is saved yet."))


@transaction.atomic
def write(actor, *, appointment: Appointment, text: str, version: int) -> HandoverNote:
    """Set the note of one's own office. ``version`` is that of the text which was on the page.

    The successor, where there is one already, is told once that there is a note. An empty text takes the note back.
    """
    permissions.require(actor, "handover.write", appointment)
    text = text.strip()
    # Two pages that begin the same note meet at the row of the appointment.
    Appointment.objects.select_for_update(of=("self",)).get(pk=appointment.pk)
    note = HandoverNote.objects.filter(appointment=appointment).first()
    if note is None:
        if not text:
            raise ValidationError({"text": _("Write what the next one should know.")})
        note = HandoverNote(appointment=appointment)
    if note.version != version:
        raise Stale(note)
    if text == note.text:
        return note
    note.text, note.version, note.updated_at = text, version + 1, timezone.now()
    note.save()
    audit.record(actor, "handover.write", note)
    for seat in successors(appointment):
        tell(seat)
    return note


def tell(appointment: Appointment) -> None:
    """Mail to somebody newly appointed that the predecessor has left a note, if so; once for each note."""
    rows = HandoverNote.objects.left_to(appointment.person_id).filter(appointment__body=appointment.body_id)
    for note in rows.select_related("appointment__body"):
        letters.send(letters.handover, note, to=appointment.person.recipient, occasion=f"handover:{note.pk}")


def successors(appointment: Appointment) -> list[Appointment]:
    """Who is appointed to come next: to the single office, or to seats that go on from this one."""
    others = Appointment.objects.exclude(person=appointment.person_id).select_related("person__user")
    if appointment.role in SINGLE:
        later = others.filter(body=appointment.body_id, role=appointment.role, starts_on__gt=appointment.starts_on)
        return list(later.order_by("starts_on", "pk")[:1])
    return list(others.filter(follows=appointment, role=appointment.role))


@transaction.atomic
def forget() -> int:
    """Delete notes that have served their time; returns how many. The trail keeps that they were written, never the text."""
    over = list(
        HandoverNote.objects.filter(appointment__ends_on__lt=today() - KEPT).select_related("appointment__body")
    )
    for note in over:
        audit.record(None, "handover.forget", note)
    HandoverNote.objects.filter(pk__in=[note.pk for note in over]).delete()
    return len(over)
