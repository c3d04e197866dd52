"""What a plan holds: strategic area → goal → measure, those responsible, and the history of the status."""

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, ExtractMonth, ExtractYear
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from members.models import Appointment, Person
from members.roles import Role
from plans.deadlines import REVIEW_MONTHS
from plans.models.plans import OfPlan, Plan
from portal.periods import last_day_of_term, today


class StrategicArea(models.Model):
    """A numbered area of the plan, or the part for measures outside the areas."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="areas")
    position = models.PositiveIntegerField()
    number = models.CharField(_("number"), max_length=20, blank=True)
    # As long as the form's cells: an import loses nothing.
    title = models.TextField(_("strategic area"))
    # The form's last part: measures that belong under none of the strategic areas.
    is_local = models.BooleanField(_("measures outside the strategic areas"), default=False)

    # The row of the plan above that it was taken from. The number is that of the row where it was first written; it stays
    # when the row above is gone, so that the removal can be proposed here and the same row is never taken twice.
    origin = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="copies")
    origin_key = models.BigIntegerField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()


class Goal(models.Model):
    """A goal of an area; may lack a number."""

    area = models.ForeignKey(StrategicArea, models.CASCADE, related_name="goals")
    position = models.PositiveIntegerField()
    number = models.CharField(_("number"), max_length=20, blank=True)
    title = models.TextField(_("goal"))

    # As on the area.
    origin = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="copies")
    origin_key = models.BigIntegerField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()


class MeasureQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(plan__in=Plan.objects.visible_to(user))

    def with_text(self):
        """Measures proper; a row of the form that holds a comment or a deadline alone is kept without text."""
        return self.exclude(text="")

    def in_order(self):
        """As the plan is read: area by area, the area's own measures first, then goal by goal."""
        goal = (models.F(name).asc(nulls_first=True) for name in ("goal__position", "goal_id"))
        return self.order_by("area__position", "area_id", *goal, "position", "pk")

    def open(self):
        return self.with_text().exclude(status__in=Measure.ENDED)

    def overdue(self, at: date | None = None):
        return self.open().filter(due_on__lt=at or today())

    def behind(self, at: date | None = None):
        """Overdue, or said to be delayed."""
        return self.open().filter(Q(due_on__lt=at or today()) | Q(status=Measure.Status.DELAYED))

    def to_review(self, at: date | None = None):
        """Continuous ones whose rhythm says that they are looked at again by then; ``looked_on`` and ``rhythm`` tell why.

        As :attr:`Measure.next_review_on`: so many months on, the same day or the first after a month without it.
        """
        day = at or today()
        looked_on = Coalesce("reviewed_on", "starts_on", "plan__starts_on")
        rows = self.open().filter(deadline_kind=Measure.Deadline.CONTINUOUS)
        rows = rows.annotate(looked_on=looked_on, rhythm=Coalesce("review_months", models.Value(REVIEW_MONTHS)))
        rows = rows.annotate(
            months_since=day.year * 12 + day.month - ExtractYear("looked_on") * 12 - ExtractMonth("looked_on")
        )
        return rows.filter(Q(months_since__gt=F("rhythm")) | Q(months_since=F("rhythm"), looked_on__day__lte=day.day))

    def responsible_for(self, person_id: int):
        """Those that name the person, or an office that the person holds today in the plan's body."""
        named = MeasureResponsible.objects.filter(measure=models.OuterRef("pk"), person_id=person_id)
        held = MeasureResponsible.objects.filter(
            measure=models.OuterRef("pk"),
            person=None,
            role__in=models.Subquery(
                Appointment.objects.active()
                .filter(person_id=person_id, body=models.OuterRef(models.OuterRef("plan__body")))
                .values("role")
            ),
        )
        return self.filter(models.Exists(named) | models.Exists(held))


