"""Does every sum in the books equal the sum of its entries? ``manage.py ledger_check --json``"""

import argparse
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from plans import ledger
from plans.models import BudgetLine


class Command(BaseCommand):
    help = "Add up all budgets, postings and claims anew and tell what does not agree. Ends with 1 where something does not."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="for programs: balanced, lines, problems")

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(ledger.problems())
        lines = list(
            ledger.with_figures(BudgetLine.objects.select_related("budget__unit").order_by("budget", "position", "id"))
        )
        if options["json"]:
            self.stdout.write(json.dumps(_told(lines, found), ensure_ascii=False, indent=2))
        else:
            for problem in found:
                self.stdout.write(f"{problem.where}: {problem.what}")
            self.stdout.write(f"{len(lines)} lines, {len(found)} problems")
        if found:
            raise CommandError("The books do not balance.", returncode=1)


def _told(lines: list[BudgetLine], found: list[ledger.Problem]) -> dict[str, Any]:
    return {
        "balanced": not found,
        "lines": [_line(line) for line in lines],
        "problems": [{"where": problem.where, "what": problem.what} for problem in found],
    }


def _line(line: BudgetLine) -> dict[str, Any]:
    """Amounts as text: no program shall read them as floating-point numbers."""
    figures = ledger.figures_of(line)
    return {
        "unit": line.budget.unit.slug, "year": line.budget.year, "line": line.name, "account": line.code,
        "original": str(figures.original), "budget": str(figures.revised), "spent": str(figures.spent),
        "committed": str(figures.committed), "left": str(figures.left),
    }  # fmt: skip
