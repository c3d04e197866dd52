"""A continuous measure is not forgotten: its next look stands among the duties from the day on."""

from datetime import date, timedelta

import pytest

from plans.models import Measure, MeasureResponsible, Plan
from portal.owed import rows
from portal.telling import duty_of
from tests.factories import AreaFactory, MeasureFactory, PlanFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("looked_on", "day"),
    [
        (date(2026, 1, 15), date(2026, 4, 15)),
        (date(2026, 11, 30), date(2027, 3, 1)),
        (date(2026, 12, 1), date(2027, 3, 1)),
        (date(2025, 11, 29), date(2026, 3, 1)),
    ],
)
def test_a_continuous_measure_is_owed_when_its_rhythm_says_so(group, member, looked_on, day):
    plan = PlanFactory(body=group, state=Plan.State.APPROVED, starts_on=date(2025, 1, 1), ends_on=date(2027, 12, 31))
    measure = MeasureFactory(area=AreaFactory(plan=plan), deadline_kind="continuous", review_months=3, text="Follow up")
    MeasureResponsible.objects.create(measure=measure, person=member.person)
    Measure.objects.update(reviewed_on=looked_on)
    measure.refresh_from_db()
    assert measure.next_review_on == day
    assert list(rows(member, day - timedelta(days=1), 9)) == []
    (duty,) = (duty_of(row, day) for row in rows(member, day, 9))
    assert (duty.verb, duty.text, duty.due) == ("measure.review", "Follow up", day)
    Measure.objects.update(reviewed_on=None, starts_on=None)
    assert [duty_of(row, day).due for row in rows(member, day, 9)] == [date(2025, 4, 1)]
