"""A federation's plan in force with an area, a goal and measures, and boards on the levels below."""

from datetime import date
from types import SimpleNamespace

import pytest

from members.roles import Role
from plans.models import Plan
from plans.operations import publications
from sections.models import Body
from tests.factories import (
    AppointmentFactory,
    AreaFactory,
    BodyFactory,
    GoalFactory,
    MeasureFactory,
    PlanFactory,
    UserFactory,
)

PERIOD = {"starts_on": date(2026, 1, 1), "ends_on": date(2027, 12, 31)}


def officer(body, role=Role.LEADER):
    """Who holds the office, appointed where nobody does."""
    held = body.appointments.filter(role=role).first()
    if held is not None:
        return held.person.user
    user = UserFactory()
    AppointmentFactory(person=user.person, body=body, role=role)
    return user


def publish(plan, actor=None, levels=(), note=""):
    """Publish, and do the worker's work."""
    publication = publications.publish(actor, plan=plan, levels=levels, note=note, at_once=True)
    publications.distribute(publication.distribution)
    publication.distribution.refresh_from_db()
    return publication


def written(body, **fields) -> Plan:
    """A body's own draft with the part for local measures."""
    plan = PlanFactory(body=body, **{**PERIOD, **fields})
    AreaFactory(plan=plan, position=1, number="", title="Own measures", is_local=True)
    return plan


@pytest.fixture
def above(union) -> SimpleNamespace:
    board = BodyFactory(unit=union.federation, name="Federation board", slug="federation-board")
    plan = written(board, title="The federation’s plan", state=Plan.State.APPROVED)
    area = AreaFactory(plan=plan, position=2, number="1", title="Full-time work")
    goal = GoalFactory(area=area, position=1, number="1.1", title="More full posts")
    passed = [
        MeasureFactory(plan=plan, area=area, goal=goal, position=n, text=f"For all {n}", is_strategic=True)
        for n in (1, 2)
    ]
    MeasureFactory(plan=plan, area=area, goal=goal, position=3, text="Ours alone")
    passed[0].responsible_text = "Leder"
    passed[0].deadline_kind, passed[0].due_on = "date", date(2026, 6, 30)
    passed[0].save()
    return SimpleNamespace(board=board, plan=plan, area=area, goal=goal, passed=passed)


@pytest.fixture
def county_board(union) -> Body:
    return BodyFactory(unit=union.county, name="County board", slug="county-board")
