"""What shows how a measure goes: files, addresses, cases in minutes; and the tasks that carry it out."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from members.models import Person
from plans.models import Evidence, Goal, Measure, MeasureTask, StrategicArea
from plans.operations import measures as measure_verbs
from portal import audit, files
from portal.permissions import require
from workgroups.models import Minutes, MinutesItem, Task
from workgroups.operations import tasks as task_verbs

LONGEST_TITLE = 200
WEB = URLValidator(schemes=["https", "http"])


@transaction.atomic
def add(
    actor,
    *,
    measure: Measure,
    title: str = "",
    upload: UploadedFile | None = None,
    url: str = "",
    minutes_item: MinutesItem | None = None,
) -> Evidence:
    """One piece of evidence: a file, an address on the web or a case of approved minutes; just one of the three."""
    require(actor, "measure.attach", measure)
    if sum(bool(each) for each in (upload, url, minutes_item)) != 1:
        raise ValidationError(_("Choose a file, an address or a case in minutes: one of them at a time."))
    found = Evidence(measure=measure, by=actor, title=title.strip())
    if upload:
        found.file = files.attach(actor, owner=measure, upload=upload)
        found.kind, found.title = Evidence.Kind.FILE, found.title or found.file.name
    elif minutes_item:
        if not Minutes.objects.final().filter(pk=minutes_item.minutes_id).exists():
            raise ValidationError({"minutes_item": _("Only approved minutes are evidence.")})
        found.kind, found.minutes_item = Evidence.Kind.MINUTES, minutes_item
        found.title = found.title or minutes_item.title
    else:
        WEB(url)
        found.kind, found.url, found.title = Evidence.Kind.LINK, url, found.title or url
    found.title = found.title[:LONGEST_TITLE]
    found.save()
    audit.record(actor, "measure.attach", measure.plan, note=found.title)
    return found


@transaction.atomic
def remove(actor, *, evidence: Evidence) -> None:
    """Take a piece of evidence away; the bytes of a file are kept as those of other files are."""
    require(actor, "measure.attach", evidence.measure)
    if evidence.file is not None:
        files.remove(actor, stored=evidence.file)
    audit.record(actor, "measure.detach", evidence.measure.plan, note=evidence.title)
    evidence.delete()


@transaction.atomic
def give_task(actor, *, measure: Measure, title: str, responsible: Person, due_on: date | None = None) -> MeasureTask:
    """A task that carries out the measure, or a part of it."""
    task = task_verbs.create(actor, body=measure.plan.body, title=title, responsible=responsible, due_on=due_on)
    return _link(actor, measure, task)


@transaction.atomic
def link_task(actor, *, measure: Measure, task: Task) -> MeasureTask:
    """Say that a task, of minutes for instance, belongs to a measure. Once is enough."""
    require(actor, "measure.attach", measure)
    require(actor, "task.view", task)
    return MeasureTask.objects.filter(measure=measure, task=task).first() or _link(actor, measure, task)


@transaction.atomic
def measure_of(actor, *, task: Task, area: StrategicArea, goal: Goal | None = None) -> MeasureTask:
    """Make a task a measure of a draft: its title, who is responsible and by when."""
    require(actor, "task.view", task)
    values: dict[str, Any] = {"deadline_kind": "date", "due_on": task.due_on} if task.due_on else {}
    measure = measure_verbs.create(
        actor, area=area, goal=goal, people=[task.responsible], text=task.title, comment=task.note, **values
    )
    return _link(actor, measure, task)


def _link(actor, measure: Measure, task: Task) -> MeasureTask:
    link = MeasureTask.objects.create(measure=measure, task=task, by=actor)
    audit.record(actor, "measure.link", measure.plan, note=f"{measure} · {task}"[:200])
    return link


@transaction.atomic
def unlink_task(actor, *, link: MeasureTask) -> None:
    """The task is no part of the measure after all; the task itself stays."""
    require(actor, "measure.attach", link.measure)
    audit.record(actor, "measure.unlink", link.measure.plan, note=f"{link.measure} · {link.task}"[:200])
    link.delete()
