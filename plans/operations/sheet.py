"""Rows of a plan written as in a spreadsheet: cells saved where nobody else has changed them since they were shown."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import Appointment, Person
from plans import cells, contents, deadlines, grid
from plans.models import Goal, Measure, MeasureResponsible, MeasureStatus, Plan, PlanEdit, StrategicArea
from plans.operations import edits, order
from plans.operations import measures as verbs
from plans.operations.plans import locked
from portal import audit
from portal.permissions import require

BATCH = 200
# The verbs of measures name fields; the sheet shows cells.
CELL_OF = {
    **{name: cell for cell, names in grid.FIELDS.items() for name in names},
    **{cell: cell for cell in grid.CELLS},
}


@dataclass
class Typed:
    """What stands in a row's cells on somebody's page; ``seen`` tells what stood there when the page was made.

    Without ``seen`` (a bulk change, a command) the cells are written as they are.
    """

    measure_id: int
    cells: dict[str, str]
    seen: dict[str, str] = field(default_factory=dict)


@dataclass
class Outcome:
    """What became of the rows: saved, or refused because somebody was faster, or because a cell cannot hold its text."""

    rows: dict[int, Measure]
    saved: set[int] = field(default_factory=set)
    # Measure → the cells that somebody else has changed to something else.
    stale: dict[int, list[str]] = field(default_factory=dict)
    errors: dict[int, dict[str, str]] = field(default_factory=dict)
    # Rows that are no longer in the plan.
    gone: list[int] = field(default_factory=list)
    edit: PlanEdit | None = None

    @property
    def whole(self) -> bool:
        return not (self.stale or self.errors or self.gone)


@dataclass
class _Change:
    """One row between reading and writing."""

    measure: Measure
    cells: dict[str, str]
    before: dict[str, Any]
    old: list[Person]
    people: list[Person]


def rows_of(plan: Plan, ids: Iterable[int]):
    """The plan's measures with those responsible, held until the transaction ends."""
    rows = Measure.objects.filter(plan=plan, pk__in=list(ids)).select_for_update(of=("self",))
    return rows.select_related("area", "goal").prefetch_related("responsible__person")


def people_of(plan: Plan) -> dict[str, Person]:
    """Name → person, of those who hold an office in the plan's body today; a name that two have is left as words."""
    found: dict[str, Person | None] = {}
    holders = Appointment.objects.active().filter(body=plan.body_id).values("person")
    for person in Person.objects.filter(pk__in=holders):
        key = person.name.casefold()
        found[key] = None if key in found else person
    return {name: person for name, person in found.items() if person is not None}


@transaction.atomic
def save(actor, *, plan: Plan, rows: list[Typed]) -> Outcome:
    """Save the cells that were changed on somebody's page.

    A row is refused as a whole where one of its changed cells has been changed by somebody else to another text; the other
    rows are saved all the same. What is saved can be undone as one.
    """
    plan = locked(plan)
    require(actor, "plan.sheet", plan)
    measures = {each.pk: each for each in rows_of(plan, [row.measure_id for row in rows])}
    outcome = Outcome(measures)
    people = people_of(plan)
    changes: list[_Change] = []
    for row in rows:
        measure = measures.get(row.measure_id)
        if measure is None:
            outcome.gone.append(row.measure_id)
            continue
        measure.plan = plan
        change = _weigh(outcome, measure, row, people)
        if change:
            changes.append(change)
    if changes:
        if any(set(change.cells) - set(grid.REPORTED) for change in changes):
            require(actor, "plan.edit", plan)
        outcome.edit = _write(actor, plan, changes)
        outcome.saved = {change.measure.pk for change in changes}
    return outcome


