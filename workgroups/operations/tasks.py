"""Who does what by when."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import Person
from portal import audit, permissions
from portal.workflow import Conflict
from sections.models import Body
from workgroups.models import Minutes, MinutesItem, Task

FIELDS = ["title", "responsible", "due_on", "note"]


@transaction.atomic
def create(
    actor,
    *,
    body: Body,
    title: str,
    responsible: Person,
    due_on: date | None = None,
    note: str = "",
    minutes_item: MinutesItem | None = None,
    at: datetime | None = None,
) -> Task:
    """Give somebody a task, mostly from a case of the minutes (while these are a draft).

    From the same case the same task is given once: the page of the minutes may be sent again.
    """
    permissions.require(actor, "task.create", body)
    if minutes_item is not None:
        minutes = Minutes.objects.select_for_update(of=("self",)).get(pk=minutes_item.minutes_id)
        if minutes.state != Minutes.State.DRAFT:
            raise Conflict(_("The minutes are no longer a draft; tasks in them stand as they are."))
        given = minutes_item.tasks.filter(title=title.strip(), responsible=responsible, due_on=due_on).first()
        if given:
            return given
    task = Task(
        body=body, title=title.strip(), responsible=responsible, due_on=due_on, note=note, minutes_item=minutes_item,
        created_at=at or timezone.now(),
    )  # fmt: skip
    _check(task)
    task.save()
    audit.record(actor, "task.create", task)
    return task


@transaction.atomic
def edit(actor, *, task: Task, title: str, responsible: Person, due_on: date | None = None, note: str = "") -> Task:
    """Change an open task."""
    permissions.require(actor, "task.edit", task)
    task = Task.objects.select_for_update(of=("self",)).select_related("body", "responsible").get(pk=task.pk)
    if task.state != Task.State.OPEN:
        raise Conflict(_("The task is closed. Open it again to change it."))
    before = audit.snapshot(task, FIELDS)
    task.title, task.responsible, task.due_on, task.note = title.strip(), responsible, due_on, note
    _check(task)
    if changes := audit.diff(before, task):
        task.save(update_fields=FIELDS)
        audit.record(actor, "task.edit", task, changes=changes)
    return task


@transaction.atomic
def finish(actor, *, task: Task, at: datetime | None = None) -> Task:
    """The task is done."""
    return _close(actor, task, "finish", at)


@transaction.atomic
def drop(actor, *, task: Task, at: datetime | None = None) -> Task:
    """The task is no longer wanted."""
    return _close(actor, task, "drop", at)


@transaction.atomic
def reopen(actor, *, task: Task, at: datetime | None = None) -> Task:
    """Back to open: the way to undo."""
    permissions.require(actor, "task.finish", task)
    Task.FLOW.move(task, "reopen", closed_at=None)
    audit.record(actor, "task.reopen", task)
    return task


def _close(actor, task: Task, verb: str, at: datetime | None) -> Task:
    permissions.require(actor, "task.finish" if verb == "finish" else "task.edit", task)
    Task.FLOW.move(task, verb, closed_at=at or timezone.now())
    audit.record(actor, f"task.{verb}", task)
    return task


def _check(task: Task) -> None:
    task.full_clean(exclude=["body", "responsible", "minutes_item"], validate_constraints=False)
    if not task.responsible_id:
        raise ValidationError({"responsible": _("Choose who does it.")})
