"""How the seats of a body stand on a day: filled, ending soon, carried over, vacant.

The one place that says so: rosters, pages, lists, papers and the mandate's checks ask here, so that a number is the same
wherever it is shown. Pure functions of appointments and of what the body needs; nothing is read from the database.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from members.models import Appointment
from members.roles import GROUP_SEATS, SINGLE, Role

GROUP = "working_group"
DEPUTIES = frozenset({Role.DEPUTY_MEMBER, Role.PERSONAL_DEPUTY})
BESIDE = frozenset({Role.CONTACT, Role.ADVISER, Role.OBSERVER})
# Kind of body → the offices that it cannot do without. Others are seats only while somebody holds them.
OFFICES: dict[str, tuple[Role, ...]] = {
    "board": (Role.LEADER, Role.DEPUTY_LEADER),
    "executive": (Role.LEADER, Role.DEPUTY_LEADER),
    "national_board": (Role.LEADER, Role.DEPUTY_LEADER),
    "council": (Role.LEADER,),
    "committee": (Role.LEADER,),
    "section_committee": (Role.SECTION_LEADER,),
    GROUP: (Role.LEADER, Role.CONTACT, Role.ADVISER),
    "administration": (Role.HEAD_OF_UNIT,),
    "control": (),
}
# Days of warning before a term ends, where no mandate says another number.
NOTICE_DAYS = 60


class State(models.TextChoices):
    """How one seat stands."""

    FILLED = "filled", gettext_lazy("filled")
    SOON = "soon", gettext_lazy("ends soon")
    CARRIED = "carried", gettext_lazy("carried over")
    VACANT = "vacant", gettext_lazy("vacant")


# State → the look that pages and papers give it.
KINDS = {State.FILLED: "ok", State.SOON: "soon", State.CARRIED: "late", State.VACANT: "late"}


@dataclass(frozen=True)
class Needs:
    """What a body asks of its seats."""

    offices: tuple[Role, ...] = ()
    # Numbers of the mandate; None where the body has none.
    size_min: int | None = None
    size_max: int | None = None
    notice_days: int = NOTICE_DAYS
    is_group: bool = False

    def counts(self, role: str) -> bool:
        """Whether the role is one of the body's own members. In a group contact and adviser attend and do not count."""
        return role in GROUP_SEATS if self.is_group else role not in DEPUTIES | BESIDE


def needs_of(kind: str, rules: Mapping[str, Any] | None = None, *, is_open: bool = True) -> Needs:
    """What a body of the kind needs; ``rules`` are the mandate's numbers by name. A closed body needs nobody."""
    rules = rules or {}
    return Needs(
        offices=OFFICES[kind] if is_open else (),
        size_min=rules.get("size_min"),
        size_max=rules.get("size_max"),
        notice_days=rules.get("term_notice_days", NOTICE_DAYS),
        is_group=kind == GROUP,
    )


@dataclass(frozen=True)
class Seat:
    """One place in the body. A vacant one has no appointment; ``successor`` is who is appointed to it already."""

    role: str
    state: State
    appointment: Appointment | None = None
    successor: Appointment | None = None

    @property
    def label(self) -> str:
        """The role as a list tells it: a deputy with the place in the row."""
        label = str(Role(self.role).label)
        rank = self.appointment.rank if self.appointment else 0
        return f"{rank}. {label}" if rank else label

    @property
    def kind(self) -> str:
        return KINDS[self.state]


@dataclass(frozen=True)
class Part:
    """A piece of the summary, with its look."""

    kind: str
    text: str


