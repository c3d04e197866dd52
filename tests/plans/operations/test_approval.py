"""The plan's way through the board after it is written: comments, revision, report, end."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from members.models import User
from plans.models import Measure, Plan, PlanVersion
from plans.operations import comments, measures, plans
from plans.operations.stale import Stale, fingerprint
from portal import audit
from portal.models import OutgoingMail
from portal.periods import today
from portal.permissions import Refused
from portal.workflow import Conflict
from tests.factories import AppointmentFactory, AreaFactory, MeasureFactory, PlanFactory


@pytest.fixture
def in_force(submitted, admin):
    Plan.objects.filter(pk=submitted.plan.pk).update(
        starts_on=today() - timedelta(days=100), ends_on=today() + timedelta(days=200)
    )
    plans.approve(admin, plan=submitted.plan, decision="12/26")
    submitted.plan.refresh_from_db()
    return submitted


def test_comments_are_kept_apart_until_the_plan_is_returned_and_are_then_answered(
    leader, member, board_leader, admin, submitted
):
    first, second, _third = submitted.measures
    for who in (leader, member):
        with pytest.raises(Refused):
            comments.keep(who, measure=first, text="Mine")
    comments.keep(board_leader, measure=first, text="Give a date")
    comments.keep(board_leader, measure=first, text="Give a day")
    comments.keep(admin, measure=first, text="And who?")
    comments.keep(admin, measure=second, text="Gone again")
    comments.keep(admin, measure=second, text=" ")
    assert list(submitted.plan.comments.visible_to(leader)) == []
    assert [row.text for row in submitted.plan.comments.visible_to(board_leader)] == ["Give a day"]
    plans.return_(board_leader, plan=submitted.plan)
    rows = list(submitted.plan.comments.visible_to(leader))
    assert [(row.text, row.about, row.round) for row in rows] == [
        ("Give a day", "Measure 1", 1),
        ("And who?", "Measure 1", 1),
    ]
    submitted.plan.refresh_from_db()
    assert (submitted.plan.state, submitted.plan.returned_reason) == ("draft", "There are 2 comments at the measures.")
    mail = OutgoingMail.objects.get(template="plan_returned", to_address=leader.person.email)
    assert "Measure 1" in mail.text
    assert "And who?" in mail.text
    with pytest.raises(Refused):
        comments.mark(member, comment=rows[0], is_done=True)
    for _again in range(2):
        assert comments.mark(leader, comment=rows[0], is_done=True).resolved_by == leader
    assert [entry.verb for entry in audit.history(submitted.plan)][:2] == ["comment.done", "plan.return"]
    assert comments.mark(leader, comment=rows[0], is_done=False).resolved_at is None


def test_a_comment_outlives_its_measure_and_a_second_round_is_told_apart(leader, board_leader, submitted):
    comments.keep(board_leader, measure=submitted.measures[0], text="Take it out")
    plans.return_(board_leader, plan=submitted.plan, reason="Shorter")
    measures.remove(leader, measure=submitted.measures[0])
    plans.submit(leader, plan=submitted.plan)
    comments.keep(board_leader, measure=submitted.measures[1], text="This too")
    plans.return_(board_leader, plan=submitted.plan)
    rows = submitted.plan.comments.sent()
    assert [(row.round, row.about, row.measure_id is None) for row in rows] == [
        (1, "Measure 1", True),
        (1, "", True),
        (2, "Measure 2", False),
    ]


def test_comments_wait_through_a_withdrawal_and_go_along_with_an_approval(leader, board_leader, submitted):
    comments.keep(board_leader, measure=submitted.measures[0], text="Start soon")
    plans.withdraw(leader, plan=submitted.plan)
    with pytest.raises(Conflict):
        comments.keep(board_leader, measure=submitted.measures[0], text="Too late")
    plans.submit(leader, plan=submitted.plan)
    plans.approve(board_leader, plan=submitted.plan)
    row = submitted.plan.comments.get()
    assert (row.text, row.sent_at is None, row.resolved_at) == ("Start soon", False, None)
    assert "Start soon" in OutgoingMail.objects.get(template="plan_approved", to_address=leader.person.email).text


def test_nobody_of_the_body_decides_on_its_plan_but_the_boards(board_leader, union, submitted):
    AppointmentFactory(person=board_leader.person, body=submitted.plan.body, role="contact")
    board = PlanFactory(body=union.board, state="submitted")
    MeasureFactory(area=AreaFactory(plan=board))
    assert plans.approve(board_leader, plan=board).state == "approved"
    AppointmentFactory(person=board_leader.person, body=submitted.plan.body, role="member")
    board_leader = User.objects.get(pk=board_leader.pk)
    for verb in (plans.approve, plans.return_):
        with pytest.raises(Refused, match="belong to this body"):
            verb(board_leader, plan=submitted.plan)


def test_a_revision_leaves_in_force_what_was_approved(leader, secretary, board_leader, auditor, in_force):
    plan = in_force.plan
    with pytest.raises(Refused):
        plans.revise(secretary, plan=plan)
    plans.revise(leader, plan=plan)
    with pytest.raises(Conflict):
        plans.revise(leader, plan=plan)
    measure = Measure.objects.get(pk=in_force.measures[0].pk)
    measures.change(leader, measure=measure, version=measure.version, text="Half-way thoughts")
    for reader in (board_leader, auditor):
        assert not Plan.objects.visible_to(reader).filter(pk=plan.pk).exists()
        assert Plan.objects.readable_to(reader).filter(pk=plan.pk).exists()
    version = PlanVersion.objects.visible_to(auditor).get()
    assert "Half-way" not in str(version.content)
    assert Plan.objects.in_force().filter(pk=plan.pk).exists()
    with pytest.raises(ValidationError):
        plans.resume(leader, plan=plan)
    plans.submit(leader, plan=plan)
    assert Plan.objects.in_force().filter(pk=plan.pk).exists()
    plans.approve(board_leader, plan=plan, decision="3/27")
    assert [(row.number, row.decision, "Half-way" in str(row.content)) for row in plan.versions.all()] == [
        (2, "3/27", True),
        (1, "12/26", False),
    ]
    assert all(row.document.archived for row in plan.versions.select_related("document"))


def test_a_revision_without_changes_is_ended_without_the_board(leader, in_force):
    plans.revise(leader, plan=in_force.plan)
    measures.set_status(leader, measure=in_force.measures[0], status="done")
    assert plans.resume(leader, plan=in_force.plan).state == "approved"
    assert in_force.plan.versions.count() == 1


def test_a_plan_whose_period_is_over_is_not_revised(leader, in_force):
    Plan.objects.filter(pk=in_force.plan.pk).update(ends_on=today() - timedelta(days=1))
    with pytest.raises(Refused):
        plans.revise(leader, plan=in_force.plan)


def test_a_plan_never_approved_is_not_put_in_force_by_ending_a_revision(leader, draft):
    with pytest.raises(ValidationError):
        plans.resume(leader, plan=draft.plan)


def test_a_plan_is_reported_on_corrected_and_closed(leader, secretary, board_leader, in_force):
    plan = in_force.plan
    with pytest.raises(Refused):
        plans.report(secretary, plan=plan, text="Well")
    with pytest.raises(ValidationError):
        plans.report(leader, plan=plan, text=" ")
    seen = fingerprint(plan, ("report_text",))
    plans.report(leader, plan=plan, text="Most of it is done.", seen=seen)
    with pytest.raises(Stale):
        plans.report(leader, plan=plan, text="Overwritten", seen=seen)
    plans.report(leader, plan=plan, text="All of it is done.")
    plan.refresh_from_db()
    assert (plan.state, plan.report_text, plan.reported_by) == ("reported", "All of it is done.", leader)
    assert OutgoingMail.objects.filter(template="plan_reported").values_list("to_address", flat=True).get() == (
        board_leader.person.email
    )
    with pytest.raises(Refused):
        plans.close(leader, plan=plan)
    plans.close(board_leader, plan=plan)
    for verb in (plans.close, plans.approve):
        with pytest.raises(Conflict):
            verb(board_leader, plan=plan)
    with pytest.raises(Refused):
        measures.set_status(leader, measure=Measure.objects.get(pk=in_force.measures[0].pk), status="done")
