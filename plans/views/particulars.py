"""A measure's own page: who, when and how it goes, what shows it, and the tasks that carry it out."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from plans import contents, offices
from plans.forms_measures import EvidenceForm, GiveTaskForm, TaskMeasureForm
from plans.models import Evidence, Measure, MeasureTask, Plan
from plans.operations import evidence as verbs
from plans.operations import reviews
from plans.permissions import writes
from plans.views import pieces
from portal import toasts
from portal.http import attempt, visible_or_404
from portal.permissions import can, require
from workgroups.models import Minutes, Task


@require_safe
def view(request: HttpRequest, pk: int) -> HttpResponse:
    measure = pieces.measure_or_404(request, pk)
    plan, user = measure.plan, request.user
    measure.named = list(measure.responsible.all())  # type: ignore[attr-defined]
    offices.resolve([measure], offices.holders(plan.body_id))
    may_report = bool(measure.text) and bool(can(user, "measure.status", measure))
    context = {
        "measure": measure,
        "plan": plan,
        "statuses": measure.statuses.select_related("by__person"),
        "choices": Measure.Status.choices,
        "evidence": _shown(request, measure),
        "tasks": _tasks(request, measure),
        "may_report": may_report,
        "may_edit": plan.is_draft and writes(user, plan.body),
        "may_give": plan.state != Plan.State.CLOSED and bool(can(user, "task.create", plan.body)),
    }
    return render(request, "plans/measure/view.html", context)


def _shown(request: HttpRequest, measure: Measure) -> list[Evidence]:
    """The evidence that the user may see: of a case in minutes whoever may read these, of a file as long as it is there."""
    rows = list(measure.evidence.select_related("file", "minutes_item__minutes__meeting"))
    ids = [row.minutes_item.minutes_id for row in rows if row.minutes_item]
    minutes = (
        set(Minutes.objects.visible_to(request.user).filter(pk__in=ids).values_list("pk", flat=True)) if ids else ()
    )
    return [
        row
        for row in rows
        if not (row.minutes_item and row.minutes_item.minutes_id not in minutes)
        and not (row.file and row.file.removed_at)
    ]


def _tasks(request: HttpRequest, measure: Measure) -> list[MeasureTask]:
    """The tasks of the measure that the user may see."""
    seen = Task.objects.visible_to(request.user)
    return list(measure.task_links.filter(task__in=seen).select_related("task__responsible", "task__body"))


def _url(measure: Measure) -> str:
    return reverse("plans:measure.view", args=[measure.pk])


@require_POST
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """How it goes, by one tap on a status; back to the page that it was tapped on."""
    measure = pieces.measure_or_404(request, pk)
    status, note = request.POST.get("status", ""), request.POST.get("note", "")
    edit = attempt(request, reviews.report, measure=measure, status=status, note=note[:2000])
    if edit:
        toasts.done(request, edit.label, undo_url=reverse("plans:edit.undo", args=[edit.pk]))
    return redirect(pieces.way_back(request, _url(measure)))


@require_POST
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """A continuous measure was looked at today."""
    measure = pieces.measure_or_404(request, pk)
    edit = attempt(request, reviews.review, measure=measure)
    if edit:
        toasts.done(request, edit.label, undo_url=reverse("plans:edit.undo", args=[edit.pk]))
    return redirect(pieces.way_back(request, _url(measure)))


def attach(request: HttpRequest, pk: int) -> HttpResponse:
    measure = pieces.measure_or_404(request, pk)
    require(request.user, "measure.attach", measure)
    form = EvidenceForm(request.POST or None, request.FILES or None, measure=measure, user=request.user)
    if request.method == "POST" and form.is_valid():
        done = _("The evidence is added.")
        if attempt(request, verbs.add, form=form, done=done, measure=measure, **form.cleaned_data):
            return redirect(_url(measure))
    return _form(request, form, measure, _("Add evidence"), _("Add"))


@require_POST
def detach(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Evidence.objects.select_related("measure__plan__body", "file")
    found = visible_or_404(rows, request.user, pk=pk)
    attempt(request, verbs.remove, evidence=found, done=_("The evidence is taken away."))
    return redirect(_url(found.measure))


def give_task(request: HttpRequest, pk: int) -> HttpResponse:
    """A task that carries out the measure."""
    measure = pieces.measure_or_404(request, pk)
    require(request.user, "task.create", measure.plan.body)
    initial = {"title": measure.text[:250].replace("\n", " "), "due_on": measure.due_on}
    form = GiveTaskForm(request.POST or None, body=measure.plan.body, initial=initial)
    if request.method == "POST" and form.is_valid():
        done = _("The task is given.")
        if attempt(request, verbs.give_task, form=form, done=done, measure=measure, **form.cleaned_data):
            return redirect(_url(measure))
    return _form(request, form, measure, _("Give a task"), _("Give the task"))


@require_POST
def unlink_task(request: HttpRequest, pk: int) -> HttpResponse:
    rows = MeasureTask.objects.select_related("measure__plan__body", "task")
    link = visible_or_404(rows, request.user, pk=pk)
    attempt(request, verbs.unlink_task, link=link, done=_("The task is no longer part of the measure."))
    return redirect(_url(link.measure))


def _form(request: HttpRequest, form: Any, measure: Measure, title: str, submit: str) -> HttpResponse:
    context = {"form": form, "plan": measure.plan, "measure": measure, "title": title, "submit": submit}
    context |= {"lead": measure.text, "cancel_url": _url(measure)}
    return render(request, "plans/measure/form.html", context, status=422 if form.errors else 200)


def of_task(request: HttpRequest, pk: int) -> HttpResponse:
    """A task put into the plans of its body: under a measure, or as a new one in a draft."""
    task = visible_or_404(Task.objects.select_related("body", "responsible"), request.user, pk=pk)
    require(request.user, "plan.create", task.body)
    plans = Plan.objects.visible_to(request.user).filter(body=task.body).exclude(state=Plan.State.CLOSED)
    measures = Measure.objects.open().filter(plan__in=plans).select_related("plan").in_order()
    drafts = [contents.load(plan) for plan in plans.filter(state=Plan.State.DRAFT).select_related("body")[:3]]
    form = TaskMeasureForm(request.POST or None, measures=measures, drafts=drafts)
    if request.method == "POST" and form.is_valid():
        link = _put(request, form, task)
        if link:
            messages.success(request, _("The task is part of the measure."))
            return redirect(_url(link.measure))
    context = {"form": form, "task": task, "cancel_url": reverse("workgroups:task.view", args=[task.pk])}
    return render(request, "plans/measure/of_task.html", context, status=422 if form.errors else 200)


def _put(request: HttpRequest, form: TaskMeasureForm, task: Task) -> MeasureTask | None:
    if form.target is None:
        measure = get_object_or_404(Measure.objects.select_related("plan__body"), pk=form.cleaned_data["measure"].pk)
        return attempt(request, verbs.link_task, form=form, measure=measure, task=task)
    area, goal = form.target
    return attempt(request, verbs.measure_of, form=form, task=task, area=area, goal=goal)
