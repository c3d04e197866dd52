"""What a goal is measured by: written in the draft, its values given as the plan runs."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from plans.forms_indicators import IndicatorForm, ValueForm
from plans.measured import line_of
from plans.models import Indicator, IndicatorValue
from plans.operations import indicators as verbs
from plans.operations.stale import fingerprint
from plans.views import pieces
from portal.http import attempt, visible_or_404
from portal.permissions import can, require


def _indicator_or_404(request: HttpRequest, pk: int) -> Indicator:
    found = Indicator.objects.select_related("goal__area__plan__body__unit")
    return visible_or_404(found, request.user, pk=pk)


def create(request: HttpRequest, pk: int) -> HttpResponse:
    """``pk`` is the goal's."""
    goal = pieces.goal_or_404(request, pk)
    plan = goal.area.plan
    form = IndicatorForm(request.POST or None, instance=Indicator(goal=goal))
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in verbs.FIELDS}
        made = attempt(request, verbs.create, form=form, done=_("The indicator is added."), goal=goal, **values)
        if made:
            return redirect("plans:indicator.view", made.pk)
    context = {"form": form, "plan": plan, "goal": goal, "cancel_url": reverse("plans:plan.view", args=[plan.pk])}
    return render(request, "plans/indicator/create.html", context)


def view(request: HttpRequest, pk: int) -> HttpResponse:
    """The line from baseline to target with its values, and a place for a new one."""
    indicator = _indicator_or_404(request, pk)
    may_measure = can(request.user, "indicator.measure", indicator)
    form = ValueForm(request.POST or None)
    if request.method == "POST":
        require(request.user, "indicator.measure", indicator)
    if request.method == "POST" and form.is_valid():
        noted = attempt(
            request, verbs.measure, form=form, done=_("The value is noted."), indicator=indicator, **form.cleaned_data
        )
        if noted:
            return redirect("plans:indicator.view", indicator.pk)
    values = list(indicator.values.select_related("by__person").order_by("-on"))
    context = {
        "indicator": indicator,
        "line": line_of(indicator, [(row.on, row.value) for row in values]),
        "goal": indicator.goal,
        "plan": indicator.goal.area.plan,
        "values": values,
        "form": form,
        "may_measure": may_measure,
        "may_edit": can(request.user, "indicator.edit", indicator),
    }
    return render(request, "plans/indicator/view.html", context)


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    indicator = _indicator_or_404(request, pk)
    require(request.user, "indicator.edit", indicator)
    form = IndicatorForm(request.POST or None, instance=indicator)
    theirs: list = []
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in (*verbs.FIELDS, "seen")}
        saved, current = pieces.save(
            request, verbs.change, form=form, done=_("The indicator is saved."), indicator=indicator, **values
        )
        if saved:
            return redirect("plans:indicator.view", indicator.pk)
        if current:
            theirs = pieces.compare(form, current, seen=fingerprint(current, verbs.FIELDS))
    context = {
        "form": form,
        "indicator": indicator,
        "plan": indicator.goal.area.plan,
        "theirs": theirs,
        "cancel_url": reverse("plans:indicator.view", args=[indicator.pk]),
    }
    return render(request, "plans/indicator/edit.html", context)


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    indicator = _indicator_or_404(request, pk)
    plan = indicator.goal.area.plan
    attempt(request, verbs.remove, indicator=indicator, done=_("The indicator is removed."))
    return redirect("plans:plan.view", plan.pk)


@require_POST
def unmeasure(request: HttpRequest, pk: int) -> HttpResponse:
    """A value given by mistake is taken out."""
    found = IndicatorValue.objects.select_related("indicator__goal__area__plan__body")
    value = visible_or_404(found, request.user, pk=pk)
    attempt(request, verbs.unmeasure, value=value, done=_("The value is taken out."))
    return redirect("plans:indicator.view", value.indicator_id)
