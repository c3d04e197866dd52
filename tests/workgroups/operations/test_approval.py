"""The steps of minutes from each state, the lock behind the approval, and the paper that is kept."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from portal import tasks as portal_tasks
from portal.models import OutgoingMail
from portal.permissions import Refused
from portal.workflow import Conflict
from tests.factories import ParticipantFactory, PersonFactory
from workgroups.models import Minutes, MinutesApproval, MinutesRevision
from workgroups.operations import attendance, minutes

pytestmark = pytest.mark.django_db
DO_NOT_RUN = ["member", "contact", "board_leader", "auditor", "stranger", "nobody"]


def save(user, item, version, text, decision=""):
    return minutes.save_item(user, item=item, version=version, text=text, decision=decision)


@pytest.mark.parametrize("who", ["leader", "adviser", "admin"])
def test_the_leader_or_the_office_approves(who, submitted, request):
    assert minutes.approve(request.getfixturevalue(who), minutes=submitted).state == "approved"


STEPS = {
    "submit": lambda user, m: minutes.submit(user, minutes=m),
    "return": lambda user, m: minutes.return_(user, minutes=m, reason="A name is wrong"),
    "approve": lambda user, m: minutes.approve(user, minutes=m),
    "agree": lambda user, m: minutes.agree(user, minutes=m),
}
LEGAL = {("submit", "draft"), ("return", "submitted"), ("approve", "submitted"), ("agree", "submitted")}


@pytest.mark.parametrize("state", Minutes.State.values)
@pytest.mark.parametrize("step", STEPS)
def test_each_step_is_taken_from_its_own_state_only(step, state, draft, leader):
    Minutes.objects.filter(pk=draft.pk).update(state=state)
    draft.refresh_from_db()
    if (step, state) in LEGAL:
        STEPS[step](leader, draft)
        return
    with pytest.raises(Conflict):
        STEPS[step](leader, draft)
    draft.refresh_from_db()
    assert draft.state == state
    assert not MinutesApproval.objects.exists()
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize("state", ["submitted", "approved", "laid", "noted"])
def test_locked_text_is_locked_also_for_who_holds_an_old_copy(state, draft, leader, admin):
    old = draft.items.select_related("minutes").first()
    Minutes.objects.filter(pk=draft.pk).update(state=state)
    for user in (leader, admin):
        with pytest.raises(Conflict):
            save(user, old, 0, "Rewritten")
        with pytest.raises(Conflict):
            minutes.add_item(user, minutes=draft, title="One more")
    old.refresh_from_db()
    assert (old.text, draft.items.count()) == ("We talked.", 2)
    assert not MinutesRevision.objects.exists()


def test_attendance_and_the_list_of_those_called_are_locked_with_the_minutes(approved, leader):
    participant = approved.meeting.participants.first()
    with pytest.raises((Refused, Conflict)):
        attendance.record(leader, meeting=approved.meeting, attendance={participant.pk: "absent"})
    with pytest.raises((Refused, Conflict)):
        attendance.invite(leader, meeting=approved.meeting, person=PersonFactory())
    assert approved.meeting.participants.count() == 3


def test_minutes_without_anybody_present_are_not_handed_in(draft, leader):
    draft.meeting.participants.exclude(attendance="apology").update(attendance="absent")
    ParticipantFactory(meeting=draft.meeting, role="", attendance="present")
    with pytest.raises(ValidationError):
        minutes.submit(leader, minutes=draft)


def test_those_present_are_asked_and_contact_and_adviser_are_told(draft, leader, member, contact, adviser):
    guest = ParticipantFactory(meeting=draft.meeting, role="", attendance="present")
    minutes.submit(leader, minutes=draft)
    sent = OutgoingMail.objects.filter(template="minutes_submitted")
    assert {mail.to_address for mail in sent} == {u.person.email for u in (leader, member, contact, adviser)}
    assert guest.person.email not in {mail.to_address for mail in sent}


def test_old_minutes_are_recorded_in_silence(draft, leader):
    minutes.submit(leader, minutes=draft, at=timezone.now() - timedelta(days=30))
    minutes.approve(leader, minutes=draft, at=timezone.now() - timedelta(days=20))
    assert not OutgoingMail.objects.exists()


def test_only_those_who_were_there_agree_or_object(submitted, leader, secretary, contact, admin, member, board_member):
    ParticipantFactory(meeting=submitted.meeting, person=contact.person, role="contact", attendance="apology")
    ParticipantFactory(meeting=submitted.meeting, person=board_member.person, role="", attendance="present")
    for user in (secretary, contact, admin, board_member):
        for approves in (True, False):
            with pytest.raises(Refused):
                minutes.agree(user, minutes=submitted, approves=approves, comment="Not so")
    minutes.agree(leader, minutes=submitted)
    assert not minutes.everybody_agrees(submitted)
    minutes.agree(member, minutes=submitted)
    assert minutes.everybody_agrees(submitted)


@pytest.mark.parametrize("comment", ["", "   "])
def test_an_objection_says_what_is_wrong(comment, submitted, member):
    with pytest.raises(ValidationError) as error:
        minutes.agree(member, minutes=submitted, approves=False, comment=comment)
    assert list(error.value.message_dict) == ["comment"]


def test_who_changes_their_mind_has_one_answer(submitted, member):
    minutes.agree(member, minutes=submitted)
    minutes.agree(member, minutes=submitted, approves=False, comment="The sum is wrong")
    answer = submitted.approvals.get()
    assert (answer.approves, answer.comment) == (False, "The sum is wrong")


def test_with_an_objection_only_the_next_meeting_approves(submitted, leader, member):
    minutes.agree(member, minutes=submitted, approves=False, comment="The sum is wrong")
    with pytest.raises(ValidationError) as error:
        minutes.approve(leader, minutes=submitted)
    assert str(member.person) in str(error.value)
    stored = Minutes.objects.get(pk=submitted.pk)
    assert (stored.state, stored.archived) == ("submitted", None)
    assert submitted.state == "submitted"
    assert minutes.approve(leader, minutes=stored, basis="next_meeting").state == "approved"


def test_an_unknown_basis_is_refused(submitted, leader):
    with pytest.raises(ValidationError):
        minutes.approve(leader, minutes=submitted, basis="because")


def test_taking_back_clears_the_approvals_and_needs_a_reason(submitted, leader, member):
    minutes.agree(member, minutes=submitted)
    with pytest.raises(ValidationError):
        minutes.return_(leader, minutes=submitted, reason=" ")
    assert submitted.approvals.exists()
    minutes.return_(leader, minutes=submitted, reason="A name is wrong")
    assert (submitted.state, submitted.returned_reason) == ("draft", "A name is wrong")
    assert not submitted.approvals.exists()
    minutes.submit(leader, minutes=submitted)
    assert Minutes.objects.get(pk=submitted.pk).returned_reason == ""


def test_the_approved_paper_is_kept_as_it_was(submitted, leader, admin, contact):
    minutes.approve(leader, minutes=submitted)
    kept = submitted.archived
    kept.refresh_from_db()
    assert kept.archived
    assert "We talked." in kept.html
    assert str(leader.person) in kept.html
    portal_tasks.make_documents()
    kept.refresh_from_db()
    assert kept.state == "ready"
    mails = OutgoingMail.objects.filter(template="minutes_approved")
    assert {mail.to_address for mail in mails} == {contact.person.email, admin.person.email}
    assert {mail.attachments.get().document for mail in mails} == {kept}
    assert {mail.attachments.get().name.partition("-")[0] for mail in mails} == {"referat"}
