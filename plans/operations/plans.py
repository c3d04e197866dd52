"""What people do with a plan as a whole. The group writes, the board approves."""

from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from plans import contents
from plans.models import Measure, Plan, PlanVersion
from plans.operations import notices
from plans.operations.stale import refuse_stale
from plans.outline import LOCAL_TITLE
from plans.reports import PLAN
from portal import audit, documents
from portal.models import Document
from portal.periods import require_order
from portal.permissions import require
from sections.models import Body

FIELDS = ("title", "starts_on", "ends_on", "introduction", "challenges_short", "challenges_long")
LONGEST_YEARS = 5
LONGEST_TITLE = 150


def locked(plan: Plan) -> Plan:
    """The plan as it is now, held until the transaction ends, so that nobody submits it in the middle of a change."""
    return Plan.objects.select_for_update(of=("self",)).select_related("body").get(pk=plan.pk)


@transaction.atomic
def create(actor, *, body: Body, title: str, starts_on: date, ends_on: date | None, **texts: str) -> Plan:
    """A new draft, with the part for measures outside the strategic areas."""
    require(actor, "plan.create", body)
    plan = make(body=body, title=title, starts_on=starts_on, ends_on=ends_on, **texts)
    plan.areas.create(position=1, title=LOCAL_TITLE, is_local=True)
    audit.record(actor, "plan.create", plan)
    return plan


def make(*, body: Body, title: str, starts_on: date, ends_on: date | None, **texts: str) -> Plan:
    """The row alone, checked; :func:`create` and the import put the rest around it."""
    check(title, starts_on, ends_on)
    return Plan.objects.create(body=body, title=title.strip(), starts_on=starts_on, ends_on=ends_on, **texts)


@transaction.atomic
def change(actor, *, plan: Plan, seen: str = "", **values: Any) -> Plan:
    """Change title, period and texts of a draft. ``seen`` is the fingerprint of what the writer started from."""
    current = locked(plan)
    require(actor, "plan.edit", current)
    refuse_stale(current, FIELDS, seen)
    before = audit.snapshot(current, list(FIELDS))
    for name in FIELDS:
        setattr(current, name, values.get(name, getattr(current, name)))
    check(current.title, current.starts_on, current.ends_on)
    changes = audit.diff(before, current)
    if changes:
        current.save(update_fields=list(FIELDS))
        audit.record(actor, "plan.edit", current, changes=changes)
    return current


def check(title: str, starts_on: date, ends_on: date | None) -> None:
    if not title.strip():
        raise ValidationError({"title": _("Give the plan a title.")})
    if len(title) > LONGEST_TITLE:
        raise ValidationError({"title": _("The title is too long.")})
    if ends_on is None:
        raise ValidationError({"ends_on": _("A plan has a last day.")})
    require_order(starts_on, ends_on)
    if ends_on.year - starts_on.year >= LONGEST_YEARS:
        raise ValidationError({"ends_on": _("A plan covers at most five years.")})


@transaction.atomic
def submit(actor, *, plan: Plan) -> Plan:
    """Send the draft to the board. It cannot be changed until it comes back."""
    current = locked(plan)
    require(actor, "plan.submit", current)
    if not Measure.objects.filter(plan=current).with_text().exists():
        raise ValidationError(_("The plan has no measures yet. Write at least one before you submit it."))
    Plan.FLOW.move(current, "submit", submitted_at=timezone.now(), returned_reason="")
    audit.record(actor, "plan.submit", current)
    notices.submitted(current)
    return current


@transaction.atomic
def withdraw(actor, *, plan: Plan) -> Plan:
    """Take a submitted plan back before the board has decided."""
    current = locked(plan)
    require(actor, "plan.withdraw", current)
    Plan.FLOW.move(current, "withdraw", submitted_at=None)
    audit.record(actor, "plan.withdraw", current)
    return current


@transaction.atomic
def approve(actor, *, plan: Plan, decision: str = "") -> Plan:
    """Record that the board approved the plan; it is frozen as it stands, as data and as the PDF that was approved."""
    current = locked(plan)
    require(actor, "plan.approve", current)
    Plan.FLOW.move(current, "approve", approved_at=timezone.now(), approved_by=actor, decision=decision.strip())
    number = (current.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    content = contents.outline(contents.load(current)).to_json()
    document = documents.request(PLAN, current, language=settings.LANGUAGE_CODE, asked_by=actor)
    Document.objects.filter(pk=document.pk).update(archived=True)
    PlanVersion.objects.create(plan=current, number=number, content=content, document=document, made_by=actor)
    audit.record(actor, "plan.approve", current, note=current.decision)
    notices.decided(current, number)
    return current


@transaction.atomic
def return_(actor, *, plan: Plan, reason: str) -> Plan:
    """Give a submitted plan back to the group with a comment."""
    current = locked(plan)
    require(actor, "plan.return", current)
    if not reason.strip():
        raise ValidationError({"reason": _("Say what the group should change.")})
    submitted_at = current.submitted_at
    Plan.FLOW.move(current, "return", returned_reason=reason.strip(), submitted_at=None)
    audit.record(actor, "plan.return", current, note=reason.strip())
    notices.returned(current, submitted_at)
    return current
