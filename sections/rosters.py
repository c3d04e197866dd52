"""Who sits in a body on a day, and how it changed around it."""

from dataclasses import dataclass
from datetime import date, timedelta

from members.models import Appointment
from portal.periods import today
from sections.models import Body

SOON = timedelta(days=60)
DEPUTIES = frozenset({"deputy_member", "personal_deputy"})
BESIDE = frozenset({"contact", "adviser", "observer"})


@dataclass(frozen=True)
class Seat:
    """One line of the list."""

    appointment: Appointment
    ends_soon: bool
    is_carried: bool

    @property
    def person(self):
        return self.appointment.person

    @property
    def role(self) -> str:
        label = str(self.appointment.get_role_display())
        return f"{self.appointment.rank}. {label}" if self.appointment.rank else label


@dataclass(frozen=True)
class Roster:
    """A body as of a day: its members, deputies by rank, those beside it (contact, adviser), and who comes next."""

    day: date
    is_today: bool
    members: list[Seat]
    deputies: list[Seat]
    beside: list[Seat]
    coming: list[Seat]

    @property
    def everybody(self) -> list[Seat]:
        return [*self.members, *self.deputies, *self.beside]


def roster(body: Body, on: date | None = None, seats: list[Appointment] | None = None) -> Roster:
    """``seats`` are the appointments that do not end before the day, where the caller has read them already."""
    day = on or today()
    if seats is None:
        in_question = Appointment.objects.filter(body=body).exclude(ends_on__lt=day)
        seats = list(in_question.select_related("person__user", "deputy_for").listed())
    present = [_seat(seat, day) for seat in seats if seat.is_active(day)]
    return Roster(
        day=day,
        is_today=day == today(),
        members=[seat for seat in present if seat.appointment.role not in DEPUTIES | BESIDE],
        deputies=[seat for seat in present if seat.appointment.role in DEPUTIES],
        beside=[seat for seat in present if seat.appointment.role in BESIDE],
        coming=[_seat(seat, day) for seat in seats if seat.starts_on > day],
    )


def _seat(appointment: Appointment, day: date) -> Seat:
    ends_on = appointment.ends_on
    return Seat(
        appointment,
        ends_soon=ends_on is not None and day <= ends_on <= day + SOON,
        is_carried=appointment.is_carried(day),
    )
