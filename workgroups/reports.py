"""What the printed notice and the printed minutes show. Nothing in it may change by itself: the fingerprint tells the content."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.documents import Report
from workgroups.models import Meeting, Minutes, Participant

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
