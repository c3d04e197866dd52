"""Minutes from the first word to the board's note, and the tasks in them."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from portal.models import AuditEntry, Document, OutgoingMail
from portal.permissions import Refused
from portal.workflow import Conflict
from tests.factories import (
    AgendaItemFactory,
    MeetingFactory,
    MinutesFactory,
    MinutesItemFactory,
    ParticipantFactory,
    TaskFactory,
)
from workgroups.models import Meeting, Minutes, Task
from workgroups.operations import agenda, laying, meetings, minutes, tasks


def ago(hours):
    return timezone.now() - timedelta(hours=hours)


@pytest.fixture
def meeting(group, leader, member):
    """Began an hour ago, with two cases; leader and member were there."""
    made = MeetingFactory(body=group, starts_at=ago(1), ends_at=ago(-1))
    AgendaItemFactory(meeting=made, title="First case")
    AgendaItemFactory(meeting=made, title="Second case")
    for user, role in ((leader, "leader"), (member, "member")):
        ParticipantFactory(meeting=made, person=user.person, role=role, attendance="present")
    return made


@pytest.fixture
def draft(meeting, leader):
    return minutes.create(leader, meeting=meeting)


@pytest.fixture
def submitted(draft, leader):
    write(leader, draft, "What was said")
    return minutes.submit(leader, minutes=draft)


@pytest.fixture
def approved(submitted, leader):
    return minutes.approve(leader, minutes=submitted, basis="next_meeting")


def write(actor, draft, text, version=0, decision=""):
    return minutes.save_item(actor, item=draft.items.first(), version=version, text=text, decision=decision)


# --- Writing -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["member", "contact", "board_leader", "auditor", "stranger", "nobody"])
def test_only_those_who_run_the_group_write(request, meeting, draft, who):
    user = request.getfixturevalue(who)
    with pytest.raises(Refused):
        minutes.create(user, meeting=meeting)
    with pytest.raises(Refused):
        write(user, draft, "Mine")
    with pytest.raises(Refused):
        minutes.add_item(user, minutes=draft, title="Mine")
    with pytest.raises(Refused):
        minutes.submit(user, minutes=draft)


def test_minutes_begin_with_an_item_for_each_case_and_hold_the_meeting(meeting, draft, leader):
    assert [item.title for item in draft.items.all()] == ["First case", "Second case"]
    assert Meeting.objects.get(pk=meeting.pk).state == Meeting.State.HELD
    assert minutes.create(leader, meeting=meeting) == draft


@pytest.mark.parametrize("state", ["draft", "cancelled"])
def test_of_a_meeting_that_was_not_called_nothing_is_written(group, leader, state):
    with pytest.raises(ValidationError):
        minutes.create(leader, meeting=MeetingFactory(body=group, state=state, starts_at=ago(2), ends_at=ago(1)))


def test_of_a_meeting_to_come_nothing_is_written(group, leader):
    with pytest.raises(ValidationError):
        minutes.create(leader, meeting=MeetingFactory(body=group))


def test_each_save_counts_and_is_kept(draft, leader, secretary):
    write(leader, draft, "One")
    item = write(secretary, draft, "Two", version=1, decision="Yes")
    assert (item.version, item.saved_by) == (2, secretary)
    assert [(r.version, r.text) for r in item.revisions.all()] == [(2, "Two"), (1, "One")]


def test_a_stale_save_overwrites_nothing_and_brings_the_newer_text(draft, leader, secretary):
    write(leader, draft, "The leader's")
    with pytest.raises(minutes.Stale) as caught:
        write(secretary, draft, "The secretary's")
    assert caught.value.item.text == "The leader's"
    item = draft.items.first()
    assert (item.text, item.version, item.revisions.count()) == ("The leader's", 1, 1)


def test_the_same_save_twice_is_one(draft, leader):
    write(leader, draft, "One\r\nline")
    item = write(leader, draft, "One\nline")
    assert (item.version, item.revisions.count()) == (1, 1)


def test_many_saves_of_one_sitting_are_one_line_of_the_history(draft, leader, secretary):
    for version in range(5):
        write(leader, draft, f"Text {version}", version=version)
    write(secretary, draft, "Other", version=5)
    assert AuditEntry.objects.filter(verb="minutes.edit").count() == 2


def test_a_matter_raised_at_the_meeting_comes_last(draft, leader):
    item = minutes.add_item(leader, minutes=draft, title=" Raised ")
    assert (item.title, item.position) == ("Raised", 3)
    with pytest.raises(ValidationError):
        minutes.add_item(leader, minutes=draft, title=" ")


# --- Approval ------------------------------------------------------------------------------------------------------


def test_empty_minutes_are_not_handed_in(draft, leader):
    with pytest.raises(ValidationError):
        minutes.submit(leader, minutes=draft)


def test_minutes_without_attendance_are_not_handed_in(draft, leader):
    draft.meeting.participants.update(attendance="")
    write(leader, draft, "Said")
    with pytest.raises(ValidationError):
        minutes.submit(leader, minutes=draft)


def test_those_present_are_asked_and_contact_and_adviser_told(draft, leader, member, contact, adviser):
    write(leader, draft, "Said")
    minutes.submit(leader, minutes=draft)
    with pytest.raises(Conflict):
        minutes.submit(leader, minutes=Minutes(pk=draft.pk, meeting=draft.meeting))
    mails = {mail.to_user: mail for mail in OutgoingMail.objects.filter(template="minutes_submitted")}
    assert set(mails) == {leader, member, contact, adviser}
    assert mails[member].subject.startswith("Read and approve")
    assert not mails[contact].subject.startswith("Read and approve")


def test_submitted_minutes_are_not_written_in(submitted, leader):
    for actor, error in ((leader, Refused), (None, Conflict)):
        with pytest.raises(error):
            write(actor, submitted, "Later", version=1)


def test_only_those_present_agree(submitted, member, contact):
    with pytest.raises(Refused):
        minutes.agree(contact, minutes=submitted)
    minutes.agree(member, minutes=submitted)
    assert submitted.approvals.get().approves


def test_an_objection_needs_its_reason_and_stands_in_the_way(submitted, leader, member):
    with pytest.raises(ValidationError):
        minutes.agree(member, minutes=submitted, approves=False, comment=" ")
    minutes.agree(member, minutes=submitted, approves=False, comment="I was there until the end")
    with pytest.raises(ValidationError) as caught:
        minutes.approve(leader, minutes=submitted, basis="present")
    assert "Member Tester" in caught.value.message_dict["basis"][0]
    assert Minutes.objects.get(pk=submitted.pk).state == Minutes.State.SUBMITTED


def test_minutes_taken_back_are_approved_anew(submitted, leader, member):
    minutes.agree(member, minutes=submitted)
    minutes.return_(leader, minutes=submitted, reason="A name was wrong")
    assert not submitted.approvals.exists()
    write(leader, submitted, "Right", version=1)
    again = minutes.submit(leader, minutes=submitted)
    assert again.returned_reason == ""
    assert OutgoingMail.objects.filter(template="minutes_submitted", to_user=member).count() == 2


def test_all_have_agreed_when_each_one_present_has(submitted, leader, member):
    minutes.agree(member, minutes=submitted)
    assert not minutes.everybody_agrees(submitted)
    minutes.agree(leader, minutes=submitted)
    assert minutes.everybody_agrees(submitted)


@pytest.mark.parametrize("who", ["member", "secretary", "contact", "board_leader", "auditor"])
def test_only_the_leader_or_the_adviser_records_the_approval(request, submitted, who):
    with pytest.raises(Refused):
        minutes.approve(request.getfixturevalue(who), minutes=submitted)


def test_approved_minutes_keep_their_pdf_and_are_announced(submitted, leader, contact, admin):
    done = minutes.approve(leader, minutes=submitted, basis="next_meeting")
    document = Document.objects.get(pk=done.archived_id)
    assert (document.archived, document.report, document.language) == (True, "minutes", "nb")
    mails = OutgoingMail.objects.filter(template="minutes_approved")
    assert {mail.to_user for mail in mails} == {contact, admin}
    assert all(mail.attachments.get().document == document for mail in mails)
    with pytest.raises(Conflict):
        minutes.approve(leader, minutes=Minutes.objects.get(pk=done.pk))
    assert OutgoingMail.objects.filter(template="minutes_approved").count() == 2


def test_approved_minutes_are_locked_for_everybody(approved, leader):
    """Also for the system itself and for a caller with an old copy in hand."""
    item = approved.items.first()
    old = Minutes.objects.get(pk=approved.pk)
    old.state = Minutes.State.DRAFT
    item.minutes = old
    for actor in (leader, None):
        with pytest.raises(Conflict):
            minutes.save_item(actor, item=item, version=1, text="Forged", decision="")
        with pytest.raises(Conflict):
            minutes.add_item(actor, minutes=old, title="Forged")
        with pytest.raises(Conflict):
            minutes.return_(actor, minutes=old, reason="Forged")
        with pytest.raises(Conflict):
            tasks.create(actor, body=approved.meeting.body, title="x", responsible=leader.person, minutes_item=item)
    item.refresh_from_db()
    assert item.text == "What was said"


# --- After the approval --------------------------------------------------------------------------------------------


def test_whoever_sees_minutes_confirms_once(approved, contact, stranger):
    with pytest.raises(Refused):
        laying.read(stranger, minutes=approved)
    laying.read(contact, minutes=approved)
    laying.read(contact, minutes=approved)
    assert approved.readings.get().person == contact.person


def test_the_contact_comments_and_the_auditor_only_reads(approved, contact, auditor):
    for _press in range(2):
        laying.comment(contact, minutes=approved, text="Well done")
    assert approved.comments.count() == 1
    with pytest.raises(Refused):
        laying.comment(auditor, minutes=approved, text="Hm")
    with pytest.raises(ValidationError):
        laying.comment(contact, minutes=approved, text=" ")


@pytest.mark.parametrize("who", ["leader", "member", "board_member", "auditor", "stranger"])
def test_the_group_does_not_lay_its_own_minutes(request, union, approved, who):
    with pytest.raises(Refused):
        laying.lay(request.getfixturevalue(who), minutes=approved, meeting=MeetingFactory(body=union.board))


def test_minutes_go_to_the_board_and_are_noted_when_it_has_met(union, approved, admin, board_leader):
    meeting = MeetingFactory(body=union.board)
    item = laying.lay(admin, minutes=approved, meeting=meeting)
    assert item.case
    assert "Expert group" in item.title
    with pytest.raises(Conflict):
        laying.lay(admin, minutes=Minutes.objects.get(pk=approved.pk), meeting=meeting)
    with pytest.raises(ValidationError):
        laying.note(board_leader, minutes=approved)
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=ago(3), ends_at=ago(1))
    meetings.hold(board_leader, meeting=meeting)
    assert laying.note(board_leader, minutes=approved).state == Minutes.State.NOTED
    assert meeting.agenda.count() == 1


def test_a_case_taken_off_the_boards_agenda_lets_the_minutes_wait_again(union, approved, admin, board_leader):
    item = laying.lay(admin, minutes=approved, meeting=MeetingFactory(body=union.board))
    agenda.remove(board_leader, item=item)
    approved.refresh_from_db()
    assert (approved.state, approved.laid_at) == (Minutes.State.APPROVED, None)


def test_only_before_a_coming_meeting_of_the_sections_own_board(union, approved, admin):
    held = MeetingFactory(body=union.board, state="held", starts_at=ago(9), ends_at=ago(8))
    for meeting in (held, MeetingFactory(body=union.local_board), MeetingFactory(body=union.group)):
        with pytest.raises(ValidationError):
            laying.lay(admin, minutes=approved, meeting=meeting)
    assert list(laying.board_meetings(approved)) == []


def test_a_boards_own_minutes_are_laid_before_nobody(union, admin):
    own = MinutesFactory(meeting__body=union.board, state=Minutes.State.APPROVED)
    with pytest.raises(Conflict):
        laying.lay(admin, minutes=own, meeting=MeetingFactory(body=union.board))


# --- Tasks ---------------------------------------------------------------------------------------------------------


def test_the_responsible_finishes_a_task_and_others_do_not(group, leader, member, secretary, contact):
    task = tasks.create(leader, body=group, title=" Write ", responsible=member.person)
    assert task.title == "Write"
    with pytest.raises(Refused):
        tasks.create(member, body=group, title="x", responsible=member.person)
    with pytest.raises(Refused):
        tasks.finish(contact, task=task)
    with pytest.raises(Refused):
        tasks.drop(member, task=task)
    tasks.finish(member, task=task)
    with pytest.raises(Conflict):
        tasks.finish(member, task=Task.objects.get(pk=task.pk))
    with pytest.raises(Conflict):
        tasks.edit(leader, task=task, title="Other", responsible=leader.person)
    tasks.reopen(member, task=task)
    assert tasks.drop(leader, task=task).state == Task.State.DROPPED


def test_a_task_is_changed_by_those_who_run_the_group(group, leader, member):
    task = TaskFactory(body=group, responsible=member.person)
    with pytest.raises(Refused):
        tasks.edit(member, task=task, title="Less", responsible=member.person)
    with pytest.raises(ValidationError):
        tasks.edit(leader, task=task, title="x" * 251, responsible=member.person)
    tasks.edit(leader, task=task, title="More", responsible=leader.person, note="Soon")
    task.refresh_from_db()
    assert (task.title, task.responsible, task.note) == ("More", leader.person, "Soon")


def test_a_task_of_the_minutes_belongs_to_its_case(draft, leader, member):
    item = MinutesItemFactory(minutes=draft)
    task = tasks.create(leader, body=draft.meeting.body, title="Ask", responsible=member.person, minutes_item=item)
    assert list(item.tasks.all()) == [task]
