"""What people do with a plan as a whole. The group writes, the board approves."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from plans import versions
from plans.models import Measure, MeasureComment, Plan, PlanVersion
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


def make(*, body: Body, title: str, starts_on: date, ends_on: date | None, **texts: Any) -> Plan:
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
    """Record that the board approved the plan; it is frozen as it stands, as data and as the PDF that was approved.

    What the board had asked for before is settled by that; comments still waiting go along as remarks.
    """
    current = locked(plan)
    require(actor, "plan.approve", current)
    now = timezone.now()
    Plan.FLOW.move(
        current, "approve", approved_at=now, approved_by=actor, decision=decision.strip(), returned_reason=""
    )
    number = (current.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    content = versions.today(current).to_json()
    document = documents.request(PLAN, current, language=settings.LANGUAGE_CODE, asked_by=actor)
    Document.objects.filter(pk=document.pk).update(archived=True)
    PlanVersion.objects.create(
        plan=current, number=number, content=content, document=document, made_by=actor, decision=current.decision
    )
    current.comments.sent().filter(resolved_at=None).update(resolved_at=now, resolved_by=actor)
    remarks = _send_comments(current, now)
    audit.record(actor, "plan.approve", current, note=current.decision)
    notices.decided(current, number, remarks)
    return current


@transaction.atomic
def return_(actor, *, plan: Plan, reason: str = "") -> Plan:
    """Give a submitted plan back to the group: with a comment on the whole, with those kept at the measures, or both."""
    current = locked(plan)
    require(actor, "plan.return", current)
    submitted_at, now = current.submitted_at, timezone.now()
    Plan.FLOW.move(current, "return", submitted_at=None)
    if reason.strip():
        current.comments.waiting().filter(by=actor, measure=None).delete()
        MeasureComment.objects.create(plan=current, text=reason.strip(), by=actor, at=now)
    sent = _send_comments(current, now)
    if not sent:
        raise ValidationError({"reason": _("Say what the group should change.")})
    current.returned_reason = "\n".join(comment.text for comment in sent if not comment.about) or ngettext(
        "There is %(n)d comment at a measure.", "There are %(n)d comments at the measures.", len(sent)
    ) % {"n": len(sent)}
    current.save(update_fields=["returned_reason"])
    audit.record(actor, "plan.return", current, note=current.returned_reason)
    notices.returned(current, submitted_at, sent)
    return current


def _send_comments(plan: Plan, at: datetime) -> list[MeasureComment]:
    """Make the waiting comments of all who decide known, as one round."""
    waiting = list(plan.comments.waiting().select_related("measure"))
    if waiting:
        last = plan.comments.sent().aggregate(last=Max("round"))["last"] or 0
        plan.comments.waiting().update(sent_at=at, round=last + 1)
    return waiting


@transaction.atomic
def revise(actor, *, plan: Plan) -> Plan:
    """Open an approved plan for change, as every year in one that runs for several. Its version stays in force meanwhile."""
    current = locked(plan)
    require(actor, "plan.revise", current)
    Plan.FLOW.move(current, "revise", submitted_at=None)
    audit.record(actor, "plan.revise", current)
    return current


@transaction.atomic
def resume(actor, *, plan: Plan) -> Plan:
    """End a revision that has changed nothing: the plan is again as the board approved it."""
    current = locked(plan)
    require(actor, "plan.resume", current)
    version = current.versions.first()
    if version is None or versions.since(version, current).plan_changed:
        raise ValidationError(_("The plan is no longer as the board approved it, so the board must decide on it."))
    Plan.FLOW.move(current, "resume", submitted_at=None, returned_reason="")
    audit.record(actor, "plan.resume", current)
    return current


@transaction.atomic
def report(actor, *, plan: Plan, text: str, seen: str = "") -> Plan:
    """Tell the board what came of the plan. Until it is closed, the report can be corrected."""
    current = locked(plan)
    require(actor, "plan.report", current)
    refuse_stale(current, ("report_text",), seen)
    if not text.strip():
        raise ValidationError({"report_text": _("Write what came of the plan.")})
    before = audit.snapshot(current, ["report_text"])
    again = current.state == Plan.State.REPORTED
    Plan.FLOW.move(current, "report", report_text=text.strip(), reported_at=timezone.now(), reported_by=actor)
    audit.record(actor, "plan.report", current, changes=audit.diff(before, current))
    if not again:
        notices.reported(current)
    return current


@transaction.atomic
def close(actor, *, plan: Plan) -> Plan:
    """The board is done with the plan: nothing in it is changed or reported on any more."""
    current = locked(plan)
    require(actor, "plan.close", current)
    Plan.FLOW.move(current, "close", closed_at=timezone.now(), closed_by=actor)
    audit.record(actor, "plan.close", current)
    return current
