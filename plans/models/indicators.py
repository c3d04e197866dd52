"""Measurable goals: where a goal starts, where it is to end, and the values on the way."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from plans.models.contents import Goal
from plans.models.plans import OfPlan


class OfGoal(OfPlan):
    PATH = "goal__area__plan"


class Indicator(models.Model):
    """A figure that tells how far a goal is reached."""

    class Direction(models.TextChoices):
        UP = "up", _("more is better")
        DOWN = "down", _("less is better")

    goal = models.ForeignKey(Goal, models.CASCADE, related_name="indicators", verbose_name=_("goal"))
    name = models.CharField(_("what is measured"), max_length=200)
    unit = models.CharField(_("measured in"), max_length=40, blank=True)
    direction = models.CharField(_("direction"), max_length=4, choices=Direction.choices, default=Direction.UP)
    baseline = models.DecimalField(_("baseline"), max_digits=14, decimal_places=2, null=True, blank=True)
    baseline_on = models.DateField(_("measured on"), null=True, blank=True)
    target = models.DecimalField(_("target"), max_digits=14, decimal_places=2)
    target_on = models.DateField(_("to be reached by"), null=True, blank=True)

    objects = OfGoal.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(baseline_on__isnull=True)
                | Q(target_on__isnull=True)
                | Q(target_on__gte=models.F("baseline_on")),
                name="indicator_target_after_baseline",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def audit_unit_id(self) -> int:
        return self.goal.area.plan.body.unit_id


class OfIndicator(OfPlan):
    PATH = "indicator__goal__area__plan"


class IndicatorValue(models.Model):
    """The figure on one day."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="values")
    on = models.DateField(_("day"))
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=2)
    note = models.TextField(_("note"), blank=True)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = OfIndicator.as_manager()

    class Meta:
        ordering = ["on", "id"]
        constraints = [models.UniqueConstraint(fields=["indicator", "on"], name="indicator_value_once_a_day")]

    def __str__(self) -> str:
        return f"{self.indicator}: {self.value}"
