"""Appointing, changing and ending: dated, never overwritten.

The rules stand here; on PostgreSQL exclusion constraints stand behind them for the case of two at the same moment.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.models import Appointment, Person
from members.operations import people
from members.roles import BY_BODY_KIND, GROUP_SEATS, SINGLE, Role
from portal import audit, permissions
from portal.periods import overlapping, require_order, today
from portal.workflow import Conflict

FIELDS = [
    "starts_on", "ends_on", "rank", "deputy_for", "appointed_by", "decision", "note", "ended_reason", "ended_kind",
    "carried_since", "carried_reason", "term_ends_on", "follows",
]  # fmt: skip
FIRST_YEAR, LAST_YEAR = 1900, 2150
SAME_MOMENT = gettext_lazy("Somebody else has just recorded an appointment that overlaps with this one. Look again.")


@transaction.atomic
def appoint(
    actor,
    *,
    body,
    person: Person,
    role: str,
    starts_on: date,
    ends_on: date | None = None,
    rank: int = 0,
    deputy_for: Person | None = None,
    appointed_by: str = "",
    decision: str = "",
    note: str = "",
    replace: bool = False,
) -> Appointment:
    """Give a person a role in a body from a first to a last day.

    ``replace`` is a change of holder in one step: whoever holds the single role on the first day ends the day before.
    """
    permissions.require(actor, "appointment.create", body)
    body = _lock(body)
    _require_open(body, starts_on, ends_on)
    _require_role(body, role)
    appointment = Appointment(
        body=body,
        person=person,
        role=role,
        starts_on=starts_on,
        ends_on=ends_on,
        rank=rank,
        deputy_for=deputy_for,
        appointed_by=appointed_by,
        decision=decision,
        note=note,
    )
    _require_dates(starts_on, ends_on)
    if replace and role in SINGLE:
        _end_holder(actor, appointment)
    _store(appointment)
    audit.record(actor, "appointment.create", appointment, changes={"person": [None, str(person)]}, note=str(body))
    return appointment


@transaction.atomic
def appoint_new(
    actor, *, body, first_name: str, last_name: str, email: str = "", phone: str = "", **appointment: Any
) -> Appointment:
    """Add a person and appoint them (the arguments of :func:`appoint`): both or neither."""
    permissions.require(actor, "appointment.create", body)
    person = people.create(
        actor,
        first_name=first_name,
        last_name=last_name,
        email=email,
        phone=phone,
        section=body.unit if body.unit.kind == "section" else None,
        unit=None if body.unit.kind == "section" else body.unit,
    )
    return appoint(actor, body=body, person=person, **appointment)


@transaction.atomic
def change(
    actor,
    *,
    appointment: Appointment,
    starts_on: date,
    ends_on: date | None = None,
    rank: int = 0,
    deputy_for: Person | None = None,
    appointed_by: str = "",
    decision: str = "",
    note: str = "",
) -> Appointment:
    """Put right the dates and the particulars of an appointment. Another person or role is another appointment."""
    permissions.require(actor, "appointment.edit", appointment)
    body = _lock(appointment.body)
    appointment = Appointment.objects.select_related("person", "deputy_for").get(pk=appointment.pk)
    appointment.body = body
    before = audit.snapshot(appointment, FIELDS)
    appointment.starts_on, appointment.ends_on = starts_on, ends_on
    appointment.rank, appointment.deputy_for = rank, deputy_for
    appointment.appointed_by, appointment.decision, appointment.note = appointed_by, decision, note
    _require_dates(starts_on, ends_on)
    _require_open(body, starts_on, ends_on)
    _store(appointment)
    changes = audit.diff(before, appointment)
    if changes:
        audit.record(actor, "appointment.edit", appointment, changes=changes, note=str(body))
    return appointment


@transaction.atomic
def end(actor, *, appointment: Appointment, ends_on: date, reason: str = "") -> Appointment:
    """Let an appointment end on a day, which is its last."""
    permissions.require(actor, "appointment.end", appointment)
    body = _lock(appointment.body)
    appointment = Appointment.objects.select_related("person", "deputy_for").get(pk=appointment.pk)
    appointment.body = body
    _require_dates(appointment.starts_on, ends_on)
    if appointment.ends_on is not None and ends_on > appointment.ends_on:
        raise ValidationError(
            {"ends_on": _("The appointment ends on %(day)s already.") % {"day": date_format(appointment.ends_on)}}
        )
    _end(actor, appointment, ends_on, reason)
    return appointment


@transaction.atomic
def withdraw(actor, *, appointment: Appointment, reason: str = "") -> None:
    """Take back an appointment that has not begun. The body's history keeps it."""
    permissions.require(actor, "appointment.withdraw", appointment)
    body = _lock(appointment.body)
    if appointment.starts_on <= today():
        raise ValidationError(_("The appointment has begun. Let it end instead."))
    _withdraw(actor, body, appointment, reason)


def close_all(actor, *, body, on: date, reason: str) -> int:
    """For the closing of a body: open appointments end that day, coming ones are taken back. Returns how many."""
    touched = 0
    for appointment in Appointment.objects.filter(body=body).select_related("person", "deputy_for"):
        appointment.body = body
        if appointment.starts_on > on:
            _withdraw(actor, body, appointment, reason)
        elif appointment.ends_on is None or appointment.ends_on > on:
            _end(actor, appointment, on, reason)
        else:
            continue
        touched += 1
    return touched


def _lock(body):
    """One at a time per body: the checks below then see what the other wrote. SQLite's transactions are so already."""
    return type(body)._base_manager.select_for_update().get(pk=body.pk)


