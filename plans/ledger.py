"""What has been spent, what is on its way and what is left: the one place that says so, in exact kroner.

Pages, warnings and reports ask here. *Spent* is what is posted; *committed* are claims that are handed in and not posted yet;
*planned* is what measures that have not ended may still spend.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Case, F, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from plans.models import Budget, BudgetEntry, BudgetLine, Claim, ClaimLine, Posting
from plans.models.money import NOUGHT
from portal.exactsum import ExactSum
from portal.periods import today
from portal.words import kr
from sections.models import Body, Grant

ORE = Decimal("0.01")
ON_THE_WAY = (Claim.State.SUBMITTED, Claim.State.AGREED)
# Before so much of the year is gone, its pace tells nothing.
PACE_FROM = Decimal("0.25")


def exact(amount: Any) -> Decimal:
    """Two places: what a sum in the database comes back as may have lost or gained noughts."""
    return Decimal(amount or 0).quantize(ORE)


@dataclass(frozen=True)
class Figures:
    """The money of a line, a body, a measure or a project number. Kroner."""

    original: Decimal = Decimal(0)
    revised: Decimal = Decimal(0)
    spent: Decimal = Decimal(0)
    committed: Decimal = Decimal(0)
    # Of measures that have not ended: what is left of their budgets.
    planned: Decimal = Decimal(0)

    @property
    def used(self) -> Decimal:
        """Spent, or as good as."""
        return self.spent + self.committed

    @property
    def left(self) -> Decimal:
        """What may still be spent; below nought where it is too much already."""
        return self.revised - self.used

    @property
    def is_over(self) -> bool:
        return self.left < 0

    @property
    def percent(self) -> int | None:
        """Spent and committed of what there is; None where nothing is set aside."""
        return round(100 * self.used / self.revised) if self.revised else None

    def forecast(self, gone: Decimal) -> Decimal:
        """What the year will come to, where ``gone`` of it is over (0 to 1).

        What is spent and on its way, and what measures may still spend. Where none is planned, the year goes on at the pace
        that it has had, from the end of March on (in whole kroner). When the year is over nothing more is spent in it.
        """
        if gone >= 1:
            return self.used
        if self.planned or gone < PACE_FROM:
            return self.used + self.planned
        return max(self.used, (self.spent / gone).quantize(Decimal(1)))

    @property
    def share(self) -> dict[str, Any]:
        """How much of the bar is filled, in thousandths (templates/charts/_share.svg)."""
        return {"count": bool(self.percent), "width": max(0, min(1000, 10 * (self.percent or 0)))}

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(
            self.original + other.original, self.revised + other.revised, self.spent + other.spent,
            self.committed + other.committed, self.planned + other.planned,
        )  # fmt: skip


def gone_of(year: int, day: date | None = None) -> Decimal:
    """How much of a year is over on a day: 0 before it, 1 after it."""
    day, first, following = day or today(), date(year, 1, 1), date(year + 1, 1, 1)
    return Decimal(min(max((day - first).days + 1, 0), (following - first).days)) / (following - first).days


@dataclass(frozen=True)
class LineFigures:
    line: BudgetLine
    figures: Figures


def spent_of(per: str, **filters: Any) -> Coalesce:
    """A subquery: the sum of postings whose ``per`` is the outer row."""
    rows = Posting.objects.filter(**{per: OuterRef("pk")}, **filters).order_by().values(per)
    return Coalesce(Subquery(rows.annotate(sum=ExactSum("amount")).values("sum")), NOUGHT)


def committed_of(per: str, **filters: Any) -> Coalesce:
    """A subquery: the sum of claims on their way whose ``per`` (a field of the claim) is the outer row."""
    field = f"claim__{per}"
    rows = ClaimLine.objects.filter(**{field: OuterRef("pk")}, claim__state__in=ON_THE_WAY, **filters)
    return Coalesce(
        Subquery(rows.order_by().values(field).annotate(sum=ExactSum("amount")).values("sum")), NOUGHT
    )  # fmt: skip


def with_figures(lines: QuerySet[BudgetLine]) -> QuerySet[BudgetLine]:
    """Lines with all that :func:`figures_of` needs: one query, whatever their number."""
    return lines.with_amounts().annotate(spent=spent_of("line"), committed=committed_of("line"))  # type: ignore[attr-defined]


def budgets_with_figures(budgets: QuerySet[Budget]) -> QuerySet[Budget]:
    """Budgets with the sums of their lines, for :func:`figures_of`: one query, whatever their number."""
    entries = BudgetEntry.objects.filter(line__budget=OuterRef("pk")).order_by().values("line__budget")
    drafts = BudgetLine.objects.filter(budget=OuterRef("pk")).order_by().values("budget")
    proposed = Case(
        When(state=Budget.State.DRAFT, then=_summed(drafts, "draft")), default=NOUGHT, output_field=NOUGHT.output_field
    )
    return budgets.annotate(
        original=proposed + _summed(entries.filter(kind=BudgetEntry.Kind.ORIGINAL), "amount"),
        revised=proposed + _summed(entries, "amount"),
        spent=spent_of("line__budget"),
        committed=committed_of("line__budget"),
    )


def _summed(rows: QuerySet, field: str) -> Coalesce:
    return Coalesce(Subquery(rows.annotate(sum=ExactSum(field)).values("sum")), NOUGHT)


def figures_of(line: Any) -> Figures:
    """The figures of a line or a budget that was read with them."""
    return Figures(exact(line.original), exact(line.revised), exact(line.spent), exact(line.committed))


def lines_of(budget: Budget) -> list[LineFigures]:
    """The budget's lines in their order, with their figures."""
    return [LineFigures(line, figures_of(line)) for line in with_figures(budget.lines.select_related("body"))]


