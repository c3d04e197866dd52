"""The overview of a group on one or two pages: who, how it stands with the mandate, meetings with attendance, the plan.

One document serves everybody who may see the group, so it holds what all of them may see: no drafts.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.models import Appointment
from plans.ledger import bodies_with_figures, body_figures
from plans.models import Plan, StrategicArea
from portal import charts
from portal.documents import Report
from portal.periods import today
from portal.words import kr
from sections.models import Body
from workgroups.findings import OK, Finding, findings
from workgroups.models import Mandate, Meeting, Participant, WorkGroup
from workgroups.standings import Standing, standing, with_figures
from workgroups.words import STATES


def _context(group: Body) -> dict[str, Any]:
    read: Any = with_figures(WorkGroup.objects.select_related("unit")).get(pk=group.pk)
    stand = standing(read)
    meetings = _meetings(group)
    return {
        "facts": [*_facts(stand), *_budget(group, stand.at)],
        "purpose": getattr(Mandate.objects.in_force().filter(body=group).first(), "purpose", ""),
        "seats": [_seat(seat, stand.at) for seat in stand.present],
        "findings": [_finding(finding) for finding in findings(stand)],
        "meetings": meetings,
        "year": today().year,
        "attendance": _attendance(meetings),
        "plan": stand.plan if stand.plan and stand.plan.state != Plan.State.DRAFT else None,
        "progress": _progress(stand),
    }


def _facts(stand: Standing) -> list[tuple[str, str]]:
    following = _("none called")
    if stand.next_at:
        following = date_format(timezone.localtime(stand.next_at), "DATE_FORMAT")
    return [
        (_("As of"), date_format(stand.at)),
        (_("Leader"), _holder(stand.leader)),
        (_("Board contact"), _holder(stand.contact)),
        (_("Adviser"), _holder(stand.adviser)),
        (_("Members"), stand.seating.summary),
        (_("Next meeting"), following),
    ]


def _budget(group: Body, day: date) -> list[tuple[str, str]]:
    """What the board granted for the year, and how far it is used: the same figures as on the page of the group."""
    read: Any = bodies_with_figures(Body.objects.filter(pk=group.pk), day.year).get()
    label = _("Budget %(year)s") % {"year": day.year}
    figures = body_figures(read)
    spent = [(_("Spent"), kr(figures.spent)), (_("On its way"), kr(figures.committed))] if figures.used else []
    if read.granted is None:
        return [(label, _("not decided")), *spent]
    told = {"amount": kr(figures.revised), "decision": read.granted_by}
    return [(label, _("%(amount)s, decision %(decision)s") % told), *spent, (_("Left"), kr(figures.left))]


def _holder(seat: Appointment | None) -> str:
    return str(seat.person) if seat else _("vacant")


def _seat(seat: Appointment, day: date) -> dict[str, str]:
    until = date_format(seat.ends_on, "SHORT_DATE_FORMAT") if seat.ends_on else _("until further notice")
    return {
        "name": seat.person.name,
        "role": seat.get_role_display(),
        "work": ", ".join(part for part in (seat.person.occupation, seat.person.employer) if part),
        "since": date_format(seat.starts_on, "SHORT_DATE_FORMAT"),
        "until": _("sits until a successor is appointed") if seat.is_carried(day) else until,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    kind, word = STATES[finding.severity]
    due = date_format(finding.due) if finding.due and finding.severity != OK else ""
    return {
        "rule": finding.rule,
        "figure": finding.figure,
        "text": finding.text,
        "kind": kind,
        "word": word,
        "due": due,
    }


def _meetings(group: Body) -> list[Meeting]:
    """Called and held ones of the year, the first first."""
    states = (Meeting.State.CALLED, Meeting.State.HELD)
    found = Meeting.objects.filter(body=group, state__in=states).in_year(today().year)
    return list(found.select_related("minutes").order_by("starts_at", "id"))


def _attendance(meetings: Iterable[Meeting]) -> charts.Matrix | None:
    held = [meeting for meeting in meetings if meeting.state == Meeting.State.HELD]
    people: dict[str, dict[int, str]] = {}
    called = Participant.objects.filter(meeting__in=held).exclude(attendance="").select_related("person")
    for participant in called.order_by("person__sort_name", "id"):
        people.setdefault(participant.person.name, {})[participant.meeting_id] = participant.attendance
    if not people:
        return None
    days = [date_format(timezone.localtime(meeting.starts_at), "j.n.") for meeting in held]
    return charts.attendance_matrix(days, [(name, [at.get(m.pk, "") for m in held]) for name, at in people.items()])


def _progress(stand: Standing) -> charts.Bars | None:
    if stand.plan is None or stand.plan.state == Plan.State.DRAFT:
        return None
    counts = {
        status: Count("measures", filter=~Q(measures__text="") & Q(measures__status=status))
        for status in charts.PROGRESS
    }
    areas = StrategicArea.objects.filter(plan_id=stand.plan.id).annotate(**counts)
    return charts.progress_bars(
        {"label": str(area), **{status: getattr(area, status) for status in charts.PROGRESS}} for area in areas
    )


GROUP = Report(
    kind="group",
    name=gettext_lazy("Overview of a group"),
    template="pdf/group.html",
    permission="group.view",
    model="workgroups.WorkGroup",
    title=lambda group: group.name,
    head=lambda group: {"section": group.unit.name, "body": ""},
    context=_context,
)
