"""Tasks: mine first; done, dropped and opened again by one tap."""

from datetime import date
from typing import Any

from django.db.models import Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from members.models import Appointment, Person
from portal import audit, permissions, toasts
from portal.http import attempt, visible_or_404
from portal.paging import paginate
from portal.permissions import can
from sections.models import Body
from workgroups.filters import TaskFilter
from workgroups.forms.tasks import TaskForm
from workgroups.models import Minutes, Task
from workgroups.operations import tasks

NO_DATE = date(9999, 12, 31)
SHOWN_MEASURES = 3


def task_or_404(request: HttpRequest, pk: int) -> Task:
    found = Task.objects.select_related("body__unit", "responsible", "minutes_item__minutes__meeting")
    return visible_or_404(found, request.user, pk=pk)


def task_list(request: HttpRequest) -> HttpResponse:
    chosen = TaskFilter(request.GET, Task.objects.visible_to(request.user), request=request)
    rows = chosen.qs.select_related("body", "responsible").annotate(due=Coalesce("due_on", Value(NO_DATE)))
    page = paginate(rows, ["due", "id"], request.GET.get("cursor", ""))
    return render(request, "workgroups/task/list.html", {"filter": chosen, "page": page})


def task_view(request: HttpRequest, pk: int) -> HttpResponse:
    task = task_or_404(request, pk)
    minutes = task.minutes_item.minutes if task.minutes_item else None
    if minutes is not None and not Minutes.objects.visible_to(request.user).filter(pk=minutes.pk).exists():
        minutes = None
    context = {
        "task": task,
        "minutes": minutes,
        "may_edit": task.state == Task.State.OPEN and bool(can(request.user, "task.edit", task)),
        "may_finish": bool(can(request.user, "task.finish", task)),
        "measures": _measures(request, task),
        "may_plan": bool(can(request.user, "plan.create", task.body)),
        "history": audit.history(task)[:8],
    }
    return render(request, "workgroups/task/view.html", context)


def _measures(request: HttpRequest, task: Task) -> list[Any]:
    """The measures of plans that the task carries out, as far as the user sees them."""
    links: Any = task.measure_links
    found = [link.measure for link in links.select_related("measure__plan__body")[:SHOWN_MEASURES]]
    return [measure for measure in found if can(request.user, "measure.view", measure)]


def _people(body: Body):
    """Who may be given a task of the body: those who hold a role in it today."""
    holders = Appointment.objects.active().filter(body=body).values("person_id")
    return Person.objects.filter(pk__in=holders)


def task_create(request: HttpRequest, slug: str) -> HttpResponse:
    body = visible_or_404(Body.objects.select_related("unit"), request.user, slug=slug)
    permissions.require(request.user, "task.create", body)
    form = TaskForm(request.POST or None, people=_people(body))
    valid = request.method == "POST" and form.is_valid()
    done = _("The task is given.")
    if valid and attempt(request, tasks.create, form=form, body=body, done=done, **form.cleaned_data):
        return redirect(f"{reverse('workgroups:task.list')}?whose=all&body={body.pk}")
    return _form(request, form, body, _("New task"), _("Give the task"), reverse("workgroups:task.list"))


def task_edit(request: HttpRequest, pk: int) -> HttpResponse:
    task = task_or_404(request, pk)
    permissions.require(request.user, "task.edit", task)
    initial = {name: getattr(task, name) for name in tasks.FIELDS}
    people = _people(task.body) | Person.objects.filter(pk=task.responsible_id)
    form = TaskForm(request.POST or None, people=people.distinct(), initial=initial)
    back = reverse("workgroups:task.view", args=[pk])
    valid = request.method == "POST" and form.is_valid()
    done = _("The task is changed.")
    if valid and attempt(request, tasks.edit, form=form, task=task, done=done, **form.cleaned_data):
        return redirect(back)
    return _form(request, form, task.body, _("Change the task"), _("Save the task"), back)


def _form(request: HttpRequest, form: Any, body: Body, title: str, submit: str, cancel_url: str) -> HttpResponse:
    context = {"form": form, "title": title, "submit": submit, "lead": body.name, "cancel_url": cancel_url}
    return render(request, "workgroups/task/form.html", context, status=422 if form.errors else 200)


def _back(request: HttpRequest, task: Task) -> HttpResponse:
    """To the page that the button stood on."""
    target = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(target, allowed_hosts=None) and target.startswith("/"):
        return redirect(target)
    return redirect("workgroups:task.view", pk=task.pk)


@require_POST
def task_finish(request: HttpRequest, pk: int) -> HttpResponse:
    task = task_or_404(request, pk)
    if attempt(request, tasks.finish, task=task):
        toasts.done(request, _("“%(task)s” is done.") % {"task": task}, undo_url=_undo(task))
    return _back(request, task)


@require_POST
def task_drop(request: HttpRequest, pk: int) -> HttpResponse:
    task = task_or_404(request, pk)
    if attempt(request, tasks.drop, task=task):
        toasts.done(request, _("“%(task)s” is dropped.") % {"task": task}, undo_url=_undo(task))
    return _back(request, task)


@require_POST
def task_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    task = task_or_404(request, pk)
    attempt(request, tasks.reopen, task=task, done=_("“%(task)s” is open again.") % {"task": task})
    return _back(request, task)


def _undo(task: Task) -> str:
    return reverse("workgroups:task.reopen", args=[task.pk])
