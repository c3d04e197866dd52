"""Postings: entered once, taken back by reversal, never after the period is closed."""

import uuid
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from plans.models import Budget, BudgetLine, Measure, PeriodLock, Posting
from plans.operations import budgets
from portal import audit, permissions
from portal.periods import today
from portal.workflow import Conflict
from sections.models import Body, Unit
from workgroups.models import Meeting


def closed_until(unit: Unit) -> date | None:
    """The last day that is closed in the unit's accounts, or None."""
    locks = PeriodLock.objects.filter(unit=unit, opened_at=None).order_by("-until")
    return locks.values_list("until", flat=True).first()


@transaction.atomic
def post(
    actor,
    *,
    line: BudgetLine,
    on: date,
    text: str,
    amount: Decimal,
    body: Body | None = None,
    measure: Measure | None = None,
    meeting: Meeting | None = None,
    project_number: str = "",
    external_id: str = "",
    key: uuid.UUID | None = None,
) -> Posting:
    """Post a cost (a repayment is negative) on a line. The same ``key`` twice posts once."""
    budget = budgets.locked(line.budget)
    permissions.require(actor, "posting.create", budget.unit)
    if key is not None and (there := Posting.objects.filter(key=key).first()):
        return there
    posting = Posting(
        line=line, on=on, text=text.strip(), amount=amount, body=body, measure=measure, meeting=meeting,
        project_number=project_number.strip(), external_id=external_id.strip(), key=key or uuid.uuid4(),
    )  # fmt: skip
    return store(actor, budget, [posting])[0]


def store(actor, budget: Budget, postings: Iterable[Posting]) -> list[Posting]:
    """Check and write postings of one budget that is held already. Part of other verbs: asks for no right."""
    closed = closed_until(budget.unit)
    rows = list(postings)
    for posting in rows:
        posting.unit, posting.by = budget.unit, actor
        check(posting, budget, closed)
    try:
        with transaction.atomic():
            Posting.objects.bulk_create(rows)
    except IntegrityError:
        message = _("An entry with this voucher number is posted already.")
        raise ValidationError({"external_id": message}) from None
    audit.record_all([audit.draft(actor, "posting.create", posting, note=str(posting.line)) for posting in rows])
    return rows


def check(posting: Posting, budget: Budget, closed: date | None) -> None:
    """All rules of a posting, each at its field. Imports of thousands check by this too."""
    if budget.state == Budget.State.DRAFT:
        raise ValidationError({"line": _("The budget is not decided yet, so nothing is posted on it.")})
    if not posting.amount:
        raise ValidationError({"amount": _("An amount of nought is nothing to post.")})
    if not posting.text:
        raise ValidationError({"text": _("Say what the cost was for.")})
    if posting.on.year != budget.year and posting.reverses is None:
        message = _("The date lies outside the budget's year, %(year)d.") % {"year": budget.year}
        raise ValidationError({"on": message})
    if closed is not None and posting.on <= closed:
        message = _("The accounts are closed until %(day)s. Use a later date.") % {"day": date_format(closed)}
        raise ValidationError({"on": message})
    posting.full_clean(exclude=["line", "unit", "by", "body", "measure", "meeting", "claim_line", "reverses"],
                       validate_constraints=False)  # fmt: skip


@transaction.atomic
def reverse(actor, *, posting: Posting, reason: str, on: date | None = None) -> Posting:
    """Take a posting back by an entry of the opposite sign; both stay. A second time gives the first reversal."""
    budget = budgets.locked(posting.line.budget)
    permissions.require(actor, "posting.create", budget.unit)
    if posting.claim_line_id is not None:
        raise Conflict(_("The entry comes from a claim: reverse the claim."))
    return take_back(actor, budget, [posting], reason, on)[0]


def take_back(actor, budget: Budget, postings: Iterable[Posting], reason: str, on: date | None = None) -> list[Posting]:
    """The reversals of postings of a budget that is held already; one that is reversed gives its reversal."""
    if not reason.strip():
        raise ValidationError({"reason": _("Say why it is reversed.")})
    rows = list(postings)
    done = {row.reverses_id: row for row in Posting.objects.filter(reverses__in=[each.pk for each in rows])}
    new = [_opposite(row, reason, on or today()) for row in rows if row.pk not in done]
    done |= {row.reverses_id: row for row in store(actor, budget, new)}
    return [done[row.pk] for row in rows]


def _opposite(posting: Posting, reason: str, on: date) -> Posting:
    if posting.reverses_id is not None:
        raise Conflict(_("A reversal is not reversed: post the cost again."))
    if on < posting.on:
        raise ValidationError({"on": _("A reversal cannot be dated before the entry that it takes back.")})
    return Posting(
        line=posting.line, on=on, text=_("Reversal: %(reason)s") % {"reason": reason.strip()[:180]},
        amount=-posting.amount, source=posting.source, body_id=posting.body_id, measure_id=posting.measure_id,
        meeting_id=posting.meeting_id, project_number=posting.project_number, claim_line_id=posting.claim_line_id,
        reverses=posting,
    )  # fmt: skip


@transaction.atomic
def lock(actor, *, unit: Unit, until: date, note: str = "") -> PeriodLock:
    """Close the accounts until and including a day. The same day twice is closed once."""
    permissions.require(actor, "budget.lock", unit)
    _hold_all(unit)
    if until > today():
        raise ValidationError({"until": _("Only days that are over can be closed.")})
    closed = closed_until(unit)
    if closed is not None and until <= closed:
        there = PeriodLock.objects.filter(unit=unit, opened_at=None, until=until).first()
        if there is not None:
            return there
        raise ValidationError({"until": _("It is closed until %(day)s already.") % {"day": date_format(closed)}})
    period = PeriodLock.objects.create(unit=unit, until=until, note=note.strip(), by=actor)
    audit.record(actor, "budget.lock", period, note=until.isoformat())
    return period


@transaction.atomic
def unlock(actor, *, period: PeriodLock) -> None:
    """Open the accounts again back to the closing before this one."""
    permissions.require(actor, "budget.lock", period.unit)
    _hold_all(period.unit)
    opened = PeriodLock.objects.filter(pk=period.pk, opened_at=None).update(opened_at=timezone.now(), opened_by=actor)
    if opened:
        audit.record(actor, "budget.unlock", period, note=period.until.isoformat())


def _hold_all(unit: Unit) -> None:
    """Nobody posts in the unit while its accounts are closed or opened."""
    list(Budget.objects.select_for_update(of=("self",)).filter(unit=unit).order_by("pk"))
