"""Plans in the union's form: strategic area → goal → measure."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import Appointment, Person
from members.roles import RUNS, Role
from portal.periods import Period, PeriodQuerySet, today
from portal.workflow import Move, Workflow
from sections.models import Body
from workgroups.models import in_sight


class PlanQuerySet(PeriodQuerySet):
    def visible_to(self, user):
        """Own bodies' plans always; others' that the user oversees once they are submitted (the administration: always)."""
        access = user.access
        own = Q(body_id__in=access.own_body_ids) | Q(body__unit_id__in=access.staffed_units)
        overseen = ~Q(state=Plan.State.DRAFT) & in_sight(user)
        return self.filter(own | overseen)

    def in_force(self, at: date | None = None):
        return self.active(at).filter(state__in=(Plan.State.APPROVED, Plan.State.REPORTED))


class Plan(Period):
    """A body's plan for one, two or four years."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("submitted to the board")
        APPROVED = "approved", _("approved, in force")
        REPORTED = "reported", _("reported")
        CLOSED = "closed", _("closed")

    FLOW = Workflow(
        "state",
        {
            "submit": Move(("draft",), "submitted"),
            "withdraw": Move(("submitted",), "draft"),
            "return": Move(("submitted",), "draft"),
            "approve": Move(("submitted",), "approved"),
            "report": Move(("approved",), "reported"),
            "close": Move(("approved", "reported"), "closed"),
        },
    )

    body = models.ForeignKey(Body, models.PROTECT, related_name="plans", verbose_name=_("body"))
    title = models.CharField(_("title"), max_length=150)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    introduction = models.TextField(_("introduction"), blank=True)
    challenges_short = models.TextField(_("challenges in the short term"), blank=True)
    challenges_long = models.TextField(_("challenges in the long term"), blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    returned_reason = models.TextField(_("comment from the board"), blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decision = models.CharField(_("decision"), max_length=60, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = PlanQuerySet.as_manager()

    class Meta(Period.Meta):
        ordering = ["-starts_on", "-id"]
        indexes = [models.Index(fields=["body", "-starts_on"], name="plan_body")]

    def __str__(self) -> str:
        return self.title

    @property
    def audit_unit_id(self) -> int:
        return self.body.unit_id

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def has_ended(self) -> bool:
        return self.ends_on is not None and self.ends_on < today()


class PlanVersion(models.Model):
    """The plan as the board approved it, frozen."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    document = models.ForeignKey("portal.Document", models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="plan_version_once")]

    def __str__(self) -> str:
        return f"{self.plan} · {self.number}"


class StrategicArea(models.Model):
    """A numbered area of the plan, or the part for measures outside the areas."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="areas")
    position = models.PositiveIntegerField()
    number = models.CharField(_("number"), max_length=20, blank=True)
    # As long as the form's cells: an import loses nothing.
    title = models.TextField(_("strategic area"))
    # The form's last part: measures that belong under none of the strategic areas.
    is_local = models.BooleanField(_("measures outside the strategic areas"), default=False)

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

    def open(self):
        return self.with_text().exclude(status__in=Measure.ENDED)

    def overdue(self, at: date | None = None):
        return self.open().filter(due_on__lt=at or today())

    def behind(self, at: date | None = None):
        """Overdue, or said to be delayed."""
        return self.open().filter(Q(due_on__lt=at or today()) | Q(status=Measure.Status.DELAYED))

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
    # Counts changes: a save from an older version is refused.
    version = models.PositiveIntegerField(default=0)

    objects = MeasureQuerySet.as_manager()

    class Meta:
        ordering = ["area__position", models.F("goal__position").asc(nulls_first=True), "position", "id"]
        indexes = [
            models.Index(fields=["plan", "position"], name="measure_plan"),
            models.Index(fields=["due_on", "status"], name="measure_due"),
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


class PlanImportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those who may store the plan: who write the body's plans."""
        access = user.access
        return self.filter(Q(body_id__in=access.body_ids(RUNS)) | Q(body__unit_id__in=access.administered_units))


class PlanImport(models.Model):
    """An uploaded plan between preview and storing; afterwards the record of what was read and what could not be placed."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="plan_imports")
    plan = models.OneToOneField(Plan, models.SET_NULL, null=True, blank=True, related_name="imported_from")
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    title = models.CharField(max_length=150)
    starts_on = models.DateField()
    ends_on = models.DateField()
    content = models.JSONField()
    unplaced = models.JSONField(default=list)
    uploaded_at = models.DateTimeField(default=timezone.now)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = PlanImportQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at"]

    def __str__(self) -> str:
        return self.file_name
