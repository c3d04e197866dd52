"""The plan as a whole: who may, what is checked, and the way through the board."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from plans.models import Plan
from plans.operations import plans
from plans.operations.stale import Stale, fingerprint
from portal import audit
from portal.models import OutgoingMail
from portal.permissions import Refused
from portal.workflow import Conflict
from tests.factories import PlanFactory

YEAR = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31)}


@pytest.mark.parametrize("who", ["member", "contact", "board_member", "auditor", "stranger", "nobody", "county_leader"])
def test_others_may_not_begin_a_plan(request, group, who):
    with pytest.raises(Refused):
        plans.create(request.getfixturevalue(who), body=group, title="Plan", **YEAR)


@pytest.mark.parametrize("who", ["leader", "secretary", "adviser", "admin"])
def test_those_who_run_the_group_begin_a_plan(request, group, who):
    plan = plans.create(request.getfixturevalue(who), body=group, title="Plan", **YEAR)
    assert plan.is_draft
    assert [area.is_local for area in plan.areas.all()] == [True]
    assert audit.history(plan)[0].verb == "plan.create"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 151}, "title"),
        ({"ends_on": date(2025, 12, 31)}, "ends_on"),
        ({"ends_on": None}, "ends_on"),
        ({"ends_on": date(2036, 12, 31)}, "ends_on"),
    ],
)
def test_a_wrong_title_or_period_is_refused_at_its_field(leader, group, values, field):
    with pytest.raises(ValidationError) as error:
        plans.create(leader, body=group, **{"title": "Plan", **YEAR, **values})
    assert field in error.value.message_dict
    assert not Plan.objects.exists()


def test_a_closed_body_gets_no_plan(leader, group):
    group.closed_on = date(2026, 1, 1)
    with pytest.raises(Refused):
        plans.create(leader, body=group, title="Plan", **YEAR)


def test_a_submitted_plan_cannot_be_changed(leader, submitted):
    with pytest.raises(Refused):
        plans.change(leader, plan=submitted.plan, title="Other")


def test_a_stale_text_is_refused(leader, draft):
    seen = fingerprint(draft.plan, plans.FIELDS)
    plans.change(leader, plan=draft.plan, introduction="First", seen=seen)
    with pytest.raises(Stale) as stale:
        plans.change(leader, plan=draft.plan, introduction="Second", seen=seen)
    assert stale.value.current.introduction == "First"
    draft.plan.refresh_from_db()
    assert draft.plan.introduction == "First"


def test_a_change_is_audited_with_before_and_after(leader, draft):
    plans.change(leader, plan=draft.plan, title="New name")
    assert audit.history(draft.plan)[0].changes == {"title": ["Alfa 2026", "New name"]}


@pytest.mark.parametrize("who", ["secretary", "member", "board_leader", "stranger"])
def test_others_may_not_submit(request, draft, who):
    with pytest.raises(Refused):
        plans.submit(request.getfixturevalue(who), plan=draft.plan)


def test_an_empty_plan_is_not_submitted(leader, group):
    plan = PlanFactory(body=group)
    with pytest.raises(ValidationError):
        plans.submit(leader, plan=plan)


def test_of_two_submissions_one_wins(leader, draft):
    plans.submit(leader, plan=draft.plan)
    with pytest.raises(Conflict):
        plans.submit(leader, plan=draft.plan)


@pytest.mark.parametrize("who", ["leader", "secretary", "contact", "board_member", "auditor", "stranger"])
def test_others_may_not_approve_or_return(request, submitted, who):
    user = request.getfixturevalue(who)
    with pytest.raises(Refused):
        plans.approve(user, plan=submitted.plan)
    with pytest.raises(Refused):
        plans.return_(user, plan=submitted.plan, reason="No")


@pytest.mark.parametrize("who", ["board_leader", "admin"])
def test_the_board_approves_and_the_plan_is_frozen(request, submitted, who):
    plans.approve(request.getfixturevalue(who), plan=submitted.plan, decision="12/26")
    submitted.plan.refresh_from_db()
    version = submitted.plan.versions.get()
    assert (submitted.plan.state, submitted.plan.decision, version.number) == ("approved", "12/26", 1)
    assert version.document.archived
    assert version.content["areas"][0]["goals"][0]["measures"][0]["text"] == "Measure 1"


def test_a_return_needs_a_reason_and_makes_it_a_draft(board_leader, submitted):
    with pytest.raises(ValidationError):
        plans.return_(board_leader, plan=submitted.plan, reason="  ")
    plans.return_(board_leader, plan=submitted.plan, reason="Add deadlines")
    submitted.plan.refresh_from_db()
    assert (submitted.plan.state, submitted.plan.returned_reason) == ("draft", "Add deadlines")


def test_a_draft_cannot_be_approved(board_leader, draft):
    with pytest.raises(Conflict):
        plans.approve(board_leader, plan=draft.plan)


def test_a_submitted_plan_can_be_withdrawn(leader, submitted):
    plans.withdraw(leader, plan=submitted.plan)
    submitted.plan.refresh_from_db()
    assert submitted.plan.is_draft


def _mails(template: str) -> dict[str, str]:
    return {mail.to_address: mail.text for mail in OutgoingMail.objects.filter(template=template)}


def test_the_board_and_the_contact_hear_of_a_submitted_plan(leader, member, contact, board_leader, board_member, draft):
    plans.submit(leader, plan=draft.plan)
    mails = _mails("plan_submitted")
    assert mails.keys() == {contact.person.email, board_leader.person.email}
    assert f"/plans/{draft.plan.pk}/" in mails[board_leader.person.email]


def test_the_group_hears_of_each_return_and_of_the_approval(leader, secretary, member, board_leader, draft):
    for reason in ("Add <deadlines> & names", "Once more"):
        plans.submit(leader, plan=draft.plan)
        plans.return_(board_leader, plan=draft.plan, reason=reason)
    mails = _mails("plan_returned")
    assert OutgoingMail.objects.filter(template="plan_returned").count() == 4
    plans.submit(leader, plan=draft.plan)
    plans.approve(board_leader, plan=draft.plan)
    assert _mails("plan_approved").keys() == mails.keys() == {leader.person.email, secretary.person.email}


def test_a_mail_shows_the_reason_as_it_was_written(leader, board_leader, submitted):
    plans.return_(board_leader, plan=submitted.plan, reason="Add <b>deadlines</b>")
    mail = OutgoingMail.objects.get(template="plan_returned")
    assert "Add <b>deadlines</b>" in mail.text
    assert "<b>deadlines</b>" not in mail.html
