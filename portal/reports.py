"""All kinds of printed documents: a literal list."""

from members.reports import APPLICANTS, CONFIRMATION
from plans.claim_paper import CLAIM
from plans.reports import PLAN
from plans.reports_money import BUDGET
from plans.status_report import PLAN_STATUS
from portal.documents import Report
from portal.group_report import GROUP
from sections.reports import APPOINTMENTS
from workgroups.reports import MANDATES, MINUTES, NOTICE

REPORTS: dict[str, Report] = {
    report.kind: report
    for report in (
        NOTICE,
        MINUTES,
        PLAN,
        PLAN_STATUS,
        GROUP,
        MANDATES,
        APPLICANTS,
        APPOINTMENTS,
        CONFIRMATION,
        BUDGET,
        CLAIM,
    )
}
