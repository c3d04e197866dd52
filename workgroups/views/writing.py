"""Writing the minutes: one page, saved item by item while one writes, or all at once by the button.

A text that somebody else has saved meanwhile is never overwritten: both are shown, and the writer chooses.
"""

import re
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import capfirst
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal import permissions
from portal.http import attempt
from portal.textdiff import words_changed
from portal.workflow import Conflict
from workgroups.forms.minutes import ItemTextForm, NewItemForm, NewTaskForm, responsible_people
from workgroups.models import Minutes, MinutesItem, Task
from workgroups.operations import minutes as verbs
from workgroups.operations import tasks
from workgroups.views.minutes import minutes_or_404

SHOWN_REVISIONS = 30


@dataclass
class Row:
    """One item on the page: its text, a new task, and what somebody else has saved meanwhile."""

    item: MinutesItem
    form: ItemTextForm
    task_form: NewTaskForm
    stale: MinutesItem | None = None
    saved: bool = False

    @property
    def version(self) -> Any:
        """What the next save goes on top of: what was shown as newer, what was just saved, else what the page was opened with."""
        if self.stale is not None:
            return self.stale.version
        return self.item.version if self.saved else self.form["version"].value()


class Page:
    """The page's forms: for each item its text and a new task, and at the end a new item."""

    def __init__(self, minutes: Minutes, data: Any = None) -> None:
        self.minutes = minutes
        self.people = responsible_people(minutes.meeting)
        self.choices = [("", _("Choose")), *((person.pk, person.name) for person in self.people)]
        given = Prefetch("tasks", Task.objects.select_related("responsible"))
        items = minutes.items.select_related("agenda_item", "saved_by__person").prefetch_related(given)
        self.rows = [
            Row(item, ItemTextForm(data, item=item), self._task_form(item, data))
            for item in items
            # A page that was opened before an item was added has no field for it.
            if data is None or f"i{item.pk}-version" in data
        ]
        self.new_item = NewItemForm(data)
        self.conflicts = 0

    def _task_form(self, item: MinutesItem, data: Any = None) -> NewTaskForm:
        return NewTaskForm(data, prefix=f"t{item.pk}", choices=self.choices, people=self.people)

    def is_valid(self) -> bool:
        forms = [form for row in self.rows for form in (row.form, row.task_form)]
        # Every form is asked, so that every error is shown at once.
        valid = [form.is_valid() for form in [*forms, self.new_item]]
        return all(valid)

    def save(self, request: HttpRequest) -> bool:
        """Save what can be saved. False where a text was stale or a verb refused; the rest is saved all the same."""
        whole = True
        for row in self.rows:
            whole = self._save_row(request, row) and whole
        title = self.new_item.cleaned_data.get("new_item")
        if title and whole:
            whole = bool(attempt(request, verbs.add_item, form=self.new_item, minutes=self.minutes, title=title))
        return whole

    def _save_row(self, request: HttpRequest, row: Row) -> bool:
        try:
            row.item = verbs.save_item(request.user, item=row.item, **row.form.cleaned_data)
        except verbs.Stale as stale:
            row.stale = stale.item
            self.conflicts += 1
            return False
        row.saved = True
        if not row.task_form.has_task:
            return True
        given = {"body": self.minutes.meeting.body, "minutes_item": row.item, **row.task_form.cleaned_data}
        if not attempt(request, tasks.create, form=row.task_form, **given):
            return False
        # Given: when the page comes back for another text, the task must not be given twice.
        row.task_form = self._task_form(row.item)
        return True


def minutes_edit(request: HttpRequest, pk: int) -> HttpResponse:
    minutes = minutes_or_404(request, pk)
    permissions.require(request.user, "minutes.edit", minutes)
    page = Page(minutes, request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        try:
            saved = page.is_valid() and page.save(request)
        except Conflict as conflict:
            messages.warning(request, str(conflict))
            return redirect("workgroups:minutes.view", pk=pk)
        if saved:
            return _after(request, minutes)
        status = 409 if page.conflicts else 422
    context = {"minutes": minutes, "meeting": minutes.meeting, "page": page, "conflicts": page.conflicts}
    template = "workgroups/minutes/conflict.html" if page.conflicts else "workgroups/minutes/edit.html"
    return render(request, template, context, status=status)


def _after(request: HttpRequest, minutes: Minutes) -> HttpResponse:
    """Where the pressed button leads: the same item, the reading page, or on to those present."""
    anchor = request.POST.get("stay", "")
    if re.fullmatch(r"item-\d{1,15}|end", anchor):
        return redirect(f"{reverse('workgroups:minutes.edit', args=[minutes.pk])}#{anchor}")
    messages.success(request, _("Saved %(time)s.") % {"time": time_format(timezone.localtime())})
    return redirect("workgroups:minutes.view", pk=minutes.pk)


@require_POST
def item_save(request: HttpRequest, pk: int) -> HttpResponse:
    """One item, saved by the script while one writes. 409 brings both texts, 422 the sentences for the fields."""
    item = get_object_or_404(MinutesItem, pk=pk)
    item.minutes = minutes_or_404(request, item.minutes_id)
    permissions.require(request.user, "minutes.edit", item.minutes)
    form = ItemTextForm(request.POST, item=item)
    if not form.is_valid():
        return JsonResponse({"errors": [error for errors in form.errors.values() for error in errors]}, status=422)
    try:
        saved = verbs.save_item(request.user, item=item, **form.cleaned_data)
    except verbs.Stale as stale:
        context = {"item": stale.item, "form": form}
        return render(request, "workgroups/minutes/_stale.html", context, status=409)
    except Conflict as conflict:
        return JsonResponse({"errors": [str(conflict)]}, status=423)
    return JsonResponse({"version": saved.version, "saved": time_format(timezone.localtime())})


def item_history(request: HttpRequest, pk: int) -> HttpResponse:
    """The saved texts of an item, newest first, each with what it changed."""
    item = get_object_or_404(MinutesItem.objects.select_related("agenda_item"), pk=pk)
    minutes = minutes_or_404(request, item.minutes_id)
    revisions = list(item.revisions.select_related("saved_by__person")[: SHOWN_REVISIONS + 1])
    entries = []
    for place, revision in enumerate(revisions[:SHOWN_REVISIONS]):
        before = revisions[place + 1] if place + 1 < len(revisions) else None
        entries.append(
            {
                "revision": revision,
                "text": words_changed(before.text if before else "", revision.text),
                "decision": words_changed(before.decision if before else "", revision.decision),
            }
        )
    context = {
        "item": item, "minutes": minutes, "meeting": minutes.meeting, "entries": entries,
        "more": len(revisions) > SHOWN_REVISIONS, "title": capfirst(item.title),
    }  # fmt: skip
    return render(request, "workgroups/minutes/history.html", context)
