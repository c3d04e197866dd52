"""Periods with a first and a last day, both included; no last day means "until further notice"."""

from calendar import monthrange
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def today() -> date:
    """Today in the portal's time zone."""
    return timezone.localdate()


def active(at: date | None = None, *, prefix: str = "") -> Q:
    """In force on the day ``at`` (default today). ``prefix`` reaches a related model: ``appointments__``."""
    day = at or today()
    return Q(**{f"{prefix}starts_on__lte": day}) & (
        Q(**{f"{prefix}ends_on__isnull": True}) | Q(**{f"{prefix}ends_on__gte": day})
    )


def overlapping(starts_on: date, ends_on: date | None) -> Q:
    """Shares at least a day with the given period."""
    reaches = Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on)
    return reaches if ends_on is None else reaches & Q(starts_on__lte=ends_on)


class PeriodQuerySet(models.QuerySet):
    def active(self, at: date | None = None):
        return self.filter(active(at))

    def ended(self, at: date | None = None):
        return self.filter(ends_on__lt=at or today())

    def coming(self, at: date | None = None):
        return self.filter(starts_on__gt=at or today())


class Period(models.Model):
    """Abstract: from/to dates. Concrete models get a named constraint against an end before the start."""

    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"), null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                name="%(app_label)s_%(class)s_ends_after_start",
            )
        ]

    def is_active(self, at: date | None = None) -> bool:
        day = at or today()
        return self.starts_on <= day and (self.ends_on is None or self.ends_on >= day)


def require_order(starts_on: date, ends_on: date | None, field: str = "ends_on") -> None:
    """Refuse an end before the start, at the field of the end."""
    if ends_on is not None and ends_on < starts_on:
        raise ValidationError({field: _("The last day cannot be before the first day.")})


def last_day_of_term(starts_on: date, months: int) -> date:
    """The last day of a term that begins on ``starts_on``: the day before the same date so many months on.

    Where that month has no such date, the term lasts to the month's end: two years from 29 February 2024 end on
    28 February 2026, and the next term begins on 1 March.
    """
    year, month = divmod(starts_on.year * 12 + starts_on.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    if starts_on.day > last:
        return date(year, month + 1, last)
    return date(year, month + 1, starts_on.day) - timedelta(days=1)
