"""Mails about a plan's way through the board: to those who decide, and back to those who wrote."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse

from members.access import BOARD_KINDS
from members.models import Appointment
from members.roles import LEADS, Role
from plans.models import MeasureComment, Plan
from portal import mail

DECIDES = (Role.LEADER, Role.DEPUTY_LEADER)


def submitted(plan: Plan) -> None:
    """Tell the board's leaders that a plan waits, and the group's contact that it is sent."""
    contacts = Appointment.objects.active().filter(body=plan.body, role=Role.CONTACT)
    _send("plan_submitted", plan, _deciders(plan) | contacts, f"plan.submit:{plan.pk}:{_stamp(plan.submitted_at)}")


def decided(plan: Plan, version: int, remarks: list[MeasureComment]) -> None:
    """Tell the group that its plan is approved, with the remarks that go along."""
    _send("plan_approved", plan, _group(plan), f"plan.approve:{plan.pk}:{version}", remarks)


def returned(plan: Plan, submitted_at: datetime | None, comments: list[MeasureComment]) -> None:
    """Tell the group what the board wants changed. ``submitted_at`` tells one return from the next."""
    _send("plan_returned", plan, _group(plan), f"plan.return:{plan.pk}:{_stamp(submitted_at)}", comments)


def reported(plan: Plan) -> None:
    """Tell the board's leaders what came of the plan."""
    _send("plan_reported", plan, _deciders(plan), f"plan.report:{plan.pk}:{_stamp(plan.reported_at)}")


def _deciders(plan: Plan):
    return Appointment.objects.active().filter(
        body__unit=plan.body.unit_id, body__kind__in=BOARD_KINDS, body__closed_on=None, role__in=DECIDES
    )


def _stamp(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _group(plan: Plan):
    return Appointment.objects.active().filter(body=plan.body, role__in=(*LEADS, Role.SECRETARY))


def _send(template: str, plan: Plan, appointments, occasion: str, comments: Sequence[MeasureComment] = ()) -> None:
    context = {
        "plan": plan,
        "plan_path": reverse("plans:plan.view", args=[plan.pk]),
        # What is said of the whole stands in the plan's reason.
        "comments": [comment for comment in comments if comment.about],
    }
    people = {each.person_id: each.person for each in appointments.select_related("person__user")}
    for person in people.values():
        mail.queue(template, to=person.recipient, occasion=occasion, context=context, about=plan)
