"""How a unit's year stands: its groups against what they were granted, its lines, measures and project numbers.

The page, the report and the spreadsheet of a year are made of the same rows. A measure with a budget counts in the year of its
deadline; without one its budget is shared evenly by the years of its plan. Plans that are submitted, approved or ended count.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from plans.ledger import (
    ON_THE_WAY,
    Figures,
    bodies_with_figures,
    body_figures,
    committed_of,
    exact,
    figures_of,
    gone_of,
    spent_of,
    with_figures,
)  # fmt: skip
from plans.models import Budget, BudgetLine, Claim, ClaimLine, Measure, Plan, Posting
from portal.exactsum import ExactSum
from portal.words import kr
from sections.models import Body, Unit

YEARS = 4
# What entries are filtered by, besides ``project``, a number.
KINDS = {"body": Body, "line": BudgetLine, "measure": Measure}


@dataclass(frozen=True)
class Row:
    """One thing that money is set aside for. ``obj`` is the body, the line, the measure, or the project number itself."""

    obj: Any
    label: str
    figures: Figures
    forecast: Decimal
    # What stands small below the label: a heading, a body.
    note: str = ""
    # What is wrong, or will be: sentences.
    warnings: tuple[str, ...] = ()

    @property
    def has_budget(self) -> bool:
        """Whether there is something to keep to: a measure or a project number may have nothing set aside for it."""
        return bool(self.figures.revised) or isinstance(self.obj, Body | BudgetLine)

    @property
    def query(self) -> str:
        """Which of the year's entries are its own, for an address (:func:`entries_of`)."""
        if isinstance(self.obj, str):
            return urlencode({"project": self.obj})
        return urlencode({next(name for name, kind in KINDS.items() if isinstance(self.obj, kind)): self.obj.pk})


@dataclass(frozen=True)
class Year:
    """A unit's year."""

    unit: Unit
    year: int
    gone: Decimal
    # None where no budget is made; a draft has amounts and no entries.
    budget: Budget | None
    bodies: list[Row]
    lines: list[Row]
    measures: list[Row]
    projects: list[Row]

    @property
    def is_empty(self) -> bool:
        return self.budget is None and not any(row.figures.revised or row.figures.used for row in self.bodies)


@dataclass(frozen=True)
class YearSum:
    """One of several years, as a whole. ``figures`` are those of all its lines."""

    year: int
    budget: Budget
    figures: Figures


def year_of(unit: Unit, year: int, *, drafts: bool = True) -> Year:
    """All figures of a unit's year, in a number of queries that does not grow. ``drafts``: also of a budget that is one."""
    gone = gone_of(year)
    budgets = Budget.objects.filter(unit=unit, year=year)
    budget = (budgets if drafts else budgets.exclude(state=Budget.State.DRAFT)).first()
    measures = _measures(unit, year)
    planned = _sums(measures, lambda row: row.obj.plan.body_id)
    bodies = [_body(body, year, planned.get(body.pk, Figures()), gone) for body in _bodies(unit, year)]
    lines = with_figures(budget.lines.select_related("body")) if budget else []
    return Year(
        unit=unit,
        year=year,
        gone=gone,
        budget=budget,
        bodies=[row for row in bodies if row.obj.is_group or row.figures != Figures()],
        lines=[_line(line, bodies, gone) for line in lines],
        measures=[_finished(row, gone) for row in measures],
        projects=[_finished(row, gone) for row in _projects(unit, year, measures)],
    )


def years_of(unit: Unit, last: int, *, drafts: bool = True) -> list[YearSum]:
    """The years up to ``last`` that have a budget, four at most, the oldest first."""
    lines = BudgetLine.objects.filter(budget__unit=unit, budget__year__gt=last - YEARS, budget__year__lte=last)
    if not drafts:
        lines = lines.exclude(budget__state=Budget.State.DRAFT)
    sums: dict[int, YearSum] = {}
    for line in with_figures(lines.select_related("budget")).order_by("budget__year"):
        there = sums.get(line.budget.year, YearSum(line.budget.year, line.budget, Figures()))
        sums[line.budget.year] = replace(there, figures=there.figures + figures_of(line))
    return list(sums.values())


def total(rows: Iterable[Row]) -> Row:
    """All of them together."""
    rows = list(rows)
    figures = sum((row.figures for row in rows), Figures())
    return Row(None, _("Sum"), figures, sum((row.forecast for row in rows), Decimal(0)))


def entries_of(unit: Unit, year: int, wanted: Mapping[str, Any]) -> tuple[QuerySet[Posting], QuerySet[Claim]]:
    """What the figures of a year are made of: what is posted, and the claims on their way.

    ``wanted`` narrows them: ``body``, ``line`` and ``measure`` are numbers, ``project`` is a project number.
    """
    postings = Posting.objects.filter(unit=unit, line__budget__year=year)
    claims = Claim.objects.on_the_way().filter(unit=unit, lines__on__year=year).distinct()
    for name in KINDS:
        if name in wanted:
            postings, claims = postings.filter(**{name: wanted[name]}), claims.filter(**{name: wanted[name]})
    if "project" in wanted:
        own = {"project_number": wanted["project"]}
        postings, claims = postings.filter(**own), claims.filter(**own)
    return postings, claims


# --- Bodies and lines -----------------------------------------------------------------------------------------------


def _bodies(unit: Unit, year: int) -> Iterable[Any]:
    bodies = Body.objects.filter(unit=unit, founded_on__lte=date(year, 12, 31))
    there = bodies.filter(Q(closed_on=None) | Q(closed_on__gte=date(year, 1, 1)))
    return bodies_with_figures(there, year).order_by("sort_name", "id")


