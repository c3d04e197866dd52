"""Who sits in a body on a day, and how it changed around it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from members.models import Appointment
from members.roles import GROUP_SEATS, SINGLE, Role
from members.seats import BESIDE, DEPUTIES, Seat, Seats, State, needs_of, seats_of, successor_of
from portal.periods import today
from sections.footnotes import note_of, year_of
from sections.models import Body

DAY = timedelta(days=1)
# Of a mandate: what the seats of a group are held against.
RULES = ("size_min", "size_max", "term_notice_days")


@dataclass(frozen=True)
class Note:
    """A footnote."""

    number: int
    text: str


@dataclass(frozen=True)
class Line:
    """One line of the list; a vacant seat has no appointment."""

    seat: Seat
    note: Note | None = None

    @property
    def appointment(self) -> Any:
        return self.seat.appointment

    @property
    def person(self) -> Any:
        return self.appointment.person

    @property
    def role(self) -> str:
        return self.seat.label

    @property
    def may_reappoint(self) -> bool:
        """A term that ends, or has run out, and that nobody goes on from."""
        held = self.appointment
        runs_out = held.ends_on is not None and not held.ended_kind
        return (runs_out or (self.is_carried and held.carried_reason == "term")) and self.seat.successor is None

    @property
    def may_carry_over(self) -> bool:
        held = self.appointment
        return held.ends_on is not None and not held.ended_kind and not held.carried_since

    @property
    def may_resume(self) -> bool:
        return bool(self.appointment.carried_since) and not self.appointment.ended_kind

    @property
    def is_single(self) -> bool:
        return self.seat.role in SINGLE

    @property
    def may_be_substituted(self) -> bool:
        return self.seat.role == Role.MEMBER

    @property
    def is_carried(self) -> bool:
        return self.seat.state == State.CARRIED

    @property
    def ends_soon(self) -> bool:
        return self.seat.state == State.SOON


@dataclass(frozen=True)
class Roster:
    """A body as of a day: its members, deputies by rank, those beside it (contact, adviser), what is vacant; who left
    earlier in the day's year, and who comes next. ``notes`` tell the changes, by the numbers of the lines.
    """

    day: date
    is_today: bool
    seats: Seats
    members: list[Line]
    deputies: list[Line]
    beside: list[Line]
    vacant: list[Line]
    left: list[Line]
    coming: list[Line]
    notes: list[Note]

    @property
    def field_roles(self) -> frozenset[str]:
        """The roles that are kept only by who works in the field: those of a group's own members."""
        return GROUP_SEATS if self.seats.needs.is_group else frozenset()

    @property
    def everybody(self) -> list[Line]:
        return [*self.members, *self.deputies, *self.beside]


def roster(
    body: Body,
    on: date | None = None,
    seats: list[Appointment] | None = None,
    rules: Mapping[str, Any] | None = None,
) -> Roster:
    """``seats`` are the appointments that do not end before the day's year, and ``rules`` the mandate's numbers, where the
    caller has read them already.
    """
    day = on or today()
    window = year_of(day)
    if seats is None:
        # With who sat to the end of the year before, so that whoever came after has a predecessor.
        in_question = Appointment.objects.filter(body=body).exclude(ends_on__lt=window.first - DAY)
        seats = list(in_question.select_related("person__user", "deputy_for").listed())
        rules = rules_of(body, day)
    closed = body.closed_on is not None and body.closed_on <= day
    found = seats_of(needs_of(body.kind, rules, is_open=not closed), seats, day)
    numbering = _Numbering(day, seats, body.is_group)
    groups: dict[str, list[Line]] = {"members": [], "deputies": [], "beside": []}
    for seat in found.taken:
        part = "deputies" if seat.role in DEPUTIES else "beside" if seat.role in BESIDE else "members"
        groups[part].append(Line(seat))
    left = [Line(numbering.seat(each)) for each in _left(seats, day)]
    coming = [Line(numbering.seat(each)) for each in found.coming]
    noted = {name: numbering.noted(lines) for name, lines in groups.items()}
    return Roster(
        day=day,
        is_today=day == today(),
        seats=found,
        **noted,
        vacant=[Line(seat) for seat in found.vacant],
        left=numbering.noted(left),
        coming=numbering.noted(coming),
        notes=numbering.notes,
    )


def rules_of(body: Body, day: date) -> dict[str, Any] | None:
    """The numbers of the mandate in force on the day; other bodies than groups have none."""
    bodies: Any = body
    return bodies.mandates.in_force(day).values(*RULES).first() if body.is_group else None


def _left(seats: list[Appointment], day: date) -> list[Appointment]:
    """The last seat of each who left earlier in the day's year. Who sits in another office has not left."""
    window = year_of(day)
    present = {each.person_id for each in seats if each.is_active(day)}
    past = [each for each in seats if window.holds(each.ends_on) and not each.is_active(day) and each.starts_on <= day]
    last = {each.person_id: each for each in sorted(past, key=lambda each: (each.ends_on or day, each.pk))}
    return [each for each in past if each.person_id not in present and last[each.person_id] is each]


class _Numbering:
    """Gives the footnotes their numbers, in the order of the list."""

    def __init__(self, day: date, seats: list[Appointment], is_group: bool) -> None:
        self.day, self.is_group = day, is_group
        self.known = {seat.pk: seat for seat in seats}
        self.seats = seats
        self.notes: list[Note] = []

    def seat(self, appointment: Appointment) -> Seat:
        """Of somebody who is not there on the day; with who came, or comes, after."""
        later = [each for each in self.seats if each.starts_on > appointment.starts_on]
        successor = successor_of(appointment, later, is_group=self.is_group)
        return Seat(appointment.role, State.FILLED, appointment, successor)

    def noted(self, lines: list[Line]) -> list[Line]:
        return [self._noted(line) for line in lines]

    def _noted(self, line: Line) -> Line:
        text = note_of(line.seat, self.day, self.known)
        if not text:
            return line
        self.notes.append(Note(len(self.notes) + 1, text))
        return Line(line.seat, self.notes[-1])
