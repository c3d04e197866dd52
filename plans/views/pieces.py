"""What the views of plans share: fetching, saving against a stale text, and answering with the page or its table."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from plans import contents, offices
from plans.models import Goal, Indicator, Measure, MeasureComment, Plan, PlanSource, Publication, StrategicArea
from plans.operations.stale import Stale
from plans.permissions import writes
from portal.http import attempt, visible_or_404
from portal.permissions import require


def plan_or_404(request: HttpRequest, pk: int) -> Plan:
    return visible_or_404(Plan.objects.select_related("body__unit", "imported_from"), request.user, pk=pk)


def read_plan_or_404(request: HttpRequest, pk: int) -> Plan:
    """The plan for its page, with signs of what there is to fetch: most plans have few of them."""
    signs = {
        "has_indicators": Exists(Indicator.objects.filter(goal__area__plan=OuterRef("pk"))),
        "has_comments": Exists(MeasureComment.objects.filter(plan=OuterRef("pk"))),
        "has_sources": Exists(PlanSource.objects.filter(plan=OuterRef("pk"))),
        "has_publications": Exists(Publication.objects.filter(plan=OuterRef("pk"))),
    }
    plans = Plan.objects.select_related("body__unit", "imported_from").annotate(**signs)
    return visible_or_404(plans, request.user, pk=pk)


def area_or_404(request: HttpRequest, pk: int) -> StrategicArea:
    """An area of a plan that the user may change; a refusal says why."""
    plans = Plan.objects.visible_to(request.user)
    area = get_object_or_404(StrategicArea.objects.filter(plan__in=plans).select_related("plan__body"), pk=pk)
    require(request.user, "plan.edit", area.plan)
    return area


def goal_or_404(request: HttpRequest, pk: int) -> Goal:
    plans = Plan.objects.visible_to(request.user)
    goal = get_object_or_404(Goal.objects.filter(area__plan__in=plans).select_related("area__plan__body"), pk=pk)
    require(request.user, "plan.edit", goal.area.plan)
    return goal


def measure_or_404(request: HttpRequest, pk: int) -> Measure:
    rows = Measure.objects.select_related("plan__body__unit", "area", "goal").prefetch_related("responsible__person")
    return visible_or_404(rows, request.user, pk=pk)


def save(request: HttpRequest, verb, *, form: forms.BaseForm, done: str = "", **kwargs: Any) -> tuple[Any, Any]:
    """The verb's result (None when refused), and the object as somebody else left it where the text was stale."""
    found: list[Any] = []

    def watched(actor, **values: Any) -> Any:
        try:
            return verb(actor, **values)
        except Stale as stale:
            # The page shows both texts beside the form; a message besides would say it twice.
            found.append(stale.current)
            return False

    result = attempt(request, watched, form=form, **kwargs)
    if result and done:
        messages.success(request, done)
    return result or None, found[0] if found else None


def compare(form: Any, current: Any, **renewed: Any) -> list[tuple[Any, Any]]:
    """What the other has written in fields where it differs; the form goes on from there, so that a second save wins."""
    form.data = form.data.copy()
    for name, value in renewed.items():
        form.data[name] = value
    differing = []
    for name in form.Meta.fields:
        theirs = getattr(current, name)
        mine = form.cleaned_data.get(name)
        if (theirs or "") != (mine or ""):
            display = getattr(current, f"get_{name}_display", None)
            differing.append((form.fields[name].label, display() if display else theirs))
    return differing


def table_url(plan: Plan) -> str:
    return reverse("plans:plan.table", args=[plan.pk])


def answer(request: HttpRequest, plan: Plan, at: str = "") -> HttpResponse:
    """After a change: the table for a page that changes in place, else back to it, at the row that was changed."""
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "plans/plan/_table.html", table_context(request, plan))
    return back(request, plan, at)


def way_back(request: HttpRequest, default: str) -> str:
    """The page of ours that the button stood on, else ``default``."""
    target = request.headers.get("referer", "")
    own = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if own else default


def back(request: HttpRequest, plan: Plan, at: str = "") -> HttpResponseRedirect:
    """To where the work was: the table for those who write, the plan for those who report."""
    url = table_url(plan) if writes(request.user, plan.body) else reverse("plans:plan.view", args=[plan.pk])
    return redirect(f"{url}#{at}" if at else url)


def table_context(request: HttpRequest, plan: Plan) -> dict[str, Any]:
    fresh = Plan.objects.select_related("body__unit").get(pk=plan.pk)
    content = contents.load(fresh)
    mark_reportable(request, content.measures)
    writer = writes(request.user, fresh.body)
    return {"plan": fresh, "content": content, "may_edit": writer and fresh.is_draft}


def mark_reportable(request: HttpRequest, measures: list[Measure]) -> None:
    """Sets ``may_report`` and ``is_mine`` on each, from those responsible as they were loaded."""
    if not measures:
        return
    plan, user = measures[0].plan, request.user
    held = user.access.roles_in(plan.body_id)  # type: ignore[union-attr]
    is_open, writer = plan.state != Plan.State.CLOSED, writes(user, plan.body)
    for measure in measures:
        measure.is_mine = any(  # type: ignore[attr-defined]
            row.person_id == user.person_id if row.person_id else row.role in held  # type: ignore[union-attr]
            for row in contents.named(measure)
        )
        measure.may_report = is_open and (writer or measure.is_mine)  # type: ignore[attr-defined]
    if any(row.role for measure in measures for row in contents.named(measure)):
        offices.resolve(measures, offices.holders(plan.body_id))
