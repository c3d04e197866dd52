"""What goes from one level to the next: publications of a plan, who took them, and the proposals that a later one makes."""

from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from members.roles import RUNS
from plans.models.contents import Goal, Measure, StrategicArea
from plans.models.plans import Plan
from plans.permissions_cascade import BOARDS
from portal.workflow import Move, Workflow
from sections.models import Body, Unit

# They have no plans of that kind.
WITHOUT = (Body.Kind.ADMINISTRATION, Body.Kind.CONTROL)
# A body's level is its unit's kind, or its own kind where it is one of these.
OWN_LEVELS = (Body.Kind.SECTION_COMMITTEE, Body.Kind.WORKING_GROUP)
LEVELS = (*OWN_LEVELS, Unit.Kind.SECTION, Unit.Kind.COUNTY, Unit.Kind.LOCAL_UNION, Unit.Kind.CLUB)


def below(body: Body) -> Q:
    """Bodies that may take from the plans of ``body``.

    Of a board: the bodies of the units below, the committees and groups of its own unit, and all that serve its section.
    Of a county's section committee: those in the local unions of the county that serve the same section.
    """
    here = body.unit_id
    units = Q(unit__parent=here) | Q(unit__parent__parent=here) | Q(unit__parent__parent__parent=here)
    if body.kind in BOARDS:
        found = units | ((Q(unit=here) | Q(section=here)) & ~Q(unit=here, kind__in=BOARDS))
    else:
        found = units & Q(section=body.section_id, section__isnull=False)
    return found & Q(closed_on=None) & ~Q(pk=body.pk) & ~Q(kind__in=WITHOUT)


def above(body: Body) -> Q:
    """Bodies from whose plans ``body`` may take: :func:`below` from the other side."""
    if body.kind in WITHOUT:
        return Q(pk__in=())
    units = Unit.objects.filter(
        Q(children=body.unit_id) | Q(children__children=body.unit_id) | Q(children__children__children=body.unit_id)
    ).values("pk")
    found = Q(kind__in=BOARDS, unit__in=units)
    if body.kind not in BOARDS:
        found |= Q(kind__in=BOARDS, unit=body.unit_id)
    if body.section_id not in (None, body.unit_id):
        found |= Q(kind__in=BOARDS, unit=body.section_id)
        found |= Q(kind=Body.Kind.SECTION_COMMITTEE, unit__in=units, section=body.section_id)
    return found & ~Q(pk=body.pk)


def on_levels(levels: Iterable[str]) -> Q:
    """Bodies that are to have a plan on the given levels: the committees and groups themselves, else the unit's board."""
    chosen = set(levels)
    own = chosen & set(OWN_LEVELS)
    return Q(kind__in=own) | Q(unit__kind__in=chosen - own, kind=Body.Kind.BOARD)


def taken_from(plan: Plan) -> Q:
    """Plans that have taken from ``plan``, straight or through one or two plans between."""
    first = PlanSource.objects.filter(source=plan).values("plan")
    second = PlanSource.objects.filter(source__in=first).values("plan")
    third = PlanSource.objects.filter(source__in=second).values("plan")
    return Q(pk__in=first) | Q(pk__in=second) | Q(pk__in=third)


class PublicationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Who sees the plan; and the levels that it is meant for: office holders in its unit and below, and those who serve it."""
        access = user.access
        own = {holding.unit_id for holding in access.holdings}
        above = Unit.objects.filter(
            Q(pk__in=own)
            | Q(children__in=own)
            | Q(children__children__in=own)
            | Q(children__children__children__in=own)
            | Q(section_bodies__in=access.own_body_ids)
        )
        return self.filter(Q(plan__in=Plan.objects.visible_to(user)) | Q(plan__body__unit__in=above.values("pk")))


class Publication(models.Model):
    """A plan's areas, goals and strategic measures as they were published for the levels below. Frozen."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="publications")
    number = models.PositiveSmallIntegerField()
    # {"rows": […]} as plans.published writes them.
    content = models.JSONField()
    note = models.TextField(_("what is new"), blank=True)
    published_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = PublicationQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="publication_once")]

    def __str__(self) -> str:
        return f"{self.plan} · {self.number}"

    @property
    def audit_unit_id(self) -> int:
        return self.plan.body.unit_id


