"""The notice at its edges: two at once, the calendar file to the minute, odd letters, persons without an address."""

import threading
from datetime import UTC, timedelta

import icalendar
import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from portal.models import OutgoingMail
from portal.permissions import Refused
from portal.workflow import Conflict
from tests.factories import AgendaItemFactory, MeetingFactory, PersonFactory
from workgroups.models import AgendaItem, Meeting
from workgroups.notices import calendar_file
from workgroups.operations import attendance, laying, meetings

pytestmark = pytest.mark.django_db


def event_of(mail):
    """The calendar of a mail and its only event."""
    attachment = mail.attachments.get(name="invite.ics")
    found = icalendar.Calendar.from_ical(bytes(attachment.content))
    assert f"method={found['METHOD']}" in attachment.media_type
    (event,) = found.walk("VEVENT")
    return found, event


def mails(template):
    return OutgoingMail.objects.filter(template=template).order_by("to_address")


def change(user, meeting, **changed):
    kept = {name: getattr(meeting, name) for name in [*meetings.TOLD, "notice"]}
    return meetings.edit(user, meeting=meeting, **(kept | changed))


@pytest.mark.parametrize("who", ["member", "contact", "board_leader", "auditor", "stranger", "nobody"])
def test_who_does_not_run_the_group_calls_moves_and_cancels_nothing(who, prepared, request):
    user = request.getfixturevalue(who)
    for verb in (
        lambda: meetings.call(user, meeting=prepared),
        lambda: change(user, prepared, title="Mine"),
        lambda: meetings.cancel(user, meeting=prepared, reason="No"),
        lambda: meetings.hold(user, meeting=prepared),
        lambda: attendance.invite(user, meeting=prepared, person=PersonFactory()),
    ):
        with pytest.raises(Refused):
            verb()
    assert not OutgoingMail.objects.exists()


def test_each_called_gets_one_mail_with_the_notice_and_the_calendar_file(prepared, leader, member, contact):
    PersonFactory(first_name="Not", last_name="Called")
    meetings.call(leader, meeting=prepared)
    sent = mails("meeting_called")
    assert sorted(mail.to_address for mail in sent) == sorted(u.person.email for u in (leader, member, contact))
    for mail in sent:
        paper = mail.attachments.get(media_type="application/pdf").document
        assert (paper.report, paper.object_id) == ("notice", prepared.pk)
        found, event = event_of(mail)
        assert (found["METHOD"], event["STATUS"], event["SEQUENCE"]) == ("REQUEST", "CONFIRMED", 0)
        assert str(event["UID"]) == f"{prepared.uid}@section-portal"
        assert event.start.astimezone(UTC) == prepared.starts_at
        assert event.end.astimezone(UTC) == prepared.ends_at
        assert mail.to_address in str(event["ATTENDEE"])
        assert leader.person.email in str(event["ORGANIZER"])
    assert len({mail.attachments.get(media_type="application/pdf").document_id for mail in sent}) == 1


@pytest.mark.parametrize(("month", "hours"), [(1, 1), (7, 2)])
def test_the_time_holds_in_summer_and_in_winter(month, hours, prepared, leader):
    """A fixed distance from UTC would be wrong for half of the year."""
    starts = timezone.now().replace(year=timezone.now().year + 1, month=month, day=10, hour=12, microsecond=0)
    prepared.starts_at, prepared.ends_at = starts, starts + timedelta(hours=1)
    (event,) = icalendar.Calendar.from_ical(calendar_file(prepared, leader.person)).walk("VEVENT")
    assert event.start.astimezone(UTC) == starts
    assert event.start.utcoffset() == timedelta(hours=hours)


def test_odd_letters_reach_mail_and_calendar_unbroken(prepared, leader):
    prepared.title, prepared.notice = "Mål & midler «æøå» 🧵\r\nBcc: thief@example.com", "שלום & <b>"
    prepared.save()
    meetings.call(leader, meeting=prepared)
    mail = mails("meeting_called").first()
    assert "\n" not in mail.subject
    assert "Mål & midler «æøå» 🧵" in mail.subject
    assert "שלום & <b>" in mail.text
    assert "<b>" not in mail.html.partition("שלום")[2][:30]
    _found, event = event_of(mail)
    assert "BCC" not in event
    assert "🧵" in str(event["SUMMARY"])
    assert str(event["DESCRIPTION"]) == "שלום & <b>"


def press_together(*buttons):
    """In earnest on PostgreSQL; SQLite's test database has one connection, so there they come one after the other."""
    outcomes = []

    def press(button):
        try:
            button()
            outcomes.append("done")
        except Conflict:
            outcomes.append("conflict")
        finally:
            if connection.vendor == "postgresql":
                connection.close()

    if connection.vendor != "postgresql":
        for button in buttons:
            press(button)
        return sorted(outcomes)
    threads = [threading.Thread(target=press, args=(button,)) for button in buttons]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


