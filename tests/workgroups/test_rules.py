"""The fifteen rules at their limits: each ok, soon and a breach; pure questions of a standing, without a database."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from members.models import Appointment, Person
from members.roles import Role
from sections.models import Body
from workgroups.models import Mandate
from workgroups.rules import RULES
from workgroups.standings import RULES as NUMBERS
from workgroups.standings import Field, PlanFigures, Round, Standing

SPRING, AUTUMN, DAY = date(2026, 3, 10), date(2026, 9, 10), date(2026, 11, 22)
MANDATE = {name: getattr(Mandate(), name) for name in NUMBERS}
BY_CODE = {rule.code: rule for rule in RULES}


def days(number):
    return None if number is None else DAY + timedelta(days=number)


def held(number, role=Role.MEMBER, since=-400, until=300, *, active=True, carried=None, outside=(True, None), **fields):
    """An appointment, by days from the day. ``outside``: on the board or the staff, and until when."""
    person = Person(pk=number, first_name=f"Person{number}", occupationally_active=active)
    person.inactive_since = None if active else days(-5)
    seat = Appointment(
        pk=fields.pop("pk", number), person=person, role=role, starts_on=days(since), ends_on=days(until), **fields
    )
    if carried:
        seat.ends_on, seat.carried_since, seat.carried_reason = None, days(-3), carried
    seat.on_board = seat.on_staff = outside[0]
    seat.board_until = seat.staff_until = days(outside[1])
    # Who has left and has no letter is told by members.models.unconfirmed.
    seat.lacks_letter = until is not None and until < 0
    return seat


OFFICES = (held(1, Role.LEADER), held(8, Role.CONTACT, until=None), held(9, Role.ADVISER, until=None))
MEMBERS = (held(2), held(3), held(4))


def standing(*seats, at=DAY, rules=MANDATE, **figures):
    group = Body(pk=1, kind=Body.Kind.WORKING_GROUP, slug="group", founded_on=date(2020, 1, 1))
    return Standing(group=group, at=at, rules=rules, seats=list(seats or (*OFFICES, *MEMBERS)), **figures)


def mandate(**numbers):
    return MANDATE | numbers


def plan(state, behind=0):
    return PlanFigures(1, "Plan", state, 10, 4, behind)


def ago(number):
    return {"unlaid": 2, "unlaid_since": datetime(2026, 11, 22, 12, tzinfo=UTC) - timedelta(days=number)}


def asked(closes, closed=None, answered=2):
    return {"round": Round(days(closes), days(closed), 4, answered)}


LAW, IT = Field(1, "Law", frozenset({2})), Field(2, "IT", frozenset({3, 99}))
ENDED = held(7, since=-800, until=-10)
LETTER = held(7, since=-800, until=-10)
LETTER.lacks_letter = False

# Rule → (severity, figure, limit, due, the standing).
CASES = {
    "size": [
        ("ok", 4, 4, None, standing()),
        ("ok", 6, 4, None, standing(*OFFICES, *MEMBERS, held(5), held(6))),
        # A secretary who is a member, too, is one member; contact and adviser are none.
        ("breach", 3, 4, None, standing(*OFFICES, held(2), held(2, Role.SECRETARY, pk=20), held(3))),
        ("breach", 7, 6, None, standing(*OFFICES, *MEMBERS, held(5), held(6), held(7))),
        ("breach", 3, 4, None, standing(*OFFICES, held(2), held(3), held(5, since=1))),
        ("soon", 4, 4, None, standing(*OFFICES, held(2), held(3), held(4, carried="term"))),
        ("soon", 4, 4, 30, standing(*OFFICES, held(2), held(3), held(4, until=30))),
        ("ok", 4, 4, None, standing(*OFFICES, held(2), held(3), held(4, until=30), held(5, since=40))),
    ],
    "term": [
        ("ok", 0, 0, None, standing(*OFFICES, held(2, until=61))),
        ("soon", 1, 0, 60, standing(*OFFICES, held(2, until=60))),
        ("ok", 0, 0, None, standing(*OFFICES, held(2, until=61), rules=mandate(term_notice_days=60))),
        ("soon", 1, 0, 61, standing(*OFFICES, held(2, until=61), rules=mandate(term_notice_days=61))),
        # Somebody goes on: oneself, or a successor named as such.
        ("ok", 0, 0, None, standing(*OFFICES, held(2, until=20), held(2, since=21, pk=20))),
        ("ok", 0, 0, None, standing(*OFFICES, held(2, until=20), held(5, since=21, follows_id=2))),
        ("breach", 1, 0, -3, standing(*OFFICES, held(2, carried="term"))),
        ("ok", 0, 0, None, standing(*OFFICES, held(2, carried="term"), held(5, since=9, follows_id=2))),
        # Who left the field of work is another rule's matter, until the term is over as well.
        ("ok", 0, 0, None, standing(*OFFICES, *MEMBERS, held(5, carried="work", term_ends_on=days(90)))),
        # No last day: the mandate's two years count.
        ("ok", 0, 0, None, standing(*OFFICES, held(2, since=-600, until=None))),
        ("soon", 1, 0, 29, standing(*OFFICES, held(2, since=-700, until=None))),
        ("breach", 1, 0, -71, standing(*OFFICES, held(2, since=-800, until=None))),
        ("ok", 0, 0, None, standing(*OFFICES, held(2, since=-800, until=None), rules=mandate(term_months=48))),
        # Ended, and the group is short of a member since; not where the group is full, or where it ended otherwise.
        ("breach", 1, 0, -10, standing(*OFFICES, held(2), held(3), ENDED)),
        ("ok", 0, 0, None, standing(*OFFICES, *MEMBERS, ENDED)),
        ("ok", 0, 0, None, standing(*OFFICES, held(2), held(3), held(7, until=-10, ended_kind="resigned"))),
    ],
    "leader": [
        ("ok", 1, 1, None, standing()),
        ("breach", 0, 1, None, standing(*OFFICES[1:], *MEMBERS)),
        ("soon", 0, 1, 5, standing(*OFFICES[1:], *MEMBERS, held(6, Role.LEADER, since=5))),
        ("soon", 1, 1, None, standing(held(1, Role.LEADER, carried="term"))),
        ("soon", 1, 1, 20, standing(held(1, Role.LEADER, until=20))),
        ("ok", 1, 1, None, standing(held(1, Role.LEADER, until=20), held(6, Role.LEADER, since=21))),
    ],
    "contact": [
        ("ok", 1, 1, None, standing()),
        ("breach", 0, 1, None, standing(OFFICES[0], OFFICES[2], *MEMBERS)),
        ("breach", 0, 1, None, standing(held(8, Role.CONTACT, outside=(False, None)))),
        ("soon", 1, 1, 60, standing(held(8, Role.CONTACT, outside=(True, 60)))),
        ("ok", 1, 1, None, standing(held(8, Role.CONTACT, outside=(True, 61)))),
        ("soon", 1, 1, 10, standing(held(8, Role.CONTACT, until=10))),
        ("soon", 0, 1, 9, standing(held(8, Role.CONTACT, since=9))),
    ],
    "adviser": [
        ("ok", 1, 1, None, standing()),
        ("breach", 0, 1, None, standing(*OFFICES[:2])),
        ("breach", 0, 1, None, standing(held(9, Role.ADVISER, outside=(False, None)))),
        ("soon", 1, 1, 60, standing(held(9, Role.ADVISER, outside=(True, 60)))),
        ("soon", 0, 1, 9, standing(held(9, Role.ADVISER, since=9))),
    ],
    "active": [
        ("ok", 0, 0, None, standing()),
        ("breach", 1, 0, None, standing(*OFFICES, held(2, active=False))),
        ("soon", 1, 0, None, standing(*OFFICES, held(2, active=False, carried="work"))),
        ("ok", 1, 0, None, standing(held(2, active=False, carried="work"), held(5, since=9, follows_id=2))),
        ("ok", None, None, None, standing(held(2, active=False), rules=mandate(wants_active=False))),
        # Contact and adviser need not work in the field.
        ("ok", 0, 0, None, standing(held(8, Role.CONTACT, active=False))),
        ("ok", 0, 0, None, replace(standing(held(2, active=False)), at=days(-6))),
    ],
    "physical_min": [
        ("ok", 2, 2, None, standing(physical_held=1, physical_called=1)),
        ("ok", 1, 2, None, standing(at=SPRING, physical_held=1)),
        ("ok", 0, 2, None, standing(at=date(2026, 8, 31))),
        ("soon", 1, 2, date(2026, 12, 31), standing(at=AUTUMN, physical_held=1)),
        ("soon", 1, 2, date(2026, 12, 31), standing(at=date(2026, 10, 31), physical_held=1)),
        ("breach", 1, 2, date(2026, 12, 31), standing(physical_held=1)),
    ],
    "physical_max": [
        ("ok", 4, 4, None, standing(physical_held=3, physical_called=1)),
        ("soon", 5, 4, None, standing(physical_held=4, physical_called=1)),
        ("breach", 5, 4, None, standing(physical_held=5)),
        ("ok", 5, 5, None, standing(physical_held=5, rules=mandate(physical_max=5))),
    ],
    "contact_attendance": [
        ("ok", 1, 1, None, standing(contact_attended=1)),
        ("ok", 0, 1, None, standing(at=SPRING)),
        ("soon", 0, 1, date(2026, 12, 31), standing(at=AUTUMN)),
        ("breach", 0, 1, date(2026, 12, 31), standing()),
        ("ok", 0, 0, None, standing(rules=mandate(contact_meetings_min=0))),
    ],
    "plan": [
        ("ok", 1, 1, None, standing(plan=plan("approved", behind=2))),
        ("ok", 1, 1, None, standing(plan=plan("closed"))),
        ("soon", 0, 1, None, standing(plan=plan("submitted"))),
        ("breach", 0, 1, None, standing(plan=plan("draft"))),
        ("breach", 0, 1, None, standing()),
        ("ok", None, None, None, standing(rules=mandate(wants_plan=False))),
    ],
    "budget": [
        ("ok", 1, 1, None, standing(grant=0.0)),
        ("soon", 0, 1, date(2026, 3, 31), standing(at=date(2026, 3, 31))),
        ("breach", 0, 1, date(2026, 3, 31), standing(at=date(2026, 4, 1))),
        ("ok", None, None, None, standing(rules=mandate(wants_budget=False))),
    ],
    "minutes_to_board": [
        ("ok", 0, 60, None, standing()),
        ("ok", 45, 60, 15, standing(**ago(45))),
        ("soon", 46, 60, 14, standing(**ago(46))),
        ("soon", 60, 60, 0, standing(**ago(60))),
        ("breach", 61, 60, -1, standing(**ago(61))),
        ("ok", 61, 90, 29, standing(**ago(61), rules=mandate(minutes_days=90))),
    ],
    "annual_input": [
        ("ok", 2, 4, None, standing(**asked(-30, closed=0))),
        ("ok", 4, 4, None, standing(**asked(20, answered=4))),
        ("ok", 2, 4, 15, standing(**asked(15))),
        ("soon", 2, 4, 14, standing(**asked(14))),
        ("soon", 2, 4, 0, standing(**asked(0))),
        ("breach", 2, 4, -1, standing(**asked(-1))),
        ("ok", 0, None, None, standing(at=SPRING)),
        ("soon", 0, None, date(2026, 12, 31), standing(at=AUTUMN)),
        ("breach", 0, None, date(2026, 12, 31), standing()),
        ("ok", None, None, None, standing(rules=mandate(wants_input=False))),
    ],
    "competence": [
        ("ok", None, None, None, standing()),
        ("ok", 2, 2, None, standing(fields=[LAW, IT])),
        ("breach", 1, 2, None, standing(*OFFICES, held(2), fields=[LAW, IT])),
        ("soon", 1, 2, 12, standing(*OFFICES, held(2), fields=[LAW, IT], call_until=days(12))),
        ("soon", 2, 2, None, standing(held(2), held(3, until=30), fields=[LAW, IT])),
        ("ok", 2, 2, None, standing(held(2), held(3, until=30), held(3, since=31, pk=30), fields=[LAW, IT])),
        # The contact's competence is not the group's.
        ("breach", 0, 1, None, standing(held(2, Role.CONTACT), fields=[LAW])),
    ],
    "confirmation": [
        ("ok", 0, 0, None, standing()),
        ("soon", 1, 0, 20, standing(*OFFICES, ENDED)),
        ("soon", 1, 0, 0, standing(held(7, until=-30))),
        ("breach", 1, 0, -1, standing(held(7, until=-31))),
        ("ok", 0, 0, None, standing(LETTER)),
        ("breach", 1, 0, -700, standing(held(7, since=-900, until=-730))),
        ("breach", 1, 0, -1, standing(held(7, Role.CONTACT, until=-31))),
        ("soon", 1, 0, 59, standing(held(7, until=-31), rules=mandate(confirmation_days=90))),
    ],
}


def test_there_are_fifteen_and_each_is_tested_ok_soon_and_in_breach():
    assert list(CASES) == list(BY_CODE)
    assert len(RULES) == 15
    for code, cases in CASES.items():
        assert {case[0] for case in cases} == {"ok", "soon", "breach"}, code


@pytest.mark.parametrize("code", CASES)
def test_rule(code):
    for number, (severity, figure, limit, due, stands) in enumerate(CASES[code]):
        found = BY_CODE[code].finding(stands)
        expected = due if due is None or isinstance(due, date) else days(due)
        assert (found.severity, found.value, found.bound, found.due) == (severity, figure, limit, expected), number
        assert found.text and found.rule and found.source, number


def test_without_a_mandate_the_size_says_to_write_one_and_rules_of_its_numbers_say_nothing():
    stands = standing(rules=None)
    found = {code: rule.finding(stands) for code, rule in BY_CODE.items()}
    assert {code for code, finding in found.items() if finding} == {
        "size",
        "leader",
        "contact",
        "adviser",
        "competence",
    }
    assert (found["size"].severity, found["size"].value, found["size"].bound) == ("breach", 4, None)
    assert found["size"].needs == "mandate.edit"


def test_what_the_plan_has_to_catch_up_with_is_told_but_breaks_no_rule():
    assert "2 measures behind" in BY_CODE["plan"].finding(standing(plan=plan("approved", behind=2))).text


def test_a_missing_competence_is_named():
    found = BY_CODE["competence"].finding(standing(held(2), fields=[LAW, IT]))
    assert "IT" in found.text and "Law" not in found.text