class Measure(models.Model):
    """What is to be done: the seven columns of the union's form."""

    class Deadline(models.TextChoices):
        NONE = "", _("none")
        DATE = "date", _("a date")
        PERIOD = "period", _("a period")
        CONTINUOUS = "continuous", _("continuous")

    class Status(models.TextChoices):
        NOT_STARTED = "not_started", _("not started")
        ON_TRACK = "on_track", _("on track")
        DELAYED = "delayed", _("delayed")
        DONE = "done", _("done")
        DROPPED = "dropped", _("dropped")

    ENDED = ("done", "dropped")
    # What is reported as long as the plan runs; the rest is written while it is a draft.
    REPORTED = ("status", "status_note", "reviewed_on")

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="measures")
    area = models.ForeignKey(StrategicArea, models.CASCADE, related_name="measures", verbose_name=_("strategic area"))
    goal = models.ForeignKey(
        Goal, models.CASCADE, null=True, blank=True, related_name="measures", verbose_name=_("goal")
    )
    position = models.PositiveIntegerField()
    text = models.TextField(_("measure"), blank=True)
    comment = models.TextField(_("comment"), blank=True)
    # As it was written; the rows of MeasureResponsible say whom it means.
    responsible_text = models.TextField(_("responsible"), blank=True)
    deadline_kind = models.CharField(
        _("kind of deadline"), max_length=12, choices=Deadline.choices, default=Deadline.NONE, blank=True
    )
    # As it was written, where it says more than the dates do.
    deadline_text = models.TextField(_("deadline, in words"), blank=True)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    due_on = models.DateField(_("by"), null=True, blank=True)
    # A continuous measure is looked at again this often, so that it is not forgotten.
    review_months = models.PositiveSmallIntegerField(_("review every … months"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.NOT_STARTED)
    status_note = models.TextField(_("status note"), blank=True)
    status_at = models.DateTimeField(null=True, blank=True)
    status_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    budget = models.DecimalField(_("budget"), max_digits=12, decimal_places=2, null=True, blank=True)
    budget_text = models.TextField(_("budget, in words"), blank=True)
    project_number = models.TextField(_("project number"), blank=True)
    # Set for the levels below as well: goes with the plan when it is published downwards.
    is_strategic = models.BooleanField(_("set for the levels below as well"), default=False)
    # As on the area.
    origin = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="copies")
    origin_key = models.BigIntegerField(null=True, blank=True, editable=False)
    # When a continuous measure was last looked at; the next time is that day (or its first day) and ``review_months``.
    reviewed_on = models.DateField(_("last reviewed"), null=True, blank=True)
    # Counts changes: a save from an older version is refused.
    version = models.PositiveIntegerField(default=0)

    objects = MeasureQuerySet.as_manager()

    class Meta:
        ordering = ["area__position", models.F("goal__position").asc(nulls_first=True), "position", "id"]
        indexes = [
            models.Index(fields=["plan", "position"], name="measure_plan"),
            models.Index(fields=["due_on", "status"], name="measure_due"),
            models.Index(fields=["origin_key", "plan"], name="measure_origin"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(budget__isnull=True) | Q(budget__gte=0), name="measure_budget_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(due_on__isnull=True) | Q(due_on__gte=models.F("starts_on")),
                name="measure_due_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80] or self.comment[:80]

    @property
    def audit_unit_id(self) -> int:
        return self.plan.body.unit_id

    @property
    def is_overdue(self) -> bool:
        return self.status not in self.ENDED and self.due_on is not None and self.due_on < today()

    @property
    def next_review_on(self) -> date | None:
        """The day by which a continuous measure is looked at again, so that it is not forgotten."""
        if self.deadline_kind != self.Deadline.CONTINUOUS or self.status in self.ENDED:
            return None
        last = self.reviewed_on or self.starts_on or self.plan.starts_on
        return last_day_of_term(last, self.review_months or REVIEW_MONTHS) + timedelta(days=1)

    @property
    def is_behind(self) -> bool:
        return self.is_overdue or self.status == self.Status.DELAYED


class MeasureResponsible(models.Model):
    """One of those responsible: a person, an office (whoever holds it today), or words that fit neither."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="responsible")
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="measures", verbose_name=_("person")
    )
    role = models.CharField(_("office"), max_length=30, choices=Role.choices, blank=True)
    label = models.CharField(_("in words"), max_length=200, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.label or (str(self.person) if self.person_id else str(self.get_role_display()))


class MeasureStatus(models.Model):
    """The history of a measure's status."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="statuses")
    status = models.CharField(max_length=12, choices=Measure.Status.choices)
    note = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.measure}: {self.get_status_display()}"


class MeasureCommentQuerySet(OfPlan):
    def visible_to(self, user):
        """Those sent, to all who see the plan; those being written, to who writes them."""
        return super().visible_to(user).filter(Q(sent_at__isnull=False) | Q(by=user))

    def waiting(self):
        """Written, and kept until the plan is returned or approved."""
        return self.filter(sent_at=None)

    def sent(self):
        return self.filter(sent_at__isnull=False)


class MeasureComment(models.Model):
    """What the board asks for when it returns a plan: about one measure, or about the plan as a whole."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="comments")
    # Stays when the measure is removed: that may be the answer.
    measure = models.ForeignKey(Measure, models.SET_NULL, null=True, blank=True, related_name="comments")
    # The measure as it read then: it may be written anew, or removed.
    about = models.TextField(blank=True)
    text = models.TextField(_("comment from the board"))
    # Which time the board sent comments on the plan: 1, 2, …
    round = models.PositiveSmallIntegerField(default=1)
    at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = MeasureCommentQuerySet.as_manager()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def audit_unit_id(self) -> int:
        return self.plan.body.unit_id


class OfMeasure(OfPlan):
    PATH = "measure__plan"


class Evidence(models.Model):
    """What shows that a measure is done, or how it goes: a file, a case in minutes, a task, an address."""

    class Kind(models.TextChoices):
        FILE = "file", _("file")
        MINUTES = "minutes", _("minutes")
        TASK = "task", _("task")
        LINK = "link", _("link")

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="evidence")
    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    file = models.ForeignKey("portal.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    minutes_item = models.ForeignKey("workgroups.MinutesItem", models.PROTECT, null=True, blank=True, related_name="+")
    task = models.ForeignKey("workgroups.Task", models.PROTECT, null=True, blank=True, related_name="+")
    url = models.URLField(_("address"), max_length=500, blank=True)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = OfMeasure.as_manager()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.title


class MeasureTask(models.Model):
    """A task that carries out a measure, or that a measure was made from."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="task_links")
    task = models.ForeignKey("workgroups.Task", models.CASCADE, related_name="measure_links")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = OfMeasure.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["measure", "task"], name="measure_task_once")]

    def __str__(self) -> str:
        return f"{self.measure} · {self.task}"


