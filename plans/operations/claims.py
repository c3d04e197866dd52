"""The way of a claim: drafted, handed in, agreed by the adviser, approved and posted, paid; or returned with a reason.

Nobody handles a claim of their own; above an amount two approve (domain, section 6).
"""

import uuid
from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plans.models import BudgetLine, Claim, ClaimLine, Measure, MoneyRules, Posting, Rate
from plans.operations import budgets, claim_notices, ledger
from portal import audit, files, permissions
from portal.periods import today
from portal.permissions import Refused
from portal.words import kr
from portal.workflow import Conflict
from sections.models import Body
from workgroups.models import Meeting

FIELDS = ("body", "meeting", "measure", "line", "project_number", "title", "account")
Kind, Means = ClaimLine.Kind, ClaimLine.Means
# Means of travel that are paid by the kilometre, by the rate of the day; the others by their receipt.
BY_DISTANCE = {Means.CAR: Rate.Kind.CAR, Means.PASSENGER: Rate.Kind.PASSENGER, Means.BICYCLE: Rate.Kind.BICYCLE}
# What a camera makes, and what comes by mail: all that can be printed behind the claim.
RECEIPTS = ("jpg", "jpeg", "png", "pdf")
ORE = Decimal("0.01")
TWICE = gettext_lazy("You have approved it. Above this amount somebody else must approve it too.")


def locked(claim: Claim) -> Claim:
    """The claim as it is now, held until the transaction ends."""
    return Claim.objects.select_for_update(of=("self",)).select_related("body__unit", "person").get(pk=claim.pk)


@transaction.atomic
def create(
    actor,
    *,
    body: Body,
    title: str,
    meeting: Meeting | None = None,
    measure: Measure | None = None,
    project_number: str = "",
    account: str = "",
    key: uuid.UUID | None = None,
) -> Claim:
    """Begin a claim of one's own on a body's money. The same ``key`` twice begins one."""
    permissions.require(actor, "claim.create", body)
    if key is not None and (there := Claim.objects.filter(key=key, person_id=actor.person_id).first()):
        return there
    claim = Claim(
        key=key or uuid.uuid4(), person=actor.person, body=body, unit=body.unit, title=title.strip(), meeting=meeting,
        measure=measure, project_number=project_number.strip(), account=account.strip(),
    )  # fmt: skip
    _store(claim)
    audit.record(actor, "claim.create", claim)
    return claim


@transaction.atomic
def edit(actor, *, claim: Claim, version: int | None = None, **values: Any) -> Claim:
    """Change what a draft is about. ``version`` is what the writer started from: a later one is not overwritten."""
    claim = _open(actor, claim, version)
    for name, value in values.items():
        setattr(claim, name, value.strip() if isinstance(value, str) else value)
    claim.version += 1
    _store(claim)
    audit.record(actor, "claim.edit", claim)
    return claim


def _store(claim: Claim) -> None:
    _require_belonging(claim)
    claim.full_clean(
        exclude=["person", "body", "unit", "meeting", "measure", "line", "agreed_by", "seconded_by", "approved_by", "paid_by"],
        validate_constraints=False,
    )  # fmt: skip
    claim.save()


def _require_belonging(claim: Claim) -> None:
    """Meeting and measure are the body's, and the line is one of its unit's budget."""
    if claim.meeting is not None and claim.meeting.body_id != claim.body_id:
        raise ValidationError({"meeting": _("Choose a meeting of the body.")})
    if claim.measure is not None and claim.measure.plan.body_id != claim.body_id:
        raise ValidationError({"measure": _("Choose a measure of the body's plan.")})
    if claim.line is not None and claim.line.budget.unit_id != claim.unit_id:
        raise ValidationError({"line": _("Choose a line of the unit's budget.")})


# --- Its lines ------------------------------------------------------------------------------------------------------


@transaction.atomic
def save_line(
    actor,
    *,
    claim: Claim,
    line: ClaimLine | None = None,
    version: int | None = None,
    receipts: Iterable[UploadedFile] = (),
    **values: Any,
) -> ClaimLine:
    """Add a line, or change one. Kilometres give the amount by the rate of the day; else the amount is what was paid.

    ``receipts`` are attached to it, or the line is not saved.
    """
    claim = _open(actor, claim, version)
    line = ClaimLine.objects.get(pk=line.pk, claim=claim) if line else ClaimLine(claim=claim)
    for name, value in values.items():
        setattr(line, name, value.strip() if isinstance(value, str) else value)
    line.claim = claim
    price(line)
    if line.on > today():
        raise ValidationError({"on": _("The day has not come yet.")})
    line.full_clean(exclude=["claim", "rate"], validate_constraints=False)
    line.save()
    _touch(claim)
    audit.record(actor, "claim.edit", claim)
    _attach(actor, line, receipts)
    return line


