"""What a unit has decided on how money is handled."""

from decimal import Decimal

from django.db import transaction

from plans.models import MoneyRules
from portal import audit, permissions
from sections.models import Unit


@transaction.atomic
def edit(actor, *, unit: Unit, four_eyes_above: Decimal | None) -> MoneyRules:
    """From which amount on two approve a claim; None: one is always enough."""
    permissions.require(actor, "moneyrules.edit", unit)
    rules, _made = MoneyRules.objects.select_for_update().get_or_create(unit=unit)
    before = audit.snapshot(rules, ["four_eyes_above"])
    rules.four_eyes_above = four_eyes_above
    rules.save(update_fields=["four_eyes_above"])
    if changes := audit.diff(before, rules):
        audit.record(actor, "moneyrules.edit", rules, changes=changes)
    return rules
