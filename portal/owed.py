"""What somebody owes and a few words tell, of several kinds, read in one query: the home page has few to spare."""

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from django.db.models import CharField, DateField, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat

from members import handing_over
from members.models import Appointment, HandoverNote, unconfirmed
from members.roles import Role
from workgroups.models import Mandate, Task


class Row(NamedTuple):
    """``what`` is a name or a title, ``where`` the body; ``days`` is the time that a mandate gives, if it says any."""

    kind: str
    key: int
    what: str
    where: str
    due: date | None
    days: int | None


TASK, LETTER, WRITE, NOTE = "task.finish", "confirmation.issue", "handover.write", "handover.view"


def rows(user, day: date, limit: int) -> Iterator[Row]:
    """Open tasks, letters to those who left, notes to write and to read: at most ``limit`` of each kind."""
    parts = [
        _tasks(user, limit),
        _seats(WRITE, handing_over.ending(user.person_id, day), limit, F("role")),
        _notes(handing_over.to_read(user.person_id, day), limit),
    ]
    access = user.access
    units, advised = access.administered_units, access.body_ids([Role.ADVISER])
    if units or advised:
        letters = unconfirmed(day).filter(Q(body__unit_id__in=units) | Q(body_id__in=advised))
        name = Concat("person__first_name", Value(" "), "person__last_name")
        mandate = Mandate.objects.in_force(day).filter(body=OuterRef("body")).values("confirmation_days")[:1]
        parts.append(_seats(LETTER, letters.exclude(person=user.person_id), limit, name, Subquery(mandate)))
    first, *others = parts
    return (Row(*row) for row in first.union(*others, all=True))


def _row(kind: str, found: QuerySet, what: Any, where: str, due: Any, days: Any = None, key: str = "pk") -> QuerySet:
    """Columns of the same types whatever they are read from, without an order that a union does not take."""
    text, number = CharField(), IntegerField()
    return found.order_by().values_list(
        Value(kind, text), key, Cast(what, text), Cast(F(where), text), Cast(due, DateField()), Cast(days, number)
    )


def _tasks(user, limit: int) -> QuerySet:
    mine = Task.objects.open().filter(responsible_id=user.person_id)
    first = Task.objects.filter(pk__in=mine.values("pk")[:limit])
    return _row(TASK, first, F("title"), "body__name", F("due_on"), Value(None))


def _seats(kind: str, seats: QuerySet[Appointment], limit: int, what: Any, days: Any = None) -> QuerySet:
    first = Appointment.objects.filter(pk__in=seats.values("pk")[:limit])
    return _row(kind, first, what, "body__name", F("ends_on"), days or Value(None))


def _notes(notes: QuerySet[HandoverNote], limit: int) -> QuerySet:
    first = HandoverNote.objects.filter(pk__in=notes.values("pk")[:limit])
    role, body = F("appointment__role"), "appointment__body__name"
    return _row(NOTE, first, role, body, Value(None), Value(None), key="appointment_id")
