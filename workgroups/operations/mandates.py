"""A mandate is never changed: a new version takes its place from a day on."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal import audit, permissions
from portal.periods import today
from sections.models import Body
from workgroups.models import Mandate

FIELDS = [
    "valid_from", "purpose", "focus", "size_min", "size_max", "term_months", "physical_min", "physical_max",
    "contact_meetings_min", "minutes_days", "term_notice_days", "confirmation_days", "wants_active", "wants_plan",
    "wants_budget", "wants_input", "notice_days", "appointed_by", "adopted_on", "decision",
]  # fmt: skip
ORDER = gettext_lazy("The highest number cannot be below the lowest.")


@transaction.atomic
def edit(
    actor,
    *,
    body: Body,
    purpose: str,
    valid_from: date | None = None,
    focus: str = "",
    size_min: int = 4,
    size_max: int = 6,
    term_months: int = 24,
    physical_min: int = 2,
    physical_max: int = 4,
    contact_meetings_min: int = 1,
    minutes_days: int = 60,
    term_notice_days: int = 60,
    confirmation_days: int = 30,
    wants_active: bool = True,
    wants_plan: bool = True,
    wants_budget: bool = True,
    wants_input: bool = True,
    notice_days: int = 14,
    appointed_by: str = "",
    adopted_on: date | None = None,
    decision: str = "",
) -> Mandate:
    """Give a group a new version of its mandate, in force from ``valid_from``; the older ones stay as they were."""
    permissions.require(actor, "mandate.edit", body)
    Body.objects.select_for_update().get(pk=body.pk)
    latest = Mandate.objects.filter(body=body).order_by("-version").first()
    mandate = Mandate(
        body=body,
        version=(Mandate.objects.filter(body=body).aggregate(last=Max("version"))["last"] or 0) + 1,
        valid_from=valid_from or today(),
        purpose=purpose,
        focus=focus,
        size_min=size_min,
        size_max=size_max,
        term_months=term_months,
        physical_min=physical_min,
        physical_max=physical_max,
        contact_meetings_min=contact_meetings_min,
        minutes_days=minutes_days,
        term_notice_days=term_notice_days,
        confirmation_days=confirmation_days,
        wants_active=wants_active,
        wants_plan=wants_plan,
        wants_budget=wants_budget,
        wants_input=wants_input,
        notice_days=notice_days,
        appointed_by=appointed_by,
        adopted_on=adopted_on,
        decision=decision,
    )
    _require_order(mandate, latest)
    mandate.full_clean(validate_constraints=False)
    mandate.save()
    before = audit.snapshot(latest, FIELDS) if latest else {}
    audit.record(actor, "mandate.edit", mandate, changes=audit.diff(before, mandate))
    return mandate


def _require_order(mandate: Mandate, latest: Mandate | None) -> None:
    errors: dict[str, object] = {}
    if mandate.size_max < mandate.size_min:
        errors["size_max"] = ORDER
    if mandate.physical_max < mandate.physical_min:
        errors["physical_max"] = ORDER
    if not mandate.size_min:
        errors["size_min"] = _("A group has at least one member.")
    if latest is not None and mandate.valid_from < latest.valid_from:
        message = _("The present version is in force from %(day)s; a new one cannot begin before it.")
        errors["valid_from"] = message % {"day": date_format(latest.valid_from)}
    if errors:
        raise ValidationError(errors)
