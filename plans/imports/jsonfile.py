"""A plan as JSON, in the shape that plans/exports/data.py writes (FORMAT, version 1)."""

import json
from typing import Any

from plans import cells, riding, rowtext
from plans.imports.guard import NotTheForm
from plans.imports.rows import MAX_ROWS, MAX_TEXT
from plans.outline import AreaOutline, GoalOutline, MeasureOutline, PlanOutline

FORMAT = "section-portal.plan"
VERSION = 1
MEASURE_FIELDS = {
    "text", "comment", "responsible", "deadline", "review_months", "reviewed_on", "status", "status_note", "budget",
    "budget_words", "project_number", "is_strategic",
}  # fmt: skip


def read(data: bytes) -> PlanOutline:
    """Raise :class:`NotTheForm` where the file is not of this shape; a field that is not known is told as unplaced."""
    try:
        found = json.loads(data.decode("utf-8-sig"))
        if not isinstance(found, dict) or found.get("format") != FORMAT:
            raise NotTheForm("no_plan_data")
        if found.get("version") != VERSION:
            raise NotTheForm("newer_data")
        return _plan(found)
    except (ValueError, TypeError, KeyError, AttributeError, ArithmeticError, RecursionError) as error:
        raise NotTheForm("broken_data") from error


def _plan(found: dict[str, Any]) -> PlanOutline:
    outline = PlanOutline(is_own=True)
    for name in riding.PLAN_FIELDS:
        if name in found:
            setattr(outline, name, _value(name, found[name]))
    outline.areas = [_area(area) for area in found["areas"]]
    if len(outline.measures()) > MAX_ROWS:
        raise NotTheForm("too_many_rows")
    if len(json.dumps(outline.to_json())) > MAX_TEXT * 2:
        raise NotTheForm("too_much_text")
    _as_in_the_form(outline)
    rows: list[AreaOutline | GoalOutline | MeasureOutline] = [*outline.areas, *outline.goals(), *outline.measures()]
    for number, row in enumerate(rows, start=1):
        row.row = str(number)
    return outline


def _area(found: dict[str, Any]) -> AreaOutline:
    return AreaOutline(
        _value("number", found["number"]),
        _value("title", found["title"]),
        riding.truth_value(found.get("is_local", False)),
        goals=[_goal(goal) for goal in found.get("goals", [])],
        measures=[_measure(measure) for measure in found.get("measures", [])],
    )


def _goal(found: dict[str, Any]) -> GoalOutline:
    measures = [_measure(measure) for measure in found.get("measures", [])]
    return GoalOutline(
        _value("number", found["number"]),
        _value("title", found["title"]),
        measures=measures,
        indicators=_value("indicators", found.get("indicators", [])),
    )


def _measure(found: dict[str, Any]) -> MeasureOutline:
    made = MeasureOutline()
    for name in MEASURE_FIELDS & found.keys():
        setattr(made, name, _value(name, found[name]))
    made.responsible_parts = cells.responsible(made.responsible)
    return made


def _as_in_the_form(outline: PlanOutline) -> None:
    """The cells' texts, for the page that shows what was read; a status that was told is kept with who and when."""
    for measure in outline.measures():
        texts = rowtext.texts(measure, outline.starts_on, outline.ends_on)
        measure.status_raw, measure.budget_raw = texts["status"], texts["budget"]
        measure.deadline.raw = texts["deadline"]


def _value(name: str, value: Any) -> Any:
    if name == "deadline":
        value = value or {}
        parts = [value.get("kind", "none"), value.get("starts_on"), value.get("ends_on"), value.get("words", "")]
        return riding.deadline(parts)
    return riding.KINDS.get(name, riding.text)(value)
