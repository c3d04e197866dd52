"""How a group stands on a day: read for many groups at once, in two queries whatever their number."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Case, Count, F, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, JSONObject
from django.utils import timezone

from members.models import Appointment
from members.roles import GROUP_SEATS, Role
from members.seats import Seats, needs_of, seats_of
from portal.periods import today
from sections.models import Body
from workgroups.models import Mandate, Meeting, Minutes, Participant

RULES = (
    "size_min", "size_max", "term_months", "physical_min", "physical_max", "contact_meetings_min", "minutes_days",
    "term_notice_days",
)  # fmt: skip
# Minutes older than this were settled in another way, or never will be.
LOOK_BACK = timedelta(days=730)
Plan: Any = Body._meta.get_field("plans").related_model


@dataclass(frozen=True)
class PlanFigures:
    """The plan that covers the day: one in force, else one on its way there."""

    id: int
    title: str
    state: str
    total: int
    done: int
    behind: int

    @property
    def in_force(self) -> bool:
        return self.state in ("approved", "reported")

    @property
    def percent(self) -> int:
        return round(100 * self.done / self.total) if self.total else 0


@dataclass(frozen=True)
class Standing:
    """A group with its figures. ``seats`` are the appointments in force and to come, in the order of a list."""

    group: Body
    at: date
    rules: dict[str, Any] | None
    seats: list[Appointment]
    next_id: int | None
    next_at: datetime | None
    physical_held: int
    physical_called: int
    contact_attended: int
    unlaid: int
    unlaid_since: datetime | None
    plan: PlanFigures | None

    @cached_property
    def seating(self) -> Seats:
        """How the seats stand: filled, ending soon, carried over, vacant."""
        needs = needs_of(self.group.kind, self.rules, is_open=self.group.is_open)
        return seats_of(needs, self.seats, self.at)

    @cached_property
    def present(self) -> list[Appointment]:
        """Those in force on the day."""
        return [seat for seat in self.seats if seat.is_active(self.at)]

    @cached_property
    def coming(self) -> list[Appointment]:
        return [seat for seat in self.seats if seat.starts_on > self.at]

    @cached_property
    def members(self) -> list[Appointment]:
        """The group's own members: leader and secretary count, contact and adviser do not. Each person once."""
        return list({seat.person_id: seat for seat in self.present if seat.role in GROUP_SEATS}.values())

    def holder(self, role: Role) -> Appointment | None:
        return next((seat for seat in self.present if seat.role == role), None)

    @property
    def leader(self) -> Appointment | None:
        return self.holder(Role.LEADER)

    @property
    def contact(self) -> Appointment | None:
        return self.holder(Role.CONTACT)

    @property
    def adviser(self) -> Appointment | None:
        return self.holder(Role.ADVISER)


def with_figures(groups: QuerySet, at: date | None = None) -> QuerySet:
    """Annotate groups with all that :func:`standing` needs: one query for the groups, one for their people."""
    day = at or today()
    now = timezone.now()
    meetings = Meeting.objects.filter(body=OuterRef("pk")).order_by()
    following = meetings.filter(state=Meeting.State.CALLED, ends_at__gte=now).order_by("starts_at", "id")
    physical = meetings.filter(starts_at__year=day.year, format__in=(Meeting.Format.PHYSICAL, Meeting.Format.HYBRID))
    unlaid = meetings.filter(
        state__in=(Meeting.State.CALLED, Meeting.State.HELD), ends_at__lt=now, starts_at__gte=now - LOOK_BACK
    ).exclude(minutes__state__in=(Minutes.State.LAID, Minutes.State.NOTED))
    seats = Appointment.objects.filter(Q(ends_on=None) | Q(ends_on__gte=day)).select_related("person__user").listed()
    return groups.annotate(
        figures_rules=Subquery(
            Mandate.objects.in_force(day)
            .filter(body=OuterRef("pk"))
            .values(data=JSONObject(**{name: name for name in RULES}))[:1]
        ),
        figures_plan=Subquery(_plans(day).values("data")[:1]),
        next_id=Subquery(following.values("id")[:1]),
        next_at=Subquery(following.values("starts_at")[:1]),
        physical_held=_count(physical.filter(state=Meeting.State.HELD), "body"),
        physical_called=_count(physical.filter(state=Meeting.State.CALLED, ends_at__gte=now), "body"),
        contact_attended=_count(_attended(day), "meeting__body"),
        unlaid=_count(unlaid, "body"),
        unlaid_since=Subquery(unlaid.order_by("starts_at").values("starts_at")[:1]),
    ).prefetch_related(Prefetch("appointments", seats, to_attr="seats"))


def standing(group: Any, at: date | None = None) -> Standing:
    """The standing of a group that :func:`with_figures` has read for the same day."""
    plan = group.figures_plan
    return Standing(
        group=group,
        at=at or today(),
        rules=group.figures_rules,
        seats=group.seats,
        next_id=group.next_id,
        next_at=group.next_at,
        physical_held=group.physical_held,
        physical_called=group.physical_called,
        contact_attended=group.contact_attended,
        unlaid=group.unlaid,
        unlaid_since=group.unlaid_since,
        plan=PlanFigures(**plan) if plan else None,
    )


def _count(rows: QuerySet, per: str) -> Coalesce:
    counted = rows.order_by().values(per).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def _attended(day: date) -> QuerySet:
    """Meetings of the year at which somebody was present as the board's contact."""
    return Participant.objects.filter(
        meeting__body=OuterRef("pk"),
        meeting__state=Meeting.State.HELD,
        meeting__starts_at__year=day.year,
        role=Role.CONTACT,
        attendance__in=(Participant.Attendance.PRESENT, Participant.Attendance.PARTLY),
    )


def _plans(day: date) -> QuerySet:
    measures: Any = Plan._meta.get_field("measures").related_model.objects.filter(plan=OuterRef("pk"))
    counted = measures.with_text().exclude(status="dropped")
    place = Case(
        When(state__in=("approved", "reported"), then=Value(0)),
        When(state="submitted", then=Value(1)),
        When(state="draft", then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    return (
        Plan.objects.active(day)
        .filter(body=OuterRef("pk"))
        .annotate(
            total=_count(counted, "plan"),
            done=_count(counted.filter(status="done"), "plan"),
            behind=_count(measures.behind(day), "plan"),
        )
        .order_by(place, "-starts_on", "-id")
        .values(
            data=JSONObject(
                id=F("id"), title=F("title"), state=F("state"), total=F("total"), done=F("done"), behind=F("behind")
            )
        )
    )
