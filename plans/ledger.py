"""What has been spent, what is on its way and what is left: the one place that says so, in exact kroner.

Pages, warnings and reports ask here. *Spent* is what is posted; *committed* are claims that are handed in and not posted yet.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from plans.models import Budget, BudgetEntry, BudgetLine, Claim, ClaimLine, Posting
from plans.models.money import NOUGHT
from portal.exactsum import ExactSum
from sections.models import Body, Grant

ORE = Decimal("0.01")
ON_THE_WAY = (Claim.State.SUBMITTED, Claim.State.AGREED)


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

    @property
    def left(self) -> Decimal:
        """What may still be spent; below nought where it is too much already."""
        return self.revised - self.spent - self.committed

    @property
    def is_over(self) -> bool:
        return self.left < 0

    @property
    def percent(self) -> int | None:
        """Spent and committed of what there is; None where nothing is set aside."""
        return round(100 * (self.spent + self.committed) / self.revised) if self.revised else None

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(
            self.original + other.original, self.revised + other.revised, self.spent + other.spent,
            self.committed + other.committed,
        )  # fmt: skip


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


def figures_of(line: Any) -> Figures:
    """The figures of a line that :func:`with_figures` has read."""
    return Figures(exact(line.original), exact(line.revised), exact(line.spent), exact(line.committed))


def lines_of(budget: Budget) -> list[LineFigures]:
    """The budget's lines in their order, with their figures."""
    return [LineFigures(line, figures_of(line)) for line in with_figures(budget.lines.select_related("body"))]


def total(lines: list[LineFigures]) -> Figures:
    return sum((each.figures for each in lines), Figures())


def of_body(body: Body, year: int) -> Figures:
    """What a body was granted for a year, and what it has done with it."""
    granted = Grant.objects.filter(body=body, year=year).values_list("amount", flat=True).first() or Decimal(0)
    spent = Posting.objects.filter(body=body, line__budget__year=year).aggregate(sum=ExactSum("amount"))["sum"]
    waiting = ClaimLine.objects.filter(claim__body=body, claim__state__in=ON_THE_WAY, on__year=year)
    committed = waiting.aggregate(sum=ExactSum("amount"))["sum"]
    return Figures(exact(granted), exact(granted), exact(spent), exact(committed))


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
            or sum(amount for amount, _budget in found)
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
