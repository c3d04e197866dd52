"""Areas and goals: numbers that follow, order, and nothing that goes by mistake."""

import pytest
from django.core.exceptions import ValidationError

from plans.operations import areas, goals
from plans.operations.stale import Stale, fingerprint
from portal.permissions import Refused


@pytest.mark.parametrize("who", ["member", "contact", "board_leader", "auditor", "stranger"])
def test_others_may_not_write(request, draft, who):
    user = request.getfixturevalue(who)
    for refused in (
        lambda: areas.create(user, plan=draft.plan, title="New"),
        lambda: areas.change(user, area=draft.area, number="1", title="New"),
        lambda: areas.move(user, area=draft.area, up=False),
        lambda: areas.remove(user, area=draft.local),
        lambda: goals.create(user, area=draft.area, title="New"),
        lambda: goals.change(user, goal=draft.first, number="1", title="New"),
        lambda: goals.move(user, goal=draft.first, up=False),
        lambda: goals.remove(user, goal=draft.second),
    ):
        with pytest.raises(Refused):
            refused()


def test_what_still_holds_something_is_not_removed(leader, draft):
    with pytest.raises(ValidationError):
        areas.remove(leader, area=draft.area)
    with pytest.raises(ValidationError):
        goals.remove(leader, goal=draft.first)


def test_what_is_empty_is_removed(leader, draft):
    goals.remove(leader, goal=draft.second)
    areas.remove(leader, area=draft.local)
    assert draft.plan.areas.get().goals.get() == draft.first


@pytest.mark.parametrize(("title", "number", "field"), [(" ", "1", "title"), ("Title", "1" * 21, "number")])
def test_wrong_values_are_refused_at_their_field(leader, draft, title, number, field):
    for verb, part in ((areas.change, {"area": draft.area}), (goals.change, {"goal": draft.first})):
        with pytest.raises(ValidationError) as error:
            verb(leader, title=title, number=number, **part)
        assert field in error.value.message_dict


def test_a_stale_title_is_refused(leader, draft):
    for verb, part in ((areas.change, {"area": draft.area}), (goals.change, {"goal": draft.first})):
        seen = fingerprint(next(iter(part.values())), ("number", "title"))
        verb(leader, title="First", number="1", seen=seen, **part)
        with pytest.raises(Stale):
            verb(leader, title="Second", number="1", seen=seen, **part)


def test_numbers_follow_and_the_local_part_stays_last(leader, draft):
    area = areas.create(leader, plan=draft.plan, title="Climate")
    goal = goals.create(leader, area=area, title="Fewer journeys")
    more = goals.create(leader, area=draft.area, title="More")
    own = goals.create(leader, area=draft.local, title="Own")
    assert (area.number, goal.number, more.number, own.number) == ("2", "2.1", "1.3", "")
    assert [each.number for each in draft.plan.areas.all()] == ["1", "2", ""]


def test_the_numbers_stay_in_their_places_when_rows_move(leader, draft):
    climate = areas.create(leader, plan=draft.plan, title="Climate")
    goals.create(leader, area=climate, title="Fewer journeys")
    areas.move(leader, area=climate, up=True)
    goals.move(leader, goal=draft.second, up=True)
    found = [(str(area), [str(goal) for goal in area.goals.all()]) for area in draft.plan.areas.all()]
    assert found == [
        ("1 Climate", ["1.1 Fewer journeys"]),
        ("2 Full-time work", ["2.1 Better pay", "2.2 More full posts"]),
        ("Own measures", []),
    ]


def test_moving_beyond_the_end_does_nothing(leader, draft):
    areas.move(leader, area=draft.area, up=True)
    goals.move(leader, goal=draft.second, up=False)
    assert [goal.number for goal in draft.area.goals.all()] == ["1.1", "1.2"]
