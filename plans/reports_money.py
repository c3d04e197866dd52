"""Budget against spent of a unit's year, for print: by line under its heading, by group, and year by year."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plans import control
from plans.control import Row, YearSum
from plans.models import Budget
from portal.documents import Report
from portal.periods import today
from portal.words import kr
from sections.models import Unit


@dataclass(frozen=True)
class Part:
    """The lines under one heading, with their sum."""

    heading: str
    rows: list[Row]
    total: Row


def parts_of(lines: list[Row]) -> list[Part]:
    """Lines under their headings; a heading that comes again later in the order stands once."""
    found: dict[str, list[Row]] = {}
    for row in lines:
        found.setdefault(row.note, []).append(row)
    return [Part(heading, rows, control.total(rows)) for heading, rows in found.items()]


def widest(years: list[YearSum]) -> Decimal:
    """What the bars of several years are measured by, so that their lengths can be compared."""
    return max((max(each.figures.revised, each.figures.used) for each in years), default=Decimal(0))


def chosen_year(unit: Unit, year: int | None) -> int:
    """The year asked for; else this one, or the last before it that has a budget. ``ValidationError`` where there is none.

    A draft is the administration's own: it is on no paper.
    """
    decided = Budget.objects.filter(unit=unit).exclude(state=Budget.State.DRAFT)
    if year is None:
        found = decided.filter(year__lte=today().year).order_by("-year").first()
        if found is not None:
            return found.year
        raise ValidationError(_("No budget is decided for %(name)s.") % {"name": unit.name})
    if not decided.filter(year=year).exists():
        raise ValidationError(_("No budget is decided for %(name)s in %(year)d.") % {"name": unit.name, "year": year})
    return year


def year_from(text: str) -> int:
    """A year for ``Report.takes``, written 2026. ValueError for anything else."""
    if len(text) != 4 or not text.isascii() or not text.isdigit():
        raise ValueError(text)
    return int(text)


def _title(unit: Unit, year: int | None = None) -> str:
    return _("Budget against spent %(year)d") % {"year": chosen_year(unit, year)}


def _context(unit: Unit, year: int | None = None) -> dict[str, Any]:
    stands = control.year_of(unit, chosen_year(unit, year), drafts=False)
    years = control.years_of(unit, stands.year, drafts=False)
    whole = control.total(stands.lines)
    return {
        "facts": _facts(stands, whole),
        "parts": parts_of(stands.lines),
        "total": whole,
        "bodies": stands.bodies,
        "bodies_total": control.total(stands.bodies),
        "years": years,
        "widest": widest(years),
        "warnings": [row for row in (*stands.lines, *stands.bodies) if row.warnings],
    }


def _facts(stands: control.Year, whole: Row) -> list[tuple[str, str]]:
    budget: Any = stands.budget
    decided = date_format(budget.decided_on, "SHORT_DATE_FORMAT") if budget.decided_on else ""
    return [
        (_("As of"), date_format(today())),
        (_("Decision"), ", ".join(part for part in (budget.decision, decided) if part)),
        (_("Budget"), kr(whole.figures.revised)),
        (_("Spent"), kr(whole.figures.spent)),
        (_("On its way"), kr(whole.figures.committed)),
        (capfirst(_("Left")), kr(whole.figures.left)),
        (_("Forecast"), kr(whole.forecast)),
    ]


BUDGET = Report(
    kind="budget",
    name=gettext_lazy("Budget against spent"),
    template="pdf/budget.html",
    permission="control.view",
    model="sections.Unit",
    title=_title,
    head=lambda unit: {"section": unit.name, "body": ""},
    context=_context,
    takes={"year": year_from},
)
