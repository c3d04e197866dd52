"""All groups with all rules: the rows of the traffic-light table, the same on the page and on paper."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from workgroups.findings import BREACH, OK, SOON, Finding, findings_of, worst
from workgroups.rules import RULES, Rule


@dataclass(frozen=True)
class Row:
    """A group on a day. ``cells`` stand in the order of the rules; None where the rule says nothing."""

    group: Any
    found: list[Finding]
    cells: list[tuple[Rule, Finding | None]]

    def count(self, severity: str) -> int:
        return sum(finding.severity == severity for finding in self.found)

    @property
    def breach(self) -> int:
        return self.count(BREACH)

    @property
    def soon(self) -> int:
        return self.count(SOON)

    @property
    def ok(self) -> int:
        return self.count(OK)

    @property
    def worst(self) -> str:
        return worst(self.found)

    @property
    def open(self) -> list[Finding]:
        """What there is to do, the worst first."""
        return [finding for severity in (BREACH, SOON) for finding in self.found if finding.severity == severity]

    def finding(self, code: str) -> Finding | None:
        return next((finding for finding in self.found if finding.code == code), None)


def overview(groups: QuerySet, day: date) -> list[Row]:
    """Each group that is there on the day; two queries."""
    rows = []
    for group, found in findings_of(groups.select_related("unit"), day):
        known = {finding.code: finding for finding in found}
        rows.append(Row(group, found, [(rule, known.get(rule.code)) for rule in RULES]))
    return rows


def narrowed(rows: Iterable[Row], code: str = "", severity: str = "") -> list[Row]:
    """Those where the rule, or any rule, stands so; a rule alone leaves out whom it says nothing of."""
    return [row for row in rows if _fits(row, code, severity)]


def _fits(row: Row, code: str, severity: str) -> bool:
    asked = [finding for finding in row.found if code in ("", finding.code)]
    return any(severity in ("", finding.severity) for finding in asked)
