"""Claims: what somebody has laid out or lost for the union's work, on its way from draft to paid.

A claim tells that somebody is a member and does: special-category data, seen by its owner and by those who handle it.
"""

import uuid
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from members.models import Appointment, Person
from members.roles import Role
from plans.models.contents import Measure
from plans.models.money import NOUGHT, BudgetLine, Rate
from portal.exactsum import ExactSum
from portal.workflow import Move, Workflow
from sections.models import Body, Unit
from workgroups.models import Meeting


class ClaimQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own; and, once handed in, those that one handles: the body's adviser, the unit's administration, its auditors."""
        access = user.access
        handled = (
            Q(body_id__in=access.body_ids({Role.ADVISER}))
            | Q(unit_id__in=access.administered_units)
            | Q(unit_id__in=access.audited_units)
        )
        own = Q(person_id=user.person_id) if user.person_id else Q(pk__in=[])
        return self.filter(own | (handled & ~Q(state__in=(Claim.State.DRAFT, Claim.State.WITHDRAWN))))

    def waiting_for(self, user):
        """What ``user`` is the one to handle: to agree to, to approve, to pay. Never a claim of one's own.

        The administration agrees where the body has no adviser, or where the claim is the adviser's own.
        """
        access, State = user.access, Claim.State
        advisers = Appointment.objects.active().filter(body=OuterRef("body"), role=Role.ADVISER)
        without = ~Exists(advisers.exclude(person=OuterRef("person")))
        agrees = Q(body_id__in=access.body_ids({Role.ADVISER})) | (Q(unit_id__in=access.administered_units) & without)
        approves = Q(unit_id__in=access.administered_units) & (
            Q(state=State.APPROVED) | (Q(state=State.AGREED) & (Q(seconded_by=None) | ~Q(seconded_by=user.pk)))
        )
        return self.filter((agrees & Q(state=State.SUBMITTED)) | approves).exclude(person=user.person_id)

    def with_sum(self):
        """Each claim with ``sum``, what its lines come to."""
        lines = ClaimLine.objects.filter(claim=OuterRef("pk")).order_by().values("claim")
        return self.annotate(sum=Coalesce(Subquery(lines.annotate(sum=ExactSum("amount")).values("sum")), NOUGHT))

    def on_the_way(self):
        """Handed in and not posted yet: the money is as good as spent."""
        return self.filter(state__in=(Claim.State.SUBMITTED, Claim.State.AGREED))


class Claim(models.Model):
    """One person's claim on a body's money, with its lines."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", pgettext_lazy("of a claim", "submitted")
        AGREED = "agreed", _("agreed by the adviser")
        APPROVED = "approved", pgettext_lazy("of a claim", "approved")
        PAID = "paid", _("paid")
        RETURNED = "returned", pgettext_lazy("of a claim", "returned")
        WITHDRAWN = "withdrawn", _("withdrawn")
        REVERSED = "reversed", _("reversed")

    FLOW = Workflow(
        "state",
        {
            "submit": Move(("draft", "returned"), "submitted"),
            # Taken back to be changed, as long as nobody has agreed to it.
            "recall": Move(("submitted",), "draft"),
            "withdraw": Move(("draft", "submitted", "returned"), "withdrawn"),
            "agree": Move(("submitted",), "agreed"),
            "return": Move(("submitted", "agreed"), "returned"),
            "approve": Move(("agreed",), "approved"),
            "pay": Move(("approved",), "paid"),
            # What was posted stands; entries of the opposite sign take it back.
            "reverse": Move(("approved", "paid"), "reversed"),
        },
    )

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="claims", verbose_name=_("person"))
    body = models.ForeignKey(Body, models.PROTECT, related_name="claims", verbose_name=_("body"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", editable=False)
    meeting = models.ForeignKey(
        Meeting, models.SET_NULL, null=True, blank=True, related_name="claims", verbose_name=_("meeting")
    )
    measure = models.ForeignKey(
        Measure, models.SET_NULL, null=True, blank=True, related_name="claims", verbose_name=_("measure")
    )
    # Chosen by the adviser or the administration; needed before it is approved.
    line = models.ForeignKey(
        BudgetLine, models.PROTECT, null=True, blank=True, related_name="claims", verbose_name=_("budget line")
    )
    project_number = models.CharField(_("project number"), max_length=40, blank=True)
    title = models.CharField(_("what it is about"), max_length=150)
    account = models.CharField(_("bank account"), max_length=20, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    # Counts changes: a save from an older version is refused.
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    submitted_at = models.DateTimeField(null=True, blank=True)
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    # The first of two, where the amount asks for four eyes.
    seconded_at = models.DateTimeField(null=True, blank=True)
    seconded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    paid_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    returned_reason = models.TextField(_("why it is returned"), blank=True)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["body", "state"], name="claim_body"),
            models.Index(fields=["person", "-created_at"], name="claim_person"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def audit_unit_id(self) -> int:
        return self.unit_id

    @property
    def total(self) -> Decimal:
        return sum((line.amount for line in self.lines.all()), Decimal(0))

    @property
    def can_edit(self) -> bool:
        return self.state in (self.State.DRAFT, self.State.RETURNED)


class ClaimLine(models.Model):
    """One thing that is claimed. Its receipts are files attached to it."""

    class Kind(models.TextChoices):
        TRAVEL = "travel", _("travel")
        STAY = "stay", _("stay")
        COURSE = "course", _("course")
        MATERIALS = "materials", _("materials")
        LOST_EARNINGS = "lost_earnings", _("lost earnings")
        OTHER = "other", _("other")

    class Means(models.TextChoices):
        CAR = "car", _("own car")
        PASSENGER = "passenger", _("passenger in a car")
        BICYCLE = "bicycle", _("bicycle or on foot")
        PUBLIC = "public", _("train, bus, boat")
        PLANE = "plane", _("plane")
        TAXI = "taxi", _("taxi")

    class Answer(models.TextChoices):
        """What the employer said to leave with pay. Lost earnings are not paid where nobody has asked."""

        NONE = "", _("no answer yet")
        PAID = "paid", _("leave with pay")
        UNPAID = "unpaid", _("leave without pay")

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="lines")
    kind = models.CharField(_("kind"), max_length=15, choices=Kind.choices)
    on = models.DateField(_("date"))
    text = models.CharField(_("what it was for"), max_length=200, blank=True)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    from_place = models.CharField(_("from"), max_length=80, blank=True)
    to_place = models.CharField(_("to"), max_length=80, blank=True)
    means = models.CharField(_("means"), max_length=10, choices=Means.choices, blank=True)
    distance_km = models.DecimalField(_("kilometres"), max_digits=7, decimal_places=1, null=True, blank=True)
    rate = models.ForeignKey(Rate, models.PROTECT, null=True, blank=True, related_name="+")
    hours = models.DecimalField(_("hours"), max_digits=6, decimal_places=2, null=True, blank=True)
    employer_asked_on = models.DateField(_("asked the employer for leave with pay on"), null=True, blank=True)
    employer_answer = models.CharField(_("the employer's answer"), max_length=6, choices=Answer.choices, blank=True)

    class Meta:
        ordering = ["on", "id"]
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="claim_line_amount")]

    def __str__(self) -> str:
        return f"#{self.claim_id} {self.get_kind_display()}"

    @property
    def audit_unit_id(self) -> int:
        return self.claim.unit_id
