"""Budgets and what is posted against them. Amounts are Norwegian kroner with øre, exact; a cost is positive.

What has been decided or posted is never changed: it is corrected by another entry. The database itself refuses otherwise.
"""

import uuid
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from plans.models.contents import Measure
from portal.exactsum import ExactSum
from portal.periods import today
from sections.models import Body, Unit
from workgroups.models import Meeting, in_sight

NOUGHT = models.Value(Decimal(0), output_field=models.DecimalField(max_digits=14, decimal_places=2))


def _sum(rows: models.QuerySet) -> Coalesce:
    """The sum of ``amount`` of a grouped subquery, nought where there is none."""
    return Coalesce(models.Subquery(rows.annotate(sum=ExactSum("amount")).values("sum")), NOUGHT)


class BudgetQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The unit's administration, board and auditors; of a draft the administration alone."""
        access = user.access
        decided = Q(unit_id__in=access.board_units | access.audited_units) & ~Q(state=Budget.State.DRAFT)
        return self.filter(Q(unit_id__in=access.staffed_units) | decided)


class Budget(models.Model):
    """What a unit means to spend in a year, on lines."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        DECIDED = "decided", pgettext_lazy("of a budget", "decided")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="budgets", verbose_name=_("unit"))
    year = models.PositiveSmallIntegerField(_("year"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    decision = models.CharField(_("decision"), max_length=60, blank=True)
    note = models.TextField(_("note"), blank=True)
    copied_from = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = BudgetQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "unit"]
        constraints = [models.UniqueConstraint(fields=["unit", "year"], name="budget_once_a_year")]

    def __str__(self) -> str:
        return f"{self.unit} · {self.year}"

    @property
    def audit_unit_id(self) -> int:
        return self.unit_id


class BudgetLineQuerySet(models.QuerySet):
    def with_amounts(self):
        """Each line with ``original`` and ``revised``: of a draft what is proposed, else what its entries come to."""
        entries = BudgetEntry.objects.filter(line=models.OuterRef("pk")).order_by().values("line")
        draft = models.Case(models.When(budget__state=Budget.State.DRAFT, then="draft"), default=NOUGHT)
        return self.annotate(
            original=draft + _sum(entries.filter(kind=BudgetEntry.Kind.ORIGINAL)), revised=draft + _sum(entries)
        )


class BudgetLine(models.Model):
    """One line of a budget. Its amounts are entries, once the budget is decided."""

    class Kind(models.TextChoices):
        ORDINARY = "ordinary", _("the section's own costs")
        GROUPS = "groups", _("grants to groups")
        COUNTIES = "counties", _("grants to counties")

    budget = models.ForeignKey(Budget, models.CASCADE, related_name="lines")
    # Lines stand together under a heading: "The board", "Measures".
    heading = models.CharField(_("heading"), max_length=80, blank=True)
    code = models.CharField(_("account"), max_length=20, blank=True)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.ORDINARY)
    position = models.PositiveIntegerField(default=0)
    # The body that spends it, where it is one alone.
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("body"))
    # What is proposed until somebody decides.
    draft = models.DecimalField(_("amount"), max_digits=12, decimal_places=2, default=0)

    objects = BudgetLineQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["budget", "heading", "name"], name="budget_line_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}".strip()

    @property
    def audit_unit_id(self) -> int:
        return self.budget.unit_id


class BudgetEntry(models.Model):
    """An amount decided for a line: the original one, a revision, or one half of a transfer. Never changed."""

    class Kind(models.TextChoices):
        ORIGINAL = "original", _("original budget")
        REVISION = "revision", _("revision")
        TRANSFER = "transfer", _("transfer")

    immutable = True

    line = models.ForeignKey(BudgetLine, models.PROTECT, related_name="entries")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    # Signed: a revision may take away, and the two halves of a transfer come to nought.
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    on = models.DateField(_("decided on"), default=today)
    decision = models.CharField(_("decision"), max_length=60, blank=True)
    text = models.CharField(_("text"), max_length=200, blank=True)
    # The same for both halves.
    transfer = models.UUIDField(null=True, blank=True, editable=False)
    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="transfer", transfer__isnull=False) | (~Q(kind="transfer") & Q(transfer__isnull=True)),
                name="budget_entry_transfer_has_key",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line}: {self.amount}"


class PeriodLock(models.Model):
    """Nothing more is posted in a unit on or before a day: the accounts of that time are closed."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="period_locks")
    until = models.DateField(_("closed until and including"))
    note = models.CharField(_("note"), max_length=200, blank=True)
    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    # A lock that was opened again; kept, so that the history tells.
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-until", "-id"]

    def __str__(self) -> str:
        return f"{self.unit} · {self.until}"

    @property
    def audit_unit_id(self) -> int:
        return self.unit_id


class PostingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Of budgets that one may see; and of bodies that one belongs to or oversees, what they have spent.

        A posting names nobody: the claim behind it has rules of its own.
        """
        budgets = Budget.objects.visible_to(user).values("pk")
        own = Q(body_id__in=user.access.own_body_ids)
        return self.filter(Q(line__budget__in=budgets) | own | in_sight(user))


class Posting(models.Model):
    """A cost (positive) or a repayment (negative) on a line. Never changed or removed: a reversal takes it back."""

    class Source(models.TextChoices):
        CLAIM = "claim", _("claim")
        MANUAL = "manual", _("posted by hand")
        IMPORT = "import", _("from the accounts")

    immutable = True

    line = models.ForeignKey(BudgetLine, models.PROTECT, related_name="postings", verbose_name=_("budget line"))
    on = models.DateField(_("date"))
    text = models.CharField(_("text"), max_length=200)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    source = models.CharField(_("source"), max_length=10, choices=Source.choices, default=Source.MANUAL)
    body = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="postings", verbose_name=_("body")
    )
    measure = models.ForeignKey(
        Measure, models.PROTECT, null=True, blank=True, related_name="postings", verbose_name=_("measure")
    )
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="postings", verbose_name=_("meeting")
    )
    project_number = models.CharField(_("project number"), max_length=40, blank=True)
    claim_line = models.ForeignKey("plans.ClaimLine", models.PROTECT, null=True, blank=True, related_name="postings")
    # The accounts' own number of the entry: the same file twice posts nothing twice.
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", editable=False)
    external_id = models.CharField(_("voucher"), max_length=60, blank=True)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="reversed_by")
    # What a verb that is pressed twice gives with it.
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = PostingQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-id"]
        indexes = [
            models.Index(fields=["line", "-on", "-id"], name="posting_line"),
            models.Index(fields=["body", "-on", "-id"], name="posting_body"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="posting_not_nought"),
            models.UniqueConstraint(
                fields=["unit", "external_id"], condition=~Q(external_id=""), name="posting_external_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.text}: {self.amount}"

    @property
    def audit_unit_id(self) -> int:
        return self.unit_id


class Rate(models.Model):
    """What a kilometre or a day is paid with from a day on. Dated data: a claim takes the one of its own day."""

    class Kind(models.TextChoices):
        CAR = "car", _("own car, a kilometre")
        PASSENGER = "passenger", _("passenger, a kilometre")
        BICYCLE = "bicycle", _("bicycle or on foot, a kilometre")
        DAY = "day", _("a day's meals")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    amount = models.DecimalField(_("kroner"), max_digits=8, decimal_places=2)
    valid_from = models.DateField(_("valid from"))
    source = models.CharField(_("source"), max_length=120, blank=True)

    class Meta:
        ordering = ["kind", "-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "valid_from"], name="rate_once"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="rate_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.amount}"


class MoneyRules(models.Model):
    """What a unit has decided on how it handles money."""

    unit = models.OneToOneField(Unit, models.PROTECT, related_name="money_rules")
    # From this amount on a claim is approved by two. Null: never.
    four_eyes_above = models.DecimalField(
        _("two approve above"), max_digits=12, decimal_places=2, null=True, blank=True
    )

    def __str__(self) -> str:
        return str(self.unit)

    @property
    def audit_unit_id(self) -> int:
        return self.unit_id
