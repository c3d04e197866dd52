"""How a unit's year stands, down to the entries; and what a body has to spend, for all who may see the body."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from plans import control, estimates, ledger
from plans.models import Budget, Claim, Posting
from portal.http import visible_or_404
from portal.paging import paginate
from portal.periods import today
from portal.permissions import can, require
from sections.models import Body, Grant, Unit

ROWS = 50
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What is told of years: those that people may have budgets for.
FIRST, LAST = 2000, 2150


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """To this year of the unit that one looks after: the newest that has a budget, else the first."""
    require(request.user, "budget.list")
    user: Any = request.user
    access = user.access
    units = access.staffed_units | access.board_units | access.audited_units
    budget = Budget.objects.visible_to(user).filter(unit__in=units, year__lte=today().year).first()
    unit = budget.unit if budget else Unit.objects.filter(pk__in=units).first()
    return redirect("money:control.view", unit.slug, today().year)


def unit_or_404(request: HttpRequest, slug: str, year: int) -> Unit:
    """The unit whose money one may look into; a secret to others."""
    unit = visible_or_404(Unit.objects.all(), request.user, slug=slug)
    if not FIRST <= year <= LAST or not can(request.user, "control.view", unit):
        raise Http404
    return unit


def drafts_of(user: Any, unit: Unit) -> bool:
    """Whether the user may see the unit's drafts of budgets."""
    return unit.pk in user.access.staffed_units


@require_safe
def view(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    """Groups against their grants, lines, measures and project numbers; every figure leads to its entries."""
    unit = unit_or_404(request, slug, year)
    drafts = drafts_of(request.user, unit)
    stands = control.year_of(unit, year, drafts=drafts)
    context = {
        "unit": unit,
        "year": year,
        "stands": stands,
        "parts": [part for part in _parts(stands) if part["rows"]],
        "years": _years(unit, year),
        "total": control.total(stands.lines) if stands.lines else None,
        "warnings": [row for row in (*stands.bodies, *stands.lines, *stands.measures) if row.warnings],
        "has_report": stands.budget is not None and stands.budget.state != Budget.State.DRAFT,
    }
    return render(request, "plans/money/control/view.html", context)


@require_safe
def export(request: HttpRequest, slug: str, year: int, form: str) -> HttpResponse:
    """The year as a spreadsheet."""
    unit = unit_or_404(request, slug, year)
    if form != "xlsx":
        raise Http404
    drafts = drafts_of(request.user, unit)
    # Imported late: few pages need it, and it is heavy.
    from plans.exports import budget

    content = budget.document(control.year_of(unit, year, drafts=drafts), control.years_of(unit, year, drafts=drafts))
    answer = HttpResponse(content, content_type=SPREADSHEET)
    answer["Content-Disposition"] = content_disposition_header(True, f"{unit.slug}-{year}.xlsx")
    return answer


def _parts(stands: control.Year) -> list[dict[str, Any]]:
    """The tables of the page, in their order."""
    return [
        {"kind": "body", "id": "groups", "heading": _("Groups and bodies"), "rows": stands.bodies, "of": _("Granted")},
        {"kind": "line", "id": "lines", "heading": _("Lines of the budget"), "rows": stands.lines, "of": _("Budget")},
        {"kind": "measure", "id": "measures", "heading": _("Measures"), "rows": stands.measures, "of": _("Budget")},
        {"kind": "project", "id": "projects", "heading": _("Project numbers"), "rows": stands.projects,
         "of": _("Budget")},
    ]  # fmt: skip


def _years(unit: Unit, year: int) -> list[int]:
    """Those that have a budget or grants, and the one shown."""
    budgets = Budget.objects.filter(unit=unit).order_by().values_list("year", flat=True)
    granted = Grant.objects.filter(body__unit=unit).order_by().values_list("year", flat=True)
    return sorted({year, *budgets.union(granted)}, reverse=True)[:8]


@require_safe
def entries(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    """What a figure is made of. The query says which: ``body``, ``line``, ``measure`` (numbers) or ``project``."""
    unit = unit_or_404(request, slug, year)
    wanted = _wanted(request)
    postings, claims = control.entries_of(unit, year, wanted)
    names = [
        str(obj) for name, kind in control.KINDS.items() if name in wanted
        for obj in kind._default_manager.filter(pk=wanted[name])
    ]  # fmt: skip
    context = {
        "unit": unit,
        "year": year,
        "title": ", ".join([*names, *([wanted["project"]] if "project" in wanted else [])]),
        **_listed(request, postings, claims),
    }
    return render(request, "plans/money/control/entries.html", context)


def _wanted(request: HttpRequest) -> dict[str, Any]:
    texts = {name: request.GET.get(name, "") for name in control.KINDS}
    found: dict[str, Any] = {
        name: int(text) for name, text in texts.items() if text.isascii() and text.isdigit() and len(text) < 16
    }
    project = request.GET.get("project", "")[:40].replace("\0", "")
    return found | ({"project": project} if project else {})


def _listed(request: HttpRequest, postings: Any, claims: Any) -> dict[str, Any]:
    """A page of entries, and those of the claims that the reader may see: all count, few are told of."""
    seen = postings.filter(pk__in=Posting.objects.visible_to(request.user).values("pk"))
    rows = seen.select_related("line", "body", "reverses", "reversed_by")
    waiting = claims.filter(pk__in=Claim.objects.visible_to(request.user).values("pk"))
    return {
        "page": paginate(rows, ["-on", "-pk"], request.GET.get("cursor", ""), size=ROWS),
        "claims": waiting.select_related("body").prefetch_related("lines")[:ROWS],
    }


@require_safe
def body(request: HttpRequest, slug: str) -> HttpResponse:
    """What a body has to spend in a year (``?year=``) and what it has spent: no names, no claims of others."""
    found = visible_or_404(Body.objects.select_related("unit"), request.user, slug=slug)
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and FIRST <= int(asked[:9]) <= LAST else today().year
    postings, claims = control.entries_of(found.unit, year, {"body": found.pk})
    granted = found.grants.order_by().values_list("year", flat=True)
    spent = Posting.objects.filter(body=found).order_by().values_list("line__budget__year", flat=True)
    context = {
        "body": found,
        "year": year,
        "years": sorted({year, today().year, *granted.union(spent)}, reverse=True)[:8],
        "figures": ledger.of_body(found, year),
        "estimate": estimates.physical_meeting(found),
        **_listed(request, postings, claims),
    }
    return render(request, "plans/money/control/body.html", context)
