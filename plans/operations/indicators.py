"""What a goal is measured by, and the values on the way. The measure belongs to the plan; values are given as it runs."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from plans.models import Goal, Indicator, IndicatorValue
from plans.operations.plans import locked
from plans.operations.stale import refuse_stale
from portal import audit
from portal.periods import today
from portal.permissions import require

FIELDS = ("name", "unit", "direction", "baseline", "baseline_on", "target", "target_on")
LARGEST = Decimal(10) ** 12


@transaction.atomic
def create(actor, *, goal: Goal, **values: Any) -> Indicator:
    """A new measure of a goal, in the draft."""
    locked(goal.area.plan)
    indicator = Indicator(goal=goal, **values)
    require(actor, "indicator.edit", indicator)
    _check(indicator)
    indicator.save()
    audit.record(actor, "indicator.create", goal.area.plan, note=indicator.name)
    return indicator


@transaction.atomic
def change(actor, *, indicator: Indicator, seen: str = "", **values: Any) -> Indicator:
    """``seen`` is the fingerprint of what the writer started from."""
    locked(indicator.goal.area.plan)
    current = Indicator.objects.select_related("goal__area__plan__body").get(pk=indicator.pk)
    require(actor, "indicator.edit", current)
    refuse_stale(current, FIELDS, seen)
    before = audit.snapshot(current, list(FIELDS))
    for name, value in values.items():
        setattr(current, name, value)
    _check(current)
    changes = audit.diff(before, current)
    if changes:
        current.save(update_fields=list(FIELDS))
        audit.record(actor, "indicator.edit", current.goal.area.plan, changes=changes, note=current.name)
    return current


def _check(indicator: Indicator) -> None:
    indicator.name = indicator.name.strip()
    if not indicator.name:
        raise ValidationError({"name": _("Write what is measured.")})
    check(baseline=indicator.baseline, target=indicator.target)
    if indicator.baseline_on and indicator.target_on and indicator.target_on < indicator.baseline_on:
        raise ValidationError({"target_on": _("The target is reached after the baseline was measured, not before.")})


def check(**figures: Decimal | None) -> None:
    """What the column holds; the field is the figure's name."""
    for name, figure in figures.items():
        if figure is not None and not -LARGEST < figure < LARGEST:
            raise ValidationError({name: _("The number is too large.")})


@transaction.atomic
def remove(actor, *, indicator: Indicator) -> None:
    """Take it out of the draft, with its values."""
    plan = locked(indicator.goal.area.plan)
    require(actor, "indicator.edit", indicator)
    kept = {name: [value, None] for name, value in audit.snapshot(indicator, list(FIELDS)).items() if value}
    values = "; ".join(f"{row.on:%Y-%m-%d}: {row.value}" for row in indicator.values.all())
    audit.record(actor, "indicator.remove", plan, changes=kept, note=f"{indicator.name} {values}".strip()[:500])
    indicator.delete()


@transaction.atomic
def measure(actor, *, indicator: Indicator, on: date, value: Decimal, note: str = "") -> IndicatorValue:
    """The figure on a day; given again for the same day it is corrected."""
    require(actor, "indicator.measure", indicator)
    if on > today():
        raise ValidationError({"on": _("A value is given when it is known, not before.")})
    check(value=value)
    row = indicator.values.filter(on=on).first()
    before = str(row.value) if row else None
    row = row or IndicatorValue(indicator=indicator, on=on)
    row.value, row.note, row.at, row.by = value, note.strip(), timezone.now(), actor
    row.save()
    plan = indicator.goal.area.plan
    changes = {on.isoformat(): [before, str(value)]}
    audit.record(actor, "indicator.measure", plan, changes=changes, note=indicator.name)
    return row


@transaction.atomic
def unmeasure(actor, *, value: IndicatorValue) -> None:
    """Take a value out that was given by mistake; the audit trail keeps it."""
    require(actor, "indicator.measure", value.indicator)
    changes = {value.on.isoformat(): [str(value.value), None]}
    audit.record(
        actor, "indicator.unmeasure", value.indicator.goal.area.plan, changes=changes, note=value.indicator.name
    )
    value.delete()
