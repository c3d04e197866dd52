"""How groups stood with their mandates, week by week: kept as it was known then, which no later look can tell."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone

from portal.periods import today
from workgroups.findings import BREACH, OK, SOON, Finding, findings_of
from workgroups.models import CheckRecord, WorkGroup

YEAR = timedelta(days=365)
KEPT = ("results", "ok", "soon", "breach", "made_at")


def keep(day: date, found: Iterable[tuple[Any, list[Finding]]]) -> int:
    """Keep the findings of groups on the day; once more on the same day takes the place of the first. How many groups."""
    rows = []
    for group, each in found:
        count = Counter(finding.severity for finding in each)
        results = {finding.code: finding.severity for finding in each}
        rows.append(
            CheckRecord(
                body=group,
                on=day,
                results=results,
                ok=count[OK],
                soon=count[SOON],
                breach=count[BREACH],
                made_at=timezone.now(),
            )
        )
    CheckRecord.objects.bulk_create(rows, update_conflicts=True, unique_fields=["body", "on"], update_fields=KEPT)
    return len(rows)


def record(day: date | None = None) -> int:
    """Keep how every group stands on the day."""
    on = day or today()
    return keep(on, findings_of(WorkGroup.objects.all(), on))


def record_week() -> int:
    """Keep how those groups stand that have no record since Monday. Asked daily, so that a missed week is caught up."""
    day = today()
    monday = day - timedelta(days=day.weekday())
    known = CheckRecord.objects.filter(body=OuterRef("pk"), on__gte=monday, on__lte=day)
    return keep(day, findings_of(WorkGroup.objects.filter(~Exists(known)), day))


def year_of(group: Any, until: date | None = None) -> list[CheckRecord]:
    """The records of the year that ends on the day, the oldest first."""
    last = until or today()
    return list(CheckRecord.objects.filter(body=group, on__gt=last - YEAR, on__lte=last).order_by("on"))
