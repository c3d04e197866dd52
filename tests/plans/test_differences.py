"""Which rows of two plans are the same row, and what became of them."""

from datetime import date
from decimal import Decimal
from time import perf_counter

import pytest

from plans.differences import compare
from plans.outline import AreaOutline, Deadline, GoalOutline, IndicatorOutline, MeasureOutline, PlanOutline


def plan(*goals: GoalOutline, **values) -> PlanOutline:
    return PlanOutline("Plan", areas=[AreaOutline("1", "Work", goals=list(goals), key="a1")], **values)


def goal(number: str, *measures: MeasureOutline, **values) -> GoalOutline:
    return GoalOutline(number, f"Goal {number}", measures=list(measures), key=f"g{number}", **values)


def measure(text: str, key: str = "", **values) -> MeasureOutline:
    return MeasureOutline(text, key=key, **values)


def told(before: PlanOutline, after: PlanOutline, *, same_plan: bool = True) -> list[tuple]:
    """Of each measure: what became of it, its text, the fields that are another."""
    found = compare(before, after, same_plan=same_plan)
    rows = [row for area in found.areas for row in area.measures()]
    return [(row.how, row.node.title, [change.name for change in row.fields]) for row in rows]


def test_the_same_plan_has_no_differences():
    one = plan(goal("1.1", measure("Ask all members", "1"), measure("", "2", comment="Alone")), introduction="Text")
    found = compare(one, PlanOutline.from_json(one.to_json()), same_plan=True)
    assert found.is_empty
    assert not found.plan_changed
    assert found.counts == {"new": 0, "gone": 0, "changed": 0, "reported": 0, "same": 1, "carried": 1}


def test_rows_are_known_by_their_keys_and_stand_in_order():
    before = plan(goal("1.1", measure("First", "1"), measure("Second", "2"), measure("Third", "3")))
    after = plan(goal("1.1", measure("Written wholly anew", "1"), measure("Third", "3"), measure("Fourth", "4")))
    assert told(before, after) == [
        ("changed", "Written wholly anew", ["text"]),
        ("gone", "Second", []),
        ("same", "Third", []),
        ("new", "Fourth", []),
    ]


@pytest.mark.parametrize(
    ("values", "how", "field", "text"),
    [
        ({"responsible": "Leader"}, "changed", "responsible", "Leader"),
        ({"deadline": Deadline("date", ends_on=date(2026, 5, 1))}, "changed", "deadline", "1 May 2026"),
        ({"deadline": Deadline("continuous"), "review_months": 3}, "changed", "deadline",
         "Continuous\nlooked at every 3 months"),
        ({"budget": Decimal(2500)}, "changed", "budget", "2,500"),
        ({"status": "done"}, "reported", "status", "Done"),
        ({"status_note": "Well"}, "reported", "status_note", "Well"),
    ],
)  # fmt: skip
def test_each_field_is_told_as_people_read_it(values, how, field, text):
    before, after = plan(goal("1.1", measure("Ask", "1"))), plan(goal("1.1", measure("Ask", "1", **values)))
    found = compare(before, after, same_plan=True)
    (row,) = [row for area in found.areas for row in area.measures()]
    assert (row.how, [(change.name, change.after) for change in row.fields]) == (how, [(field, text)])
    assert found.plan_changed == (how == "changed")


def test_a_moved_row_tells_where_it_stood():
    before = plan(goal("1.1", measure("Ask", "1")), goal("1.2"))
    after = plan(goal("1.1"), goal("1.2", measure("Ask", "1")))
    found = compare(before, after, same_plan=True)
    (row,) = [row for area in found.areas for row in area.measures()]
    assert (row.how, row.moved_from) == ("changed", "1.1 Goal 1.1")


def test_the_plans_own_texts_goals_and_indicators_are_compared():
    posts = IndicatorOutline("Full posts", "%", baseline=Decimal(48), target=Decimal(60))
    before = plan(goal("1.1", indicators=[posts]), starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))
    after = plan(goal("1.1"), starts_on=date(2026, 1, 1), ends_on=date(2027, 12, 31), challenges_long="Fewer hands")
    found = compare(before, after, same_plan=True)
    assert [change.name for change in found.texts] == ["period", "challenges_long"]
    (change,) = found.areas[0].children[0].fields
    assert (change.name, change.before, change.after) == ("indicators", "Full posts: 48 % → 60 %", "")


def test_two_plans_are_paired_by_their_words():
    before = plan(
        goal("1.1", measure("Ask all members what they need", "1"), measure("Hold a course", "2")),
        goal("1.2", measure("Hold a course", "3", status="done")),
    )
    after = plan(
        goal("1.1", measure("Hold a course", "7"), measure("Ask all the members what they need now", "8")),
        goal("1.2", measure("Visit every workplace", "9")),
    )
    assert told(before, after, same_plan=False) == [
        ("same", "Hold a course", []),
        ("changed", "Ask all the members what they need now", ["text"]),
        ("gone", "Hold a course", []),
        ("new", "Visit every workplace", []),
    ]


def test_keys_of_another_plan_mean_nothing():
    before, after = plan(goal("1.1", measure("Ask", "1"))), plan(goal("1.1", measure("Travel", "1")))
    assert [how for how, _text, _fields in told(before, after, same_plan=False)] == ["gone", "new"]


def test_unchanged_rows_that_follow_each_other_are_folded_together():
    rows = [measure(f"Row {n}", str(n)) for n in range(5)]
    found = compare(plan(goal("1.1", *rows)), plan(goal("1.1", *rows[:2], measure("New"), *rows[2:])), same_plan=True)
    assert [(touched, len(run)) for touched, run in found.areas[0].children[0].runs] == [
        (False, 2),
        (True, 1),
        (False, 3),
    ]


def test_a_removed_area_keeps_its_place_and_its_rows():
    first, second, third = (AreaOutline(str(n), f"Area {n}", measures=[measure(f"Do {n}")]) for n in (1, 2, 3))
    found = compare(PlanOutline(areas=[first, second, third]), PlanOutline(areas=[first, third]), same_plan=False)
    assert [(area.how, len(area.children)) for area in found.areas] == [("same", 1), ("gone", 1), ("same", 1)]


def test_a_thousand_rows_all_rewritten_take_little_time():
    before = plan(
        goal("1.1", *(measure(f"Ask the members of workplace {n} about the work", str(n)) for n in range(1000)))
    )
    after = plan(goal("1.1", *(measure(f"Talk with the members of workplace {n} on work") for n in range(1000))))
    started = perf_counter()
    assert compare(before, after, same_plan=False).counts["carried"] == 1000
    # Measured: 0.05 s.
    assert perf_counter() - started < 5
