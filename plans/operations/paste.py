"""A block pasted over rows of a draft: first what would change, then the change as one that can be undone."""

import hashlib
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from plans import contents, deadlines, grid
from plans.models import Goal, Measure, Plan, PlanEdit, StrategicArea
from plans.operations import edits, sheet
from plans.operations.plans import locked
from portal.permissions import require
from portal.workflow import Conflict


@dataclass
class Start:
    """Where the block begins: at a row, or below the last row of a goal or an area."""

    area: StrategicArea
    goal: Goal | None
    measure: Measure | None = None


@dataclass
class Landing:
    """One row of the block, and the measure that it changes; None where it becomes a new one."""

    measure: Measure | None
    typed: dict[str, str]
    before: dict[str, str] = field(default_factory=dict)
    # As the cells will read once stored.
    after: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    # The deadline as it was understood, where its words stand in the cell.
    deadline: str = ""

    @property
    def changed(self) -> list[tuple[Any, str, str, str, str]]:
        """Head, before, after, how it was read and what is wrong, of each cell that changes."""
        return [
            (
                grid.HEADS[name],
                _said(name, self.before),
                _said(name, self.after),
                self.deadline if name == "deadline" and self.deadline != self.after.get(name) else "",
                self.errors.get(name, ""),
            )
            for name in grid.CELLS
            if name in self.errors or self.before.get(name, "") != self.after.get(name, "")
        ]


@dataclass
class Preview:
    landings: list[Landing]
    # Rows of the block for which there is no row in the plan.
    left: list[dict[str, str]]

    @property
    def changes(self) -> list[Landing]:
        return [landing for landing in self.landings if landing.changed]

    @property
    def new_count(self) -> int:
        return sum(landing.measure is None for landing in self.changes)

    @property
    def is_possible(self) -> bool:
        return bool(self.changes) and not any(landing.errors for landing in self.landings)

    @property
    def mark(self) -> str:
        """Tells whether what was shown is still what would happen."""
        shown = [(row.measure.pk if row.measure else 0, grid.prints(row.before or row.after)) for row in self.landings]
        return hashlib.sha256(repr(shown).encode()).hexdigest()[:24]


def _said(name: str, row: dict[str, str]) -> str:
    text = row.get(name, "")
    return str(Measure.Status(text).label) if name == "status" and text in Measure.Status.values else text


def preview(plan: Plan, start: Start, rows: list[dict[str, str]]) -> Preview:
    """What the block would do. Rows that tell measures stay within their goal and go on as new ones; others run on downwards."""
    here = _targets(plan, start, within=any("text" in row for row in rows))
    landings, left = [], []
    for place, typed in enumerate(rows):
        measure = here[place] if place < len(here) else None
        if measure is None and not typed.get("text"):
            left.append(typed)
            continue
        landings.append(_land(plan, start, measure, typed))
    return Preview(landings, left)


def _targets(plan: Plan, start: Start, *, within: bool) -> list[Measure]:
    if start.measure is None:
        return []
    rows = Measure.objects.filter(plan=plan)
    if within:
        rows = rows.filter(area=start.area, goal=start.goal)
    found = list(rows.in_order().select_related("area", "goal").prefetch_related("responsible__person"))
    place = next((at for at, each in enumerate(found) if each.pk == start.measure.pk), len(found))
    return found[place:]


def _land(plan: Plan, start: Start, measure: Measure | None, typed: dict[str, str]) -> Landing:
    """Read one row into a copy of the measure, which is not stored."""
    landing = Landing(measure, typed)
    copy = measure or Measure(plan=plan, area=start.area, goal=start.goal)
    copy.plan = plan
    if measure is None:
        copy.named = []  # type: ignore[attr-defined]
    else:
        landing.before = grid.row(measure)
    try:
        sheet.fill(copy, typed)
    except ValidationError as error:
        landing.errors = sheet.by_cell(error)
    landing.after = {**landing.before, **typed} if landing.errors else grid.row(copy)
    landing.deadline = "" if landing.errors else deadlines.written(contents.deadline_of(copy))
    return landing


@transaction.atomic
def paste(actor, *, plan: Plan, start: Start, rows: list[dict[str, str]], mark: str) -> PlanEdit:
    """Do what the preview showed, as a whole; :class:`Conflict` where the rows have changed since."""
    plan = locked(plan)
    require(actor, "plan.edit", plan)
    found = preview(plan, start, rows)
    if found.mark != mark:
        raise Conflict(_("Somebody has changed these rows in the meantime. Look at what would change now."))
    if not found.is_possible:
        raise ValidationError(_("Nothing was pasted: some cells cannot be read, or nothing would change."))
    old = [sheet.Typed(row.measure.pk, row.typed) for row in found.landings if row.measure]
    outcome = sheet.save(actor, plan=plan, rows=old)
    new = [sheet.NewRow(start.area, start.goal, row.typed) for row in found.landings if row.measure is None]
    made = sheet.insert(actor, plan, new, sheet.people_of(plan))
    changes = outcome.edit.changes if outcome.edit else []
    changes += [edits.added(measure, sheet.people_named(measure)) for measure in made]
    if outcome.edit:
        outcome.edit.delete()
    return edits.record(actor, plan, PlanEdit.Verb.PASTE, [], changes)