def total(lines: list[LineFigures]) -> Figures:
    return sum((each.figures for each in lines), Figures())


def bodies_with_figures(bodies: QuerySet[Body], year: int) -> QuerySet[Body]:
    """Bodies with all that :func:`body_figures` needs: one query, whatever their number."""
    grants = Grant.objects.filter(body=OuterRef("pk"), year=year)
    return bodies.annotate(
        granted=Subquery(grants.values("amount")[:1]), granted_by=Subquery(grants.values("decision")[:1]),
        spent=spent_of("body", line__budget__year=year),
        committed=committed_of("body", on__year=year),
    )  # fmt: skip


def body_figures(body: Any) -> Figures:
    """The figures of a body that :func:`bodies_with_figures` has read; its budget is what it was granted."""
    granted = exact(body.granted)
    return Figures(granted, granted, exact(body.spent), exact(body.committed))


def of_body(body: Body, year: int) -> Figures:
    """What a body was granted for a year, and what it has done with it."""
    return body_figures(bodies_with_figures(Body.objects.filter(pk=body.pk), year).get())


# --- Before it is too much ------------------------------------------------------------------------------------------


def would_overspend(where: Body | BudgetLine, amount: Decimal, year: int) -> str | None:
    """Whether an amount that is not counted yet is more than what is left there: one sentence, or None.

    With an amount of nought: whether it is too much already. A group whose budget nobody has decided has nothing to spend.
    """
    if isinstance(where, BudgetLine):
        return _too_much(str(where), figures_of(with_figures(BudgetLine.objects.filter(pk=where.pk)).get()), amount)
    body: Any = bodies_with_figures(Body.objects.filter(pk=where.pk), year).get()
    if body.granted is not None:
        return _too_much(body.name, body_figures(body), amount)
    if not body.is_group:
        return None
    return _("No budget is decided for %(name)s in %(year)d.") % {"name": body.name, "year": year}


def _too_much(name: str, figures: Figures, amount: Decimal) -> str | None:
    after = figures.left - amount
    if after >= 0:
        return None
    told = {"name": name, "beyond": kr(-after), "left": kr(figures.left), "amount": kr(amount)}
    if not amount:
        return _("%(name)s has spent %(beyond)s more than it has.") % told
    if figures.is_over:
        return _("%(name)s has nothing left: %(amount)s makes it %(beyond)s too much.") % told
    return _("%(name)s has %(left)s left: %(amount)s is %(beyond)s too much.") % told


