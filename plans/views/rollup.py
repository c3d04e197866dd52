"""How a published plan goes on the levels below: by unit with drill-down, by measure, and who has not reported."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from plans import progress, published, rollup
from plans.forms_cascade import SilentForm
from plans.models import Plan
from plans.views import pieces
from portal.paging import paginate
from portal.permissions import require
from portal.words import short_day
from sections.models import Body, Unit


def _load(request: HttpRequest, pk: int) -> tuple[rollup.RollUp, SilentForm]:
    plan = pieces.plan_or_404(request, pk)
    require(request.user, "plan.rollup", plan)
    form = SilentForm({"days": request.GET.get("days", progress.SILENT_DAYS)})
    days = form.cleaned_data["days"] if form.is_valid() else progress.SILENT_DAYS
    return rollup.load(plan, request.user, days=days), form


@require_safe
def view(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole, or one unit of it (``?unit=``): the unit's own bodies and the units next below it."""
    found, _form = _load(request, pk)
    plan = found.plan
    unit = _unit(request, found)
    groups = found.units_below(unit.pk)
    page = paginate(Unit.objects.filter(pk__in=groups), ["sort_name", "pk"], request.GET.get("cursor", ""))
    own = found.of_unit(unit.pk)
    context = {
        "plan": plan,
        "unit": unit,
        "above": _above(unit, plan),
        "whole": found.group(found.inside(unit.pk) if unit.pk != plan.body.unit_id else None),
        "page": page,
        "bars": [_unit_bar(plan, each, groups[each.pk]) for each in page],
        "own": _own_bars(request, found, own),
        "rule": progress.RULE,
    }
    return render(request, "plans/rollup/view.html", context)


def _unit(request: HttpRequest, found: rollup.RollUp) -> Unit:
    """The unit that is asked for; one without figures that the user may see is not there."""
    chosen = request.GET.get("unit", "")
    if not chosen:
        return found.plan.body.unit
    if not chosen.isdigit() or not found.inside(int(chosen)):
        raise Http404
    return Unit.objects.select_related("parent__parent").get(pk=int(chosen))


def _above(unit: Unit, plan: Plan) -> list[tuple[str, str]]:
    """The way back up, for the breadcrumb."""
    steps: list[tuple[str, str]] = []
    if unit.pk == plan.body.unit_id:
        return steps
    step = unit.parent
    while step is not None and step.pk != plan.body.unit_id and step.parent_id is not None:
        steps.insert(0, (f"{_url(plan)}?unit={step.pk}", str(step)))
        step = step.parent
    return steps


def _url(plan: Plan, name: str = "plan.rollup") -> str:
    return reverse(f"plans:{name}", args=[plan.pk])


def _unit_bar(plan: Plan, unit: Unit, group: rollup.Group) -> dict[str, Any]:
    return group.bar(unit.name, f"{_url(plan)}?unit={unit.pk}", _note(group))


def _note(group: rollup.Group) -> str:
    if len(group.places) == 1:
        return _place_note(group.places[0])
    told = _("%(told)d of %(all)d have reported") % {"told": group.told, "all": len(group.places)}
    percent = group.progress.percent
    return told if percent is None else f"{percent} % · {told}"


def _own_bars(request: HttpRequest, found: rollup.RollUp, places: list[rollup.Place]) -> list[dict[str, Any]]:
    """A bar for each body of the unit; it leads to the plan where the user may read that."""
    plans = [pk for place in places for pk in place.plans]
    readable = (
        set(Plan.objects.readable_to(request.user).filter(pk__in=plans).values_list("pk", flat=True))
        if plans
        else set()
    )
    bars = []
    for place in places:
        link = next((reverse("plans:plan.view", args=[pk]) for pk in place.plans if pk in readable), "")
        bars.append(found.group([place]).bar(place.name, link, _place_note(place)))
    return bars


def _place_note(place: rollup.Place) -> str:
    if not place.plans:
        return _("no plan in force")
    told = _("last told %(day)s") % {"day": short_day(place.told_at)} if place.told_at else _("nothing told yet")
    percent = place.progress.percent
    return told if percent is None else f"{percent} % · {told}"


@require_safe
def measures(request: HttpRequest, pk: int) -> HttpResponse:
    """How each measure that was passed down goes, over all units."""
    found, _form = _load(request, pk)
    last = found.plan.publications.first()
    known = found.measures()
    areas: list[dict[str, Any]] = []
    homes: dict[published.Place, dict[str, Any]] = {}
    for row in published.rows(last.content) if last else []:
        if row.kind == "area":
            homes[row.place] = {"label": f"{row.values['number']} {row.values['title']}".strip(), "bars": []}
            areas.append(homes[row.place])
        elif row.under is not None:
            homes[row.place] = homes[row.under]
            if row.kind == "measure":
                going = known.get(row.key, progress.Progress())
                counts = {state: getattr(going, state) for state in progress.STATES}
                homes[row.place]["bars"].append({"label": row.values["text"], **counts})
    context = {
        "plan": found.plan,
        "unit": found.plan.body.unit,
        "areas": [area for area in areas if area["bars"]],
        "whole": found.group(),
        "rule": progress.RULE,
    }
    return render(request, "plans/rollup/measures.html", context)


@require_safe
def silent(request: HttpRequest, pk: int) -> HttpResponse:
    """Who has not reported: no plan in force that took this one, or nothing told for so many days."""
    found, form = _load(request, pk)
    places = {place.pk: place for place in found.group().silent}
    rows = Body.objects.filter(pk__in=places).select_related("unit")
    page = paginate(rows, ["unit__sort_name", "sort_name", "pk"], request.GET.get("cursor", ""))
    for body in page:
        body.note = _place_note(places[body.pk])
    context = {"plan": found.plan, "page": page, "form": form, "count": len(places), "all": len(found.places)}
    return render(request, "plans/rollup/silent.html", context)
