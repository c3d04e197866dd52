"""What a claim would mean for the money, told before somebody approves it."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from plans import ledger
from plans.models import BudgetLine, Claim


@dataclass(frozen=True)
class Meaning:
    """``left`` is what a line has after the claim; below nought it is overspent by it."""

    line: BudgetLine
    left: Decimal

    @property
    def is_over(self) -> bool:
        return self.left < 0


def left_on(lines: QuerySet[BudgetLine]) -> dict[int, Decimal]:
    """What is left on each line, with claims on their way counted: one query."""
    return {line.pk: ledger.figures_of(line).left for line in ledger.with_figures(lines)}


def meaning(claim: Claim, line: BudgetLine) -> Meaning:
    """What is left on ``line`` once the claim is posted there. One that is on its way on this line is counted already."""
    left = left_on(BudgetLine.objects.filter(pk=line.pk))[line.pk]
    counted = claim.line_id == line.pk and claim.state in ledger.ON_THE_WAY
    return Meaning(line, left if counted else left - claim.total)
