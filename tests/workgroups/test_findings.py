"""What is missing in a group: each rule at its limits."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from members.roles import Role
from plans.models import Plan
from tests.factories import (
    AppointmentFactory,
    AreaFactory,
    GroupFactory,
    MandateFactory,
    MeasureFactory,
    MeetingFactory,
    MinutesFactory,
    ParticipantFactory,
    PlanFactory,
)
from workgroups.findings import findings, for_user, open_findings, worst
from workgroups.models import Meeting, WorkGroup
from workgroups.standings import standing, with_figures

pytestmark = pytest.mark.django_db
SPRING, AUTUMN, WINTER = date(2026, 3, 10), date(2026, 9, 10), date(2026, 11, 22)


@pytest.fixture
def group():
    group = GroupFactory()
    MandateFactory(body=group)
    return group


def look(group, code, day=WINTER):
    with time_machine.travel(datetime(day.year, day.month, day.day, 12, tzinfo=UTC), tick=False):
        read = with_figures(WorkGroup.objects.filter(pk=group.pk)).get()
        return {finding.code: finding for finding in findings(standing(read))}[code]


def meeting(group, day, format="physical", state="held", **fields):
    start = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    return MeetingFactory(
        body=group, starts_at=start, ends_at=start + timedelta(hours=3), format=format, state=state, **fields
    )


@pytest.mark.parametrize(("members", "severity"), [(3, "breach"), (4, "ok"), (6, "ok"), (7, "breach")])
def test_size(group, members, severity):
    for _number in range(members):
        AppointmentFactory(body=group)
    AppointmentFactory(body=group, role=Role.CONTACT)
    AppointmentFactory(body=group, starts_on=date(2027, 1, 1))
    found = look(group, "size")
    assert (found.severity, found.figure) == (severity, f"{members} of 4–6")


def test_a_secretary_who_is_a_member_too_counts_once(group):
    one = AppointmentFactory(body=group, role=Role.SECRETARY)
    AppointmentFactory(body=group, person=one.person)
    assert look(group, "size").figure == "1 of 4–6"


@pytest.mark.parametrize("role", [Role.LEADER, Role.CONTACT, Role.ADVISER])
def test_vacant_offices(group, role):
    assert look(group, role.value).severity == "breach"
    AppointmentFactory(body=group, role=role, starts_on=date(2026, 12, 1))
    assert look(group, role.value).severity == "soon"
    AppointmentFactory(body=group, role=role, ends_on=date(2026, 11, 30))
    assert look(group, role.value).severity == "ok"


@pytest.mark.parametrize(
    ("ends_on", "severity"),
    [(None, "ok"), (WINTER + timedelta(days=60), "soon"), (WINTER + timedelta(days=61), "ok"), (WINTER, "soon")],
)
def test_terms_that_end(group, ends_on, severity):
    AppointmentFactory(body=group, ends_on=ends_on)
    found = look(group, "term")
    assert (found.severity, found.due) == (severity, ends_on if severity == "soon" else None)


def test_a_term_with_a_new_one_after_it_is_no_finding(group):
    old = AppointmentFactory(body=group, ends_on=date(2026, 12, 31))
    AppointmentFactory(body=group, person=old.person, starts_on=date(2027, 1, 1))
    assert look(group, "term").severity == "ok"


def test_a_seat_that_is_carried_over_needs_a_successor(group):
    AppointmentFactory(body=group, carried_since=WINTER)
    assert look(group, "term").severity == "breach"


@pytest.mark.parametrize(("day", "severity"), [(SPRING, "ok"), (AUTUMN, "soon"), (WINTER, "breach")])
def test_too_few_meetings_in_person_press_harder_towards_the_end(group, day, severity):
    meeting(group, date(2026, 1, 20))
    meeting(group, date(2026, 2, 20), format="digital")
    meeting(group, date(2025, 12, 20))
    meeting(group, date(2026, 2, 25), state="cancelled")
    found = look(group, "physical_min", day)
    assert (found.severity, found.figure) == (severity, "1 of 2–4")


def test_a_called_meeting_in_person_counts_as_on_its_way(group):
    meeting(group, date(2026, 1, 20))
    meeting(group, date(2026, 12, 1), state="called", format="hybrid")
    assert look(group, "physical_min").severity == "ok"


@pytest.mark.parametrize(("called", "severity"), [(0, "ok"), (1, "soon")])
def test_too_many_meetings_in_person(group, called, severity):
    for month in range(1, 5):
        meeting(group, date(2026, month, 20))
    for _number in range(called):
        meeting(group, date(2026, 12, 1), state="called")
    assert look(group, "physical_max" if called else "physical_min").severity == severity
    meeting(group, date(2026, 10, 1))
    assert look(group, "physical_max").severity == "breach"


def test_the_contact_at_meetings(group):
    held = meeting(group, date(2026, 1, 20))
    ParticipantFactory(meeting=held, role=Role.MEMBER, attendance="present")
    ParticipantFactory(meeting=held, role=Role.CONTACT, attendance="apology")
    assert look(group, "contact_attendance").severity == "breach"
    assert look(group, "contact_attendance", SPRING).severity == "ok"
    ParticipantFactory(meeting=held, role=Role.CONTACT, attendance="partly")
    assert look(group, "contact_attendance").severity == "ok"


@pytest.mark.parametrize(
    ("state", "severity"),
    [("draft", "breach"), ("submitted", "soon"), ("approved", "ok"), ("reported", "ok"), ("closed", "ok")],
)
def test_plan(group, state, severity):
    assert look(group, "plan").severity == "breach"
    PlanFactory(body=group, state=state, starts_on=date(2026, 1, 1))
    assert look(group, "plan").severity == severity
    assert look(group, "plan", date(2027, 1, 1)).severity == "breach"


def test_a_plan_in_force_stands_before_a_draft(group):
    PlanFactory(body=group, state=Plan.State.APPROVED, starts_on=date(2026, 1, 1))
    PlanFactory(body=group, starts_on=date(2026, 1, 1))
    assert look(group, "plan").severity == "ok"


def test_measures_that_are_late_are_told(group):
    plan = PlanFactory(body=group, state="approved", starts_on=date(2026, 1, 1))
    area = AreaFactory(plan=plan)
    MeasureFactory(area=area, due_on=WINTER - timedelta(days=1))
    MeasureFactory(area=area, due_on=WINTER)
    MeasureFactory(area=area, text="", due_on=date(2026, 1, 1))
    assert look(group, "plan").figure == "1 measure behind"


@pytest.mark.parametrize(("days_ago", "severity"), [(10, "ok"), (46, "soon"), (60, "soon"), (61, "breach")])
@pytest.mark.parametrize("state", [None, "draft", "submitted", "approved"])
def test_minutes_on_their_way_to_the_board(group, state, days_ago, severity):
    held = meeting(group, WINTER - timedelta(days=days_ago))
    if state:
        MinutesFactory(meeting=held, state=state)
    assert look(group, "minutes_to_board").severity == severity


@pytest.mark.parametrize("state", ["laid", "noted"])
def test_minutes_that_the_board_has_had(group, state):
    MinutesFactory(meeting=meeting(group, date(2026, 1, 10)), state=state)
    assert look(group, "minutes_to_board").severity == "ok"


def test_a_meeting_that_was_called_and_never_written_about_counts(group):
    meeting(group, date(2026, 1, 10), state=Meeting.State.CALLED)
    assert look(group, "minutes_to_board").severity == "breach"


def test_a_group_without_a_mandate_is_told_to_write_one():
    group = GroupFactory()
    assert look(group, "mandate").severity == "breach"


def test_the_mandate_in_force_counts_not_the_newest(group):
    MandateFactory(body=group, version=2, valid_from=date(2027, 1, 1), size_min=1, size_max=1)
    assert look(group, "size").figure == "0 of 4–6"


def test_the_worst_stands_first_and_only_own_actions_are_links(group, union, leader, admin):
    MandateFactory(body=union.group)
    read = with_figures(WorkGroup.objects.filter(pk=union.group.pk)).get()
    found = findings(standing(read))
    assert worst(found) == found[0].severity == "breach"
    assert open_findings(found)[-1].severity != "ok"
    links = {user: {f.code for f in for_user(found, user, union.group) if f.url} for user in (leader, admin)}
    assert "contact" not in links[leader]
    assert {"contact", "adviser", "size"} <= links[admin]
