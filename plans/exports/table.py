"""A plan as a table with its headings in columns, so that it can be sorted and filtered: what Excel and CSV have in common."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from plans import rowtext
from plans.exports.texts import heading_text, line
from plans.outline import GoalOutline, MeasureOutline, PlanOutline

Key = tuple[str, str]


@dataclass
class TableRow:
    """Column (plans/spreadsheets.py) → text; ``measure`` where the row has one."""

    texts: dict[str, str]
    measure: MeasureOutline | None = None


def rows(outline: PlanOutline, starts_on: date, ends_on: date | None) -> Iterator[TableRow]:
    """One row for each measure. A heading has one of its own where it has no measures, or is called as one before it."""
    seen: set[Key] = set()
    for area in outline.areas:
        number, title = line(area.number), heading_text(area.title)
        heads = {"area_number": number, "area": title}
        if (number, title) in seen or not (area.measures or area.goals):
            yield TableRow(heads)
        seen.add((number, title))
        for measure in area.measures:
            yield _row(heads, measure, starts_on, ends_on)
        yield from _goals(area.goals, heads, starts_on, ends_on)


def _goals(
    goals: list[GoalOutline], heads: dict[str, str], starts_on: date, ends_on: date | None
) -> Iterator[TableRow]:
    seen: set[Key] = set()
    for goal in goals:
        number, title = line(goal.number), heading_text(goal.title)
        both = {**heads, "goal_number": number, "goal": title}
        if (number, title) in seen or not goal.measures:
            yield TableRow(both)
        seen.add((number, title))
        for measure in goal.measures:
            yield _row(both, measure, starts_on, ends_on)


def _row(heads: dict[str, str], measure: MeasureOutline, starts_on: date, ends_on: date | None) -> TableRow:
    own = {
        "review_months": str(measure.review_months or ""),
        "is_strategic": "ja" if measure.is_strategic else "",
    }
    return TableRow({**heads, **rowtext.texts(measure, starts_on, ends_on), **own}, measure)
