"""Reading a plan: how it stands on a day, on one page, and its year as a wheel."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from plans import standing
from plans.progress import RULE
from plans.views import pieces, versions
from portal.documents import day_of
from portal.periods import today

# Of each list; the plan has the rest.
SHOWN = 25


@require_safe
def status(request: HttpRequest, pk: int) -> HttpResponse:
    """How the plan stands: how far it has come, what is behind and why, what is new, what comes."""
    return _page(request, pk, "plans/plan/status.html", _status)


@require_safe
def year(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan's deadlines on a line, and one of its years as a wheel with a list beside it."""
    return _page(request, pk, "plans/plan/year.html", _year)


def _page(request: HttpRequest, pk: int, template: str, told) -> HttpResponse:
    try:
        plan = pieces.plan_or_404(request, pk)
    except Http404:
        # As the plan's own page: under revision, others read what is in force.
        return versions.in_force(request, pk)
    found = standing.read(plan, _day(request))
    return render(
        request, template, {"plan": plan, "standing": found, "is_today": found.at == today(), **told(request, found)}
    )


def _day(request: HttpRequest) -> date | None:
    """The day asked for, in the address; one that cannot be read is told, and today is shown."""
    text = request.GET.get("on", "")
    try:
        return day_of(text) if text else None
    except ValueError:
        messages.error(request, _("“%(text)s” is no day, so this is how it stands today.") % {"text": text[:30]})
        return None


def _status(request: HttpRequest, found: standing.Standing) -> dict[str, Any]:
    return {"rule": RULE, "shown": SHOWN, "over": -SHOWN}


def _year(request: HttpRequest, found: standing.Standing) -> dict[str, Any]:
    years, chosen = standing.years_of(found), request.GET.get("year", "")
    shown = int(chosen) if chosen in map(str, years) else standing.year_of(found)
    return {"years": years, "shown": shown, **standing.figures(found, shown)}
