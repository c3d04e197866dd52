"""Measures: written in the draft, reported on afterwards. With htmx a row changes in place; without it each has its page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import trigger_client_event

from plans import contents
from plans.forms_measures import MeasureForm, StatusForm
from plans.models import Measure
from plans.operations import measures as verbs
from plans.permissions import writes
from plans.views import pieces
from portal import toasts
from portal.http import attempt
from portal.permissions import require


def create(request: HttpRequest, pk: int) -> HttpResponse:
    """A new measure: the whole form, or one line of text from the table."""
    plan = pieces.plan_or_404(request, pk)
    require(request.user, "plan.edit", plan)
    content = contents.load(plan)
    place = request.GET.get("place", "")
    form = MeasureForm(request.POST or None, content=content, place=place, instance=Measure(plan=plan))
    if request.method == "POST" and form.is_valid():
        area, goal = form.target
        after = request.GET.get("after", "")
        values = {**form.verb_values(), "after": int(after) if after.isdigit() else None}
        made = attempt(request, verbs.create, form=form, area=area, goal=goal, **values)
        if made:
            return pieces.answer(request, plan, f"measure-{made.pk}")
    if request.htmx and form.errors:  # type: ignore[attr-defined]
        # The line in the table has room for one sentence only.
        if form.data.get("place") not in form.places:
            messages.error(request, _("The goal is no longer in the plan. Here is the plan as it is now."))
        context = pieces.table_context(request, plan)
        return render(request, "plans/plan/_table.html", {**context, "refused": form, "place": form.data.get("place")})
    return render(
        request, "plans/measure/create.html", {"form": form, "plan": plan, "cancel_url": pieces.table_url(plan)}
    )


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    measure = pieces.measure_or_404(request, pk)
    require(request.user, "plan.edit", measure.plan)
    content = contents.load(measure.plan)
    form = MeasureForm(request.POST or None, content=content, instance=measure, auto_id=_ids(request, measure))
    theirs: list = []
    if request.method == "POST" and form.is_valid():
        # The form has put its values on its own copy; the verb reads the stored one.
        version = form.cleaned_data["version"]
        saved, current = pieces.save(
            request, verbs.change, form=form, measure=measure, place=form.target,
            version=-1 if version is None else version, **form.verb_values(),
        )  # fmt: skip
        if saved:
            return _row_or_back(request, saved)
        if current:
            theirs = pieces.compare(form, current, version=current.version)
    name = "_edit.html" if request.htmx else "edit.html"  # type: ignore[attr-defined]
    context = {"form": form, "measure": measure, "plan": measure.plan, "theirs": theirs}
    context["cancel_url"] = pieces.table_url(measure.plan)
    return render(request, f"plans/measure/{name}", context)


def _ids(request: HttpRequest, measure: Measure) -> str:
    """In the table several forms may be open at once: the fields' ids must differ."""
    return f"id_{measure.pk}_%s" if request.htmx else "id_%s"  # type: ignore[attr-defined]


def _row_or_back(request: HttpRequest, measure: Measure) -> HttpResponse:
    if not request.htmx:  # type: ignore[attr-defined]
        return pieces.back(request, measure.plan, f"measure-{measure.pk}")
    moved = (measure.area_id, measure.goal_id) != _place_in(request, measure)
    response = pieces.answer(request, measure.plan) if moved else _row(request, measure)
    if moved:
        response.headers["HX-Retarget"], response.headers["HX-Reswap"] = "#plan-table", "outerHTML"
    return trigger_client_event(response, "portal:saved")


def _place_in(request: HttpRequest, measure: Measure) -> tuple[int, int | None]:
    """Where the row stood when the form was opened, as the form tells."""
    before = request.POST.get("stood", "")
    area, _dot, goal = before.partition(".")
    if not area.isdigit():
        return measure.area_id, measure.goal_id
    return int(area), int(goal) if goal.isdigit() else None


@require_safe
def row(request: HttpRequest, pk: int) -> HttpResponse:
    """One row of the table, as when somebody leaves the form without saving."""
    measure = pieces.measure_or_404(request, pk)
    return _row(request, measure) if request.htmx else pieces.back(request, measure.plan)  # type: ignore[attr-defined]


def _row(request: HttpRequest, measure: Measure) -> HttpResponse:
    pieces.mark_reportable(request, [measure])
    may_edit = measure.plan.is_draft and writes(request.user, measure.plan.body)
    contents.named(measure)
    return render(request, "plans/measure/_row.html", {"measure": measure, "plan": measure.plan, "may_edit": may_edit})


def status(request: HttpRequest, pk: int) -> HttpResponse:
    """How it goes, with a note; the earlier reports stand below."""
    measure = pieces.measure_or_404(request, pk)
    require(request.user, "measure.status", measure)
    initial = {"status": measure.status, "note": measure.status_note}
    form = StatusForm(request.POST or None, initial=initial, auto_id=_ids(request, measure))
    if request.method == "POST" and form.is_valid():
        done = "" if request.htmx else _("The status is saved.")  # type: ignore[attr-defined]
        if attempt(request, verbs.set_status, form=form, done=done, measure=measure, **form.cleaned_data):
            return _row_or_back(request, measure)
    name = "_status.html" if request.htmx else "status.html"  # type: ignore[attr-defined]
    context = {
        "form": form,
        "measure": measure,
        "plan": measure.plan,
        "statuses": measure.statuses.select_related("by__person"),
        "cancel_url": reverse("plans:plan.view", args=[measure.plan_id]),
    }
    return render(request, f"plans/measure/{name}", context)


@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    measure = pieces.measure_or_404(request, pk)
    attempt(request, verbs.move, measure=measure, up=request.POST.get("up") == "1")
    return pieces.answer(request, measure.plan, f"measure-{measure.pk}")


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    measure = pieces.measure_or_404(request, pk)
    edit = attempt(request, verbs.remove, measure=measure)
    if edit:
        toasts.done(request, _("The measure is removed."), undo_url=reverse("plans:edit.undo", args=[edit.pk]))
    return pieces.answer(request, measure.plan)
