"""How a group stands on a day: read for many groups at once, in two queries whatever their number.

A day that has been is told as it stood then, as far as dates tell: appointments and carried seats, the mandate's version,
meetings called and held until then, minutes laid by then, plans by the day of their approval, grants and letters by
theirs. What has no date is told as it is now: the competence that people cover, the progress of a plan, a meeting that
was cancelled (it counts on no day), the answers of a round whose meeting format was changed since. A moment that was not
recorded counts as long past. A day to come is told as it will be if nothing more happens: known appointments begin and
end, and a called meeting counts as called.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from django.db.models import (
    Aggregate,
    Case,
    CharField,
    Count,
    Exists,
    F,
    IntegerField,
    JSONField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)  # fmt: skip
from django.db.models.functions import Coalesce, JSONObject
from django.utils import timezone

from members.access import BOARD_KINDS
from members.models import Appointment, Call, CompetenceField, unconfirmed
from members.roles import GROUP_SEATS, Role
from members.seats import Seats, needs_of, seats_of
from portal.periods import active, today
from sections.models import Body, Grant
from workgroups.models import InputRound, Mandate, Meeting, Minutes, Participant

RULES = (
    "size_min", "size_max", "term_months", "physical_min", "physical_max", "contact_meetings_min", "minutes_days",
    "term_notice_days", "confirmation_days", "wants_active", "wants_plan", "wants_budget", "wants_input",
)  # fmt: skip
# Minutes and departures older than this were settled in another way, or never will be.
LOOK_BACK = timedelta(days=730)
IN_PERSON = (Meeting.Format.PHYSICAL, Meeting.Format.HYBRID)
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


@dataclass(frozen=True)
class Round:
    """The year's round of input from the members, as known on the day."""

    closes_on: date
    closed_on: date | None
    asked: int
    answered: int

    def is_done(self, day: date) -> bool:
        """Closed, or answered by all who were asked."""
        closed = self.closed_on is not None and self.closed_on <= day
        return closed or (self.asked > 0 and self.answered == self.asked)


@dataclass(frozen=True)
class Field:
    """A field of competence, and the persons who cover it."""

    id: int
    name: str
    people: frozenset[int]


@dataclass(frozen=True)
class Standing:
    """A group with its figures. ``seats`` are its appointments in the order of a list: those to come, those in force, and
    those that ended within :data:`LOOK_BACK`.
    """

    group: Body
    at: date
    rules: dict[str, Any] | None
    seats: list[Appointment]
    next_id: int | None = None
    next_at: datetime | None = None
    physical_held: int = 0
    physical_called: int = 0
    contact_attended: int = 0
    unlaid: int = 0
    unlaid_since: datetime | None = None
    plan: PlanFigures | None = None
    # What the board decided for the year, in kroner; None until it has.
    grant: float | None = None
    round: Round | None = None
    fields: list[Field] = field(default_factory=list)
    # The deadline of a call for applications that has been published and is not decided.
    call_until: date | None = None

    @property
    def is_open(self) -> bool:
        """Not closed on the day; perhaps not founded yet, and being prepared."""
        return self.group.closed_on is None or self.group.closed_on > self.at

    @property
    def is_there(self) -> bool:
        """Founded, and not closed, on the day."""
        return self.group.founded_on <= self.at and self.is_open

    @cached_property
    def seating(self) -> Seats:
        """How the seats stand: filled, ending soon, carried over, vacant."""
        return seats_of(needs_of(self.group.kind, self.rules, is_open=self.is_open), self.seats, self.at)

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

    @cached_property
    def without_letter(self) -> list[Appointment]:
        """The last seats of those who left lately and have no letter about it."""
        return [seat for seat in self.seats if seat.lacks_letter]  # type: ignore[attr-defined]

    @cached_property
    def departed(self) -> list[Appointment]:
        """The last seat of each who was a member and is not any more."""
        sitting = {seat.person_id for seat in self.members}
        past = [seat for seat in self.seats if seat.role in GROUP_SEATS and seat.ends_on and seat.ends_on < self.at]
        last = {seat.person_id: seat for seat in sorted(past, key=lambda seat: (seat.ends_on, seat.pk))}
        return [seat for person_id, seat in last.items() if person_id not in sitting]

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


def there_on(day: date) -> Q:
    """Bodies that are founded, and not closed, on the day."""
    return Q(founded_on__lte=day) & (Q(closed_on=None) | Q(closed_on__gt=day))


