"""What happens around a term: a new one, leaving before its end, a deputy who moves up, a change of leader, sitting on.

Nothing happens by itself when a term ends: see docs/decisions/009. Each verb is safe to repeat.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from members.models import Appointment, Call, Person
from members.operations import people
from members.operations.appointment_rules import beside, lock, read, require_dates, require_last_day, store
from members.operations.replacement import announce
from members.operations.succession import DAY, FIELDS, finish, holds_already, make_room, place, strike
from members.roles import GROUP_SEATS, SINGLE, Role
from portal import audit, permissions
from portal.periods import last_day_of_term, today
from portal.workflow import Conflict

Carried, Ended = Appointment.Carried, Appointment.Ended
# Whoever moves up takes over one of these.
MEMBERS = frozenset({Role.MEMBER})


def mandate_of(body, day: date | None = None) -> Any:
    """The mandate that a group works under on the day; other bodies have none."""
    return (
        apps.get_model("workgroups.Mandate").objects.in_force(day).filter(body=body).first() if body.is_group else None
    )


def next_term(appointment: Appointment) -> tuple[date, date | None]:
    """First and last day of the next term: from the day after the present one, as long as the mandate says.

    Who is carried over has no last day, so the new term begins today. Without a mandate nobody says how long it is.
    """
    if appointment.carried_since and appointment.ends_on is None:
        starts_on = max(appointment.carried_since, today())
    else:
        starts_on = (appointment.ends_on or today()) + DAY
    mandate = mandate_of(appointment.body, starts_on)
    return starts_on, last_day_of_term(starts_on, mandate.term_months) if mandate else None


@transaction.atomic
def reappoint(
    actor,
    *,
    appointment: Appointment,
    starts_on: date,
    ends_on: date | None = None,
    appointed_by: str = "",
    decision: str = "",
    note: str = "",
) -> Appointment:
    """Appoint the same person for the next term (:func:`next_term` suggests its days), which goes on from this one."""
    permissions.require(actor, "appointment.reappoint", appointment)
    body = lock(appointment.body)
    appointment = read(appointment, body)
    again = appointment.followed_by.filter(person=appointment.person_id, role=appointment.role).first()
    if again is not None:
        if (again.starts_on, again.ends_on) == (starts_on, ends_on):
            return again
        raise Conflict(_("%(name)s is appointed for the next term already.") % {"name": appointment.person.name})
    if appointment.ends_on is None and not appointment.carried_since:
        raise ValidationError(_("The appointment has no last day, so there is no next term."))
    if appointment.carried_reason == Carried.WORK:
        raise ValidationError(_("Whoever no longer works in the field sits only until a successor is appointed."))
    require_dates(starts_on, ends_on)
    return place(
        actor,
        Appointment(
            body=body,
            person=appointment.person,
            role=appointment.role,
            starts_on=starts_on,
            ends_on=ends_on,
            rank=appointment.rank,
            deputy_for=appointment.deputy_for,
            appointed_by=appointed_by,
            decision=decision,
            note=note,
            follows=appointment,
        ),
        "appointment.reappoint",
    )


@transaction.atomic
def resign(actor, *, appointment: Appointment, last_day: date, reason: str = "") -> Appointment:
    """The person leaves before the term ends. Own coming terms that go on from this one are taken back."""
    permissions.require(actor, "appointment.resign", appointment)
    return _leave(actor, appointment, last_day, Ended.RESIGNED, "appointment.resign", reason)


@transaction.atomic
def remove(actor, *, appointment: Appointment, last_day: date, reason: str, decision: str) -> Appointment:
    """The board takes the office from the person: with a reason, by a decision. Own coming terms are taken back."""
    permissions.require(actor, "appointment.remove", appointment)
    missing = {
        field: message
        for field, given, message in (
            ("reason", reason, _("Say why: the history keeps it.")),
            ("decision", decision, _("Give the case number of the decision, for example 12/26.")),
        )
        if not given.strip()
    }
    if missing:
        raise ValidationError(missing)
    return _leave(actor, appointment, last_day, Ended.REMOVED, "appointment.remove", reason, decision)


def _leave(
    actor, appointment: Appointment, last_day: date, kind: str, verb: str, reason: str, decision: str = ""
) -> Appointment:
    body = lock(appointment.body)
    appointment = read(appointment, body)
    told = (appointment.ended_kind, appointment.ends_on, appointment.ended_reason, appointment.ended_decision)
    if told == (kind, last_day, reason.strip(), decision.strip()):
        return appointment
    require_last_day(appointment, last_day, "last_day")
    for later in own_later(appointment):
        later.body = body
        strike(actor, later, _("%(name)s leaves before that term.") % {"name": appointment.person.name})
    finish(actor, appointment, last_day, kind, reason=reason.strip(), decision=decision.strip(), verb=verb)
    return appointment


def own_later(appointment: Appointment) -> list[Appointment]:
    """The person's coming appointments that go on from this one, one from the other."""
    found: list[Appointment] = []
    before = [appointment]
    while before:
        rows = Appointment.objects.filter(follows__in=before, person=appointment.person_id, starts_on__gt=today())
        before = list(rows.select_related("person"))
        # The last first: it goes on from the one before.
        found = [*before, *found]
    return found


