"""The status report of a plan, for print: how far it has come, what is behind and why, what is new, what comes, the year."""

from datetime import date
from typing import Any

from django.utils import formats
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plans import standing
from plans.models import Plan
from plans.progress import RULE
from plans.standing import Standing
from portal.charts import progress_bars
from portal.documents import Report, day_of

# What is behind, and of each other list; the plan itself has the rest.
BEHIND, OTHERS = 40, 12


def _context(plan: Plan, on: date | None = None) -> dict[str, Any]:
    found = standing.read(plan, on)
    return {
        "facts": _facts(found),
        "standing": found,
        "progress": progress_bars(found.bars),
        "rule": RULE,
        "behind": (BEHIND, -BEHIND),
        "shown": OTHERS,
        "over": -OTHERS,
        "draft": found.state_word if found.state in Plan.UNSETTLED else "",
        **standing.figures(found, standing.year_of(found)),
    }


def _facts(found: Standing) -> list[tuple[str, str]]:
    plan, progress = found.plan, found.progress
    last = f" – {formats.date_format(plan.ends_on, 'SHORT_DATE_FORMAT')}" if plan.ends_on else ""
    counted = _("%(done)d of %(total)d measures") % {"done": progress.done, "total": progress.total}
    return [
        (_("As of"), formats.date_format(found.at)),
        (_("Period"), formats.date_format(plan.starts_on, "SHORT_DATE_FORMAT") + last),
        (_("State"), capfirst(found.state_word)),
        (_("Approved"), formats.date_format(found.approved_on) if found.approved_on else ""),
        (_("Progress"), "" if progress.percent is None else f"{progress.percent} %"),
        (_("Done"), counted if progress.total else ""),
    ]


def _title(plan: Plan, on: date | None = None) -> str:
    title = _("Status of %(plan)s") % {"plan": plan.title}
    return _("%(title)s, %(day)s") % {"title": title, "day": formats.date_format(on)} if on else title


PLAN_STATUS = Report(
    kind="plan-status",
    name=gettext_lazy("Status report of a plan"),
    template="pdf/plan_status.html",
    permission="plan.view",
    model="plans.Plan",
    title=_title,
    head=lambda plan: {"section": str(plan.body.unit), "body": plan.body.name},
    context=_context,
    takes={"on": day_of},
    related=("body__unit",),
)