def moment_of(day: date) -> datetime:
    """Until when things count on the day: now, if it is today; else to the day's end."""
    if day == today():
        return timezone.now()
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def with_figures(groups: QuerySet, at: date | None = None) -> QuerySet:
    """Annotate groups with all that :func:`standing` needs: one query for the groups, one for their people."""
    day = at or today()
    moment = moment_of(day)
    meetings = Meeting.objects.filter(body=OuterRef("pk")).order_by()
    following = meetings.filter(_called_by(moment), ends_at__gte=moment).order_by("starts_at", "id")
    physical = meetings.filter(starts_at__year=day.year, format__in=IN_PERSON)
    unlaid = _unlaid(meetings, moment)
    return groups.annotate(
        figures_rules=Subquery(
            Mandate.objects.in_force(day)
            .filter(body=OuterRef("pk"))
            .values(data=JSONObject(**{name: name for name in RULES}))[:1]
        ),
        figures_plan=Subquery(_plans(day, moment).values("data")[:1]),
        next_id=Subquery(following.values("id")[:1]),
        next_at=Subquery(following.values("starts_at")[:1]),
        physical_held=_count(physical.filter(state=Meeting.State.HELD, starts_at__lt=moment), "body"),
        physical_called=_count(_to_come(physical, moment), "body"),
        contact_attended=_count(_attended(day, moment), "meeting__body"),
        unlaid=_count(unlaid, "body"),
        unlaid_since=Subquery(unlaid.order_by("starts_at").values("starts_at")[:1]),
        figures_grant=Subquery(
            Grant.objects.filter(body=OuterRef("pk"), year=day.year, decided_on__lte=day).values("amount")[:1]
        ),
        figures_round=Subquery(_rounds(day, moment).values("data")[:1]),
        figures_fields=Subquery(_fields().values("data")[:1]),
        call_until=Subquery(_calls(day, moment).values("deadline")[:1]),
    ).prefetch_related(Prefetch("appointments", _seats(day), to_attr="seats"))


def standing(group: Any, at: date | None = None) -> Standing:
    """The standing of a group that :func:`with_figures` has read for the same day."""
    plan, asked, grant = group.figures_plan, group.figures_round, group.figures_grant
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
        grant=None if grant is None else float(grant),
        round=_round(asked) if asked else None,
        fields=_gathered(group.figures_fields or []),
        call_until=group.call_until,
    )


# --- What is read ---------------------------------------------------------------------------------------------------


class JSONList(Aggregate):
    """The rows of a group as one JSON list."""

    function = "JSON_GROUP_ARRAY"
    output_field = JSONField()

    def as_postgresql(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, function="JSONB_AGG", **context)


def _count(rows: QuerySet, per: str) -> Coalesce:
    counted = rows.order_by().values(per).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def _called_by(moment: datetime) -> Q:
    """Called, and not cancelled since; on a day that has been also those that were held later."""
    called = Q(state__in=(Meeting.State.CALLED, Meeting.State.HELD))
    return called & (Q(called_at=None) | Q(called_at__lt=moment))


def _to_come(meetings: QuerySet, moment: datetime) -> QuerySet:
    """Called and not held yet. A called meeting that is over and was never noted as held is not one that is to come."""
    open_still = Q(state=Meeting.State.CALLED, ends_at__gte=min(moment, timezone.now()))
    held_later = Q(state=Meeting.State.HELD, starts_at__gte=moment)
    return meetings.filter(_called_by(moment) & (open_still | held_later))


def _unlaid(meetings: QuerySet, moment: datetime) -> QuerySet:
    """Meetings that were over, and whose minutes the board had not had."""
    laid = Q(minutes__laid_at__lt=moment) | Q(
        minutes__laid_at=None, minutes__state__in=(Minutes.State.LAID, Minutes.State.NOTED)
    )
    been = meetings.filter(_called_by(moment), ends_at__lt=moment, starts_at__gte=moment - LOOK_BACK)
    return been.exclude(pk__in=Meeting.objects.filter(laid, body=OuterRef("body")).values("pk"))


def _attended(day: date, moment: datetime) -> QuerySet:
    """Meetings of the year at which somebody was present as the board's contact."""
    return Participant.objects.filter(
        meeting__body=OuterRef("pk"),
        meeting__state=Meeting.State.HELD,
        meeting__starts_at__year=day.year,
        meeting__starts_at__lt=moment,
        role=Role.CONTACT,
        attendance__in=(Participant.Attendance.PRESENT, Participant.Attendance.PARTLY),
    )


