"""Which of somebody's offices call for a note to the successor, and which notes wait to be read."""

from datetime import date, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from members.models import Appointment, HandoverNote
from members.permissions_leaving import WRITE_AFTER
from members.roles import Role
from members.seats import NOTICE_DAYS
from portal.periods import active

# They step in for others and hold nothing to hand over.
NOTHING_TO_TELL = (Role.DEPUTY_MEMBER, Role.PERSONAL_DEPUTY, Role.OBSERVER)
# A newcomer is reminded of the note this long after the first day.
NEW_FOR = timedelta(days=28)


def writable(person_id: int | None, day: date) -> QuerySet[Appointment]:
    """The offices about which the person may write now, with ``written_on`` where there is a note."""
    seats = Appointment.objects.filter(person_id=person_id or 0, starts_on__lte=day).exclude(
        ends_on__lt=day - WRITE_AFTER
    )
    rows = seats.exclude(role__in=NOTHING_TO_TELL).annotate(written_on=F("handover__updated_at"))
    return rows.select_related("body").order_by("-starts_on", "-pk")


def ending(person_id: int | None, day: date) -> QuerySet[Appointment]:
    """Offices of the person that are about to end, without a note: the term runs out soon, the end is recorded or a
    successor is awaited. Not where the person goes on in the same office, or the body is closed."""
    on = Appointment.objects.filter(
        person=OuterRef("person"), body=OuterRef("body"), role=OuterRef("role"), starts_on__gt=OuterRef("starts_on")
    )
    noted = HandoverNote.objects.filter(appointment=OuterRef("pk")).exclude(text="")
    soon = Q(ends_on__lte=day + timedelta(days=NOTICE_DAYS))
    decided = Q(ends_on__isnull=False) & ~Q(ended_kind="")
    return (
        writable(person_id, day)
        .filter(active(day), soon | decided | Q(carried_since__lte=day))
        .exclude(ended_kind=Appointment.Ended.CLOSED)
        .filter(~Exists(on), ~Exists(noted), body__closed_on=None)
    )


def to_read(person_id: int | None, day: date) -> QuerySet[HandoverNote]:
    """Notes from predecessors, for who is new or comes soon."""
    new = Appointment.objects.filter(
        person_id=person_id or 0,
        body=OuterRef("appointment__body"),
        role=OuterRef("appointment__role"),
        starts_on__gte=day - NEW_FOR,
    )
    notes = HandoverNote.objects.left_to(person_id).filter(Exists(new))
    return notes.select_related("appointment__body").order_by("pk")
