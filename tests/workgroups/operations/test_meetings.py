"""Preparing, calling, moving, cancelling and holding a meeting."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from icalendar import Calendar

from members.roles import Role
from portal.models import AuditEntry, OutgoingMail
from portal.permissions import Refused
from portal.workflow import Conflict
from tests.factories import AgendaItemFactory, AppointmentFactory, MeetingFactory, MinutesFactory, PersonFactory
from workgroups.models import AgendaItem, Meeting, Minutes, Participant
from workgroups.operations import agenda, attendance, meetings


def soon(days=20, hours=0):
    return timezone.now().replace(microsecond=0) + timedelta(days=days, hours=hours)


def prepare(actor, body, **fields):
    values = {
        "title": "Spring meeting", "starts_at": soon(), "ends_at": soon(hours=2), "format": "physical", "place": "Hall",
        "agenda": "ordinary", **fields,
    }  # fmt: skip
    return meetings.create(actor, body=body, **values)


def event_of(mail) -> tuple[Calendar, dict]:
    calendar = Calendar.from_ical(bytes(mail.attachments.get(name="invite.ics").content))
    return calendar, calendar.walk("VEVENT")[0]


@pytest.mark.parametrize("who", ["member", "contact", "board_leader", "auditor", "stranger", "nobody"])
def test_only_those_who_run_the_group_prepare_a_meeting(request, group, who):
    with pytest.raises(Refused):
        prepare(request.getfixturevalue(who), group)
    assert not Meeting.objects.exists()


@pytest.mark.parametrize("who", ["leader", "secretary", "adviser", "admin"])
def test_those_who_run_the_group_prepare_a_meeting(request, group, who):
    meeting = prepare(request.getfixturevalue(who), group)
    assert meeting.state == Meeting.State.DRAFT
    assert meeting.agenda.count() == 7
    assert not meeting.participants.exists()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"starts_at": soon(-1)}, "starts_at"),
        ({"ends_at": soon(19)}, "ends_at"),
        ({"place": " "}, "place"),
        ({"format": "digital"}, "link"),
        ({"format": "hybrid", "place": ""}, "place"),
        ({"format": "hybrid"}, "link"),
        ({"title": "x" * 151}, "title"),
        ({"title": ""}, "title"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"agenda": "no such"}, "agenda"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(group, leader, fields, field):
    with pytest.raises(ValidationError) as caught:
        prepare(leader, group, **fields)
    assert field in caught.value.message_dict
    assert not Meeting.objects.exists()


def test_a_meeting_by_mail_needs_neither_place_nor_link(group, leader):
    assert prepare(leader, group, format="email", place="").pk


def test_the_last_meeting_hands_on_standing_items_and_what_was_not_reached(group, leader):
    last = MeetingFactory(body=group, state="held", starts_at=soon(-30), ends_at=soon(-30, 2))
    AgendaItemFactory(meeting=last, title="Standing", kind="standing")
    reached = AgendaItemFactory(meeting=last, title="Reached", kind="decision")
    unreached = AgendaItemFactory(meeting=last, title="Unreached", kind="decision", text="Background")
    minutes = MinutesFactory(meeting=last)
    minutes.items.create(agenda_item=reached, position=1, title="Reached", decision="Yes.")
    minutes.items.create(agenda_item=unreached, position=2, title="Unreached")
    meeting = prepare(leader, group, agenda="previous")
    assert [(item.title, item.text) for item in meeting.agenda.all()] == [("Standing", ""), ("Unreached", "Background")]
    assert all(item.case == "" for item in meeting.agenda.all())


def test_the_notice_goes_to_all_with_contact_and_adviser_but_not_to_deputies(
    group, leader, secretary, member, contact, adviser
):
    AppointmentFactory(body=group, role=Role.DEPUTY_MEMBER)
    AppointmentFactory(body=group, role=Role.MEMBER, ends_on=soon(10).date())
    meeting = prepare(leader, group)
    called = meetings.call(leader, meeting=meeting)
    people = {user.person_id for user in (leader, secretary, member, contact, adviser)}
    assert set(called.participants.values_list("person_id", flat=True)) == people
    mails = OutgoingMail.objects.filter(template="meeting_called")
    assert mails.count() == 5
    mail = mails.get(to_user=contact)
    assert {a.media_type.split(";")[0] for a in mail.attachments.all()} == {"application/pdf", "text/calendar"}
    calendar, event = event_of(mail)
    assert calendar["METHOD"] == "REQUEST"
    assert str(event["UID"]) == f"{meeting.uid}@section-portal"
    assert event["SEQUENCE"] == 0
    assert event["DTSTART"].dt == meeting.starts_at
    assert event["DTSTART"].params["TZID"] == "Europe/Oslo"
    assert str(event["ATTENDEE"]) == f"mailto:{contact.person.email}"
    assert "/rsvp/" in mail.text
    assert "/rsvp/" in mail.html


def test_each_mail_holds_a_link_of_its_own(group, leader, member):
    meetings.call(leader, meeting=prepare(leader, group))
    links = {mail.text.split("/rsvp/")[1].split()[0] for mail in OutgoingMail.objects.all()}
    assert len(links) == 2


def test_who_has_no_mail_is_called_all_the_same(group, leader):
    silent = PersonFactory(email="")
    AppointmentFactory(body=group, person=silent)
    meeting = meetings.call(leader, meeting=prepare(leader, group))
    assert meeting.participants.filter(person=silent).exists()
    assert OutgoingMail.objects.count() == 1


def test_two_clicks_send_one_notice(group, leader, member):
    meeting = prepare(leader, group)
    meetings.call(leader, meeting=meeting)
    stale = Meeting.objects.get(pk=meeting.pk)
    stale.state = Meeting.State.DRAFT
    with pytest.raises(Conflict):
        meetings.call(leader, meeting=stale)
    assert OutgoingMail.objects.count() == 2
    assert Participant.objects.count() == 2
    assert AuditEntry.objects.filter(verb="meeting.call").count() == 1


def test_nobody_called_is_refused_and_nothing_is_sent(group, leader):
    meeting = prepare(leader, group)
    with pytest.raises(ValidationError):
        meetings.call(leader, meeting=meeting, persons=[])
    assert Meeting.objects.get(pk=meeting.pk).state == Meeting.State.DRAFT


def test_cases_are_numbered_per_body_and_year(group, union, leader, admin):
    first = meetings.call(leader, meeting=prepare(leader, group, agenda="startup"))
    second = prepare(leader, group, agenda="empty", starts_at=first.starts_at, ends_at=first.ends_at)
    agenda.create(leader, meeting=second, title="One more")
    meetings.call(leader, meeting=second)
    year = first.day.year
    assert [item.case for item in first.agenda.all()] == [f"{n}/{year % 100}" for n in range(1, 8)]
    assert second.agenda.get().case == f"8/{year % 100}"
    late = agenda.create(leader, meeting=first, title="Late case")
    assert late.case == f"9/{year % 100}"
    AppointmentFactory(body=union.board)
    other = meetings.call(admin, meeting=prepare(admin, union.board, agenda="board"))
    assert other.agenda.first().case_number == 1


def test_a_moved_meeting_tells_what_changed_and_asks_anew(group, leader, member):
    meeting = meetings.call(leader, meeting=prepare(leader, group))
    mine = meeting.participants.get(person=member.person)
    attendance.answer(member, participant=mine, answer="yes")
    moved = meetings.edit(
        leader, meeting=meeting, title=meeting.title, starts_at=soon(25), ends_at=soon(25, 1), format="physical",
        place="Other hall",
    )  # fmt: skip
    mine.refresh_from_db()
    assert (mine.answer, moved.sequence) == ("", 1)
    mail = OutgoingMail.objects.get(template="meeting_changed", to_user=member)
    assert "The place was Hall." in mail.text
    assert mail.subject.startswith("New time")
    calendar, event = event_of(mail)
    assert (calendar["METHOD"], event["SEQUENCE"]) == ("REQUEST", 1)
    assert str(event["UID"]) == f"{meeting.uid}@section-portal"


def test_a_new_place_alone_keeps_the_answers(group, leader, member):
    meeting = meetings.call(leader, meeting=prepare(leader, group))
    mine = meeting.participants.get(person=member.person)
    attendance.answer(member, participant=mine, answer="yes")
    meetings.edit(
        leader, meeting=meeting, title=meeting.title, starts_at=meeting.starts_at, ends_at=meeting.ends_at,
        format="physical", place="Other hall",
    )  # fmt: skip
    mine.refresh_from_db()
    assert mine.answer == "yes"


def test_a_change_of_nothing_tells_nobody(group, leader):
    meeting = meetings.call(leader, meeting=prepare(leader, group))
    kept = {name: getattr(meeting, name) for name in ("title", "starts_at", "ends_at", "format", "place")}
    assert meetings.edit(leader, meeting=meeting, **kept).sequence == 0
    assert not OutgoingMail.objects.filter(template="meeting_changed").exists()


def test_a_cancelled_meeting_leaves_the_calendars(group, leader, member):
    meeting = meetings.call(leader, meeting=prepare(leader, group))
    with pytest.raises(Refused):
        meetings.cancel(member, meeting=meeting, reason="No")
    with pytest.raises(ValidationError):
        meetings.cancel(leader, meeting=meeting, reason="  ")
    meetings.cancel(leader, meeting=meeting, reason="The hall is flooded")
    mail = OutgoingMail.objects.get(template="meeting_cancelled", to_user=member)
    assert "The hall is flooded" in mail.text
    calendar, event = event_of(mail)
    assert (calendar["METHOD"], event["STATUS"], event["SEQUENCE"]) == ("CANCEL", "CANCELLED", 1)
    assert OutgoingMail.objects.filter(template="meeting_cancelled").count() == 2


def test_a_cancelled_draft_tells_nobody(group, leader):
    meetings.cancel(leader, meeting=prepare(leader, group), reason="Not needed")
    assert not OutgoingMail.objects.exists()


def test_a_cancelled_board_meeting_gives_back_what_was_to_be_laid(union, group, board_leader, admin):
    minutes = MinutesFactory(meeting__body=group, state=Minutes.State.LAID)
    meeting = MeetingFactory(body=union.board)
    AgendaItemFactory(meeting=meeting, lays_before=minutes)
    meetings.cancel(board_leader, meeting=meeting, reason="Quorum")
    minutes.refresh_from_db()
    assert minutes.state == Minutes.State.APPROVED


def test_a_meeting_is_held_when_it_has_begun(group, leader):
    coming = MeetingFactory(body=group)
    with pytest.raises(ValidationError):
        meetings.hold(leader, meeting=coming)
    begun = MeetingFactory(body=group, starts_at=soon(-1), ends_at=soon(-1, 2))
    assert meetings.hold(leader, meeting=begun).state == Meeting.State.HELD
    with pytest.raises(Conflict):
        meetings.edit(leader, meeting=begun, title="x", starts_at=soon(), ends_at=soon(21), format="email")


def test_head_of_a_mail_cannot_be_broken_by_a_title(group, leader, member):
    meeting = prepare(leader, group, title="Innocent")
    Meeting.objects.filter(pk=meeting.pk).update(title="Evil\r\nBcc: all@people.example")
    meetings.call(leader, meeting=Meeting.objects.get(pk=meeting.pk))
    mail = OutgoingMail.objects.get(to_user=member)
    assert "\n" not in mail.subject
    assert b"\nBcc" not in bytes(mail.attachments.get(name="invite.ics").content)


@pytest.mark.parametrize("text", ["Ærlig 🧵 talt", "שלום עולם", "<script>alert(1)</script>"])
def test_any_letters_reach_mail_and_calendar(group, leader, member, text):
    meetings.call(leader, meeting=prepare(leader, group, title=text, notice=text))
    mail = OutgoingMail.objects.get(to_user=member)
    assert text in mail.text
    assert "<script>" not in mail.html
    assert text in str(event_of(mail)[1]["SUMMARY"])


# --- Agenda -------------------------------------------------------------------------------------------------------


def test_only_those_who_run_the_group_touch_the_agenda(group, leader, member):
    item = AgendaItemFactory(meeting=MeetingFactory(body=group, state="draft"))
    for call in (
        lambda: agenda.create(member, meeting=item.meeting, title="x"),
        lambda: agenda.edit(member, item=item, title="x", kind="decision"),
        lambda: agenda.move(member, item=item, up=True),
        lambda: agenda.remove(member, item=item),
    ):
        with pytest.raises(Refused):
            call()


def test_cases_change_places(group, leader):
    meeting = prepare(leader, group, agenda="empty")
    a, b, c = (agenda.create(leader, meeting=meeting, title=title) for title in "abc")
    agenda.move(leader, item=c, up=True)
    agenda.move(leader, item=a, up=True)
    agenda.move(leader, item=b, up=False)
    assert [item.title for item in meeting.agenda.all()] == ["a", "c", "b"]
    agenda.remove(leader, item=c)
    agenda.remove(leader, item=c)
    assert [item.title for item in meeting.agenda.all()] == ["a", "b"]


def test_a_case_keeps_its_number_when_its_words_change(group, leader):
    meeting = meetings.call(leader, meeting=prepare(leader, group))
    item = meeting.agenda.first()
    agenda.edit(leader, item=item, title="Other words", kind="decision", text="Why", duration=10)
    item.refresh_from_db()
    assert (item.title, item.case_number) == ("Other words", 1)


def test_the_number_of_a_removed_case_is_not_given_again(group, leader):
    meeting = meetings.call(leader, meeting=prepare(leader, group))
    last = agenda.create(leader, meeting=meeting, title="Dropped")
    agenda.remove(leader, item=last)
    following = agenda.create(leader, meeting=meeting, title="Following")
    assert following.case_number == last.case_number + 1


def test_the_agenda_of_a_held_meeting_stands(group, leader):
    item = AgendaItemFactory(meeting=MeetingFactory(body=group, state="held"))
    for actor in (leader, None):
        with pytest.raises(Conflict):
            agenda.remove(actor, item=item)
    assert AgendaItem.objects.filter(pk=item.pk).exists()


# --- Who is called, and who was there ---------------------------------------------------------------------------


def test_a_deputy_called_later_gets_the_notice_then(group, leader):
    meeting = meetings.call(leader, meeting=prepare(leader, group))
    deputy = AppointmentFactory(body=group, role=Role.DEPUTY_MEMBER).person
    participant = attendance.invite(leader, meeting=meeting, person=deputy)
    attendance.invite(leader, meeting=meeting, person=deputy)
    assert participant.role == Role.DEPUTY_MEMBER
    assert OutgoingMail.objects.filter(to_address=deputy.email).count() == 1
    attendance.uninvite(leader, participant=participant)
    assert OutgoingMail.objects.filter(to_address=deputy.email, template="meeting_cancelled").count() == 1


def test_a_member_cannot_be_taken_off_the_list(group, leader, member):
    meeting = meetings.call(leader, meeting=prepare(leader, group))
    with pytest.raises(Conflict):
        attendance.uninvite(leader, participant=meeting.participants.get(person=member.person))


def test_nobody_answers_for_another_but_those_who_run_the_group(group, leader, member, contact):
    meeting = meetings.call(leader, meeting=prepare(leader, group))
    participant = meeting.participants.get(person=member.person)
    with pytest.raises(Refused):
        attendance.answer(contact, participant=participant, answer="no")
    attendance.answer(leader, participant=participant, answer="no", note="By telephone")
    participant.refresh_from_db()
    assert (participant.answer, participant.answer_note) == ("no", "By telephone")


def test_an_answer_after_the_meeting_is_refused(group, leader):
    meeting = MeetingFactory(body=group, starts_at=soon(-1), ends_at=soon(-1, 2))
    participant = Participant.objects.create(meeting=meeting, person=leader.person, role="leader")
    with pytest.raises(Conflict):
        attendance.answer(leader, participant=participant, answer="yes")


def test_attendance_is_recorded_when_the_meeting_has_begun_and_until_the_approval(group, leader, member):
    coming = MeetingFactory(body=group)
    with pytest.raises(ValidationError):
        attendance.record(leader, meeting=coming, attendance={})
    meeting = MeetingFactory(body=group, state="held", starts_at=soon(-1), ends_at=soon(-1, 2))
    participant = Participant.objects.create(meeting=meeting, person=member.person, role="member")
    with pytest.raises(Refused):
        attendance.record(member, meeting=meeting, attendance={participant.pk: "present"})
    attendance.record(leader, meeting=meeting, attendance={participant.pk: "present"})
    participant.refresh_from_db()
    assert participant.took_part
    MinutesFactory(meeting=meeting, state=Minutes.State.APPROVED)
    meeting = Meeting.objects.get(pk=meeting.pk)
    with pytest.raises(Refused):
        attendance.record(leader, meeting=meeting, attendance={participant.pk: "absent"})
    with pytest.raises(Conflict):
        attendance.record(None, meeting=meeting, attendance={participant.pk: "absent"})


def test_a_guest_put_on_the_list_before_the_notice_is_called_with_the_others(group, leader, member):
    meeting = prepare(leader, group)
    guest = PersonFactory()
    attendance.invite(leader, meeting=meeting, person=guest)
    attendance.invite(leader, meeting=meeting, person=member.person)
    assert not OutgoingMail.objects.exists()
    called = meetings.call(leader, meeting=meeting)
    assert set(called.participants.values_list("person_id", flat=True)) == {
        guest.pk, leader.person_id, member.person_id,
    }  # fmt: skip
    assert OutgoingMail.objects.filter(to_address=guest.email, template="meeting_called").count() == 1
