"""Goals of an area."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from plans.forms import GoalForm
from plans.operations import goals as verbs
from plans.operations.stale import fingerprint
from plans.views import pieces
from portal.http import attempt


def create(request: HttpRequest, pk: int) -> HttpResponse:
    area = pieces.area_or_404(request, pk)
    form = GoalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        title, number = form.cleaned_data["title"], form.cleaned_data["number"] or None
        if attempt(request, verbs.create, form=form, area=area, title=title, number=number):
            return pieces.answer(request, area.plan)
    return render(
        request,
        "plans/goal/create.html",
        {"form": form, "plan": area.plan, "area": area, "cancel_url": pieces.table_url(area.plan)},
    )


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    goal = pieces.goal_or_404(request, pk)
    form = GoalForm(request.POST or None, instance=goal)
    theirs: list = []
    if request.method == "POST" and form.is_valid():
        saved, current = pieces.save(request, verbs.change, form=form, goal=goal, **form.cleaned_data)
        if saved:
            return pieces.answer(request, goal.area.plan)
        if current:
            theirs = pieces.compare(form, current, seen=fingerprint(current, verbs.FIELDS))
    context = {"form": form, "plan": goal.area.plan, "theirs": theirs, "title": _("Change the goal")}
    context["cancel_url"] = pieces.table_url(goal.area.plan)
    return render(request, "plans/plan/part.html", context)


@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    goal = pieces.goal_or_404(request, pk)
    attempt(request, verbs.move, goal=goal, up=request.POST.get("up") == "1")
    return pieces.answer(request, goal.area.plan, f"goal-{goal.pk}")


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    goal = pieces.goal_or_404(request, pk)
    attempt(request, verbs.remove, goal=goal)
    return pieces.answer(request, goal.area.plan)
