"""What the printed notice, the minutes and the table of the mandates' rules show.

Nothing in it may change by itself: the fingerprint tells the content.
"""

from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.documents import Report, day_of
from portal.periods import today
from sections.models import Unit
from workgroups.models import Meeting, Minutes, Participant, WorkGroup
from workgroups.overviews import overview
from workgroups.rules import RULES

Attendance = Participant.Attendance
# The order in which the minutes list who was there.
GROUPS = (Attendance.PRESENT, Attendance.PARTLY, Attendance.APOLOGY, Attendance.ABSENT)


def _head(meeting: Meeting) -> dict[str, str]:
    return {"section": meeting.body.unit.name, "body": meeting.body.name}


def _people(meeting: Meeting) -> list[Participant]:
    return list(meeting.participants.select_related("person", "deputy_for").order_by("person__sort_name", "id"))


def present(participant: Participant) -> dict[str, Any]:
    return {"name": participant.person.name, "role": participant.role_label}


def attendance_groups(participants: list[Participant]) -> list[dict[str, Any]]:
    """Those present, partly present, with apology, absent: each with a label and its people."""
    groups = []
    for value in GROUPS:
        people = [present(p) for p in participants if p.attendance == value]
        if people:
            groups.append({"code": value, "label": value.label, "people": people})
    return groups


def notice_context(meeting: Meeting) -> dict[str, Any]:
    """``meeting``, ``body``; ``called`` (name, role); ``agenda`` (case, title, kind, text, presenter, duration); total ``minutes``."""
    agenda = list(meeting.agenda.select_related("presenter"))
    return {
        "meeting": meeting,
        "body": meeting.body,
        "called": [present(participant) for participant in _people(meeting)],
        "agenda": [
            {
                "case": item.case,
                "title": item.title,
                "kind": item.get_kind_display(),
                "text": item.text,
                "presenter": str(item.presenter) if item.presenter_id else "",
                "duration": item.duration,
            }
            for item in agenda
        ],
        "minutes_in_all": sum(item.duration or 0 for item in agenda),
        "called_by": str(meeting.called_by) if meeting.called_by_id else "",
    }


def minutes_context(minutes: Minutes) -> dict[str, Any]:
    """``meeting``, ``body``, ``attendance``; ``items`` (anchor, case, title, text, decision, tasks); ``decisions``; ``tasks``.

    The state after the approval (laid, noted) and the state of tasks are left out: approved minutes look as they were approved.
    """
    meeting = minutes.meeting
    items = [
        {
            "anchor": f"item-{item.pk}",
            "case": item.agenda_item.case if item.agenda_item else "",
            "title": item.title,
            "text": item.text,
            "decision": item.decision,
            "tasks": [
                {"title": task.title, "responsible": str(task.responsible), "due_on": task.due_on}
                for task in item.tasks.all()
            ],
        }
        for item in minutes.items.select_related("agenda_item").prefetch_related("tasks__responsible")
    ]
    return {
        "minutes": minutes,
        "meeting": meeting,
        "body": meeting.body,
        "attendance": attendance_groups(_people(meeting)),
        "items": items,
        "decisions": [item for item in items if item["decision"]],
        "tasks": [task for item in items for task in item["tasks"]],
        "is_draft": not minutes.is_final,
        "approved_on": minutes.approved_at,
        "approval_basis": minutes.get_approval_basis_display() if minutes.approval_basis else "",
        "approved_by": str(minutes.approved_by) if minutes.approved_by_id else "",
    }


NOTICE = Report(
    kind="notice",
    name=gettext_lazy("Notice with agenda"),
    template="pdf/notice.html",
    permission="meeting.view",
    model="workgroups.Meeting",
    title=lambda meeting: _("Notice of meeting: %(meeting)s") % {"meeting": meeting},
    head=_head,
    context=notice_context,
)
MINUTES = Report(
    kind="minutes",
    name=gettext_lazy("Minutes"),
    template="pdf/minutes.html",
    permission="minutes.view",
    model="workgroups.Minutes",
    title=lambda minutes: _("Minutes: %(meeting)s") % {"meeting": minutes.meeting},
    head=lambda minutes: _head(minutes.meeting),
    context=minutes_context,
    archived=lambda minutes: minutes.archived,
)


def groups_of(unit: Unit):
    """The expert groups of a unit and of those below it, and those that are shared with it."""
    below = [pk for pk, _above in Unit.objects.lines_below([unit.pk])]
    shared = WorkGroup.shared_with.through.objects.filter(unit_id=unit.pk).values("body_id")
    return WorkGroup.objects.filter(Q(unit_id__in=[unit.pk, *below]) | Q(pk__in=shared))


def mandates_context(unit: Unit, on: date | None = None) -> dict[str, Any]:
    """``rows`` of groups × ``rules`` as of the day, ``facts``; the day that it holds for is part of the content."""
    day = on or today()
    rows = overview(groups_of(unit), day)
    worst = [row.worst for row in rows]
    return {
        "rules": RULES,
        "rows": rows,
        "open": [row for row in rows if row.open],
        "facts": [
            (_("As of"), date_format(day)),
            (_("Groups"), str(len(rows))),
            (_("With deviations"), str(worst.count("breach"))),
            (_("With something soon"), str(worst.count("soon"))),
            (_("All in order"), str(worst.count("ok"))),
        ],
    }


def whole_house() -> Unit | None:
    """The unit above all others that has expert groups: the only section, or the federation of several."""
    owners = Unit.objects.filter(bodies__in=WorkGroup.objects.all()).distinct()
    found = list(owners[:2])
    if len(found) == 1:
        return found[0]
    return Unit.objects.filter(kind=Unit.Kind.FEDERATION).first()


MANDATES = Report(
    kind="mandates",
    name=gettext_lazy("All groups with their mandates’ rules"),
    template="pdf/mandates.html",
    permission="check.print",
    model="sections.Unit",
    title=lambda unit, on=None: _("The groups and their mandates"),
    head=lambda unit: {"section": unit.name, "body": ""},
    context=mandates_context,
    takes={"on": day_of},
    whole=whole_house,
)
