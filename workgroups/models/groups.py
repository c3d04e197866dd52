"""Expert groups and the mandates they work under."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.periods import today
from sections.models import Body, BodyQuerySet


class WorkGroupManager(models.Manager.from_queryset(BodyQuerySet)):  # type: ignore[misc]
    def get_queryset(self):
        return super().get_queryset().working_groups()


class WorkGroup(Body):
    """A body of the kind expert group; owned by one section, perhaps shared with others."""

    objects = WorkGroupManager()  # type: ignore[misc]

    class Meta:
        proxy = True

    def mandate_on(self, day: date | None = None) -> "Mandate | None":
        return Mandate.objects.in_force(day).filter(body=self).first()


class MandateQuerySet(models.QuerySet):
    def in_force(self, day: date | None = None):
        """Newest first; the first of each body is the one in force."""
        return self.filter(valid_from__lte=day or today()).order_by("-valid_from", "-version")

    def visible_to(self, user):
        return self.filter(body__in=Body.objects.visible_to(user))


class Mandate(models.Model):
    """What a group is for and the rules it works under. A change is a new version; the numbers differ between sections."""

    body = models.ForeignKey(Body, models.CASCADE, related_name="mandates")
    version = models.PositiveSmallIntegerField(default=1)
    valid_from = models.DateField(_("valid from"), default=today)
    purpose = models.TextField(_("purpose"))
    focus = models.TextField(_("focus areas"), blank=True)
    size_min = models.PositiveSmallIntegerField(_("members, at least"), default=4)
    size_max = models.PositiveSmallIntegerField(_("members, at most"), default=6)
    term_months = models.PositiveSmallIntegerField(_("term in months"), default=24)
    physical_min = models.PositiveSmallIntegerField(_("physical meetings a year, at least"), default=2)
    physical_max = models.PositiveSmallIntegerField(_("physical meetings a year, at most"), default=4)
    contact_meetings_min = models.PositiveSmallIntegerField(
        _("meetings a year that the contact attends, at least"), default=1
    )
    minutes_days = models.PositiveSmallIntegerField(_("days until minutes are laid before the board"), default=60)
    term_notice_days = models.PositiveSmallIntegerField(_("days of warning before a term ends"), default=60)
    confirmation_days = models.PositiveSmallIntegerField(
        _("days until somebody who left has a written confirmation"), default=30
    )
    wants_active = models.BooleanField(_("members work in the field"), default=True)
    wants_plan = models.BooleanField(_("the board approves an action plan"), default=True)
    wants_budget = models.BooleanField(_("the board decides a budget each year"), default=True)
    wants_input = models.BooleanField(_("the members are asked for input each year"), default=True)
    notice_days = models.PositiveSmallIntegerField(_("days of notice before a meeting"), default=14)
    appointed_by = models.CharField(_("appointing body"), max_length=120, blank=True)
    adopted_on = models.DateField(_("adopted on"), null=True, blank=True)
    decision = models.CharField(_("decision"), max_length=60, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = MandateQuerySet.as_manager()

    class Meta:
        ordering = ["body", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["body", "version"], name="mandate_version_once"),
            models.CheckConstraint(condition=Q(size_max__gte=models.F("size_min")), name="mandate_size_order"),
            models.CheckConstraint(
                condition=Q(physical_max__gte=models.F("physical_min")), name="mandate_physical_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body} · {self.version}"

    @property
    def audit_unit_id(self) -> int:
        return self.body.unit_id


def in_sight(user, prefix: str = "body") -> Q:
    """Of bodies that the user oversees, also those shared with the user's section."""
    units = user.access.overseen_units
    shared = Body.shared_with.through.objects.filter(unit_id__in=units).values("body_id")
    return Q(**{f"{prefix}__unit_id__in": units}) | Q(**{f"{prefix}_id__in": shared})