def warnings_of(claim: Claim, *, line: bool = False) -> list[str]:
    """What a claim would overspend of its body; with ``line`` also of its line, for those who may see the budget."""
    amounts: dict[int, Decimal] = {}
    for row in claim.lines.all():
        amounts[row.on.year] = amounts.get(row.on.year, Decimal(0)) + row.amount
    if not claim.can_edit:
        if claim.state not in ON_THE_WAY:
            return []
        # It is counted already.
        amounts = dict.fromkeys(amounts, Decimal(0))
    found = [would_overspend(claim.body, amount, year) for year, amount in sorted(amounts.items())]
    if line and claim.line is not None:
        total = sum(amounts.values(), Decimal(0))
        found.append(would_overspend(claim.line, total, claim.line.budget.year))
    return [text for text in found if text]


# --- Does it add up -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Problem:
    """Something that does not add up: where, and what."""

    where: str
    what: str


def problems() -> Iterator[Problem]:
    """All that is wrong in the books, over all data; nothing where they are in order.

    Sums are made anew from each entry, one by one, and held against what the pages are told.
    """
    yield from _lines()
    yield from _transfers()
    yield from _reversals()
    yield from _claims()


def _lines() -> Iterator[Problem]:
    posted: dict[int, Decimal] = {}
    for line_id, amount in Posting.objects.order_by().values_list("line_id", "amount").iterator():
        posted[line_id] = posted.get(line_id, Decimal(0)) + amount
    decided: dict[int, Decimal] = {}
    for line_id, amount in BudgetEntry.objects.order_by().values_list("line_id", "amount").iterator():
        decided[line_id] = decided.get(line_id, Decimal(0)) + amount
    for line in with_figures(BudgetLine.objects.select_related("budget__unit")).iterator():
        figures, where = figures_of(line), f"{line.budget}: {line}"
        if figures.spent != posted.get(line.pk, Decimal(0)):
            yield Problem(where, f"spent {figures.spent}, its entries come to {posted.get(line.pk, Decimal(0))}")
        is_draft = line.budget.state == Budget.State.DRAFT
        if is_draft and (line.pk in posted or line.pk in decided):
            yield Problem(where, "entries on a draft")
        if not is_draft and figures.revised != decided.get(line.pk, Decimal(0)):
            yield Problem(where, f"budget {figures.revised}, its entries come to {decided.get(line.pk, Decimal(0))}")
        if figures.revised < 0:
            yield Problem(where, f"a budget below nought: {figures.revised}")


def _transfers() -> Iterator[Problem]:
    halves: dict[Any, list[tuple[Decimal, int]]] = {}
    rows = BudgetEntry.objects.exclude(transfer=None).order_by().values_list("transfer", "amount", "line__budget_id")
    for key, amount, budget_id in rows.iterator():
        halves.setdefault(key, []).append((amount, budget_id))
    for key, found in halves.items():
        if (
            len(found) != 2
            or sum((amount for amount, _budget in found), Decimal(0))
            or len({budget for _amount, budget in found}) != 1
        ):
            yield Problem(f"transfer {key}", "its two halves do not come to nought within one budget")


def _reversals() -> Iterator[Problem]:
    wrong = Posting.objects.exclude(reverses=None).exclude(
        amount=-F("reverses__amount"), line=F("reverses__line"), on__gte=F("reverses__on")
    )
    for posting in wrong.iterator():
        yield Problem(f"posting {posting.pk}", "is not the opposite of what it reverses")


def _claims() -> Iterator[Problem]:
    """Approved: each line posted once. Reversed: posted and taken back. All others: nothing posted."""
    entries: dict[int, list[tuple[Decimal, bool]]] = {}
    rows = Posting.objects.exclude(claim_line=None).order_by().values_list("claim_line_id", "amount", "reverses_id")
    for claim_line_id, amount, reverses_id in rows.iterator():
        entries.setdefault(claim_line_id, []).append((amount, reverses_id is not None))
    posted = (Claim.State.APPROVED, Claim.State.PAID)
    for line in ClaimLine.objects.select_related("claim").iterator():
        wanted: list[tuple[Decimal, bool]] = []
        if line.claim.state in posted:
            wanted = [(line.amount, False)]
        elif line.claim.state == Claim.State.REVERSED:
            wanted = [(line.amount, False), (-line.amount, True)]
        if sorted(entries.get(line.pk, [])) != sorted(wanted):
            yield Problem(f"claim {line.claim_id}", f"its line {line.pk} is posted otherwise than it should be")
