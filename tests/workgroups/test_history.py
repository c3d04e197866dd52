"""The record of each week: once, caught up when missed, and not for groups that are not there."""

from datetime import date

import pytest
import time_machine

from portal import tasks
from tests.factories import GroupFactory, MandateFactory
from workgroups import history
from workgroups.models import CheckRecord

pytestmark = pytest.mark.django_db


def test_each_group_is_kept_once_a_week_and_a_missed_week_is_caught_up():
    group = GroupFactory()
    MandateFactory(body=group)
    GroupFactory(closed_on=date(2026, 1, 1))
    with time_machine.travel(date(2026, 11, 16), tick=False):
        assert (tasks.record_checks(), tasks.record_checks()) == (1, 0)
    with time_machine.travel(date(2026, 11, 22), tick=False):
        late = GroupFactory(founded_on=date(2026, 11, 20))
        assert tasks.record_checks() == 1
        assert CheckRecord.objects.get(body=late).results.keys() == {
            "size", "leader", "contact", "adviser", "competence",
        }  # fmt: skip
    with time_machine.travel(date(2026, 12, 3), tick=False):
        assert tasks.record_checks() == 2
        assert [kept.on for kept in history.year_of(group)] == [date(2026, 11, 16), date(2026, 12, 3)]
        assert [kept.on for kept in history.year_of(group, date(2026, 12, 2))] == [date(2026, 11, 16)]
    assert history.year_of(group, date(2027, 11, 16)) == [CheckRecord.objects.get(body=group, on=date(2026, 12, 3))]
