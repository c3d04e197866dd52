"""How a group stands with each rule of its mandate: with what to do and by when.

The only place that computes it; pages, reminders, records and reports ask here. Which rules there are: :mod:`workgroups.rules`.
A finding is a pure function of a standing, and a standing is of a day: what is known of days gone and to come is told in
:mod:`workgroups.standings`.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import QuerySet

from portal.periods import today
from portal.permissions import can
from workgroups.rules import BREACH, OK, RULES, SOON, WORST_FIRST, Finding
from workgroups.standings import Standing, standing, there_on, with_figures

__all__ = [
    "BREACH",
    "OK",
    "SOON",
    "Finding",
    "by_rule",
    "findings",
    "findings_of",
    "for_user",
    "open_findings",
    "worst",
]


def by_rule(standing: Standing) -> list[Finding]:
    """All rules in their order; none for a group that is closed on the day.

    Without a mandate on the day those are left out that need its numbers, and the rule of size says to write it.
    """
    if not standing.is_open:
        return []
    return [found for rule in RULES if (found := rule.finding(standing)) is not None]


def findings(standing: Standing) -> list[Finding]:
    """All rules, the worst first."""
    return sorted(by_rule(standing), key=lambda finding: WORST_FIRST.index(finding.severity))


def findings_of(groups: QuerySet, at: date | None = None) -> Iterable[tuple[Any, list[Finding]]]:
    """Each of the groups that is there on the day, with its findings in the order of the rules; two queries."""
    day = at or today()
    for group in with_figures(groups.filter(there_on(day)), day).order_by("sort_name", "id"):
        yield group, by_rule(standing(group, day))


def worst(found: list[Finding]) -> str:
    """The severity of the whole."""
    return min((finding.severity for finding in found), key=WORST_FIRST.index, default=OK)


def open_findings(found: list[Finding]) -> list[Finding]:
    """Those with something to do."""
    return [finding for finding in found if finding.severity != OK]


def for_user(found: list[Finding], user: Any, group: Any) -> list[Finding]:
    """The links of those actions alone that the user may take."""
    rights = {finding.needs: bool(can(user, finding.needs, group)) for finding in found if finding.needs}
    return [finding if not finding.needs or rights[finding.needs] else replace(finding, url="") for finding in found]
