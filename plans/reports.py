"""The plan in the union's form, for print: one row after the other, every cell made to text here, as a plan has many."""

from dataclasses import dataclass, field
from typing import Any

from django.utils import formats, timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from plans import contents, measured
from plans.contents import responsible_text
from plans.models import Indicator, Measure, Plan
from portal.documents import Report
from portal.words import number


@dataclass
class Row:
    """A row of the form: ``kind`` is goal or measure; a goal has its heading alone."""

    kind: str
    text: str
    comment: str = ""
    responsible: str = ""
    deadline: str = ""
    status: str = ""
    state: str = ""
    status_note: str = ""
    budget: str = ""
    project_number: str = ""
    # Of a goal: what it is measured by, each with its line.
    indicators: list[Indicator] = field(default_factory=list)


@dataclass
class AreaRows:
    heading: str
    is_local: bool
    rows: list[Row] = field(default_factory=list)


def _head(plan: Plan) -> dict[str, str]:
    return {"section": str(plan.body.unit), "body": plan.body.name}


def _context(plan: Plan) -> dict[str, Any]:
    content = contents.load(plan)
    measured.attach(content)
    return {
        "facts": _facts(plan),
        "areas": [_area(area) for area in content.areas],
        "draft": plan.get_state_display() if plan.state in Plan.UNSETTLED else "",
    }


def _facts(plan: Plan) -> list[tuple[Any, str]]:
    if plan.state in Plan.UNSETTLED:
        # An earlier version may be approved; this one is not.
        return [(_("Period"), _period(plan))]
    return [
        (_("Period"), _period(plan)),
        (_("State"), plan.get_state_display()),
        (_("Approved"), formats.date_format(timezone.localdate(plan.approved_at)) if plan.approved_at else ""),
        (_("Decision"), plan.decision),
    ]


def _area(area: contents.AreaContent) -> AreaRows:
    """The area's own measures first, then each goal with its own, as in the form."""
    made = AreaRows(_numbered(area.area.number, area.area.title), area.area.is_local)
    made.rows += [_measure(measure) for measure in area.measures]
    for each in area.goals:
        made.rows.append(Row("goal", _numbered(each.goal.number, each.goal.title), indicators=each.indicators))
        made.rows += [_measure(measure) for measure in each.measures]
    return made


def _numbered(code: str, title: str) -> str:
    """«1. Heltid», «1.1 Kreve …»: the number as it stands, with a full stop after a bare one."""
    code = code.strip()
    return f"{code}. {title}" if code.isdigit() else f"{code} {title}".strip()


def _measure(measure: Measure) -> Row:
    return Row(
        "measure",
        measure.text,
        measure.comment,
        responsible_text(measure),
        _deadline(measure),
        # A row of the form that holds a comment or a deadline alone has no status of its own.
        capfirst(measure.get_status_display()) if measure.text else "",
        measure.status,
        measure.status_note,
        "\n".join(
            part for part in (number(measure.budget) if measure.budget is not None else "", measure.budget_text) if part
        ),
        measure.project_number,
    )


def _deadline(measure: Measure) -> str:
    """As it was written; else the dates."""
    if measure.deadline_text:
        return measure.deadline_text
    if measure.deadline_kind == Measure.Deadline.CONTINUOUS:
        return str(pgettext_lazy("deadline", "Continuous"))
    return _period(measure) if measure.starts_on else _day(measure.due_on)


def _period(obj: Plan | Measure) -> str:
    last = obj.ends_on if isinstance(obj, Plan) else obj.due_on
    return f"{_day(obj.starts_on)} – {_day(last)}"


def _day(day) -> str:
    return formats.date_format(day, "SHORT_DATE_FORMAT") if day else ""


PLAN = Report(
    kind="plan",
    name=_("Plan in the union's form"),
    template="pdf/plan.html",
    permission="plan.view",
    model="plans.Plan",
    title=lambda plan: plan.title,
    head=_head,
    context=_context,
    related=("body__unit",),
)
