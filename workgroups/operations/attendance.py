"""Who is called to a meeting, what they answer, and who was there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import Appointment, Person
from members.roles import Role
from portal import audit, permissions
from portal.workflow import Conflict
from workgroups import notices
from workgroups.models import Meeting, Minutes, Participant

# Called only when somebody is prevented.
DEPUTIES = frozenset({Role.DEPUTY_MEMBER, Role.PERSONAL_DEPUTY})


@dataclass(frozen=True)
class Seat:
    """Somebody who may be called to a meeting of the body, and as what."""

    person: Person
    role: str
    deputy_for: Person | None = None

    @property
    def is_deputy(self) -> bool:
        return self.role in DEPUTIES

    @property
    def role_label(self) -> Any:
        return Role(self.role).label


def seats(meeting: Meeting) -> list[Seat]:
    """Everybody who holds a role in the body on the day of the meeting, each once, in the order of a body's list."""
    appointments = (
        Appointment.objects.active(meeting.day)
        .filter(body_id=meeting.body_id)
        .select_related("person__user", "deputy_for")
        .listed()
    )
    found: dict[int, Seat] = {}
    for appointment in appointments:
        seat = Seat(appointment.person, appointment.role, appointment.deputy_for)
        found.setdefault(appointment.person_id, seat)
    return list(found.values())


@transaction.atomic
def invite(actor, *, meeting: Meeting, person: Person, deputy_for: Person | None = None) -> Participant:
    """Call one more: a deputy or a guest. Where the notice is sent already, they get theirs now."""
    permissions.require(actor, "meeting.edit", meeting)
    meeting = Meeting.objects.select_for_update(of=("self",)).select_related("body").get(pk=meeting.pk)
    if meeting.state == Meeting.State.CANCELLED:
        raise Conflict(_("The meeting is cancelled."))
    _refuse_when_approved(meeting)
    seat = next((seat for seat in seats(meeting) if seat.person.pk == person.pk), None)
    participant, created = Participant.objects.get_or_create(
        meeting=meeting,
        person=person,
        defaults={
            "role": seat.role if seat else "",
            "deputy_for": deputy_for or (seat.deputy_for if seat else None),
        },
    )
    if created:
        audit.record(actor, "participant.invite", meeting, note=str(person))
        if meeting.state == Meeting.State.CALLED and not meeting.has_started:
            notices.send_notice(meeting, [participant], asked_by=actor)
    return participant


@transaction.atomic
def uninvite(actor, *, participant: Participant) -> None:
    """Take a guest or deputy off the list before the meeting; of the body's own nobody is left out afterwards."""
    meeting = participant.meeting
    permissions.require(actor, "meeting.edit", meeting)
    if meeting.state not in (Meeting.State.DRAFT, Meeting.State.CALLED) or not (
        participant.is_guest or participant.role in DEPUTIES
    ):
        raise Conflict(_("Only guests and deputies can be taken off the list, and only before the meeting."))
    if meeting.state == Meeting.State.CALLED and not meeting.has_started:
        notices.send_cancellation(meeting, [participant], reason="", left_out=True)
    name = str(participant.person)
    participant.delete()
    audit.record(actor, "participant.remove", meeting, note=name)


@transaction.atomic
def answer(
    actor, *, participant: Participant, answer: str, note: str = "", by_link: bool = False, at: datetime | None = None
) -> Participant:
    """Answer the notice. ``by_link``: by the signed link in the mail, which is the proof of who answers."""
    if not by_link:
        permissions.require(actor, "participant.answer", participant)
    if answer not in (Participant.Answer.YES, Participant.Answer.NO, Participant.Answer.MAYBE):
        raise ValidationError({"answer": _("Choose one of the answers.")})
    if len(note) > 300:
        raise ValidationError({"note": _("The message can have at most 300 characters.")})
    now = at or timezone.now()
    if participant.meeting.state != Meeting.State.CALLED or participant.meeting.ends_at <= now:
        raise Conflict(_("The meeting is over or cancelled; it can no longer be answered."))
    before = audit.snapshot(participant, ["answer", "answer_note"])
    participant.answer, participant.answer_note, participant.answered_at = answer, note, now
    participant.save(update_fields=["answer", "answer_note", "answered_at"])
    if changes := audit.diff(before, participant):
        how = _("by the link in the mail")
        note = f"{participant.person}, {how}" if by_link else str(participant.person)
        audit.record(actor, "participant.answer", participant.meeting, changes=changes, note=note)
    return participant


@transaction.atomic
def record(actor, *, meeting: Meeting, attendance: Mapping[int, str]) -> Meeting:
    """Write down who was there: participant's number → attendance."""
    permissions.require(actor, "attendance.record", meeting)
    _refuse_when_approved(meeting)
    if meeting.state == Meeting.State.DRAFT or not meeting.has_started:
        raise ValidationError(_("Attendance is recorded when the meeting has begun."))
    changes = {}
    for participant in meeting.participants.select_related("person").filter(pk__in=attendance):
        value = attendance[participant.pk]
        if value not in Participant.Attendance.values:
            raise ValidationError(_("Choose one of the answers."))
        if participant.attendance != value:
            changes[str(participant.person)] = [participant.attendance, value]
            Participant.objects.filter(pk=participant.pk).update(attendance=value)
    if changes:
        audit.record(actor, "attendance.record", meeting, changes=changes)
    return meeting


def _refuse_when_approved(meeting: Meeting) -> None:
    """Who was called and who was there is part of the minutes, and locked with them."""
    if Minutes.objects.final().filter(meeting=meeting).exists():
        raise Conflict(_("Approved minutes are locked."))
