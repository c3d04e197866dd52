"""Rates of travel: dated, added to and never changed, so that a claim of last year keeps the rate of its day."""

from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from plans.models import ClaimLine, Rate
from portal import audit, permissions


@transaction.atomic
def add(actor, *, kind: str, amount: Decimal, valid_from: date, source: str = "") -> Rate:
    """A rate that holds from a day on."""
    permissions.require(actor, "rate.create", None)
    rate = Rate(kind=kind, amount=amount, valid_from=valid_from, source=source.strip())
    if Rate.objects.filter(kind=kind, valid_from=valid_from).exists():
        raise ValidationError(
            {"valid_from": _("There is a rate from this day already. Take it out first if it is wrong.")}
        )
    rate.full_clean()
    rate.save()
    audit.record(actor, "rate.create", rate, note=str(rate))
    return rate


@transaction.atomic
def remove(actor, *, rate: Rate) -> None:
    """Take out a rate that was written wrongly, as long as no claim is priced by it."""
    permissions.require(actor, "rate.remove", rate)
    if ClaimLine.objects.filter(rate=rate).exists():
        raise ValidationError(_("Claims are priced by this rate. Add a new one from a later day instead."))
    audit.record(actor, "rate.remove", rate, note=str(rate))
    rate.delete()
