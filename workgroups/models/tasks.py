"""Tasks, mostly from meetings."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import Person
from portal.periods import today
from portal.workflow import Move, Workflow
from sections.models import Body
from workgroups.models.groups import in_sight
from workgroups.models.minutes import MinutesItem


class TaskQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Own tasks, those of own bodies, and those of bodies that the user oversees."""
        return self.filter(Q(responsible_id=user.person_id) | Q(body_id__in=user.access.own_body_ids) | in_sight(user))

    def open(self):
        return self.filter(state=Task.State.OPEN)

    def overdue(self, at: date | None = None):
        return self.open().filter(due_on__lt=at or today())


class Task(models.Model):
    """Who does what by when; mostly from a meeting."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        DONE = "done", _("done")
        DROPPED = "dropped", _("dropped")

    FLOW = Workflow(
        "state",
        {
            "finish": Move(("open",), "done"),
            "drop": Move(("open",), "dropped"),
            "reopen": Move(("done", "dropped"), "open"),
        },
    )

    body = models.ForeignKey(Body, models.PROTECT, related_name="tasks")
    minutes_item = models.ForeignKey(MinutesItem, models.PROTECT, null=True, blank=True, related_name="tasks")
    title = models.CharField(_("task"), max_length=250)
    responsible = models.ForeignKey(Person, models.PROTECT, related_name="tasks", verbose_name=_("responsible"))
    due_on = models.DateField(_("due"), null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    note = models.CharField(_("note"), max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        ordering = [models.F("due_on").asc(nulls_last=True), "id"]
        indexes = [models.Index(fields=["responsible", "state"], name="task_responsible")]

    def __str__(self) -> str:
        return self.title

    @property
    def audit_unit_id(self) -> int:
        return self.body.unit_id

    @property
    def is_overdue(self) -> bool:
        return self.state == self.State.OPEN and self.due_on is not None and self.due_on < today()