class PlanEdit(models.Model):
    """A change of several rows at once (bulk change, paste, removal), with what it takes to undo it."""

    class Verb(models.TextChoices):
        CHANGE = "change"
        REPORT = "report"
        REVIEW = "review"
        ADD = "add"
        REMOVE = "remove"
        MOVE = "move"
        PASTE = "paste"

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="edits")
    verb = models.CharField(max_length=10, choices=Verb.choices, default=Verb.CHANGE)
    # The measure, where it is one.
    what = models.CharField(max_length=200, blank=True)
    # The values before the change, per row; read by the verb that undoes.
    changes = models.JSONField(default=list)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = OfPlan.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["plan", "-id"], name="plan_edit_latest")]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """What was done, in the reader's language."""
        count = len(self.changes)
        what = self.what or ngettext("%(count)d measure", "%(count)d measures", count) % {"count": count}
        match self.verb:
            case self.Verb.REPORT:
                status = self.changes[0]["fields"].get("status")
                told = {"measure": what, "status": Measure.Status(status[1]).label if status else ""}
                return gettext("%(measure)s: %(status)s") % told if status else what
            case self.Verb.REVIEW:
                return gettext("Reviewed: %(measure)s") % {"measure": what}
            case self.Verb.ADD:
                return gettext("Added: %(measure)s") % {"measure": what}
            case self.Verb.REMOVE:
                return gettext("Removed: %(what)s") % {"what": what}
            case self.Verb.MOVE:
                return gettext("Moved: %(what)s") % {"what": what}
            case self.Verb.PASTE:
                return ngettext("Pasted: %(count)d row", "Pasted: %(count)d rows", count) % {"count": count}
            case _:
                return what

    @property
    def is_report(self) -> bool:
        """Tells how it goes and nothing else: may be undone as long as the plan runs."""
        kinds = {change["kind"] for change in self.changes}
        touched = {name for change in self.changes for name in change.get("fields", ())}
        return kinds == {"change"} and touched <= set(Measure.REPORTED)
