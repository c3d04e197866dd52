"""Appointing, changing and ending: dated, never overwritten.

The rules stand in :mod:`members.operations.appointment_rules`; what ends and begins around a term in
:mod:`members.operations.terms`.
"""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from members.models import Appointment, Person
from members.operations import people
from members.operations.appointment_rules import (
    lock,
    read,
    require_dates,
    require_last_day,
    require_open,
    require_role,
    store,
)
from members.operations.succession import (
    FIELDS,
    ended_by,
    finish,
    follow,
    holds_already,
    make_room,
    place,
    strike,
    take_back,
)
from members.roles import SINGLE
from portal import audit, permissions
from portal.periods import today


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
    follows: Appointment | None = None,
    replace: bool = False,
) -> Appointment:
    """Give a person a role in a body from a first to a last day.

    ``follows`` is the seat that the person takes over: where it is carried over it ends the day before. ``replace`` is a
    change of holder in one step: whoever holds the single role on the first day ends the day before.
    """
    permissions.require(actor, "appointment.create", body)
    body = lock(body)
    require_open(body, starts_on, ends_on)
    require_role(body, role)
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
        follows=follows,
    )
    require_dates(starts_on, ends_on)
    if replace and role in SINGLE and not holds_already(appointment):
        make_room(actor, appointment)
        # Whose successor of the same day was taken back goes on as before.
        if resumed := holds_already(appointment):
            return resumed
    return place(actor, appointment)


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
    body = lock(appointment.body)
    appointment = read(appointment, body)
    before = audit.snapshot(appointment, FIELDS)
    ended = list(ended_by(appointment)) if starts_on != appointment.starts_on else []
    earlier = starts_on < appointment.starts_on
    if appointment.carried_since and starts_on >= appointment.carried_since:
        message = _("The seat is carried over since %(day)s, so it began before.")
        raise ValidationError({"starts_on": message % {"day": date_format(appointment.carried_since)}})
    _set_end(appointment, ends_on)
    appointment.starts_on = starts_on
    appointment.rank, appointment.deputy_for = rank, deputy_for
    appointment.appointed_by, appointment.decision, appointment.note = appointed_by, decision, note
    require_dates(starts_on, ends_on)
    require_open(body, starts_on, ends_on)
    # The one that gives way is stored first, so that no day has two.
    if earlier:
        follow(actor, ended, body, starts_on)
    store(appointment)
    if not earlier:
        follow(actor, ended, body, starts_on)
    changes = audit.diff(before, appointment)
    if changes:
        audit.record(actor, "appointment.edit", appointment, changes=changes, note=str(body))
    return appointment


def _set_end(appointment: Appointment, ends_on: date | None) -> None:
    """A new last day, and what it says of how the appointment ends."""
    if ends_on == appointment.ends_on:
        return
    appointment.ends_on = ends_on
    decided = appointment.term_ends_on
    if appointment.carried_since and ends_on is not None:
        appointment.ended_kind = appointment.ended_kind or Appointment.Ended.OTHER
    elif appointment.ended_kind and (ends_on is None or (decided is not None and ends_on >= decided)):
        appointment.ended_kind = appointment.ended_reason = appointment.ended_decision = ""
        if not appointment.carried_since:
            appointment.term_ends_on = None


@transaction.atomic
def end(actor, *, appointment: Appointment, ends_on: date, reason: str = "") -> Appointment:
    """Let an appointment end on a day, which is its last, for another reason than those that have a verb of their own."""
    permissions.require(actor, "appointment.end", appointment)
    body = lock(appointment.body)
    appointment = read(appointment, body)
    require_last_day(appointment, ends_on)
    finish(actor, appointment, ends_on, Appointment.Ended.OTHER, reason=reason)
    return appointment


@transaction.atomic
def withdraw(actor, *, appointment: Appointment, reason: str = "") -> None:
    """Take back an appointment that has not begun. What it would have ended goes on; the body's history keeps it."""
    permissions.require(actor, "appointment.withdraw", appointment)
    body = lock(appointment.body)
    appointment.body = body
    if appointment.starts_on <= today():
        raise ValidationError(_("The appointment has begun. Let it end instead."))
    take_back(actor, appointment, reason)


def close_all(actor, *, body, on: date, reason: str) -> int:
    """For the closing of a body: open appointments end that day, coming ones are taken back. Returns how many."""
    touched = 0
    for appointment in Appointment.objects.filter(body=body).select_related("person", "deputy_for"):
        appointment.body = body
        if appointment.starts_on > on:
            strike(actor, appointment, reason)
        elif appointment.ends_on is None or appointment.ends_on > on:
            finish(actor, appointment, on, Appointment.Ended.CLOSED, reason=reason)
        else:
            continue
        touched += 1
    return touched
