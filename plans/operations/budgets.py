"""Budgets: drafted on lines, decided once, changed afterwards by revisions and transfers. Nothing decided is overwritten."""

import uuid
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from plans.models import Budget, BudgetEntry, BudgetLine
from portal import audit, permissions
from portal.periods import today
from portal.words import kr
from portal.workflow import Conflict
from sections.models import Body, Unit

LINE_FIELDS = ["heading", "code", "name", "kind", "body", "draft"]
FIRST_YEAR, LAST_YEAR = 1990, 2100


def locked(budget: Budget) -> Budget:
    """The budget as it is now, held until the transaction ends: one at a time decides, transfers and posts."""
    return Budget.objects.select_for_update(of=("self",)).select_related("unit").get(pk=budget.pk)


@transaction.atomic
def create(actor, *, unit: Unit, year: int, note: str = "", copied_from: Budget | None = None) -> Budget:
    """A new draft for a year; ``copied_from`` gives it that budget's lines with their revised amounts."""
    permissions.require(actor, "budget.create", unit)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValidationError({"year": _("Is the year right?")})
    if copied_from is not None:
        permissions.require(actor, "budget.view", copied_from)
    try:
        with transaction.atomic():
            budget = Budget.objects.create(
                unit=unit, year=year, note=note.strip(), copied_from=copied_from, created_by=actor
            )
    except IntegrityError:
        raise ValidationError({"year": _("There is a budget for this year already.")}) from None
    if copied_from is not None:
        BudgetLine.objects.bulk_create(
            BudgetLine(
                budget=budget, heading=line.heading, code=line.code, name=line.name, kind=line.kind,
                position=line.position, body=line.body, draft=line.revised,
            )
            for line in copied_from.lines.with_amounts().select_related("body")
        )  # fmt: skip
    audit.record(actor, "budget.create", budget)
    return budget


@transaction.atomic
def add_line(
    actor,
    *,
    budget: Budget,
    name: str,
    amount: Decimal,
    heading: str = "",
    code: str = "",
    kind: str = BudgetLine.Kind.ORDINARY,
    body: Body | None = None,
) -> BudgetLine:
    """A line of a draft, with the amount that is proposed for it."""
    budget = locked(budget)
    permissions.require(actor, "budget.edit", budget)
    last = budget.lines.aggregate(last=Max("position"))["last"] or 0
    line = BudgetLine(budget=budget, position=last + 1)
    return _store_line(actor, line, name, amount, heading, code, kind, body)


@transaction.atomic
def edit_line(
    actor,
    *,
    line: BudgetLine,
    name: str,
    amount: Decimal,
    heading: str = "",
    code: str = "",
    kind: str = BudgetLine.Kind.ORDINARY,
    body: Body | None = None,
) -> BudgetLine:
    """Change a line of a draft."""
    budget = locked(line.budget)
    permissions.require(actor, "budget.edit", budget)
    line = BudgetLine.objects.get(pk=line.pk)
    line.budget = budget
    return _store_line(actor, line, name, amount, heading, code, kind, body)


def _store_line(
    actor, line: BudgetLine, name: str, amount: Decimal, heading: str, code: str, kind: str, body: Body | None
) -> BudgetLine:
    before = audit.snapshot(line, LINE_FIELDS) if line.pk else dict.fromkeys(LINE_FIELDS)
    line.name, line.heading, line.code, line.kind, line.body = name.strip(), heading.strip(), code.strip(), kind, body
    line.draft = amount
    same = line.budget.lines.filter(heading=line.heading, name=line.name).exclude(pk=line.pk)
    if same.exists():
        raise ValidationError({"name": _("The budget has a line of this name already.")})
    if amount < 0:
        raise ValidationError({"amount": _("A budget line cannot be below nought.")})
    line.full_clean(exclude=["budget", "body"], validate_constraints=False)
    line.save()
    if changes := audit.diff(before, line):
        audit.record(actor, "budget.edit", line.budget, changes=changes, note=line.name)
    return line


