"""How the seats of a body stand: pure questions, without a database."""

from datetime import date, timedelta

import pytest

from members.models import Appointment
from members.roles import Role
from members.seats import State, needs_of, seats_of

DAY = date(2026, 11, 22)
RULES = {"size_min": 4, "size_max": 6, "term_notice_days": 60}


def held(number, role=Role.MEMBER, since=-400, until=None, **fields):
    """An appointment by days from the day; ``number`` is the person's."""
    return Appointment(
        pk=fields.pop("pk", number),
        person_id=number,
        body_id=1,
        role=role,
        starts_on=DAY + timedelta(days=since),
        ends_on=None if until is None else DAY + timedelta(days=until),
        **fields,
    )


def full():
    """A group with nothing to remark."""
    offices = [held(1, Role.LEADER), held(8, Role.CONTACT), held(9, Role.ADVISER)]
    return [*offices, *(held(number, until=400) for number in (2, 3, 4, 5))]


def group(*appointments, rules=RULES, **kwargs):
    return seats_of(needs_of("working_group", rules, **kwargs), appointments, DAY)


def test_a_full_group_has_no_remarks():
    assert group(*full()).summary == "5 of 4–6"


def test_everything_at_once_in_one_line():
    carried = held(4, since=-900, until=None, carried_since=DAY - timedelta(days=9), carried_reason="work")
    seats = group(held(1, Role.LEADER), held(2, until=60), held(3, until=61), carried, held(5), held(8, Role.CONTACT))
    assert seats.summary == "5 of 4–6 · 1 carried over · 1 ends soon · adviser vacant"
    assert [part.kind for part in seats.remarks] == ["late", "soon", "late"]


def test_what_is_not_of_the_day_counts_for_nothing():
    past, coming = held(6, since=-900, until=-1), held(7, since=1)
    seats = group(*full(), past, coming)
    assert (seats.members, seats.coming) == (5, [coming])
    touching = group(*full(), held(6, since=-900, until=0), held(7, since=0))
    assert touching.members == 7


def test_missing_members_are_seats_and_the_first_newcomer_is_told_at_one():
    newcomer = held(7, since=1)
    seats = group(held(1, Role.LEADER), held(8, Role.CONTACT), held(9, Role.ADVISER), held(2), newcomer)
    assert seats.summary == "2 of 4–6 · 2 seats vacant"
    assert [(seat.role, seat.successor) for seat in seats.vacant] == [("member", newcomer), ("member", None)]


def test_a_vacant_office_tells_who_begins():
    following = held(7, Role.LEADER, since=1)
    seats = group(*full()[1:], following)
    assert seats.summary == "4 of 4–6 · leader vacant"
    assert seats.vacant[0].successor == following


@pytest.mark.parametrize(
    ("following", "state"),
    [
        (held(2, since=31, pk=20), State.FILLED),
        (held(7, since=31, follows_id=2), State.FILLED),
        (held(2, Role.LEADER, since=31, pk=20), State.FILLED),
        # Empty for a day in between; somebody else without a word of whom they succeed; another office beside the group.
        (held(2, since=32, pk=20), State.SOON),
        (held(7, since=31), State.SOON),
        (held(2, Role.OBSERVER, since=31, pk=20), State.SOON),
    ],
)
def test_a_term_that_somebody_goes_on_with_does_not_end_soon(following, state):
    seats = group(held(2, until=30), following)
    assert seats.taken[0].state == state


def test_who_changes_to_another_office_does_not_end_soon():
    deputy = held(3, Role.DEPUTY_MEMBER, until=30, ended_kind="changed")
    seats = seats_of(needs_of("board"), [deputy, held(3, since=31, pk=30)], DAY)
    assert seats.taken[0].state == State.FILLED


def test_a_single_office_is_followed_by_the_next_holder():
    seats = group(held(1, Role.LEADER, until=30), held(7, Role.LEADER, since=31))
    assert (seats.taken[0].state, seats.taken[0].successor.person_id) == (State.FILLED, 7)


def test_carried_over_from_the_first_such_day():
    for since, state in ((1, State.FILLED), (0, State.CARRIED)):
        seat = held(2, carried_since=DAY + timedelta(days=since), carried_reason="term")
        assert group(seat).taken[0].state == state


def test_the_notice_is_the_mandates():
    assert group(held(2, until=61), rules=RULES | {"term_notice_days": 90}).count(State.SOON) == 1


def test_nobody_is_counted_twice():
    both = [held(1, Role.LEADER), held(1, Role.SECRETARY, pk=2)]
    assert group(*both).members == 1


@pytest.mark.parametrize(
    ("kind", "summary"),
    [
        ("board", "2 members · deputy leader vacant"),
        ("section_committee", "2 members · section leader vacant"),
        ("administration", "2 members · head of unit vacant"),
        ("control", "2 members"),
    ],
)
def test_other_bodies_need_their_offices_and_count_without_deputies(kind, summary):
    people = [held(1, Role.LEADER), held(2), held(3, Role.DEPUTY_MEMBER, rank=2), held(4, Role.OBSERVER)]
    seats = seats_of(needs_of(kind), people, DAY)
    assert seats.summary == summary
    assert seats.taken[2].label == "2. deputy member"


def test_without_a_mandate_no_number_is_asked_for():
    assert group(*full()[1:], rules=None).summary == "4 members · leader vacant"


def test_a_closed_body_needs_nobody():
    assert group(is_open=False).summary == "0 of 4–6"