@transaction.atomic
def substitute(
    actor, *, appointment: Appointment, deputy: Appointment, starts_on: date, decision: str = "", appointed_by: str = ""
) -> Appointment:
    """A fixed deputy takes over a member's seat for the rest of the term; the deputies after move up a rank.

    The member's seat ends the day before, if it has not ended by then; all changes are dated.
    """
    permissions.require(actor, "appointment.substitute", appointment)
    body = lock(appointment.body)
    appointment, deputy = read(appointment, body), read(deputy, body)
    moved = appointment.followed_by.filter(person=deputy.person_id, starts_on=starts_on).first()
    if moved is not None:
        return moved
    last = starts_on - DAY
    _require_substitution(appointment, deputy, starts_on)
    ends_on = _term_end(appointment)
    if appointment.ends_on is None or appointment.ends_on > last:
        finish(actor, appointment, last, Ended.SUCCEEDED)
    finish(actor, deputy, last, Ended.CHANGED)
    seat = place(
        actor,
        Appointment(
            body=body,
            person=deputy.person,
            role=appointment.role,
            starts_on=starts_on,
            ends_on=ends_on,
            appointed_by=appointed_by or deputy.appointed_by,
            decision=decision or deputy.decision,
            follows=appointment,
        ),
        "appointment.substitute",
    )
    if deputy.role == Role.DEPUTY_MEMBER and deputy.rank:
        _move_up(actor, deputy, starts_on)
    return seat


def _require_substitution(appointment: Appointment, deputy: Appointment, starts_on: date) -> None:
    if appointment.role not in MEMBERS:
        raise ValidationError(_("A deputy takes over the seat of a member. Other offices are appointed to."))
    personal = deputy.role == Role.PERSONAL_DEPUTY and deputy.deputy_for_id == appointment.person_id
    if deputy.body_id != appointment.body_id or not (personal or deputy.role == Role.DEPUTY_MEMBER):
        raise ValidationError({"deputy": _("Choose one of the fixed deputies, or the member's own.")})
    if not deputy.is_active(starts_on):
        raise ValidationError({"deputy": _("%(name)s is no deputy on that day.") % {"name": deputy.person.name}})
    for seat in (appointment, deputy):
        if seat.starts_on >= starts_on:
            message = _("%(name)s begins %(day)s. Choose a later day.")
            raise ValidationError(
                {"starts_on": message % {"name": seat.person.name, "day": date_format(seat.starts_on)}}
            )


def _term_end(appointment: Appointment) -> date | None:
    """The last day that was decided, also where the person leaves before it."""
    cut = appointment.ended_kind or appointment.carried_since
    return appointment.term_ends_on if cut else appointment.ends_on


def _move_up(actor, deputy: Appointment, starts_on: date) -> None:
    """The deputies after take the place before theirs, from the day on; who has not begun by then gets another rank."""
    after = Appointment.objects.filter(
        body=deputy.body_id, role=Role.DEPUTY_MEMBER, rank__gt=deputy.rank
    ).exclude(ends_on__lt=starts_on)  # fmt: skip
    for seat in after.select_related("person").order_by("rank", "starts_on"):
        seat.body = deputy.body
        if seat.starts_on >= starts_on:
            before = audit.snapshot(seat, FIELDS)
            seat.rank -= 1
            store(seat)
            audit.record(actor, "appointment.edit", seat, changes=audit.diff(before, seat), note=str(seat.body))
            continue
        ends_on = seat.ends_on
        finish(actor, seat, starts_on - DAY, Ended.CHANGED)
        place(
            actor,
            Appointment(
                body=seat.body,
                person=seat.person,
                role=seat.role,
                rank=seat.rank - 1,
                starts_on=starts_on,
                ends_on=ends_on,
                appointed_by=seat.appointed_by,
                decision=seat.decision,
                follows=seat,
            ),
        )


@transaction.atomic
def succeed(
    actor,
    *,
    appointment: Appointment,
    person: Person,
    starts_on: date,
    ends_on: date | None = None,
    stays: bool = False,
    appointed_by: str = "",
    decision: str = "",
) -> Appointment:
    """Give a single office to another person, in one step: a change of leader.

    Who holds it ends the day before, and stays as a member of the group where ``stays``; the successor's own seat ends the
    day before too. Who was appointed for that very day, today or later, never held the office: that appointment is taken
    back, and the trail tells so.
    """
    permissions.require(actor, "appointment.succeed", appointment)
    if appointment.role not in SINGLE:
        raise ValidationError(_("There may be several in this role, so nobody has to make room."))
    body = lock(appointment.body)
    # What it was is gone where two have clicked; its office is what counts.
    before = Appointment.objects.filter(pk=appointment.pk, starts_on__lt=starts_on).select_related("person").first()
    successor = Appointment(
        body=body,
        person=person,
        role=appointment.role,
        starts_on=starts_on,
        ends_on=ends_on,
        appointed_by=appointed_by,
        decision=decision,
        follows=before,
    )
    require_dates(starts_on, ends_on)
    if held := holds_already(successor):
        return held
    staying = make_room(actor, successor, stays=stays)
    if resumed := holds_already(successor):
        return resumed
    place(actor, successor, "appointment.succeed")
    for seat in staying:
        place(actor, seat)
    return successor