def _weigh(outcome: Outcome, measure: Measure, row: Typed, people: dict[str, Person]) -> _Change | None:
    """What is to be written of a row; what is in the way goes into ``outcome``."""
    typed = {name: grid.clean(text) for name, text in row.cells.items()}
    now = {name: grid.clean(grid.cell(measure, name)) for name in typed}
    touched = {
        name: text
        for name, text in typed.items()
        if text != now[name] and grid.print_of(text) != row.seen.get(name, "")
    }
    stale = [name for name in touched if row.seen.get(name, grid.print_of(now[name])) != grid.print_of(now[name])]
    if stale:
        outcome.stale[measure.pk] = stale
        return None
    if not touched:
        return None
    before = edits.snapshot(measure)
    old = [each.person for each in measure.responsible.all() if each.person]
    try:
        fill(measure, touched)
    except ValidationError as error:
        outcome.errors[measure.pk] = by_cell(error)
        return None
    return _Change(measure, touched, before, old, named_in(measure, people, old) if "responsible" in touched else old)


def fill(measure: Measure, typed: dict[str, str]) -> None:
    """Read the cells into the measure and bring its fields in accord; raises for text that a cell cannot hold."""
    for name, text in typed.items():
        if name == "deadline":
            _read_deadline(measure, text)
        else:
            grid.put(measure, name, text)
    verbs.settle(measure, measure.plan)
    if not any(text for name, text in grid.row(measure).items() if name not in ("status", "note", "budget")):
        raise ValidationError({"text": _("Write what is to be done.")})


def _read_deadline(measure: Measure, text: str) -> None:
    grid.check("deadline", text)
    rhythm = measure.review_months
    verbs.take_deadline(measure, deadlines.parse(text, measure.plan.starts_on, measure.plan.ends_on))
    if measure.deadline_kind == "continuous" and rhythm:
        measure.review_months = rhythm


def named_in(measure: Measure, people: dict[str, Person], old: list[Person]) -> list[Person]:
    """The people whom the words name: those of the body, and those named before whose names still stand there."""
    words = measure.responsible_text
    found = {part.name.casefold() for part in cells.responsible(words)}
    chosen = {people[name].pk: people[name] for name in people if name in found}
    return list({**{each.pk: each for each in old if each.name in words}, **chosen}.values())


def by_cell(error: ValidationError) -> dict[str, str]:
    """Cell → sentence."""
    if not hasattr(error, "error_dict"):
        return {"text": " ".join(error.messages)}
    return {CELL_OF.get(name, "text"): str(found[0].messages[0]) for name, found in error.error_dict.items()}


def _write(actor, plan: Plan, changes: list[_Change]) -> PlanEdit:
    """Store all rows in few statements, with the history, the trail and what it takes to undo."""
    kept, entries, statuses, renamed = [], [], [], []
    touched: set[str] = set()
    for change in changes:
        measure, names = change.measure, set(change.cells)
        entry = edits.changed(measure, change.before, ([p.pk for p in change.old], [p.pk for p in change.people]))
        kept.append(entry)
        touched |= set(entry["fields"])
        if names - set(grid.REPORTED):
            measure.version += 1
            entries.append(_audit(actor, plan, "measure.edit", measure, entry))
        if names & set(grid.REPORTED):
            measure.status_at, measure.status_by = timezone.now(), actor
            touched |= {"status_at", "status_by"}
            statuses.append(MeasureStatus(measure=measure, status=measure.status, note=measure.status_note, by=actor))
            if not names - set(grid.REPORTED):
                entries.append(_audit(actor, plan, "measure.status", measure, entry))
        if "responsible" in names:
            renamed.append(change)
    rows = [change.measure for change in changes]
    Measure.objects.bulk_update(rows, sorted(touched | {"version"}), batch_size=BATCH)
    MeasureStatus.objects.bulk_create(statuses, batch_size=BATCH)
    _rename(renamed)
    audit.record_all(entries)
    return edits.record(actor, plan, PlanEdit.Verb.CHANGE, rows, kept)


def _audit(actor, plan: Plan, verb: str, measure: Measure, entry: dict[str, Any]):
    return audit.draft(actor, verb, plan, changes=entry["fields"], note=measure.text[:200])


