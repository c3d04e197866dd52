"""The figures of a plan's goals, for the page and the print."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from itertools import groupby

from django.db.models import F

from plans.contents import PlanContent
from plans.models import Indicator, Plan
from portal.charts import ValueLine, value_line


def line_of(indicator: Indicator, values: Iterable[tuple[date, Decimal]]) -> ValueLine:
    """The values on their days, from the indicator's baseline to its target."""
    return value_line(
        values,
        unit=indicator.unit,
        baseline=indicator.baseline,
        baseline_on=indicator.baseline_on,
        target=indicator.target,
        target_on=indicator.target_on,
        falling=indicator.direction == Indicator.Direction.DOWN,
    )


def of_plan(plan: Plan) -> dict[int, list[Indicator]]:
    """Goal → its indicators, each with its ``line``; one query."""
    joined = Indicator.objects.filter(goal__area__plan=plan).annotate(on=F("values__on"), figure=F("values__value"))
    found: dict[int, list[Indicator]] = {}
    # A row for each value, or one alone where there is none.
    for _pk, rows in groupby(joined.order_by("pk", "values__on"), key=lambda row: row.pk):
        given = list(rows)
        indicator = given[0]
        indicator.line = line_of(indicator, [(row.on, row.figure) for row in given if row.on])  # type: ignore[attr-defined]
        found.setdefault(indicator.goal_id, []).append(indicator)
    return found


def attach(content: PlanContent) -> None:
    """Put each goal's indicators where the page shows them."""
    found = of_plan(content.plan)
    for area in content.areas:
        for goal in area.goals:
            goal.indicators = found.get(goal.goal.pk, [])