def _body(body: Any, year: int, planned: Figures, gone: Decimal) -> Row:
    figures = replace(body_figures(body), planned=planned.planned)
    row = Row(body, body.name, figures, figures.forecast(gone))
    if body.granted is None:
        spends = figures.used or planned.revised
        told = (_("No budget is decided for %(year)d.") % {"year": year},) if spends and body.is_group else ()
        return replace(row, warnings=told)
    more = planned.revised - figures.revised
    told = (_("%(amount)s more is planned on measures than granted.") % {"amount": kr(more)},) if more > 0 else ()
    return replace(row, warnings=(*_beyond(row), *told))


def _beyond(row: Row) -> tuple[str, ...]:
    """Spent too much, or on the way to it."""
    if row.figures.is_over:
        return (_("%(amount)s too much is spent or on its way.") % {"amount": kr(-row.figures.left)},)
    more = row.forecast - row.figures.revised
    return (_("The forecast is %(amount)s too much.") % {"amount": kr(more)},) if more > 0 else ()


def _line(line: Any, bodies: list[Row], gone: Decimal) -> Row:
    """A line that one body spends has that body's plans; the one of grants to groups has those of all groups."""
    if line.body_id is not None:
        those = [row for row in bodies if row.obj.pk == line.body_id]
    elif line.kind == BudgetLine.Kind.GROUPS:
        those = [row for row in bodies if row.obj.is_group]
    else:
        those = []
    planned = sum((row.figures.planned for row in those), Decimal(0))
    figures = replace(figures_of(line), planned=planned)
    row = Row(line, str(line), figures, figures.forecast(gone), note=line.heading)
    granted = sum((row.figures.revised for row in those), Decimal(0)) - figures.revised
    told = (_("%(amount)s more is granted than the line has.") % {"amount": kr(granted)},) if granted > 0 else ()
    return replace(row, warnings=(*_beyond(row), *told))


# --- Measures and project numbers -----------------------------------------------------------------------------------


def _measures(unit: Unit, year: int) -> list[Row]:
    """Those with a budget in the year, and those that money was spent on."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    plans = Plan.objects.exclude(state=Plan.State.DRAFT).filter(body__unit=unit, starts_on__lte=last)
    plans = plans.filter(Q(ends_on=None) | Q(ends_on__gte=first))
    posted = Posting.objects.filter(measure=OuterRef("pk"), line__budget__year=year)
    claimed = Claim.objects.filter(measure=OuterRef("pk"), state__in=ON_THE_WAY)
    rows = (
        Measure.objects.filter(Q(budget__gt=0) | Exists(posted) | Exists(claimed), plan__in=plans)
        .select_related("plan__body")
        .annotate(spent=spent_of("measure", line__budget__year=year), committed=committed_of("measure", on__year=year))
        .order_by("plan__body__sort_name", "plan", "position", "id")
    )
    made = [_measure(measure, year) for measure in rows]
    return [row for row in made if row.figures != Figures()]


def _measure(measure: Any, year: int) -> Row:
    whole = measure.budget if measure.budget and measure.status != Measure.Status.DROPPED else Decimal(0)
    budget = share_of(whole, measure.due_on, measure.plan.starts_on, measure.plan.ends_on, year)
    figures = Figures(budget, budget, exact(measure.spent), exact(measure.committed))
    if measure.status not in Measure.ENDED:
        figures = replace(figures, planned=max(figures.left, Decimal(0)))
    return Row(measure, str(measure), figures, figures.used, note=measure.plan.body.name)


def share_of(budget: Decimal, due_on: date | None, starts_on: date, ends_on: date | None, year: int) -> Decimal:
    """What of a measure's budget belongs to a year of its plan: that of its deadline, else an even share of each.

    The last year takes the øre that do not divide. A plan without an end is taken for one of a year.
    """
    first = starts_on.year
    last = max(ends_on.year if ends_on else first, first)
    if due_on is not None and first <= due_on.year <= last:
        return exact(budget) if due_on.year == year else Decimal(0)
    if not first <= year <= last:
        return Decimal(0)
    share = exact(budget / (last - first + 1))
    return share if year < last else exact(budget) - share * (last - first)


def _finished(row: Row, gone: Decimal) -> Row:
    row = replace(row, forecast=row.figures.used + (row.figures.planned if gone < 1 else Decimal(0)))
    return replace(row, warnings=_beyond(row)) if row.has_budget else row


def _projects(unit: Unit, year: int, measures: list[Row]) -> list[Row]:
    """By project number: what measures have planned on it, and what was spent on it, also without a measure."""
    numbers = _sums(measures, lambda row: row.obj.project_number.strip())
    found = {
        number: Figures(each.revised, each.revised, planned=each.planned) for number, each in numbers.items() if number
    }
    posted = Posting.objects.filter(unit=unit, line__budget__year=year).exclude(project_number="")
    for number, amount in _by_number(posted, "project_number"):
        found[number] = found.get(number, Figures()) + Figures(spent=amount)
    waiting = ClaimLine.objects.filter(claim__unit=unit, claim__state__in=ON_THE_WAY, on__year=year)
    for number, amount in _by_number(waiting.exclude(claim__project_number=""), "claim__project_number"):
        found[number] = found.get(number, Figures()) + Figures(committed=amount)
    return [Row(number, number, figures, figures.used) for number, figures in sorted(found.items())]


def _by_number(rows: Any, field: str) -> Iterable[tuple[str, Decimal]]:
    summed = rows.order_by().values_list(field).annotate(sum=ExactSum("amount"))
    return ((number, exact(amount)) for number, amount in summed)


def _sums(rows: Iterable[Row], key: Callable[[Row], Any]) -> dict[Any, Figures]:
    sums: dict[Any, Figures] = {}
    for row in rows:
        sums[key(row)] = sums.get(key(row), Figures()) + row.figures
    return sums
