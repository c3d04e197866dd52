"""The next period's plan from the last one's."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from plans import contents
from plans.models import Indicator, IndicatorValue, Measure, Plan
from plans.operations import copies
from portal import audit
from portal.permissions import Refused
from tests.factories import GoalFactory

NEXT = {"title": "Alfa 2027", "starts_on": date(2027, 1, 1), "ends_on": date(2027, 12, 31)}


@pytest.mark.parametrize(
    ("day", "starts_on", "expected"),
    [
        (None, date(2027, 1, 1), None),
        (date(2026, 5, 31), date(2027, 1, 1), date(2027, 5, 31)),
        (date(2026, 8, 31), date(2026, 7, 1), date(2027, 2, 28)),
        (date(2025, 3, 1), date(2027, 1, 1), date(2027, 1, 1)),
        (date(2027, 3, 1), date(2027, 1, 1), date(2027, 12, 31)),
    ],
)
def test_dates_move_with_the_period(day, starts_on, expected):
    old = Plan(starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))
    assert copies.moved(day, old, starts_on, date(2027, 12, 31)) == expected


def test_what_is_carried_over_starts_anew(leader, member, approved):
    done, dated, worded = approved.measures
    Measure.objects.filter(pk=done.pk).update(status="done")
    Measure.objects.filter(pk=dated.pk).update(
        deadline_kind="date", due_on=date(2026, 5, 1), deadline_text="by 1 May 2026", status="delayed", status_note="Ill",
        budget=Decimal(500), is_strategic=True, version=7,
    )  # fmt: skip
    Measure.objects.filter(pk=worded.pk).update(deadline_text="Before summer")
    dated.responsible.create(person=member.person)
    dated.responsible.create(role="leader")
    indicator = Indicator.objects.create(
        goal=approved.first, name="Posts", unit="%", baseline=40, target=60, target_on=date(2026, 12, 31)
    )
    IndicatorValue.objects.create(indicator=indicator, on=date(2026, 6, 1), value=Decimal(48))
    GoalFactory(area=approved.area, number="1.3", position=3, title="Empty")
    chosen = [each.pk for each in copies.unfinished(contents.load(approved.plan))]
    made = copies.copy(leader, plan=approved.plan, measures=chosen, keep_empty=False, **NEXT)
    assert (made.state, made.copied_from, made.body) == ("draft", approved.plan, approved.plan.body)
    content = contents.load(made)
    assert [(area.area.title, [goal.goal.title for goal in area.goals]) for area in content.areas] == [
        ("Full-time work", ["More full posts"]),
        ("Own measures", []),
    ]
    first, second = content.measures
    assert (first.text, first.due_on, first.deadline_text, first.status, first.status_note) == (
        "Measure 2", date(2027, 5, 1), "", "not_started", "",
    )  # fmt: skip
    assert (first.budget, first.is_strategic, first.version, first.origin_id) == (Decimal(500), True, 0, None)
    assert [(row.person, row.role) for row in contents.named(first)] == [(member.person, ""), (None, "leader")]
    assert second.deadline_text == "Before summer"
    copied = Indicator.objects.get(goal__area__plan=made)
    assert (copied.baseline, copied.baseline_on, copied.target_on) == (48, date(2026, 6, 1), date(2027, 12, 31))
    assert copied.values.count() == 0
    assert audit.history(made)[0].verb == "plan.copy"


def test_only_those_who_may_begin_a_plan_copy_one_and_only_its_own_measures(leader, member, approved, draft):
    with pytest.raises(Refused):
        copies.copy(member, plan=approved.plan, measures=[], **NEXT)
    with pytest.raises(ValidationError):
        copies.copy(leader, plan=approved.plan, measures=[999_999], **NEXT)
    with pytest.raises(ValidationError) as error:
        copies.copy(leader, plan=approved.plan, measures=[], **{**NEXT, "ends_on": date(2026, 1, 1)})
    assert "ends_on" in error.value.message_dict
    assert Plan.objects.count() == 1
