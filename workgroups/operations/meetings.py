"""Preparing, calling, moving, cancelling and holding a meeting."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import Person
from portal import audit, permissions
from portal.workflow import Conflict
from sections.models import Body
from workgroups import notices, planning
from workgroups.models import Meeting, Participant
from workgroups.operations import agenda as agenda_verbs
from workgroups.operations.attendance import seats
from workgroups.standings import IN_PERSON

# What those called are told of when it changes.
TOLD = ["title", "starts_at", "ends_at", "format", "place", "link"]
IN_THE_PAST = _("This is in the past. Choose a time that is still to come.")


@transaction.atomic
def create(
    actor,
    *,
    body: Body,
    title: str,
    starts_at: datetime,
    ends_at: datetime,
    format: str = Meeting.Format.DIGITAL,
    place: str = "",
    link: str = "",
    notice: str = "",
    agenda: str = "empty",
    at: datetime | None = None,
) -> Meeting:
    """Prepare a meeting: a draft that only those who run the body see. ``at`` is when it is done (default now)."""
    permissions.require(actor, "meeting.create", body)
    now = at or timezone.now()
    meeting = Meeting(
        body=body, title=title, starts_at=starts_at, ends_at=ends_at, format=format, place=place, link=link,
        notice=notice, created_by=actor, created_at=now,
    )  # fmt: skip
    _check(meeting, now)
    meeting.save()
    agenda_verbs.fill(meeting, agenda)
    audit.record(actor, "meeting.create", meeting)
    return meeting


@transaction.atomic
def edit(
    actor,
    *,
    meeting: Meeting,
    title: str,
    starts_at: datetime,
    ends_at: datetime,
    format: str,
    place: str = "",
    link: str = "",
    notice: str = "",
    beyond: str = "",
    at: datetime | None = None,
) -> Meeting:
    """Change or move a meeting. Those called are told what changed; after a new time they are asked anew.

    ``beyond`` is the reason where a called meeting becomes one in person more than the mandate allows.
    """
    permissions.require(actor, "meeting.edit", meeting)
    meeting = _locked(meeting)
    if meeting.state not in (Meeting.State.DRAFT, Meeting.State.CALLED):
        raise Conflict(_("A meeting that has been held or cancelled cannot be changed."))
    before = audit.snapshot(meeting, [*TOLD, "notice"])
    was = {name: getattr(meeting, name) for name in TOLD}
    for name, value in {
        **dict(zip(TOLD, (title, starts_at, ends_at, format, place, link), strict=True)),
        "notice": notice,
    }.items():
        setattr(meeting, name, value)
    changes = audit.diff(before, meeting)
    if not changes:
        return meeting
    _check(meeting, at or timezone.now())
    told = [name for name in TOLD if name in changes]
    tell = bool(told) and meeting.state == Meeting.State.CALLED
    # A draft has called nobody yet: it is asked when its notice is sent.
    reason = _known_to_exceed(meeting, beyond) if tell and not _counted(was, meeting) else ""
    if tell:
        meeting.sequence += 1
    meeting.save()
    audit.record(actor, "meeting.edit", meeting, changes=changes)
    if reason:
        audit.record(actor, "meeting.exceed", meeting, note=reason)
    if tell:
        if {"starts_at", "ends_at"} & set(told):
            meeting.participants.update(answer=Participant.Answer.NONE, answer_note="", answered_at=None)
        notices.send_change(meeting, list(meeting.participants.all()), was=was, changed=told, asked_by=actor)
    return meeting


@transaction.atomic
def call(
    actor,
    *,
    meeting: Meeting,
    persons: Iterable[Person] | None = None,
    guests: Iterable[Person] = (),
    beyond: str = "",
    at: datetime | None = None,
) -> Meeting:
    """Send the notice: cases get their numbers, those called become participants, each gets a mail.

    ``persons`` are those of the body who are called; left out, everybody but the deputies. ``beyond`` is the reason
    where it is one meeting in person more than the mandate allows; without it such a one is refused.
    """
    permissions.require(actor, "meeting.call", meeting)
    now = at or timezone.now()
    meeting = _locked(meeting)
    if meeting.starts_at <= now:
        raise ValidationError(_("The meeting's time is in the past. Move it before you send the notice."))
    reason = _known_to_exceed(meeting, beyond)
    Meeting.FLOW.move(meeting, "call", called_at=now, called_by=actor)
    wanted = None if persons is None else {person.pk for person in persons}
    called = {
        seat.person.pk: Participant(meeting=meeting, person=seat.person, role=seat.role, deputy_for=seat.deputy_for)
        for seat in seats(meeting)
        if (not seat.is_deputy if wanted is None else seat.person.pk in wanted)
    }
    for guest in guests:
        called.setdefault(guest.pk, Participant(meeting=meeting, person=guest))
    # Who was put on the list while the meeting was prepared stands there already.
    for person_id in meeting.participants.values_list("person_id", flat=True):
        called.pop(person_id, None)
    Participant.objects.bulk_create(called.values())
    participants = list(meeting.participants.select_related("person"))
    if not participants:
        raise ValidationError(_("Nobody is called to this meeting. Choose at least one."))
    agenda_verbs.number_cases(meeting)
    audit.record(actor, "meeting.call", meeting, note=", ".join(str(p.person) for p in participants))
    if reason:
        audit.record(actor, "meeting.exceed", meeting, note=reason)
    notices.send_notice(meeting, participants, asked_by=actor)
    return meeting


@transaction.atomic
def cancel(actor, *, meeting: Meeting, reason: str, at: datetime | None = None) -> Meeting:
    """Cancel with a reason. Those called are told, and their calendars take it out."""
    permissions.require(actor, "meeting.cancel", meeting)
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": _("Say why, so that those called understand.")})
    if len(reason) > 300:
        raise ValidationError({"reason": _("The reason can have at most 300 characters.")})
    meeting = _locked(meeting)
    was_called = meeting.state == Meeting.State.CALLED
    Meeting.FLOW.move(meeting, "cancel", cancelled_reason=reason, sequence=meeting.sequence + was_called)
    for item in meeting.agenda.exclude(lays_before=None).select_related("lays_before"):
        agenda_verbs.withdraw(actor, item, at)
    audit.record(actor, "meeting.cancel", meeting, note=reason)
    if was_called:
        notices.send_cancellation(meeting, list(meeting.participants.all()), reason=reason)
    return meeting


@transaction.atomic
def hold(actor, *, meeting: Meeting, at: datetime | None = None) -> Meeting:
    """Note that the meeting takes place or has taken place."""
    permissions.require(actor, "meeting.hold", meeting)
    meeting = _locked(meeting)
    if meeting.starts_at > (at or timezone.now()):
        raise ValidationError(_("The meeting has not begun yet."))
    Meeting.FLOW.move(meeting, "hold")
    audit.record(actor, "meeting.hold", meeting)
    return meeting


def _counted(was: dict[str, Any], meeting: Meeting) -> bool:
    """It was in person in the same year already, so that the change makes no more of them."""
    day = timezone.localtime(was["starts_at"]).date()
    return was["format"] in IN_PERSON and day.year == meeting.day.year


def _known_to_exceed(meeting: Meeting, reason: str) -> str:
    """The reason for one meeting in person more than the mandate allows, where it is one; else nothing.

    Two notices at once count each other: whoever comes second waits for the first.
    """
    if not meeting.is_physical:
        return ""
    Body.objects.select_for_update().get(pk=meeting.body_id)
    beyond = planning.excess_of(meeting)
    if beyond is None:
        return ""
    reason = reason.strip()
    if not reason:
        raise ValidationError({"beyond": _("%(text)s If not, say why it is needed.") % {"text": beyond.text}})
    if len(reason) > 300:
        raise ValidationError({"beyond": _("The reason can have at most 300 characters.")})
    return reason


def _locked(meeting: Meeting) -> Meeting:
    return Meeting.objects.select_for_update(of=("self",)).select_related("body__unit").get(pk=meeting.pk)


def _check(meeting: Meeting, now: datetime) -> None:
    """The rules of a meeting's time and place, each at its field."""
    errors = {}
    if meeting.starts_at <= now:
        errors["starts_at"] = IN_THE_PAST
    elif meeting.ends_at <= meeting.starts_at:
        errors["ends_at"] = _("The meeting must end after it begins.")
    if meeting.is_physical and not meeting.place.strip():
        errors["place"] = _("Say where the meeting is held.")
    if meeting.format in (Meeting.Format.DIGITAL, Meeting.Format.HYBRID) and not meeting.link.strip():
        errors["link"] = _("Give the link to the video meeting.")
    if errors:
        raise ValidationError(errors)
    meeting.full_clean(exclude=["body", "called_by", "created_by", "uid"], validate_constraints=False)
