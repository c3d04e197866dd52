"""All kinds of printed documents: a literal list."""

from plans.reports import PLAN
from portal.documents import Report
from workgroups.reports import MINUTES, NOTICE

REPORTS: dict[str, Report] = {report.kind: report for report in (NOTICE, MINUTES, PLAN)}