@dataclass(frozen=True)
class Seats:
    """The seats of a body on a day, in the order in which they are listed; vacant ones last."""

    day: date
    needs: Needs
    seats: list[Seat]
    coming: list[Appointment] = field(default_factory=list)

    def count(self, state: State) -> int:
        return len(self.of(state))

    def of(self, state: State) -> list[Seat]:
        return [seat for seat in self.seats if seat.state == state]

    @cached_property
    def taken(self) -> list[Seat]:
        """Those with somebody in them."""
        return [seat for seat in self.seats if seat.appointment is not None]

    @cached_property
    def vacant(self) -> list[Seat]:
        return self.of(State.VACANT)

    @cached_property
    def members(self) -> int:
        """The body's own members, each person once: also who is only carried over."""
        return len({seat.appointment.person_id for seat in self.taken if self.needs.counts(seat.role)})  # type: ignore[union-attr]

    @property
    def deputies(self) -> int:
        return sum(seat.role in DEPUTIES for seat in self.taken)

    def holder(self, role: str) -> Appointment | None:
        return next((seat.appointment for seat in self.taken if seat.role == role), None)

    @property
    def limit(self) -> str:
        """The mandate's size: 4–6; empty without a mandate."""
        return "" if self.needs.size_min is None else f"{self.needs.size_min}–{self.needs.size_max}"

    @property
    def figure(self) -> str:
        """How many members: “5 of 4–6”, or “5 members” where no number is asked for."""
        if self.limit:
            return _("%(count)d of %(limit)s") % {"count": self.members, "limit": self.limit}
        return ngettext("%(n)d member", "%(n)d members", self.members) % {"n": self.members}

    @property
    def remarks(self) -> list[Part]:
        """What is not as it should be, the most pressing first; empty where all is well."""
        parts = []
        if n := self.count(State.CARRIED):
            text = ngettext("%(n)d carried over", "%(n)d carried over", n) % {"n": n}
            parts.append(Part(KINDS[State.CARRIED], text))
        if n := self.count(State.SOON):
            parts.append(Part(KINDS[State.SOON], ngettext("%(n)d ends soon", "%(n)d end soon", n) % {"n": n}))
        if n := sum(seat.role not in self.needs.offices for seat in self.vacant):
            text = ngettext("%(n)d seat vacant", "%(n)d seats vacant", n) % {"n": n}
            parts.append(Part(KINDS[State.VACANT], text))
        for seat in self.vacant:
            if seat.role in self.needs.offices:
                parts.append(Part(KINDS[State.VACANT], _("%(role)s vacant") % {"role": seat.label}))
        return parts

    @property
    def remark(self) -> str:
        """The remarks in one line."""
        return " · ".join(part.text for part in self.remarks)

    @property
    def summary(self) -> str:
        """In one line: “5 of 4–6 · 1 carried over · 1 ends soon · adviser vacant”."""
        return " · ".join(part for part in (self.figure, self.remark) if part)


def seats_of(needs: Needs, appointments: Iterable[Appointment], day: date) -> Seats:
    """The seats on the day. ``appointments`` are the body's, at least those that do not end before the day."""
    known = list(appointments)
    present = [each for each in known if each.is_active(day)]
    coming = [each for each in known if each.starts_on > day]
    taken = [_taken(each, coming, needs, day) for each in present]
    return Seats(day, needs, [*taken, *_vacant(needs, present, coming, taken)], coming)


def successor_of(appointment: Appointment, coming: Iterable[Appointment], *, is_group: bool) -> Appointment | None:
    """Who is appointed to go on from this seat: named as such, the next in a single office, or oneself in a new term."""
    return next((each for each in coming if _goes_on(each, appointment, is_group)), None)


def _goes_on(later: Appointment, earlier: Appointment, is_group: bool) -> bool:
    if later.follows_id is not None and later.follows_id == earlier.pk:
        return True
    # Who begins later than the day after leaves the seat empty in between.
    if earlier.ends_on is not None and later.starts_on > earlier.ends_on + timedelta(days=1):
        return False
    if later.role == earlier.role and earlier.role in SINGLE:
        return True
    if later.person_id != earlier.person_id:
        return False
    if earlier.ended_kind == Appointment.Ended.CHANGED:
        return True
    return later.role == earlier.role or (is_group and {later.role, earlier.role} <= GROUP_SEATS)


def _taken(appointment: Appointment, coming: list[Appointment], needs: Needs, day: date) -> Seat:
    successor = successor_of(appointment, coming, is_group=needs.is_group)
    state = State.FILLED
    if appointment.is_carried(day):
        state = State.CARRIED
    elif successor is None and appointment.ends_on and appointment.ends_on <= day + timedelta(days=needs.notice_days):
        state = State.SOON
    return Seat(appointment.role, state, appointment, successor)


def _vacant(needs: Needs, present: list[Appointment], coming: list[Appointment], taken: list[Seat]) -> list[Seat]:
    """Offices without a holder, then as many members as the mandate asks for at least."""
    held = {each.role for each in present}
    found = []
    for role in needs.offices:
        if role not in held:
            found.append(Seat(role, State.VACANT, None, next((each for each in coming if each.role == role), None)))
    if needs.size_min is None or not needs.offices:
        return found
    counted = {each.person_id for each in present if needs.counts(each.role)}
    named = {seat.successor.pk for seat in taken if seat.successor}
    new = (
        each for each in coming if needs.counts(each.role) and each.person_id not in counted and each.pk not in named
    )
    missing = max(0, needs.size_min - len(counted))
    return [*found, *(Seat(Role.MEMBER, State.VACANT, None, next(new, None)) for _number in range(missing))]