def _attach(actor, line: ClaimLine, receipts: Iterable[UploadedFile]) -> None:
    for upload in receipts:
        try:
            files.check(upload, RECEIPTS)
            files.attach(actor, owner=line, upload=upload)
        except ValidationError as error:
            told = [f"{upload.name}: {message}" for message in error.messages]
            raise ValidationError({"receipts": told}) from None


@transaction.atomic
def remove_line(actor, *, line: ClaimLine) -> None:
    """Take a line out of a draft."""
    claim = _open(actor, line.claim, None)
    if ClaimLine.objects.filter(pk=line.pk).delete()[0]:
        _touch(claim)
        audit.record(actor, "claim.edit", claim)


def _open(actor, claim: Claim, version: int | None) -> Claim:
    claim = locked(claim)
    permissions.require(actor, "claim.edit", claim)
    if version is not None and version != claim.version:
        raise Conflict
    return claim


def _touch(claim: Claim) -> None:
    claim.version += 1
    claim.save(update_fields=["version"])


def price(line: ClaimLine) -> None:
    """Leave what belongs to the kind of line, and set what it comes to. ``ValidationError`` at the field that lacks."""
    if line.kind != Kind.TRAVEL:
        line.means, line.distance_km, line.rate, line.from_place, line.to_place = "", None, None, "", ""
    if line.kind != Kind.LOST_EARNINGS:
        line.hours, line.employer_asked_on, line.employer_answer = None, None, ""
    if line.kind == Kind.TRAVEL:
        _travel(line)
    if line.amount is None or line.amount <= 0:
        raise ValidationError({"amount": _("Write an amount above nought.")})


def _travel(line: ClaimLine) -> None:
    errors = {}
    if not line.means:
        errors["means"] = _("Say how you travelled.")
    for name, message in (("from_place", _("Say from where.")), ("to_place", _("Say to where."))):
        if not getattr(line, name):
            errors[name] = message
    line.rate = None
    if line.means in BY_DISTANCE:
        if not line.distance_km or line.distance_km <= 0:
            errors["distance_km"] = _("Say how many kilometres.")
        line.rate = rate_on(BY_DISTANCE[Means(line.means)], line.on)
        if line.rate is None:
            errors["means"] = _("There is no rate for this day. Ask the administration.")
    else:
        line.distance_km = None
    if errors:
        raise ValidationError(errors)
    if line.rate is not None:
        line.amount = (line.distance_km * line.rate.amount).quantize(ORE, ROUND_HALF_UP)  # type: ignore[operator]


def rate_on(kind: str, day: date) -> Rate | None:
    """The rate in force on a day."""
    return Rate.objects.filter(kind=kind, valid_from__lte=day).order_by("-valid_from").first()


# --- Its way --------------------------------------------------------------------------------------------------------


@transaction.atomic
def submit(actor, *, claim: Claim) -> Claim:
    """Hand the claim in. Lost earnings are refused without the employer's answer on leave with pay."""
    claim = locked(claim)
    permissions.require(actor, "claim.submit", claim)
    lines = list(claim.lines.all())
    if not lines:
        raise ValidationError(_("There is nothing on the claim yet. Add a line first."))
    problems = [message for line in lines for message in missing(line)]
    if problems:
        raise ValidationError(problems)
    Claim.FLOW.move(claim, "submit", submitted_at=timezone.now(), returned_reason="")
    audit.record(actor, "claim.submit", claim)
    claim_notices.submitted(claim)
    return claim


def missing(line: ClaimLine, attached: bool | None = None) -> list[str]:
    """What a line lacks before it can be handed in, as sentences. ``attached``: whether it has a file, where that is known."""
    where = {"kind": capfirst(line.get_kind_display()), "day": date_format(line.on, "SHORT_DATE_FORMAT")}
    if attached is None:
        attached = files.of(line).exists()
    if line.kind == Kind.LOST_EARNINGS:
        if line.employer_asked_on is None or line.employer_answer == ClaimLine.Answer.NONE or not attached:
            return [
                _("%(kind)s, %(day)s: say when you asked the employer for leave with pay, and attach the answer.")
                % where
            ]
        if line.employer_answer == ClaimLine.Answer.PAID:
            return [_("%(kind)s, %(day)s: with leave with pay nothing is lost. Take the line out.") % where]
        return []
    if line.rate_id is None and not attached:
        return [_("%(kind)s, %(day)s: the receipt is missing.") % where]
    return []


@transaction.atomic
def recall(actor, *, claim: Claim) -> Claim:
    """Take one's claim back to change it, before anybody has agreed to it."""
    claim = locked(claim)
    permissions.require(actor, "claim.recall", claim)
    Claim.FLOW.move(claim, "recall", submitted_at=None)
    audit.record(actor, "claim.recall", claim)
    return claim


@transaction.atomic
def withdraw(actor, *, claim: Claim) -> Claim:
    """Give one's claim up, before anybody has agreed to it."""
    claim = locked(claim)
    permissions.require(actor, "claim.withdraw", claim)
    Claim.FLOW.move(claim, "withdraw")
    audit.record(actor, "claim.withdraw", claim)
    return claim