@transaction.atomic
def carry_over(actor, *, appointment: Appointment, reason: str, since: date | None = None) -> Appointment:
    """Let the person sit until a successor is appointed: the term runs out, or the person no longer works in the field.

    ``since`` is the first such day; for a term that runs out it is the day after. Who is appointed to go on already ends
    the seat the day before.
    """
    permissions.require(actor, "appointment.carry_over", appointment)
    body = lock(appointment.body)
    appointment = read(appointment, body)
    if appointment.carried_since:
        return appointment
    if reason == Carried.TERM:
        since = appointment.ends_on + DAY if appointment.ends_on else None
    if since is None or appointment.ended_kind:
        raise ValidationError(_("Only a term that runs out can be sat beyond."))
    if since <= appointment.starts_on or (appointment.ends_on is not None and since > appointment.ends_on + DAY):
        raise ValidationError({"since": _("The day must lie after the first day of the term, and not after its end.")})
    before = audit.snapshot(appointment, FIELDS)
    appointment.term_ends_on, appointment.ends_on = appointment.ends_on, None
    appointment.carried_since, appointment.carried_reason = since, reason
    successor = _comes_after(appointment, since)
    if successor is not None:
        appointment.ends_on, appointment.ended_kind = successor.starts_on - DAY, Ended.SUCCEEDED
    store(appointment)
    audit.record(
        actor, "appointment.carry_over", appointment, changes=audit.diff(before, appointment), note=str(body)
    )  # fmt: skip
    return appointment


def _comes_after(appointment: Appointment, since: date) -> Appointment | None:
    """Who is appointed already to go on from the seat, after it is carried over."""
    later = beside(appointment).filter(starts_on__gt=since)
    whose = [each for each in later if each.follows_id == appointment.pk or each.person_id == appointment.person_id]
    if appointment.role in SINGLE:
        whose += [each for each in later if each.role == appointment.role]
    same = (each for each in whose if each.role == appointment.role)
    return min(same, key=lambda each: each.starts_on, default=None)


@transaction.atomic
def resume(actor, *, appointment: Appointment) -> Appointment:
    """Take back that somebody is carried over: the seat has the last day again that was decided."""
    permissions.require(actor, "appointment.resume", appointment)
    body = lock(appointment.body)
    appointment = read(appointment, body)
    if not appointment.carried_since:
        return appointment
    if appointment.ended_kind:
        raise Conflict(_("A successor is appointed already. Take that appointment back first."))
    before = audit.snapshot(appointment, FIELDS)
    appointment.ends_on, appointment.term_ends_on = appointment.term_ends_on, None
    appointment.carried_since, appointment.carried_reason = None, ""
    store(appointment)
    audit.record(actor, "appointment.resume", appointment, changes=audit.diff(before, appointment), note=str(body))
    return appointment


@dataclass(frozen=True)
class Left:
    """What came of somebody's leaving the field: seats carried over, and the calls that look for successors."""

    carried: list[Appointment]
    calls: list[Call]


@transaction.atomic
def leave_field(actor, *, person: Person, since: date, occupation: str | None = None) -> Left:
    """The person works in the field no longer: seats that ask for it are carried over, and replacement begins.

    Only in bodies that the actor administers; for others the mandate's check tells their own administration. Who has a
    successor already is relieved by them, and nobody is looked for.
    """
    permissions.require(actor, "person.leave_field", person)
    values: dict[str, Any] = {name: getattr(person, name) for name in people.FIELDS}
    if occupation is not None:
        values["occupation"] = occupation
    people.edit(actor, person=person, **values | {"occupationally_active": False}, inactive_since=since)
    carried, calls = [], []
    for seat in seats_in_field(person, since):
        if not permissions.can(actor, "appointment.carry_over", seat):
            continue
        # Nobody is carried over from the very first day: that seat was taken in the knowledge of it.
        first = max(since, seat.starts_on + DAY)
        seat = carry_over(actor, appointment=seat, reason=Carried.WORK, since=first)
        carried.append(seat)
        if seat.ends_on is None:
            calls.append(announce(actor, seat=seat, mandate=mandate_of(seat.body)))
    return Left(carried, calls)


def seats_in_field(person: Person, day: date) -> list[Appointment]:
    """The person's seats on the day that are kept only by who works in the field, and that are not carried over yet."""
    seats: Iterable[Appointment] = (
        Appointment.objects.active(day)
        .filter(person=person, role__in=GROUP_SEATS, body__kind="working_group", body__closed_on=None)
        .filter(carried_since=None, ended_kind="")
        .select_related("body__unit", "person")
        .order_by("body__sort_name", "id")
    )
    return [seat for seat in seats if getattr(mandate_of(seat.body, day), "wants_active", False)]
