"""Each kind of duty stands with the one who owes it, and with nobody else; and goes away when it is done."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from members.models import Application, Call
from members.roles import Role
from plans.models import Measure, MeasureResponsible, Plan
from portal import duties, overview
from portal.periods import today
from tests.factories import (
    AgendaItemFactory,
    ApplicationFactory,
    AppointmentFactory,
    AreaFactory,
    CallFactory,
    MandateFactory,
    MeasureFactory,
    MeetingFactory,
    MinutesFactory,
    ParticipantFactory,
    PersonFactory,
    PlanFactory,
    TaskFactory,
)
from workgroups.models import InputAnswer, InputRound, Meeting, Minutes, MinutesApproval, MinutesReading

pytestmark = pytest.mark.django_db


def owed(user, verb=None):
    return [duty for duty in duties.duties(user) if verb is None or duty.verb == verb]


@pytest.fixture
def past(group):
    """A meeting that ended three weeks ago."""
    start = timezone.now() - timedelta(days=21)
    return MeetingFactory(body=group, title="Past", starts_at=start, state=Meeting.State.HELD)


def test_nobody_owes_anything(nobody, past):
    assert owed(nobody) == []


def test_a_notice_without_an_answer_is_owed_by_the_one_called(group, member, leader):
    meeting = MeetingFactory(body=group, title="Spring")
    call = ParticipantFactory(meeting=meeting, person=member.person)
    assert [duty.text for duty in owed(member)] == ["Say whether you are coming to “Spring”"]
    assert owed(leader, "participant.answer") == []
    call.answer = "maybe"
    call.save()
    assert owed(member) == []


def test_an_answer_is_due_a_week_after_the_notice_and_never_after_the_meeting(group, member):
    soon = timezone.now() + timedelta(days=2)
    meeting = MeetingFactory(body=group, starts_at=soon, called_at=timezone.now())
    ParticipantFactory(meeting=meeting, person=member.person)
    assert owed(member)[0].due == timezone.localtime(soon).date()


def test_a_cancelled_meeting_asks_for_nothing(group, member):
    ParticipantFactory(meeting=MeetingFactory(body=group, state=Meeting.State.CANCELLED), person=member.person)
    assert owed(member) == []


def test_minutes_of_a_past_meeting_are_owed_by_those_who_run_the_group(past, leader, secretary, member, contact, admin):
    for user in (leader, secretary):
        assert [duty.verb for duty in owed(user)] == ["minutes.create"]
    for user in (member, contact, admin):
        assert owed(user) == []


def test_a_draft_is_to_be_finished_then_the_leader_records_the_approval(past, leader, secretary):
    minutes = MinutesFactory(meeting=past)
    assert [duty.verb for duty in owed(leader)] == ["minutes.submit"]
    minutes.state, minutes.submitted_at = Minutes.State.SUBMITTED, timezone.now()
    minutes.save()
    assert [duty.verb for duty in owed(leader)] == ["minutes.approve"]
    assert owed(secretary) == []


def test_those_present_are_asked_once_about_submitted_minutes(past, member, contact):
    minutes = MinutesFactory(meeting=past, state=Minutes.State.SUBMITTED, submitted_at=timezone.now())
    ParticipantFactory(meeting=past, person=member.person, attendance="present")
    ParticipantFactory(meeting=past, person=contact.person, attendance="apology")
    assert [duty.verb for duty in owed(member)] == ["minutes.agree"]
    assert owed(contact) == []
    MinutesApproval.objects.create(minutes=minutes, person=member.person, approves=True)
    assert owed(member) == []


def test_the_contact_reads_approved_minutes_once(past, contact, board_member):
    minutes = MinutesFactory(meeting=past, state=Minutes.State.APPROVED, approved_at=timezone.now())
    assert [duty.verb for duty in owed(contact)] == ["minutes.read"]
    assert owed(board_member) == []
    MinutesReading.objects.create(minutes=minutes, person=contact.person)
    assert owed(contact) == []


def test_approved_minutes_are_laid_by_administration_or_board_leader(past, admin, board_leader, adviser, stranger):
    MinutesFactory(meeting=past, state=Minutes.State.APPROVED, approved_at=timezone.now())
    assert [duty.verb for duty in owed(admin)] == ["minutes.lay"]
    assert [duty.verb for duty in owed(board_leader)] == ["minutes.lay"]
    assert owed(stranger) == []


def test_laid_minutes_are_noted_when_the_board_has_met(past, union, admin):
    minutes = MinutesFactory(meeting=past, state=Minutes.State.LAID, laid_at=timezone.now())
    board_meeting = MeetingFactory(body=union.board)
    AgendaItemFactory(meeting=board_meeting, lays_before=minutes)
    assert owed(admin) == []
    board_meeting.starts_at = timezone.now() - timedelta(days=1)
    board_meeting.save()
    assert [duty.verb for duty in owed(admin)] == ["minutes.note"]


def test_tasks_are_owed_by_the_responsible_until_done(group, member, leader):
    task = TaskFactory(body=group, responsible=member.person, due_on=today())
    assert [duty.text for duty in owed(member)] == [task.title]
    assert owed(leader) == []
    task.state = "done"
    task.save()
    assert owed(member) == []


def test_a_measure_behind_is_owed_by_the_person_or_the_office(group, member, leader):
    plan = PlanFactory(body=group, state=Plan.State.APPROVED)
    area = AreaFactory(plan=plan)
    late = today() - timedelta(days=1)
    mine = MeasureFactory(area=area, due_on=late, text="By person")
    office = MeasureFactory(area=area, due_on=late, text="By office")
    MeasureFactory(area=area, due_on=late, text="Nobody’s")
    MeasureResponsible.objects.create(measure=mine, person=member.person)
    MeasureResponsible.objects.create(measure=office, role=Role.LEADER)
    assert [duty.text for duty in owed(member)] == ["By person"]
    assert [duty.text for duty in owed(leader, "measure.status")] == ["By office"]
    Measure.objects.update(status="done")
    assert owed(member) == []


def test_a_draft_plan_is_the_leaders_a_submitted_one_the_boards(
    group, leader, secretary, admin, board_leader, board_member
):
    plan = PlanFactory(body=group)
    assert [duty.verb for duty in owed(leader)] == ["plan.submit"]
    assert owed(secretary) == [] and owed(admin) == []
    plan.state, plan.submitted_at = Plan.State.SUBMITTED, timezone.now()
    plan.save()
    for user in (admin, board_leader):
        assert [duty.verb for duty in owed(user)] == ["plan.approve"]
    assert owed(leader) == [] and owed(board_member) == []


def test_a_plan_whose_period_is_over_is_reported_on_once(group, leader, member, board_leader):
    last = today() - timedelta(days=10)
    plan = PlanFactory(body=group, state=Plan.State.APPROVED, starts_on=last - timedelta(days=364), ends_on=last)
    (duty,) = owed(leader, "plan.report")
    assert (duty.url, duty.due) == (reverse("plans:plan.report", args=[plan.pk]), last + timedelta(days=60))
    assert owed(member, "plan.report") == owed(board_leader, "plan.report") == []
    plan.state = Plan.State.REPORTED
    plan.save()
    assert owed(leader, "plan.report") == []


def test_who_leads_the_group_is_not_asked_to_decide_on_its_plan(group, union, board_leader):
    AppointmentFactory(person=board_leader.person, body=group, role=Role.DEPUTY_LEADER)
    PlanFactory(body=group, state=Plan.State.SUBMITTED, submitted_at=timezone.now())
    assert owed(board_leader) == []


def test_the_oldest_comes_first_and_what_has_no_date_last(group, member):
    for name, days in (("late", -5), ("soon", 3)):
        TaskFactory(body=group, title=name, responsible=member.person, due_on=today() + timedelta(days=days))
    TaskFactory(body=group, title="some time", responsible=member.person)
    assert [duty.text for duty in owed(member)] == ["late", "soon", "some time"]


def test_a_leader_without_meeting_and_plan_is_told_so(group, leader, member, adviser):
    assert {duty.verb for duty in duties.lacking(overview.cards(leader))} == {"meeting.create", "plan.create"}
    assert list(duties.lacking(overview.cards(member))) == []
    # The adviser helps, but it is the leader who owes it.
    assert list(duties.lacking(overview.cards(adviser))) == []


def test_cards_show_own_groups_first_and_only_what_one_may_see(union, leader, admin, stranger, nobody):
    assert [card.body.pk for card in overview.cards(leader)] == [union.group.pk]
    assert [card.body.pk for card in overview.cards(stranger)] == [union.other_group.pk]
    assert [card.body.pk for card in overview.cards(admin)] == [union.group.pk]
    assert overview.cards(nobody) == []


def test_a_card_counts_measures_and_hides_another_ones_draft_plan(group, leader, board_member):
    plan = PlanFactory(body=group)
    area = AreaFactory(plan=plan)
    MeasureFactory(area=area, status="done")
    MeasureFactory(area=area, status="dropped")
    MeasureFactory(area=area, due_on=today() - timedelta(days=1))
    MeasureFactory(area=area, text="", comment="A comment alone")
    state = overview.cards(leader)[0].plan
    assert (state.done, state.total, state.behind) == (1, 2, 1)
    assert overview.cards(board_member)[0].plan is None


def test_a_card_tells_what_the_mandate_misses(group, member):
    card = overview.cards(member)[0]
    assert {"leader", "contact", "plan"} <= {finding.code for finding in card.findings}


def test_the_contacts_card_counts_unread_minutes(past, contact, leader):
    MinutesFactory(meeting=past, state=Minutes.State.APPROVED)
    assert [card.unread for card in overview.cards(contact) if card.body.is_group] == [1]
    assert overview.cards(leader)[0].unread == 0


def test_a_person_of_no_account_matters_to_nobody(group, leader):
    TaskFactory(body=group, responsible=PersonFactory())
    assert owed(leader) == []


def test_an_open_call_is_told_on_by_the_counties_until_the_deadline(group, county_leader, member, admin, union):
    call = CallFactory(body=group, title="Two places")
    assert [(duty.text, duty.due) for duty in owed(county_leader, "call.view")] == [
        ("Tell your members about “Two places”", call.deadline)
    ]
    assert owed(member, "call.view") == owed(admin, "call.view") == []
    # A committee that serves another section is not concerned.
    union.county_body.section = union.other
    union.county_body.save()
    assert owed(county_leader, "call.view") == []
    union.county_body.section = None
    union.county_body.save()
    assert duties.duties(county_leader, call.deadline)[0].verb == "call.view"
    Call.objects.update(deadline=today() - timedelta(days=1))
    assert owed(county_leader, "call.view") == []


def test_what_follows_a_call_is_owed_by_the_administration_step_by_step(group, admin, board_leader, contact):
    call = CallFactory(body=group, deadline=today() - timedelta(days=1))
    application = ApplicationFactory(call=call)

    def verbs(user):
        return {duty.verb for duty in owed(user) if duty.verb.startswith(("call", "application"))}

    assert verbs(admin) == {"call.decide"}
    assert verbs(board_leader) == verbs(contact) == set()
    Call.objects.update(state=Call.State.DECIDED, decided_on=today())
    application.state = Application.State.CHOSEN
    application.save()
    assert verbs(admin) == {"application.appoint"}
    application.state = Application.State.APPOINTED
    application.save()
    assert verbs(admin) == {"call.answer"}
    Call.objects.update(answered_at=timezone.now())
    assert verbs(admin) == set()
    # Whoever has applied takes no part in it.
    Call.objects.update(state=Call.State.CLOSED)
    assert verbs(admin) == {"call.decide"}
    ApplicationFactory(call=call, email=admin.email, state=Application.State.WITHDRAWN)
    assert verbs(admin) == set()


def test_the_years_input_is_owed_until_it_is_given_or_closed(group, leader, member, adviser, secretary):
    asked = InputRound.objects.create(body=group, year=today().year, closes_on=today())
    for user in (leader, member):
        InputAnswer.objects.create(round=asked, person=user.person)
    assert len(owed(member, "input.answer")) == len(owed(leader, "input.answer")) == 1
    assert owed(secretary, "input.answer") == owed(leader, "input.close") == []
    late = today() + timedelta(days=1)
    closing = {
        user: [d.verb for d in duties.duties(user, late) if d.verb == "input.close"] for user in (leader, adviser)
    }
    assert closing == {leader: ["input.close"], adviser: ["input.close"]}
    asked.answers.filter(person=leader.person).update(answered_at=timezone.now())
    assert owed(leader, "input.answer") == []
    member.person.appointments.update(ends_on=today() - timedelta(days=1))
    assert owed(type(member).objects.get(pk=member.pk), "input.answer") == []
    InputRound.objects.update(closed_on=today())
    assert [duty for duty in duties.duties(leader, late) if duty.verb.startswith("input")] == []


def test_a_mandate_without_a_plan_asks_for_none(union, leader):
    MandateFactory(body=union.group, wants_plan=False)
    assert {duty.verb for duty in duties.lacking(overview.cards(leader))} == {"meeting.create"}
