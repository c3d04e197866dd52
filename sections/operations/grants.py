"""What a body may spend in a year: decided once, corrected by a new decision."""

from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from portal import audit, permissions
from portal.periods import today
from portal.words import kr
from sections.models import Body, Grant

FIELDS = ["amount", "decided_on", "decision", "note"]


def this_year(body: Body) -> Grant | None:
    """The body's budget for the year that is running."""
    return Grant.objects.filter(body=body, year=today().year).first()


@transaction.atomic
def decide(
    actor,
    *,
    body: Body,
    year: int,
    amount: Decimal,
    decision: str,
    decided_on: date | None = None,
    note: str = "",
    corrects: Grant | None = None,
) -> Grant:
    """Record what the board has decided for a year (mandate, "budget"); ``amount`` in kroner, nought included.

    A year that has its budget is changed only by a new decision that says which one it ``corrects``; the audit trail
    keeps both. The same decision sent twice is recorded once.
    """
    permissions.require(actor, "grant.decide", body)
    values = {"amount": amount, "decided_on": decided_on or today(), "decision": decision.strip(), "note": note.strip()}
    # The body's row is the lock: of two first decisions for a year, the second sees the first.
    Body.objects.select_for_update(of=("self",)).get(pk=body.pk)
    grant = Grant.objects.filter(body=body, year=year).first()
    if grant is not None and all(getattr(grant, name) == value for name, value in values.items()):
        return grant
    _check(body, year, values, grant, corrects)
    grant = grant or Grant(body=body, year=year, created_by=actor)
    before = audit.snapshot(grant, FIELDS) if grant.pk else dict.fromkeys(FIELDS)
    for name, value in values.items():
        setattr(grant, name, value)
    grant.full_clean(exclude=["body", "created_by"], validate_constraints=False)
    grant.save()
    audit.record(actor, "grant.decide", grant, changes=audit.diff(before, grant), note=str(year))
    return grant


def _check(body: Body, year: int, values: dict, grant: Grant | None, corrects: Grant | None) -> None:
    if grant is not None and (corrects is None or corrects.pk != grant.pk):
        told = {"year": year, "amount": kr(grant.amount), "decision": grant.decision}
        sentence = _(
            "The budget for %(year)s is decided already: %(amount)s, decision %(decision)s. Correct it instead."
        )
        raise ValidationError({"year": sentence % told})
    if grant is None and not body.is_open:
        raise ValidationError({"year": _("The body is closed.")})
    if not values["decision"]:
        raise ValidationError({"decision": _("Say by which decision, for example 12/26.")})
    if values["decided_on"] > today():
        raise ValidationError({"decided_on": _("A decision cannot be recorded before it is made.")})
