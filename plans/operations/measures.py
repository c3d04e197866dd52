"""The measures: written in the draft, reported on as long as the plan runs."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import Person
from plans import cells, contents, deadlines
from plans.models import Goal, Measure, MeasureResponsible, MeasureStatus, Plan, PlanEdit, StrategicArea
from plans.operations import edits, order
from plans.operations.plans import locked
from plans.operations.stale import Stale
from portal import audit
from portal.permissions import require

FIELDS = (
    "text", "comment", "responsible_text", "deadline_kind", "deadline_text", "starts_on", "due_on", "review_months",
    "budget", "budget_text", "project_number", "is_strategic",
)  # fmt: skip
REVIEW_MONTHS = deadlines.REVIEW_MONTHS


@transaction.atomic
def create(
    actor,
    *,
    area: StrategicArea,
    goal: Goal | None = None,
    people: list[Person] | None = None,
    after: int | None = None,
    **values: Any,
) -> Measure:
    """A new measure below the one numbered ``after``, else at the end of the goal (of the area where it has no goal)."""
    plan = locked(area.plan)
    require(actor, "plan.edit", plan)
    measure = Measure(plan=plan, area=area, goal=goal, **values)
    settle(measure, plan)
    if not measure.text:
        raise ValidationError({"text": _("Write what is to be done.")})
    measure.position = order.next_position(_siblings(measure))
    measure.save()
    put_below(measure, after)
    name_responsible(measure, people or [])
    audit.record(actor, "measure.create", plan, note=measure.text[:200])
    return measure


@transaction.atomic
def change(
    actor,
    *,
    measure: Measure,
    version: int,
    people: list[Person] | None = None,
    place: tuple | None = None,
    **values: Any,
) -> Measure:
    """Change a measure of a draft. ``version`` is the one that the writer started from; ``place`` an (area, goal) to move to.

    ``people=None`` leaves the people as they are.
    """
    plan = locked(measure.plan)
    require(actor, "plan.edit", plan)
    current = Measure.objects.get(pk=measure.pk)
    if current.version != version:
        raise Stale(current)
    before = audit.snapshot(current, list(FIELDS))
    for name, value in values.items():
        setattr(current, name, value)
    settle(current, plan)
    if not any([current.text, current.comment, current.responsible_text, current.deadline_kind, current.deadline_text]):
        raise ValidationError({"text": _("Write what is to be done.")})
    if place is not None and place != (current.area, current.goal):
        current.area, current.goal = place
        current.position = order.next_position(_siblings(current))
    current.version = version + 1
    current.save(update_fields=[*FIELDS, "area", "goal", "position", "version"])
    name_responsible(current, _people_of(current) if people is None else people)
    audit.record(actor, "measure.edit", plan, changes=audit.diff(before, current), note=current.text[:200])
    return current


def _siblings(measure: Measure):
    return Measure.objects.filter(plan=measure.plan, area=measure.area, goal=measure.goal)


def put_below(measure: Measure, after: int | None) -> None:
    """Put a new row right below another of the same goal; where that is elsewhere, or gone, it stays at the end."""
    rows = list(_siblings(measure).exclude(pk=measure.pk).order_by("position", "pk"))
    place = next((at for at, each in enumerate(rows, start=1) if each.pk == after), 0)
    if place:
        order.renumber([*rows[:place], measure, *rows[place:]])


def _people_of(measure: Measure) -> list[Person]:
    return [row.person for row in measure.responsible.select_related("person") if row.person]


def check(*, kind: str, starts_on: date | None, due_on: date | None, budget: Decimal | None) -> None:
    """What must hold between the fields; the form asks before the database does."""
    if budget is not None and not 0 <= budget < Decimal(10) ** 10:
        raise ValidationError({"budget": _("Write an amount between 0 and 9 999 999 999 kr.")})
    if kind in ("date", "period") and due_on is None:
        raise ValidationError({"due_on": _("Give the day by which it is to be done.")})
    if kind == "period" and starts_on is None:
        raise ValidationError({"starts_on": _("Give the first day of the period.")})
    if starts_on and due_on and starts_on > due_on:
        raise ValidationError({"due_on": _("The last day cannot be before the first day.")})


def settle(measure: Measure, plan: Plan) -> None:
    """Check the measure and bring its fields in accord with each other."""
    if measure.area.plan_id != plan.pk or (measure.goal and measure.goal.area_id != measure.area_id):
        raise ValidationError(_("The goal belongs to another plan or area."))
    measure.text = measure.text.strip()
    _settle_deadline(measure, plan)
    kind, starts_on, due_on = measure.deadline_kind, measure.starts_on, measure.due_on
    check(kind=kind, starts_on=starts_on, due_on=due_on, budget=measure.budget)


def _settle_deadline(measure: Measure, plan: Plan) -> None:
    kind = measure.deadline_kind
    if kind == "" and measure.deadline_text:
        # Words that name a day or a period for certain become one.
        read = deadlines.parse(measure.deadline_text, plan.starts_on, plan.ends_on)
        take_deadline(measure, read)
        kind = measure.deadline_kind
    if kind != "period":
        measure.starts_on = None
    if kind not in ("date", "period"):
        measure.due_on = None
    measure.review_months = (measure.review_months or REVIEW_MONTHS) if kind == "continuous" else None


def take_deadline(measure: Measure, read: deadlines.Deadline) -> None:
    """Set the measure's deadline to what was read from words."""
    measure.deadline_kind = "" if read.kind in ("none", "text") else read.kind
    measure.starts_on, measure.due_on, measure.deadline_text = read.starts_on, read.ends_on, read.words
    measure.review_months = REVIEW_MONTHS if read.kind == "continuous" else None