def _plans(day: date, moment: datetime) -> QuerySet:
    measures: Any = Plan._meta.get_field("measures").related_model.objects.filter(plan=OuterRef("pk"))
    counted = measures.with_text().exclude(status="dropped")
    versions: Any = Plan._meta.get_field("versions").related_model.objects.filter(plan=OuterRef("pk"))
    unsettled = Q(state__in=Plan.UNSETTLED)
    # A plan under revision was approved once: its first version tells when.
    approved = (
        Q(approved_at__lt=moment) | Exists(versions.filter(made_at__lt=moment)) | (~unsettled & Q(approved_at=None))
    )
    submitted = Q(submitted_at__lt=moment) | Q(submitted_at=None, state="submitted")
    state = Case(
        When(approved & Q(closed_at__lt=moment) | approved & Q(closed_at=None, state="closed"), then=Value("closed")),
        When(approved & Q(reported_at__lt=moment), then=Value("reported")),
        When(approved & Q(reported_at=None, state="reported"), then=Value("reported")),
        When(approved, then=Value("approved")),
        When(submitted, then=Value("submitted")),
        default=Value("draft"),
        output_field=CharField(),
    )
    place = Case(
        When(stood__in=("approved", "reported"), then=Value(0)),
        When(stood="submitted", then=Value(1)),
        When(stood="draft", then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    return (
        Plan.objects.active(day)
        .filter(body=OuterRef("pk"), created_at__lt=moment)
        .annotate(
            stood=state,
            total=_count(counted, "plan"),
            done=_count(counted.filter(status="done"), "plan"),
            behind=_count(measures.behind(day), "plan"),
        )
        .order_by(place, "-starts_on", "-id")
        .values(
            data=JSONObject(
                id=F("id"), title=F("title"), state=F("stood"), total=F("total"), done=F("done"), behind=F("behind")
            )
        )
    )


def _rounds(day: date, moment: datetime) -> QuerySet:
    answered = Count("answers", filter=Q(answers__answered_at__lt=moment))
    return (
        InputRound.objects.filter(body=OuterRef("pk"), year=day.year, opened_on__lte=day)
        .order_by()
        .annotate(asked=Count("answers"), answered=answered)
        .values(data=JSONObject(closes_on="closes_on", closed_on="closed_on", asked="asked", answered="answered"))
    )


def _round(data: dict[str, Any]) -> Round:
    closed = data["closed_on"]
    return Round(
        date.fromisoformat(data["closes_on"]), date.fromisoformat(closed) if closed else None,
        data["asked"], data["answered"],
    )  # fmt: skip


def _fields() -> QuerySet:
    row = JSONObject(id="id", name="name", person="coverages__person_id")
    return CompetenceField.objects.filter(body=OuterRef("pk")).order_by().values("body").annotate(data=JSONList(row))


def _gathered(rows: list[dict[str, Any]]) -> list[Field]:
    names = {row["id"]: row["name"] for row in rows}
    people: dict[int, set[int]] = {number: set() for number in names}
    for row in rows:
        if row["person"] is not None:
            people[row["id"]].add(row["person"])
    return [Field(number, names[number], frozenset(people[number])) for number in sorted(names)]


def _calls(day: date, moment: datetime) -> QuerySet:
    """Published and not decided; of a call that was cancelled, nobody knows until when it stood."""
    published = ~Q(state__in=(Call.State.DRAFT, Call.State.CANCELLED)) & (
        Q(published_at=None) | Q(published_at__lt=moment)
    )
    undecided = Q(decided_on=None) | Q(decided_on__gt=day)
    return Call.objects.filter(published & undecided, body=OuterRef("pk")).order_by("-deadline", "-id")


def _seats(day: date) -> QuerySet:
    """Each with what the rules ask of its holder outside the group: the board, the administration, the letter."""
    elsewhere = Appointment.objects.filter(person=OuterRef("person"))
    board = elsewhere.filter(body__kind__in=BOARD_KINDS, body__unit=OuterRef("body__unit")).exclude(role=Role.OBSERVER)
    board = board.filter(Q(body__closed_on=None) | Q(body__closed_on__gt=day))
    # The staff of the federation serves its sections, too.
    above = Q(body__unit=OuterRef("body__unit")) | Q(body__unit=OuterRef("body__unit__parent"))
    staff = elsewhere.filter(above, body__kind=Body.Kind.ADMINISTRATION)
    return (
        Appointment.objects.filter(Q(ends_on=None) | Q(ends_on__gte=day - LOOK_BACK))
        .annotate(
            on_board=Exists(board.filter(active(day))),
            board_until=_until(board, day),
            on_staff=Exists(staff.filter(active(day))),
            staff_until=_until(staff, day),
            lacks_letter=Exists(unconfirmed(day).filter(pk=OuterRef("pk"))),
        )
        .select_related("person__user")
        .listed()
    )


def _until(seats: QuerySet, day: date) -> Subquery:
    """The last day of those in force and to come; empty where there is none or where one has no end."""
    known = seats.filter(Q(ends_on=None) | Q(ends_on__gte=day))
    return Subquery(known.order_by(F("ends_on").desc(nulls_first=True)).values("ends_on")[:1])
