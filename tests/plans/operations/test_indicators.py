"""What a goal is measured by."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from plans.models import IndicatorValue
from plans.operations import indicators
from plans.operations.stale import Stale, fingerprint
from portal import audit
from portal.periods import today
from portal.permissions import Refused

POSTS = {"name": "Full posts", "unit": "%", "baseline": Decimal(48), "target": Decimal(60)}


@pytest.fixture
def posts(leader, draft):
    made = indicators.create(leader, goal=draft.first, **POSTS)
    made.refresh_from_db()
    return made


def test_those_who_write_the_plan_say_what_is_measured(member, leader, posts, draft):
    with pytest.raises(Refused):
        indicators.create(member, goal=draft.first, **POSTS)
    seen = fingerprint(posts, indicators.FIELDS)
    indicators.change(leader, indicator=posts, seen=seen, target=Decimal(65))
    with pytest.raises(Stale):
        indicators.change(leader, indicator=posts, seen=seen, target=Decimal(70))
    assert audit.history(draft.plan)[0].changes == {"target": ["60.00", "65"]}
    indicators.remove(leader, indicator=posts)
    assert draft.first.indicators.count() == 0


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": " "}, "name"),
        ({"target": Decimal(10) ** 12}, "target"),
        ({"baseline_on": date(2026, 6, 1), "target_on": date(2026, 5, 1)}, "target_on"),
    ],
)
def test_a_wrong_indicator_is_refused_at_its_field(leader, draft, values, field):
    with pytest.raises(ValidationError) as error:
        indicators.create(leader, goal=draft.first, **{**POSTS, **values})
    assert field in error.value.message_dict


def test_values_are_given_as_the_plan_runs_and_corrected(leader, member, posts, approved):
    posts.goal.area.plan.refresh_from_db()
    with pytest.raises(Refused):
        indicators.change(leader, indicator=posts, target=Decimal(1))
    with pytest.raises(Refused):
        indicators.measure(member, indicator=posts, on=today(), value=Decimal(50))
    with pytest.raises(ValidationError):
        indicators.measure(leader, indicator=posts, on=today() + timedelta(days=1), value=Decimal(50))
    for value in (50, 51):
        indicators.measure(leader, indicator=posts, on=today(), value=Decimal(value), note="Counted")
    row = IndicatorValue.objects.get()
    assert (row.value, row.by) == (51, leader)
    indicators.unmeasure(leader, value=row)
    assert not IndicatorValue.objects.exists()
    assert [entry.verb for entry in audit.history(approved.plan)][:3] == [
        "indicator.unmeasure", "indicator.measure", "indicator.measure",
    ]  # fmt: skip