def _rename(changes: list[_Change]) -> None:
    MeasureResponsible.objects.filter(measure__in=[change.measure.pk for change in changes]).delete()
    for change in changes:
        change.measure.named = verbs.responsible_rows(change.measure, change.people)  # type: ignore[attr-defined]
    rows = [row for change in changes for row in contents.named(change.measure)]
    MeasureResponsible.objects.bulk_create(rows, batch_size=BATCH)


@transaction.atomic
def add(
    actor, *, plan: Plan, area: StrategicArea, goal: Goal | None, typed: dict[str, str], after: int | None = None
) -> Measure:
    """A new row below another, or at the end of the goal (of the area where it has no goal)."""
    plan = locked(plan)
    require(actor, "plan.edit", plan)
    new = NewRow(area, goal, typed)
    measure = insert(actor, plan, [new], people_of(plan))[0]
    verbs.put_below(measure, after)
    edits.record(actor, plan, PlanEdit.Verb.ADD, [measure], [edits.added(measure, people_named(measure))])
    return measure


@dataclass
class NewRow:
    """A row that is not in the plan yet."""

    area: StrategicArea
    goal: Goal | None
    typed: dict[str, str]


def insert(actor, plan: Plan, new: list[NewRow], people: dict[str, Person]) -> list[Measure]:
    """Put new rows at the end of their goals, in their order. Raises with the cell's name for what it cannot hold."""
    made = []
    for row in new:
        measure = Measure(plan=plan, area=row.area, goal=row.goal)
        measure.named = []  # type: ignore[attr-defined]
        fill(measure, {name: grid.clean(text) for name, text in row.typed.items()})
        if not measure.text:
            raise ValidationError({"text": _("Write what is to be done.")})
        siblings = Measure.objects.filter(plan=plan, area=row.area, goal=row.goal)
        measure.position = order.next_position(siblings)
        if measure.status != Measure.Status.NOT_STARTED or measure.status_note:
            measure.status_at, measure.status_by = timezone.now(), actor
        measure.save()
        if measure.status_at:
            MeasureStatus.objects.create(measure=measure, status=measure.status, note=measure.status_note, by=actor)
        measure.named = verbs.responsible_rows(measure, named_in(measure, people, []))  # type: ignore[attr-defined]
        made.append(measure)
    MeasureResponsible.objects.bulk_create([row for measure in made for row in contents.named(measure)])
    audit.record_all([audit.draft(actor, "measure.create", plan, note=each.text[:200]) for each in made])
    return made


def people_named(measure: Measure) -> list[Person]:
    return [row.person for row in contents.named(measure) if row.person]


@transaction.atomic
def change_all(actor, *, plan: Plan, ids: list[int], typed: dict[str, str], add_responsible: bool = False) -> Outcome:
    """The same text into cells of many rows. ``add_responsible`` puts those named beside those who stand there."""
    plan = locked(plan)
    require(actor, "plan.sheet", plan)
    rows = []
    for measure in rows_of(plan, ids):
        measure.plan = plan
        own = dict(typed)
        if add_responsible and own.get("responsible"):
            own["responsible"] = _joined(grid.cell(measure, "responsible"), own["responsible"])
        rows.append(Typed(measure.pk, own))
    return save(actor, plan=plan, rows=rows)


def _joined(words: str, more: str) -> str:
    """Both, each named once."""
    there = {part.name.casefold() for part in cells.responsible(words)}
    new = [part.name for part in cells.responsible(more) if part.name.casefold() not in there]
    return "\n".join(part for part in [words, *new] if part)


@transaction.atomic
def remove_all(actor, *, plan: Plan, ids: list[int]) -> PlanEdit | None:
    """Take rows out of a draft, in a way that can be undone. None where none of them is there any more."""
    plan = locked(plan)
    require(actor, "plan.edit", plan)
    rows = list(rows_of(plan, ids))
    if not rows:
        return None
    edit = edits.record(actor, plan, PlanEdit.Verb.REMOVE, rows, [edits.removed(measure) for measure in rows])
    audit.record_all([audit.draft(actor, "measure.remove", plan, note=each.text[:200]) for each in rows])
    Measure.objects.filter(pk__in=[each.pk for each in rows]).delete()
    return edit
