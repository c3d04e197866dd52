"""How the groups stand with their mandates: all of them in one table, and one with its year."""

from collections import Counter
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.http import visible_or_404
from portal.paging import Page
from portal.periods import today
from portal.permissions import can
from workgroups import history
from workgroups.findings import findings, for_user, open_findings
from workgroups.forms.checks import CheckFilter, DayForm
from workgroups.models import Mandate, WorkGroup
from workgroups.overviews import Row, narrowed, overview
from workgroups.rules import RULES
from workgroups.standings import standing, with_figures

SIZE = 50


@require_safe
def check_list(request: HttpRequest) -> HttpResponse:
    """All groups that one may see × the fifteen rules; with one rule chosen, what it says of each group in words."""
    user: Any = request.user
    form = CheckFilter(request.GET)
    day, code = form.day, form.chosen("rule")
    rows = overview(WorkGroup.objects.visible_to(user), day)
    fitting = narrowed(rows, code, form.chosen("severity"))
    page = _page(fitting, request.GET.get("cursor", ""))
    context = {
        "form": form,
        "day": day,
        "is_today": day == today(),
        "rules": RULES,
        "rule": next((rule for rule in RULES if rule.code == code), None),
        "page": page,
        "rows": [(row, row.finding(code)) for row in page],
        "counts": Counter(_state(row, code) for row in rows),
        "sections": _printable(user, rows),
    }
    return render(request, "workgroups/check/list.html", context)


def _state(row: Row, code: str) -> str:
    """How the group stands: with the rule, or on the whole."""
    if not code:
        return row.worst
    found = row.finding(code)
    return found.severity if found else ""


def _page(rows: list[Row], cursor: str) -> Page:
    """A page of rows that are known already; the cursor is the number of the first."""
    start = int(cursor) if cursor.isascii() and cursor.isdigit() and len(cursor) < 7 else 0
    following = str(start + SIZE) if start + SIZE < len(rows) else ""
    return Page(rows[start : start + SIZE], next=following, previous=str(max(0, start - SIZE)) if start else "")


def _printable(user: Any, rows: list[Row]) -> list[Any]:
    """The sections whose table the user may have on paper."""
    units = {row.group.unit_id: row.group.unit for row in rows}
    return [unit for unit in units.values() if can(user, "check.print", unit)]


@require_safe
def check_view(request: HttpRequest, slug: str) -> HttpResponse:
    """One group with all its rules as of a day, and how it went over the year."""
    user: Any = request.user
    form = DayForm(request.GET)
    day = form.day
    group: Any = visible_or_404(with_figures(WorkGroup.objects.select_related("unit"), day), user, slug=slug)
    figures = standing(group, day)
    found = for_user(findings(figures), user, group) if figures.is_there else []
    missing = open_findings(found)
    context = {
        "group": group,
        "form": form,
        "day": day,
        "is_today": day == today(),
        "findings": found,
        "missing": missing,
        "in_order": found[len(missing) :],
        "mandate": Mandate.objects.in_force(day).filter(body=group).first(),
        "records": history.year_of(group, day),
    }
    return render(request, "workgroups/check/view.html", context)
