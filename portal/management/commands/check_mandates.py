"""How the groups stand with their mandates: ``manage.py check_mandates --as-of 2026-11-22 --body nav --json``."""

import argparse
import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portal.documents import day_of
from portal.periods import today
from sections.models import Body
from workgroups import history
from workgroups.findings import Finding, findings_of
from workgroups.models import WorkGroup
from workgroups.words import word_of


class Command(BaseCommand):
    help = "Tell how each expert group stands with each rule of its mandate, on any day."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--as-of", metavar="YYYY-MM-DD", help="the day; left out: today")
        parser.add_argument("--body", metavar="SLUG", help="one group only")
        parser.add_argument("--json", action="store_true", help="print the findings as a JSON list")
        parser.add_argument("--record", action="store_true", help="keep what is found, for the chart of the year")

    def handle(self, *args: Any, **options: Any) -> None:
        day = _day(options["as_of"])
        groups = _groups(options["body"])
        found = list(findings_of(groups, day))
        if options["record"]:
            history.keep(day, found)
        if options["json"]:
            rows = [_row(group, finding) for group, each in found for finding in each]
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1))
            return
        for line in _table(found):
            self.stdout.write(line)


def _day(text: str | None) -> date:
    if text is None:
        return today()
    try:
        return day_of(text)
    except ValueError:
        raise CommandError(
            _("“%(value)s” is not a date; write it as 2021-12-31.") % {"value": text}, returncode=2
        ) from None


def _groups(slug: str | None) -> Any:
    groups = WorkGroup.objects.select_related("unit")
    if slug is None:
        return groups
    body = Body.objects.filter(slug=slug).first()
    if body is None:
        raise CommandError(_("There is no group or board with the slug “%(slug)s”.") % {"slug": slug}, returncode=2)
    if not body.is_group:
        raise CommandError(_("“%(body)s” is no expert group, so it has no mandate.") % {"body": body}, returncode=2)
    return groups.filter(pk=body.pk)


def _row(group: WorkGroup, finding: Finding) -> dict[str, Any]:
    return {
        "body": group.slug,
        "rule": finding.code,
        "severity": finding.severity,
        "figure": finding.value,
        "limit": finding.bound,
        "due": finding.due.isoformat() if finding.due else None,
        "text": finding.text,
    }


def _table(found: list[tuple[WorkGroup, list[Finding]]]) -> Iterable[str]:
    """For reading: each group with its rules, one on a line."""
    for group, each in found:
        yield str(group)
        for finding in each:
            due = date_format(finding.due, "SHORT_DATE_FORMAT") if finding.due else ""
            yield f"  {word_of(finding.severity):<14}{finding.rule:<30}{finding.figure:<26}{due:<12}{finding.text}".rstrip()