def name_responsible(measure: Measure, people: list[Person]) -> None:
    """One row for each person chosen and for each office or group that the words name."""
    measure.responsible.all().delete()
    MeasureResponsible.objects.bulk_create(responsible_rows(measure, people))


def responsible_rows(measure: Measure, people: list[Person]) -> list[MeasureResponsible]:
    rows = [MeasureResponsible(measure=measure, person=person) for person in people]
    names = {person.name.casefold() for person in people}
    for part in cells.responsible(measure.responsible_text):
        if part.name.casefold() not in names:
            label = "" if part.role else part.name[:200]
            rows.append(MeasureResponsible(measure=measure, role=part.role, label=label))
    return rows


@transaction.atomic
def move(actor, *, measure: Measure, up: bool) -> PlanEdit | None:
    """One place up or down; at the edge into the goal or area before or after. None where the plan ends."""
    plan = locked(measure.plan)
    require(actor, "plan.edit", plan)
    places: list[tuple[StrategicArea, Goal | None, list[Measure]]] = []
    for area in contents.load(plan).areas:
        places.append((area.area, None, area.measures))
        places += [(area.area, goal.goal, goal.measures) for goal in area.goals]
    here = next(i for i, place in enumerate(places) if any(each.pk == measure.pk for each in place[2]))
    rows = places[here][2]
    mine = next(each for each in rows if each.pk == measure.pk)
    change = edits.moved(mine, [each.pk for each in rows])
    other = order.neighbour(rows, mine, up)
    if other is not None:
        order.swap(rows, mine, other)
    elif 0 <= (there := here + (-1 if up else 1)) < len(places):
        mine.area, mine.goal, others = places[there]
        mine.version += 1
        mine.save(update_fields=["area", "goal", "version"])
        order.renumber([*others, mine] if up else [mine, *others])
    else:
        return None
    change["now"] = {"area": mine.area_id, "goal": mine.goal_id}
    audit.record(actor, "measure.move", plan, note=mine.text[:200])
    return edits.record(actor, plan, PlanEdit.Verb.MOVE, [mine], [change])


@transaction.atomic
def set_status(actor, *, measure: Measure, status: str, note: str = "") -> Measure:
    """Report how it goes; each report is kept. Allowed for those responsible too, until the plan is closed."""
    require(actor, "measure.status", measure)
    if status not in Measure.Status.values:
        raise ValidationError({"status": _("Choose one of the states.")})
    before = audit.snapshot(measure, ["status", "status_note"])
    measure.status, measure.status_note = status, note.strip()
    measure.status_at, measure.status_by = timezone.now(), actor
    measure.save(update_fields=["status", "status_note", "status_at", "status_by"])
    MeasureStatus.objects.create(measure=measure, status=status, note=measure.status_note, by=actor)
    changes = audit.diff(before, measure)
    audit.record(actor, "measure.status", measure.plan, changes=changes, note=measure.text[:200])
    return measure


@transaction.atomic
def remove(actor, *, measure: Measure) -> PlanEdit:
    """Take a measure out of a draft, in a way that can be undone. Once approved it can only be dropped, with a note."""
    plan = locked(measure.plan)
    require(actor, "plan.edit", plan)
    edit = edits.record(actor, plan, PlanEdit.Verb.REMOVE, [measure], [edits.removed(measure)])
    kept = {name: [value, None] for name, value in audit.snapshot(measure, list(FIELDS)).items() if value}
    audit.record(actor, "measure.remove", plan, changes=kept, note=measure.text[:200])
    measure.delete()
    return edit
