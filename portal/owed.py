"""What somebody owes and a few words tell, of many kinds, read in one query: the home page has few to spare.

A kind is a query in the shape of :class:`Row`; :mod:`portal.telling` makes the sentence of each.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import (
    Case,
    CharField,
    Count,
    DateField,
    Exists,
    F,
    IntegerField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)  # fmt: skip
from django.db.models.functions import Cast, Concat, TruncDate

from members import handing_over
from members.models import Application, Appointment, Call, HandoverNote, unconfirmed
from members.roles import GROUP_SEATS, LEADS, Role
from plans.models import Claim, Measure, Plan, Proposal
from sections.models import Body
from workgroups.models import InputAnswer, InputRound, Mandate, Task
from workgroups.permissions_inputs import ASKS


class Row(NamedTuple):
    """``what`` is a name or a title, ``where`` the body; ``days`` is the time that a mandate gives, if it says any.

    Of a continuous measure ``due`` is when it was last looked at, ``days`` its rhythm in months.
    ``of`` is what the thing is a part of: a measure's plan.
    """

    kind: str
    key: int
    what: str
    where: str
    due: date | None
    days: int | None
    of: int | None


TASK, LETTER, WRITE, NOTE = "task.finish", "confirmation.issue", "handover.write", "handover.view"
MEASURE, SUBMIT, DECIDE, REPORT = "measure.status", "plan.submit", "plan.approve", "plan.report"
REVIEW = "measure.review"
PASS_ON, TREAT, APPOINT, TELL_APPLICANTS = "call.view", "call.decide", "application.appoint", "call.answer"
AGREE, APPROVE_CLAIM, PAY, PUT_RIGHT = "claim.agree", "claim.approve", "claim.pay", "claim.edit"
ACCEPT, INPUT, CLOSE = "proposal.accept", "input.answer", "input.close"

# A plan whose period ended longer ago was reported on in another way, or never will be.
REPORTED_ON = timedelta(days=365)


def rows(user, day: date, limit: int) -> Iterator[Row]:
    """Tasks, measures, plans, calls, the year's input, letters to those who left, notes: at most ``limit`` of each kind."""
    parts = [
        _tasks(user, limit),
        *_measures(user, day, limit),
        *_plans(user, day, limit),
        _proposals(user, limit),
        *_calls(user, day, limit),
        *_inputs(user, day, limit),
        *_claims(user, limit),
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


def _row(
    kind: Any, found: QuerySet, what: Any, where: str, due: Any, days: Any = None, key: str = "pk", of: Any = None
) -> QuerySet:
    """Columns of the same types whatever they are read from, without an order that a union does not take."""
    text, number = CharField(), IntegerField()
    kind = Value(kind, text) if isinstance(kind, str) else kind
    return found.order_by().values_list(
        kind, key, Cast(what, text), Cast(F(where), text), Cast(due, DateField()), Cast(days, number), Cast(of, number)
    )


def _first(rows: QuerySet, limit: int) -> QuerySet:
    """The first of an ordered list, in a form that a union takes on both databases."""
    return rows.model._default_manager.filter(pk__in=rows.values("pk")[:limit])


def _tasks(user, limit: int) -> QuerySet:
    first = _first(Task.objects.open().filter(responsible_id=user.person_id), limit)
    return _row(TASK, first, F("title"), "body__name", F("due_on"), Value(None))


def _seats(kind: str, seats: QuerySet[Appointment], limit: int, what: Any, days: Any = None) -> QuerySet:
    return _row(kind, _first(seats, limit), what, "body__name", F("ends_on"), days or Value(None))


def _notes(notes: QuerySet[HandoverNote], limit: int) -> QuerySet:
    role, body = F("appointment__role"), "appointment__body__name"
    return _row(NOTE, _first(notes, limit), role, body, Value(None), Value(None), key="appointment_id")


def _measures(user, day: date, limit: int) -> Iterator[QuerySet]:
    """In force, and naming the user or an office that the user holds: overdue or behind; continuous and due for a look."""
    mine = Measure.objects.filter(plan__in=Plan.objects.in_force(day)).responsible_for(user.person_id)
    first = _first(mine.behind(day).order_by("due_on", "id"), limit)
    yield _row(MEASURE, first, F("text"), "plan__body__name", F("due_on"), of=F("plan_id"))
    # One that is said to be delayed is told above.
    due = mine.to_review(day).exclude(status=Measure.Status.DELAYED)
    first = Measure.objects.to_review(day).filter(pk__in=due.order_by("looked_on", "id").values("pk")[:limit])
    yield _row(REVIEW, first, F("text"), "plan__body__name", F("looked_on"), F("rhythm"), of=F("plan_id"))


def _plans(user, day: date, limit: int) -> Iterator[QuerySet]:
    """To submit, and to report on once the period is over, for who leads the body; to decide on, for who decides in the
    unit and does not lead the group.
    """
    access = user.access
    led, units = access.body_ids(LEADS), access.administered_units | access.deciding_units
    if led:
        drafts = Plan.objects.filter(state=Plan.State.DRAFT, body_id__in=led, ends_on__gte=day).order_by(
            "starts_on", "id"
        )
        # A revision has no day by which it must be sent: what was approved is in force meanwhile.
        due = Case(When(approved_at=None, then=F("starts_on")))
        yield _row(SUBMIT, _first(drafts, limit), F("title"), "body__name", due)
        over = Plan.objects.filter(
            state=Plan.State.APPROVED, body_id__in=led, ends_on__range=(day - REPORTED_ON, day - timedelta(days=1))
        )
        yield _row(REPORT, _first(over.order_by("ends_on", "id"), limit), F("title"), "body__name", F("ends_on"))
    if units:
        submitted = Plan.objects.filter(state=Plan.State.SUBMITTED, body__unit_id__in=units)
        others = submitted.exclude(body_id__in=led, body__kind="working_group").order_by("starts_on", "id")
        yield _row(DECIDE, _first(others, limit), F("title"), "body__name", TruncDate("submitted_at"))


def _proposals(user, limit: int) -> QuerySet:
    """Plans to which the level above proposes changes, for those who write them; ``days`` is how many changes."""
    waiting = Proposal.objects.waiting_for(user).order_by()
    here = waiting.filter(plan=OuterRef("pk")).values("plan")
    first = _first(Plan.objects.filter(pk__in=waiting.values("plan")).order_by("starts_on", "id"), limit)
    since = Cast(Subquery(here.annotate(since=Min(TruncDate("made_at"))).values("since")), DateField())
    count = Subquery(here.annotate(n=Count("pk")).values("n"))
    return _row(ACCEPT, first, F("title"), "body__name", since, count)


def _calls(user, day: date, limit: int) -> Iterator[QuerySet]:
    """Open calls, for those who lead the section's work in a county: to be told to the members until the deadline.

    For the administration, unless one has applied: what is over is treated, then those chosen are appointed, and all
    who applied are answered.
    """
    access = user.access
    if counties := access.body_ids([Role.SECTION_LEADER]):
        committees = Body.objects.filter(pk__in=counties, kind=Body.Kind.SECTION_COMMITTEE)
        serves = Exists(committees.filter(Q(section=OuterRef("body__unit")) | Q(section=None)))
        rows = Call.objects.accepting(day).filter(serves).order_by("deadline", "id")
        yield _row(PASS_ON, _first(rows, limit), F("title"), "body__name", F("deadline"))
    if not access.administered_units:
        return
    over = Q(state=Call.State.CLOSED) | Q(state=Call.State.OPEN, deadline__lt=day)
    applications = Application.objects.filter(call=OuterRef("pk"))
    chosen = Q(Exists(applications.filter(state=Application.State.CHOSEN)), state=Call.State.DECIDED)
    unanswered = Q(Exists(applications.counted()), state=Call.State.DECIDED, answered_at=None)
    rows = Call.objects.treated_by(user).filter(over | chosen | unanswered, body__unit_id__in=access.administered_units)
    kind = Case(
        When(over, Value(TREAT)), When(chosen, Value(APPOINT)), default=Value(TELL_APPLICANTS), output_field=CharField()
    )
    due = Case(When(over, F("deadline")), When(chosen, F("term_starts_on")), default=F("decided_on"))
    yield _row(kind, _first(rows.order_by("deadline", "id"), limit), F("title"), "body__name", due)


def _inputs(user, day: date, limit: int) -> Iterator[QuerySet]:
    """The year's input: one's own answer as long as one sits in the group, and closing what is over."""
    access = user.access
    if seats := access.body_ids(GROUP_SEATS):
        mine = InputAnswer.objects.filter(
            person_id=user.person_id, answered_at=None, round__closed_on=None, round__body_id__in=seats
        )
        body, until = "round__body__name", F("round__closes_on")
        yield _row(INPUT, _first(mine.order_by("round__closes_on"), limit), F(body), body, until)
    if asks := access.body_ids(ASKS):
        over = InputRound.objects.filter(body_id__in=asks, closed_on=None, closes_on__lt=day).order_by(
            "closes_on", "id"
        )
        yield _row(CLOSE, _first(over, limit), F("body__name"), "body__name", F("closes_on"))


def _claims(user, limit: int) -> Iterator[QuerySet]:
    """Claims of others to agree to, to approve, to pay; of one's own those that are returned. Nobody else is told of any."""
    returned = Claim.objects.filter(person_id=user.person_id, state=Claim.State.RETURNED).order_by("-id")
    if user.person_id is not None:
        yield _row(PUT_RIGHT, _first(returned, limit), F("title"), "body__name", Value(None))
    access, State = user.access, Claim.State
    if access.administered_units or access.body_ids([Role.ADVISER]):
        kind = Case(
            When(state=State.SUBMITTED, then=Value(AGREE)), When(state=State.AGREED, then=Value(APPROVE_CLAIM)),
            default=Value(PAY), output_field=CharField(),
        )  # fmt: skip
        since = Case(
            When(state=State.SUBMITTED, then=TruncDate("submitted_at")),
            When(state=State.AGREED, then=TruncDate("agreed_at")), default=TruncDate("approved_at"),
        )  # fmt: skip
        waiting = Claim.objects.waiting_for(user).order_by("submitted_at", "id")
        yield _row(kind, _first(waiting, limit), F("title"), "body__name", since)
