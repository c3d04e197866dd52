"""A plan of the group with an area, two goals and a local part."""

from datetime import date
from types import SimpleNamespace

import pytest

from plans.models import Plan
from tests.factories import AreaFactory, GoalFactory, MeasureFactory, PlanFactory


@pytest.fixture
def draft(group) -> SimpleNamespace:
    plan = PlanFactory(body=group, title="Alfa 2026", starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))
    area = AreaFactory(plan=plan, position=1, number="1", title="Full-time work")
    local = AreaFactory(plan=plan, position=2, number="", title="Own measures", is_local=True)
    first = GoalFactory(area=area, position=1, number="1.1", title="More full posts")
    second = GoalFactory(area=area, position=2, number="1.2", title="Better pay")
    measures = [MeasureFactory(plan=plan, area=area, goal=first, position=n, text=f"Measure {n}") for n in (1, 2, 3)]
    return SimpleNamespace(plan=plan, area=area, local=local, first=first, second=second, measures=measures)


@pytest.fixture
def approved(draft) -> SimpleNamespace:
    Plan.objects.filter(pk=draft.plan.pk).update(state=Plan.State.APPROVED)
    draft.plan.refresh_from_db()
    return draft


@pytest.fixture
def submitted(draft) -> SimpleNamespace:
    Plan.objects.filter(pk=draft.plan.pk).update(state=Plan.State.SUBMITTED)
    draft.plan.refresh_from_db()
    return draft
