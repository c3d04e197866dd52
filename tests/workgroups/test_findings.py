"""Findings read from the database: as of a day gone and to come, by the mandate of the day, for many groups at once."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from members.models import CompetenceField, Confirmation, Coverage, unconfirmed
from members.roles import Role
from plans.models import PlanVersion
from sections.models import Body, Grant
from tests.factories import (
    AppointmentFactory,
    BodyFactory,
    CallFactory,
    GroupFactory,
    MandateFactory,
    MeetingFactory,
    MinutesFactory,
    ParticipantFactory,
    PersonFactory,
    PlanFactory,
)
from workgroups.findings import findings_of, for_user, open_findings, worst
from workgroups.models import InputAnswer, InputRound, Meeting, WorkGroup

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(datetime(2026, 11, 22, 12, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def group():
    group = GroupFactory()
    MandateFactory(body=group)
    return group


def look(group, day=DAY):
    """Code → finding, as of the day."""
    found = {each.pk: each_found for each, each_found in findings_of(WorkGroup.objects.all(), day)}
    return {finding.code: finding for finding in found[group.pk]}


def at(day, hour=9):
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def meeting(group, day, format="physical", state="held", **fields):
    return MeetingFactory(
        body=group, starts_at=at(day), ends_at=at(day) + timedelta(hours=3), format=format, state=state, **fields
    )


def test_all_fifteen_are_told_on_every_day(group):
    for day in (date(2024, 1, 1), DAY, date(2030, 1, 1)):
        assert len(look(group, day)) == 15


def test_a_group_is_told_from_its_founding_until_its_closing(group):
    group.founded_on, group.closed_on = date(2025, 1, 1), date(2025, 6, 30)
    group.save()
    told = [
        bool(list(findings_of(WorkGroup.objects.all(), day))) for day in (date(2024, 12, 31), date(2025, 6, 29), DAY)
    ]
    assert told == [False, True, False]


def test_the_mandate_of_the_day_counts(group):
    MandateFactory(body=group, version=2, valid_from=date(2026, 6, 1), size_min=2, size_max=2, wants_budget=False)
    AppointmentFactory(body=group)
    assert look(group, date(2026, 5, 31))["size"].bound == 4
    assert look(group, date(2026, 6, 1))["size"].bound == 2
    assert look(group)["budget"].severity == "ok"
    before = look(group, date(2023, 12, 31))
    assert (before["size"].bound, "physical_min" in before) == (None, False)


def test_seats_as_they_stood_and_as_they_will(group):
    board = BodyFactory(unit=group.unit)
    staff = BodyFactory(unit=group.unit, kind=Body.Kind.ADMINISTRATION)
    first = AppointmentFactory(body=group, role=Role.LEADER, starts_on=date(2024, 1, 1), ends_on=date(2025, 12, 31))
    AppointmentFactory(body=group, role=Role.LEADER, starts_on=date(2026, 1, 1), carried_since=date(2026, 11, 1))
    contact = AppointmentFactory(body=group, role=Role.CONTACT)
    AppointmentFactory(person=contact.person, body=board, ends_on=date(2026, 6, 30))
    adviser = AppointmentFactory(body=group, role=Role.ADVISER)
    AppointmentFactory(person=adviser.person, body=staff, role=Role.ADVISER, ends_on=date(2027, 6, 30))
    then, now, later = look(group, date(2025, 12, 31)), look(group), look(group, date(2027, 7, 1))
    assert then["leader"].figure == first.person.name and then["leader"].severity == "ok"
    assert (now["leader"].severity, look(group, date(2026, 10, 31))["leader"].severity) == ("soon", "ok")
    assert [look(group, day)["contact"].severity for day in (date(2026, 4, 30), date(2026, 6, 30), DAY)] == [
        "ok", "soon", "breach",
    ]  # fmt: skip
    assert (now["adviser"].severity, later["adviser"].severity) == ("ok", "breach")
    # Re-elected in time: nothing to tell.
    AppointmentFactory(person=contact.person, body=board, starts_on=date(2026, 7, 1))
    assert look(group, date(2026, 6, 30))["contact"].severity == "ok"
    AppointmentFactory(person=contact.person, body=board, role=Role.OBSERVER)
    assert look(group)["contact"].severity == "ok"


def test_an_observer_is_not_on_the_board_and_the_federations_staff_serves_its_sections(union):
    contact = AppointmentFactory(body=union.group, role=Role.CONTACT)
    AppointmentFactory(person=contact.person, body=union.board, role=Role.OBSERVER)
    adviser = AppointmentFactory(body=union.group, role=Role.ADVISER)
    office = BodyFactory(unit=union.federation, kind=Body.Kind.ADMINISTRATION)
    AppointmentFactory(person=adviser.person, body=office, role=Role.ADVISER)
    found = look(union.group)
    assert (found["contact"].severity, found["adviser"].severity) == ("breach", "ok")


def test_who_left_the_field_left_it_on_a_day(group):
    AppointmentFactory(body=group, person__occupationally_active=False, person__inactive_since=date(2026, 9, 1))
    assert [look(group, day)["active"].severity for day in (date(2026, 8, 31), date(2026, 9, 1))] == ["ok", "breach"]


def test_meetings_as_they_were_known(group):
    meeting(group, date(2026, 1, 20))
    meeting(group, date(2026, 2, 20), format="digital")
    meeting(group, date(2025, 12, 20))
    meeting(group, date(2026, 2, 25), state="cancelled")
    meeting(group, date(2026, 6, 10), format="hybrid", called_at=at(date(2026, 5, 20)))
    meeting(group, date(2026, 12, 10), state="called", called_at=at(date(2026, 11, 20)))
    meeting(group, date(2026, 12, 11), state="draft")
    # Called and never noted as held: it is no meeting to come.
    meeting(group, date(2026, 3, 1), state="called")
    days = (date(2026, 1, 19), date(2026, 5, 19), date(2026, 5, 20), date(2026, 6, 10), DAY, date(2026, 12, 31))
    # The one of January and that of March were known since ever: nobody wrote down when they were called.
    assert [look(group, day)["physical_min"].value for day in days] == [2, 1, 2, 2, 3, 3]
    assert look(group)["physical_max"].value == 3


def test_the_contact_at_meetings(group):
    held = meeting(group, date(2026, 5, 20))
    ParticipantFactory(meeting=held, role=Role.MEMBER, attendance="present")
    other = ParticipantFactory(meeting=held, role=Role.CONTACT, attendance="apology")
    assert look(group)["contact_attendance"].value == 0
    other.attendance = "partly"
    other.save()
    values = [look(group, day)["contact_attendance"].value for day in (date(2026, 5, 19), date(2026, 5, 20), DAY)]
    assert values == [0, 1, 1]


def test_minutes_were_on_their_way_until_they_were_laid(group):
    done = meeting(group, date(2026, 3, 2))
    MinutesFactory(meeting=done, state="noted", laid_at=at(date(2026, 4, 20)), noted_at=at(date(2026, 4, 21)))
    days = (date(2026, 3, 1), date(2026, 3, 3), date(2026, 4, 19), date(2026, 4, 20), DAY)
    assert [look(group, day)["minutes_to_board"].severity for day in days] == ["ok", "ok", "soon", "ok", "ok"]
    # Nobody wrote down when: long ago. Called and never written about: it counts.
    MinutesFactory(meeting=meeting(group, date(2026, 1, 2)), state="laid")
    assert look(group)["minutes_to_board"].severity == "ok"
    meeting(group, date(2026, 1, 10), state=Meeting.State.CALLED)
    assert look(group)["minutes_to_board"].severity == "breach"


def test_a_plan_by_the_days_of_its_steps(group):
    plan = PlanFactory(body=group, state="closed", starts_on=date(2026, 1, 1), created_at=at(date(2026, 1, 10)))
    plan.submitted_at, plan.approved_at, plan.closed_at = (at(date(2026, month, 1)) for month in (2, 3, 11))
    plan.save()
    days = (date(2026, 1, 9), date(2026, 1, 10), date(2026, 2, 1), date(2026, 3, 1), DAY)
    found = [look(group, day)["plan"] for day in days]
    assert [finding.severity for finding in found] == ["breach", "breach", "soon", "ok", "ok"]
    assert [finding.figure for finding in found][:3] == ["none", "draft", "submitted"]
    assert look(group, date(2027, 1, 1))["plan"].severity == "breach"


def test_a_plan_under_revision_stays_in_force_from_its_first_approval(group):
    plan = PlanFactory(body=group, state="draft", starts_on=date(2026, 1, 1), created_at=at(date(2026, 1, 1)))
    plan.approved_at = at(date(2026, 10, 1))
    plan.save()
    PlanVersion.objects.create(plan=plan, number=1, content={}, made_at=at(date(2026, 2, 1)))
    assert [look(group, day)["plan"].severity for day in (date(2026, 1, 31), date(2026, 2, 1), DAY)] == [
        "breach", "ok", "ok",
    ]  # fmt: skip


def test_the_budget_from_the_day_of_the_decision(group):
    Grant.objects.create(body=group, year=2026, amount=125000, decided_on=date(2026, 4, 15))
    days = (date(2026, 3, 31), date(2026, 4, 14), date(2026, 4, 15), DAY, date(2027, 1, 1))
    assert [look(group, day)["budget"].severity for day in days] == ["soon", "breach", "ok", "ok", "soon"]
    assert "125" in look(group)["budget"].figure


def test_the_members_input_as_the_round_went(group):
    asked = InputRound.objects.create(
        body=group, year=2026, opened_on=date(2026, 10, 1), closes_on=date(2026, 10, 31), closed_on=date(2026, 11, 9)
    )
    InputAnswer.objects.create(round=asked, person=PersonFactory(), answered_at=at(date(2026, 10, 5)))
    InputAnswer.objects.create(round=asked, person=PersonFactory())
    days = (date(2026, 9, 30), date(2026, 10, 1), date(2026, 10, 20), date(2026, 11, 1), date(2026, 11, 9))
    found = [look(group, day)["annual_input"] for day in days]
    assert [finding.severity for finding in found] == ["soon", "ok", "soon", "breach", "ok"]
    assert [(finding.value, finding.bound) for finding in found][1:3] == [(0, 2), (1, 2)]


def test_competence_of_those_who_sit(group):
    assert look(group)["competence"].severity == "ok"
    law = CompetenceField.objects.create(body=group, name="Law")
    CompetenceField.objects.create(body=group, name="IT")
    one, two = AppointmentFactory(body=group), AppointmentFactory(body=group, ends_on=date(2026, 5, 31))
    for seat in (one, two):
        Coverage.objects.create(field=law, person=seat.person)
    Coverage.objects.create(field=CompetenceField.objects.get(name="IT"), person=two.person)
    assert [look(group, day)["competence"].severity for day in (date(2026, 1, 1), date(2026, 5, 1), DAY)] == [
        "ok", "soon", "breach",
    ]  # fmt: skip
    CallFactory(body=group, published_at=at(date(2026, 11, 20)), deadline=date(2026, 12, 20))
    found = look(group)["competence"]
    assert (found.severity, found.value, found.bound, found.due) == ("soon", 1, 2, date(2026, 12, 20))
    assert look(group, date(2026, 11, 19))["competence"].severity == "breach"


def test_a_letter_for_each_who_left_within_two_years(group):
    seat = AppointmentFactory(body=group, ends_on=date(2026, 8, 31))
    AppointmentFactory(body=group, ends_on=date(2024, 8, 30))
    days = (date(2026, 8, 31), date(2026, 9, 1), date(2026, 9, 30), date(2026, 10, 1))
    assert [look(group, day)["confirmation"].severity for day in days] == ["ok", "soon", "soon", "breach"]
    Confirmation.objects.create(
        person=seat.person, body=group, appointment=seat, issued_on=date(2026, 10, 5), signed_by=PersonFactory(),
        signed_as="Head of unit",
    )  # fmt: skip
    days = (date(2026, 10, 4), date(2026, 10, 5), DAY)
    assert [look(group, day)["confirmation"].severity for day in days] == ["breach", "ok", "ok"]
    # A later term needs a letter of its own.
    AppointmentFactory(body=group, person=seat.person, starts_on=date(2026, 10, 10), ends_on=date(2026, 11, 20))
    assert look(group)["confirmation"].severity == "soon"
    # Who goes on in another role, or comes back, has not left; a letter from before the end was about something else.
    for since, until in ((date(2026, 9, 1), None), (date(2027, 6, 1), None)):
        back = AppointmentFactory(body=group, starts_on=date(2025, 1, 1), ends_on=date(2026, 8, 31))
        AppointmentFactory(body=group, person=back.person, starts_on=since, ends_on=until)
    early = AppointmentFactory(body=group, starts_on=date(2025, 1, 1), ends_on=date(2026, 11, 10))
    Confirmation.objects.create(
        person=early.person, body=group, appointment=early, issued_on=date(2026, 11, 10), signed_by=PersonFactory(),
        signed_as="Head of unit",
    )  # fmt: skip
    assert look(group)["confirmation"].value == 2
    # The list of letters to send asks the same question.
    for day in (*days, date(2026, 9, 10), date(2027, 2, 1)):
        assert look(group, day)["confirmation"].value == unconfirmed(day).filter(body=group).count()


@pytest.mark.parametrize("number", [1, 30])
def test_two_queries_however_many_groups(number, django_assert_num_queries):
    for _each in range(number):
        group = GroupFactory()
        MandateFactory(body=group)
        AppointmentFactory(body=group)
    with django_assert_num_queries(2):
        found = list(findings_of(WorkGroup.objects.all(), date(2026, 3, 1)))
    assert [len(each) for _group, each in found] == [15] * number


def test_the_worst_stands_out_and_only_own_actions_are_links(union, leader, admin):
    MandateFactory(body=union.group)
    found = list(look(union.group).values())
    assert worst(found) == "breach" and worst([]) == "ok"
    assert "ok" not in {finding.severity for finding in open_findings(found)}
    links = {user: {f.code for f in for_user(found, user, union.group) if f.url} for user in (leader, admin)}
    assert "contact" not in links[leader]
    assert {"contact", "adviser", "size"} <= links[admin]