@transaction.atomic
def agree(actor, *, claim: Claim, line: BudgetLine | None = None) -> Claim:
    """The adviser says that the cost is right, and may say on which line it belongs."""
    claim = locked(claim)
    permissions.require(actor, "claim.agree", claim)
    if line is not None:
        claim.line = line
        _require_belonging(claim)
    Claim.FLOW.move(claim, "agree", agreed_at=timezone.now(), agreed_by=actor, line=claim.line)
    audit.record(actor, "claim.agree", claim)
    claim_notices.agreed(claim)
    return claim


@transaction.atomic
def give_back(actor, *, claim: Claim, reason: str) -> Claim:
    """Return the claim with a reason; the owner puts it right and hands it in again."""
    claim = locked(claim)
    permissions.require(actor, "claim.return", claim)
    if not reason.strip():
        raise ValidationError({"reason": _("Say what is to be put right.")})
    Claim.FLOW.move(
        claim, "return", returned_reason=reason.strip(), agreed_at=None, agreed_by=None, seconded_at=None, seconded_by=None
    )  # fmt: skip
    audit.record(actor, "claim.return", claim)
    claim_notices.moved(claim)
    return claim


def needs_two(claim: Claim) -> bool:
    """Whether the amount asks for four eyes."""
    rules = MoneyRules.objects.filter(unit=claim.unit_id).first()
    return rules is not None and rules.four_eyes_above is not None and claim.total > rules.four_eyes_above


@transaction.atomic
def approve(actor, *, claim: Claim, line: BudgetLine | None = None) -> Claim:
    """Approve, and post each line of the claim. Above the unit's amount the first of two only notes it."""
    claim = locked(claim)
    permissions.require(actor, "claim.approve", claim)
    if not Claim.FLOW.legal(claim, "approve"):
        raise Conflict
    chosen = line or claim.line
    if chosen is None:
        raise ValidationError({"line": _("Say on which line of the budget it is posted.")})
    budget = budgets.locked(chosen.budget)
    claim.line = chosen
    _require_belonging(claim)
    if needs_two(claim):
        if claim.seconded_by_id is None:
            Claim.objects.filter(pk=claim.pk).update(seconded_by=actor, seconded_at=timezone.now(), line=chosen)
            claim.seconded_by = actor
            audit.record(actor, "claim.second", claim)
            claim_notices.agreed(claim)
            return claim
        if actor is not None and claim.seconded_by_id == actor.pk:
            raise Refused(TWICE)
    Claim.FLOW.move(claim, "approve", approved_at=timezone.now(), approved_by=actor, line=chosen)
    ledger.store(actor, budget, _postings(claim, budget))
    audit.record(actor, "claim.approve", claim, note=kr(claim.total))
    claim_notices.moved(claim)
    return claim


def _postings(claim: Claim, budget) -> list[Posting]:
    """One for each line; dated as it was spent, where that day is open in the budget's year, else today."""
    closed = ledger.closed_until(claim.unit)
    found = []
    for line in claim.lines.all():
        its_own = line.on.year == budget.year and (closed is None or line.on > closed)
        found.append(
            Posting(
                line=claim.line, on=line.on if its_own else today(), amount=line.amount, source=Posting.Source.CLAIM,
                # A posting is read by more people than a claim: it names nobody.
                text=_("%(kind)s, claim %(number)d") % {"kind": capfirst(line.get_kind_display()), "number": claim.pk},
                body=claim.body, measure=claim.measure, meeting=claim.meeting, project_number=claim.project_number,
                claim_line=line,
            )
        )  # fmt: skip
    return found


@transaction.atomic
def pay(actor, *, claim: Claim, on: date | None = None) -> Claim:
    """Mark the claim as paid; the money itself goes by the bank."""
    claim = locked(claim)
    permissions.require(actor, "claim.pay", claim)
    day = on or today()
    if day > today():
        raise ValidationError({"on": _("The day has not come yet.")})
    Claim.FLOW.move(claim, "pay", paid_on=day, paid_by=actor)
    audit.record(actor, "claim.pay", claim)
    claim_notices.moved(claim)
    return claim


@transaction.atomic
def reverse(actor, *, claim: Claim, reason: str) -> Claim:
    """Take an approved claim back: its postings are reversed, the claim stays as it was."""
    claim = locked(claim)
    permissions.require(actor, "claim.reverse", claim)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why it is taken back.")})
    Claim.FLOW.move(claim, "reverse", returned_reason=reason.strip())
    budget = budgets.locked(BudgetLine.objects.select_related("budget").get(pk=claim.line_id or 0).budget)
    postings = Posting.objects.filter(claim_line__claim=claim, reverses=None).select_related("line")
    ledger.take_back(actor, budget, postings, reason)
    audit.record(actor, "claim.reverse", claim, note=reason.strip()[:200])
    claim_notices.moved(claim)
    return claim