def _require_open(body, starts_on: date, ends_on: date | None) -> None:
    if body.closed_on is None:
        return
    if starts_on > body.closed_on or ends_on is None or ends_on > body.closed_on:
        raise ValidationError(_("The body is closed since %(day)s.") % {"day": date_format(body.closed_on)})


def _require_dates(starts_on: date, ends_on: date | None) -> None:
    """An end after the start, and years that people live in: a slip of the key must not make a term of 7 000 years."""
    for field, day in (("starts_on", starts_on), ("ends_on", ends_on)):
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise ValidationError({field: _("Is the year right?")})
    require_order(starts_on, ends_on)


def _require_role(body, role: str) -> None:
    if role not in BY_BODY_KIND[body.kind]:
        raise ValidationError({"role": _("There is no such role in a body of this kind.")})


def check(appointment: Appointment, own: Sequence[Appointment], others: Sequence[Appointment]) -> None:
    """All rules of an appointment, given those of its body that share a day with it: the person's own, and others'.

    Imports of thousands check by this too.
    """
    _require_open(appointment.body, appointment.starts_on, appointment.ends_on)
    _require_role(appointment.body, appointment.role)
    _require_dates(appointment.starts_on, appointment.ends_on)
    _require_deputy(appointment)
    _require_free(appointment, own, others)


def _store(appointment: Appointment) -> None:
    in_the_way = Q(person_id=appointment.person_id)
    if appointment.role in SINGLE:
        in_the_way |= Q(role=appointment.role)
    at_the_time = list(_others(appointment).filter(in_the_way))
    check(
        appointment,
        [other for other in at_the_time if other.person_id == appointment.person_id],
        [other for other in at_the_time if other.person_id != appointment.person_id],
    )
    appointment.full_clean(validate_constraints=False)
    try:
        with transaction.atomic():
            appointment.save()
    except IntegrityError:
        raise ValidationError({"person": SAME_MOMENT}) from None


def _require_deputy(appointment: Appointment) -> None:
    if appointment.role != Role.PERSONAL_DEPUTY:
        return
    if appointment.deputy_for_id is None:
        raise ValidationError({"deputy_for": _("Say whom the personal deputy stands in for.")})
    if appointment.deputy_for_id == appointment.person_id:
        raise ValidationError({"deputy_for": _("Nobody is a deputy for themselves.")})


def _require_free(appointment: Appointment, own: Sequence[Appointment], others: Sequence[Appointment]) -> None:
    """Not twice in the same role, not as a member beside another seat of a group, not two in a single role."""
    if same := next((each for each in own if each.role == appointment.role), None):
        message = _("%(name)s is %(role)s here already, %(period)s.")
        raise ValidationError({"person": message % _told(same)})
    seats = [each for each in own if each.role in GROUP_SEATS]
    # A leader is one of the members; a second seat would count the same person twice.
    seated = appointment.role in GROUP_SEATS and appointment.body.is_group and seats
    if seated and Role.MEMBER in {appointment.role, *(seat.role for seat in seats)}:
        message = _("%(name)s has a seat here already, as %(role)s, %(period)s. End that first.")
        raise ValidationError({"person": message % _told(seats[0])})
    holder = next((each for each in others if each.role == appointment.role), None)
    if appointment.role in SINGLE and holder:
        message = _("%(name)s is %(role)s, %(period)s. There can be only one at a time.")
        raise ValidationError({"role": message % _told(holder)})


def _others(appointment: Appointment):
    return (
        Appointment.objects.filter(overlapping(appointment.starts_on, appointment.ends_on), body_id=appointment.body_id)
        .exclude(pk=appointment.pk)
        .select_related("person")
        .order_by("starts_on")
    )


def _told(appointment: Appointment) -> dict[str, str]:
    start = date_format(appointment.starts_on)
    period = (
        _("from %(start)s") % {"start": start}
        if appointment.ends_on is None
        else _("from %(start)s to %(end)s") % {"start": start, "end": date_format(appointment.ends_on)}
    )
    return {"name": appointment.person.name, "role": str(appointment.get_role_display()), "period": period}


def _end_holder(actor, successor: Appointment) -> None:
    """End who holds the role on the first day of the successor, and the successor's own plain seat, the day before."""
    last = successor.starts_on - timedelta(days=1)
    holders: Iterable[Appointment] = _others(successor).filter(role=successor.role).exclude(person=successor.person)
    seats = (
        _others(successor).filter(role=Role.MEMBER, person=successor.person)
        if successor.body.is_group and successor.role in GROUP_SEATS
        else Appointment.objects.none()
    )
    for appointment in [*holders, *seats]:
        appointment.body = successor.body
        if appointment.starts_on <= last:
            _end(actor, appointment, last, _("Change of %(role)s.") % {"role": successor.get_role_display()})


def _end(actor, appointment: Appointment, ends_on: date, reason: str) -> None:
    before = audit.snapshot(appointment, FIELDS)
    appointment.ends_on = ends_on
    appointment.ended_reason = reason or appointment.ended_reason
    appointment.full_clean(validate_constraints=False)
    appointment.save(update_fields=["ends_on", "ended_reason"])
    audit.record(
        actor, "appointment.end", appointment, changes=audit.diff(before, appointment), note=str(appointment.body)
    )


def _withdraw(actor, body, appointment: Appointment, reason: str) -> None:
    text = f"{appointment.person}, {appointment.get_role_display()}, {appointment.starts_on.isoformat()}"
    deleted, _rows = Appointment.objects.filter(pk=appointment.pk, starts_on=appointment.starts_on).delete()
    if not deleted:
        raise Conflict
    audit.record(actor, "appointment.withdraw", body, changes={"appointment": [text, None]}, note=reason)
