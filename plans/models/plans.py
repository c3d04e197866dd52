"""The plan as a whole, and the versions of it that the board approved."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

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

    def readable_to(self, user):
        """Also those under revision that the user oversees: not their draft, but the version that is in force meanwhile."""
        revised = Q(state=Plan.State.DRAFT, approved_at__isnull=False) & in_sight(user)
        return self.filter(Q(pk__in=Plan.objects.visible_to(user)) | revised)

    def in_force(self, at: date | None = None):
        """Approved for a period that covers the day; also while a revision of it is written and decided on."""
        settled = Q(state__in=Plan.SETTLED)
        revised = Q(state__in=Plan.UNSETTLED, approved_at__isnull=False)
        return self.active(at).filter(settled | revised)


class Plan(Period):
    """A body's plan for one, two or four years."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("submitted to the board")
        APPROVED = "approved", _("approved, in force")
        REPORTED = "reported", _("reported")
        CLOSED = "closed", _("closed")

    UNSETTLED = ("draft", "submitted")
    SETTLED = ("approved", "reported")

    FLOW = Workflow(
        "state",
        {
            "submit": Move(("draft",), "submitted"),
            "withdraw": Move(("submitted",), "draft"),
            "return": Move(("submitted",), "draft"),
            "approve": Move(("submitted",), "approved"),
            # The yearly revision: what was approved stays as a version, and the board approves anew.
            "revise": Move(("approved",), "draft"),
            "resume": Move(("draft",), "approved"),
            # A report may be corrected until the plan is closed.
            "report": Move(("approved", "reported"), "reported"),
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
    reported_at = models.DateTimeField(null=True, blank=True)
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    report_text = models.TextField(_("report"), blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    # Last period's plan, whose unfinished measures this one carries on.
    copied_from = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="carried_on")
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
    def is_revision(self) -> bool:
        """Being changed after it was approved; until the board decides, the last version is what is in force."""
        return self.approved_at is not None and self.state in self.UNSETTLED

    @property
    def has_ended(self) -> bool:
        return self.ends_on is not None and self.ends_on < today()


class OfPlan(models.QuerySet):
    """Rows that belong to a plan: who sees the plan sees them. ``PATH`` leads to the plan."""

    PATH = "plan"

    def visible_to(self, user):
        return self.filter(**{f"{self.PATH}__in": Plan.objects.visible_to(user)})


class PlanVersionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What was approved stays readable to who could read it, also while the plan is revised."""
        return self.filter(plan__in=Plan.objects.readable_to(user))


class PlanVersion(models.Model):
    """The plan as the board approved it, frozen."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    document = models.ForeignKey("portal.Document", models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decision = models.CharField(_("decision"), max_length=60, blank=True)

    objects = PlanVersionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="plan_version_once")]

    def __str__(self) -> str:
        return f"{self.plan} · {self.number}"

    @property
    def audit_unit_id(self) -> int:
        return self.plan.body.unit_id