@transaction.atomic
def remove_line(actor, *, line: BudgetLine) -> None:
    """Take a line out of a draft."""
    budget = locked(line.budget)
    permissions.require(actor, "budget.edit", budget)
    if BudgetLine.objects.filter(pk=line.pk).delete()[0]:
        audit.record(actor, "budget.remove", budget, note=str(line))


@transaction.atomic
def decide(actor, *, budget: Budget, decision: str, decided_on: date | None = None) -> Budget:
    """The board has decided: the amounts of the draft become the original budget."""
    budget = locked(budget)
    permissions.require(actor, "budget.decide", budget)
    if budget.state != Budget.State.DRAFT:
        raise Conflict(_("The budget is decided already."))
    day = decided_on or today()
    _require_decision(decision, day)
    lines = list(budget.lines.all())
    if not lines:
        raise ValidationError(_("The budget has no lines yet."))
    BudgetEntry.objects.bulk_create(
        BudgetEntry(line=line, kind=BudgetEntry.Kind.ORIGINAL, amount=line.draft, on=day, decision=decision, by=actor)
        for line in lines
    )
    budget.state, budget.decided_on, budget.decision = Budget.State.DECIDED, day, decision.strip()
    budget.save(update_fields=["state", "decided_on", "decision"])
    audit.record(actor, "budget.decide", budget, note=kr(sum(line.draft for line in lines)))
    return budget


@transaction.atomic
def revise(
    actor, *, line: BudgetLine, amount: Decimal, decision: str, decided_on: date | None = None, text: str = ""
) -> BudgetEntry:
    """Add to a line of a decided budget, or take from it (a negative amount). The original stays beside it."""
    budget = locked(line.budget)
    permissions.require(actor, "budget.revise", budget)
    day = decided_on or today()
    _require_decision(decision, day)
    if not amount:
        raise ValidationError({"amount": _("Say by how much.")})
    _require_not_below_nought(line, amount)
    entry = BudgetEntry.objects.create(
        line=line, kind=BudgetEntry.Kind.REVISION, amount=amount, on=day, decision=decision.strip(),
        text=text.strip(), by=actor,
    )  # fmt: skip
    audit.record(actor, "budget.revise", budget, note=f"{line}: {kr(amount)}")
    return entry


@transaction.atomic
def transfer(
    actor,
    *,
    source: BudgetLine,
    target: BudgetLine,
    amount: Decimal,
    decision: str,
    decided_on: date | None = None,
    text: str = "",
    key: uuid.UUID | None = None,
) -> uuid.UUID:
    """Move an amount from one line of a budget to another by a decision. The same ``key`` twice moves it once."""
    budget = locked(source.budget)
    permissions.require(actor, "budget.revise", budget)
    key = key or uuid.uuid4()
    if BudgetEntry.objects.filter(transfer=key).exists():
        return key
    day = decided_on or today()
    _require_decision(decision, day)
    if target.budget_id != budget.pk or target.pk == source.pk:
        raise ValidationError({"target": _("Choose another line of the same budget.")})
    if amount <= 0:
        raise ValidationError({"amount": _("Write an amount above nought.")})
    _require_not_below_nought(source, -amount)
    common = {
        "kind": BudgetEntry.Kind.TRANSFER, "on": day, "decision": decision.strip(), "text": text.strip(),
        "transfer": key, "by": actor,
    }  # fmt: skip
    BudgetEntry.objects.bulk_create(
        [BudgetEntry(line=source, amount=-amount, **common), BudgetEntry(line=target, amount=amount, **common)]
    )
    audit.record(actor, "budget.transfer", budget, note=f"{source} → {target}: {kr(amount)}")
    return key


def _require_decision(decision: str, day: date) -> None:
    if not decision.strip():
        raise ValidationError({"decision": _("Say by which decision, for example 12/26.")})
    if day > today():
        raise ValidationError({"decided_on": _("A decision cannot be recorded before it is made.")})


def _require_not_below_nought(line: BudgetLine, amount: Decimal) -> None:
    has = BudgetLine.objects.with_amounts().get(pk=line.pk).revised
    if has + amount < 0:
        message = _("The line has %(amount)s; no more can be taken from it.") % {"amount": kr(has)}
        raise ValidationError({"amount": message})