@pytest.mark.django_db(transaction=True)
def test_two_who_call_at_once_send_one_notice(prepared, leader, secretary):
    copies = [Meeting.objects.get(pk=prepared.pk) for _copy in range(2)]
    outcomes = press_together(
        lambda: meetings.call(leader, meeting=copies[0]), lambda: meetings.call(secretary, meeting=copies[1])
    )
    assert outcomes == ["conflict", "done"]
    assert mails("meeting_called").count() == prepared.participants.count() == 4


@pytest.mark.django_db(transaction=True)
def test_two_meetings_called_at_once_share_no_case_number(prepared, leader, secretary):
    other = MeetingFactory(body=prepared.body, state="draft", starts_at=prepared.starts_at)
    AgendaItemFactory.create_batch(2, meeting=other)
    outcomes = press_together(
        lambda: meetings.call(leader, meeting=prepared), lambda: meetings.call(secretary, meeting=other)
    )
    assert outcomes == ["done", "done"]
    assert sorted(AgendaItem.objects.values_list("case_number", flat=True)) == [1, 2, 3, 4]


@pytest.mark.django_db(transaction=True)
def test_minutes_laid_twice_at_once_are_one_case(approved, board_meeting, admin, board_leader):
    copies = [type(approved).objects.get(pk=approved.pk) for _copy in range(2)]
    outcomes = press_together(
        lambda: laying.lay(admin, minutes=copies[0], meeting=board_meeting),
        lambda: laying.lay(board_leader, minutes=copies[1], meeting=board_meeting),
    )
    assert outcomes == ["conflict", "done"]
    assert board_meeting.agenda.count() == 1


def test_who_is_on_the_list_before_the_notice_and_chosen_again_gets_it_once(prepared, leader, member, board_leader):
    for user in (board_leader, member):
        attendance.invite(leader, meeting=prepared, person=user.person)
    assert not OutgoingMail.objects.exists()
    meetings.call(leader, meeting=prepared, guests=[board_leader.person])
    assert prepared.participants.count() == mails("meeting_called").count() == 4


def test_a_meeting_whose_time_has_passed_is_not_called(prepared, leader):
    Meeting.objects.filter(pk=prepared.pk).update(starts_at=timezone.now() - timedelta(minutes=1))
    with pytest.raises(ValidationError):
        meetings.call(leader, meeting=prepared)
    assert not OutgoingMail.objects.exists()


def test_each_move_counts_up_and_is_told_each_time(called, leader):
    later = called.starts_at + timedelta(days=1)
    change(leader, called, starts_at=later, ends_at=later + timedelta(hours=2))
    found, event = event_of(mails("meeting_changed").first())
    assert (found["METHOD"], event["SEQUENCE"]) == ("REQUEST", 1)
    assert str(event["UID"]) == f"{called.uid}@section-portal"
    assert event.start.astimezone(UTC) == later
    # Back again: the same words as before, yet a mail of its own.
    back = change(leader, Meeting.objects.get(pk=called.pk), starts_at=called.starts_at, ends_at=called.ends_at)
    assert back.sequence == 2
    assert mails("meeting_changed").count() == 4


def test_a_cancellation_is_told_once_and_takes_it_out(called, leader):
    meetings.cancel(leader, meeting=called, reason="Storm & ice")
    with pytest.raises((Conflict, Refused)):
        meetings.cancel(leader, meeting=Meeting.objects.get(pk=called.pk), reason="Again")
    assert mails("meeting_cancelled").count() == 2
    assert "Storm & ice" in mails("meeting_cancelled")[0].text
    found, event = event_of(mails("meeting_cancelled")[0])
    assert (found["METHOD"], event["STATUS"], event["SEQUENCE"]) == ("CANCEL", "CANCELLED", 1)


@pytest.mark.parametrize("reason", ["", "   ", "x" * 301])
def test_a_cancellation_needs_a_reason_that_fits(reason, called, leader):
    with pytest.raises(ValidationError) as error:
        meetings.cancel(leader, meeting=called, reason=reason)
    assert list(error.value.message_dict) == ["reason"]


def test_laid_minutes_of_a_cancelled_board_meeting_can_be_laid_again(approved, board_meeting, admin):
    laying.lay(admin, minutes=approved, meeting=board_meeting)
    meetings.cancel(admin, meeting=board_meeting, reason="Storm")
    approved.refresh_from_db()
    assert (approved.state, approved.laid_at) == ("approved", None)
    assert laying.lay(admin, minutes=approved, meeting=MeetingFactory(body=board_meeting.body)).lays_before == approved