class Distribution(models.Model):
    """A publication on its way down, a batch of bodies at a time: new drafts, and proposals to those who took an earlier one."""

    class State(models.TextChoices):
        WAITING = "waiting", _("on its way")
        DONE = "done", _("done")
        FAILED = "failed", _("interrupted")

    FLOW = Workflow(
        "state",
        {
            "finish": Move(("waiting",), "done"),
            "fail": Move(("waiting",), "failed"),
            "retry": Move(("failed",), "waiting"),
            "again": Move(("done", "failed"), "waiting"),
        },
    )

    publication = models.OneToOneField(Publication, models.CASCADE, related_name="distribution")
    # Those of LEVELS whose bodies get a draft where they have no plan for the period; none: proposals only.
    levels = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    drafts_made = models.PositiveIntegerField(default=0)
    proposals_made = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    # Renewed with each batch; a worker that has not done so for long is taken for dead.
    claimed_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(default=timezone.now)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "id"], name="distribution_state")]

    def __str__(self) -> str:
        return str(self.publication)


class PlanSource(models.Model):
    """A plan below has taken from a plan above; ``publication`` is the last one that is settled here."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="sources")
    source = models.ForeignKey(Plan, models.PROTECT, related_name="takers")
    publication = models.ForeignKey(Publication, models.PROTECT, related_name="takers")
    taken_at = models.DateTimeField(default=timezone.now)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "source"], name="plan_source_once"),
            models.CheckConstraint(condition=~Q(plan=models.F("source")), name="plan_source_is_another"),
        ]

    def __str__(self) -> str:
        return f"{self.plan} ← {self.source}"


class ProposalQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(plan__in=Plan.objects.visible_to(user))

    def open(self):
        return self.filter(state=Proposal.State.OPEN)

    def waiting_for(self, user):
        """Open, in plans that the user writes."""
        access = user.access
        mine = Q(plan__body_id__in=access.body_ids(RUNS)) | Q(plan__body__unit_id__in=access.administered_units)
        return self.open().filter(mine).exclude(plan__state=Plan.State.CLOSED)


class Proposal(models.Model):
    """One difference between the publication that a plan has settled and a later one. Decided by those who write the plan."""

    class Kind(models.TextChoices):
        ADD = "add", pgettext_lazy("proposal", "new")
        CHANGE = "change", pgettext_lazy("proposal", "changed")
        REMOVE = "remove", pgettext_lazy("proposal", "taken out")

    class Row(models.TextChoices):
        AREA = "area", _("strategic area")
        GOAL = "goal", _("goal")
        MEASURE = "measure", _("measure")

    class State(models.TextChoices):
        OPEN = "open", _("waiting")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")

    FLOW = Workflow("state", {"accept": Move(("open",), "accepted"), "decline": Move(("open",), "declined")})

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="proposals")
    publication = models.ForeignKey(Publication, models.PROTECT, related_name="proposals")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    row = models.CharField(max_length=7, choices=Row.choices)
    # The row's ``origin_key``.
    key = models.BigIntegerField()
    # The row here that is meant; none for an addition.
    area = models.ForeignKey(StrategicArea, models.SET_NULL, null=True, blank=True, related_name="proposals")
    goal = models.ForeignKey(Goal, models.SET_NULL, null=True, blank=True, related_name="proposals")
    measure = models.ForeignKey(Measure, models.SET_NULL, null=True, blank=True, related_name="proposals")
    # Field → value above, in the earlier publication and in the later.
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    position = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    made_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reason = models.TextField(_("reason"), blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        indexes = [models.Index(fields=["plan", "state"], name="proposal_plan")]
        constraints = [
            models.UniqueConstraint(fields=["plan", "publication", "row", "key"], name="proposal_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_row_display()}"

    @property
    def audit_unit_id(self) -> int:
        return self.plan.body.unit_id
