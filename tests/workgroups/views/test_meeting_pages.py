"""The pages of meetings: bad input is told at its field with what was typed still there; one click is one notice."""

from datetime import timedelta
from html import escape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from portal.models import OutgoingMail, StoredFile
from portal.periods import today
from tests.factories import AgendaItemFactory, AppointmentFactory, MeetingFactory, ParticipantFactory, PersonFactory
from workgroups.models import Meeting, Participant

pytestmark = pytest.mark.django_db
ODD = "Mål & æøå 🧵 שלום <b>"


def url(name, *args):
    return reverse(f"workgroups:{name}", args=args)


def typed(**changed):
    return {
        "title": "Spring meeting", "date": (today() + timedelta(days=20)).isoformat(), "starts_at": "17:00",
        "ends_at": "19:00", "format": "digital", "place": "", "link": "https://meet.example/1",
        "notice": "Bring your string.", "agenda": "ordinary",
    } | changed  # fmt: skip


YESTERDAY = {"date": (today() - timedelta(days=1)).isoformat()}
BAD = [
    (YESTERDAY, "date"),
    ({"date": "2999-01-01"}, "date"),
    ({"date": "the day after"}, "date"),
    ({"date": ""}, "date"),
    ({"ends_at": "16:59"}, "ends_at"),
    ({"ends_at": "17:00"}, "ends_at"),
    ({"starts_at": "25:61"}, "starts_at"),
    ({"format": "physical"}, "place"),
    ({"format": "hybrid"}, "place"),
    ({"format": "telepathy"}, "format"),
    ({"link": ""}, "link"),
    ({"link": "javascript:alert(1)"}, "link"),
    ({"link": "https://meet.example/" + "x" * 600}, "link"),
    ({"title": ""}, "title"),
    ({"title": "x" * 200_000}, "title"),
    ({"title": "Meeting\r\nBcc: thief@example.com"}, "title"),
    ({"title": "Meeting\x00"}, "title"),
    ({"place": "Hall\nBcc: thief@example.com", "format": "hybrid"}, "place"),
    ({"notice": "x" * 200_000}, "notice"),
]


@pytest.mark.parametrize(("changed", "field"), BAD)
def test_bad_input_is_told_at_its_field_and_nothing_typed_is_lost(changed, field, group, leader, as_user):
    values = typed(**changed)
    answer = as_user(leader).post(url("meeting.create", group.slug), values)
    assert answer.status_code in (200, 422)
    assert list(answer.context["form"].errors) == [field]
    shown = answer.content.decode()
    assert "is-invalid" in shown
    assert escape(values["notice"]) in shown
    assert not Meeting.objects.exists()
    for name in ("title", "place"):
        assert answer.context["form"][name].value() == values[name]


@pytest.mark.parametrize(("changed", "field"), BAD)
def test_the_same_when_a_called_meeting_is_changed(changed, field, called, leader, as_user):
    before = Meeting.objects.filter(pk=called.pk).values().get()
    answer = as_user(leader).post(url("meeting.edit", called.pk), typed(**changed))
    assert answer.status_code in (200, 422)
    assert list(answer.context["form"].errors) == [field]
    assert Meeting.objects.filter(pk=called.pk).values().get() == before
    assert not OutgoingMail.objects.exists()


def test_earlier_today_is_in_the_past(group, leader, as_user):
    begun = timezone.localtime() - timedelta(minutes=1)
    values = typed(date=begun.date().isoformat(), starts_at=begun.strftime("%H:%M"), ends_at="23:59")
    form = as_user(leader).post(url("meeting.create", group.slug), values).context["form"]
    assert "starts_at" in form.errors or "date" in form.errors
    assert not Meeting.objects.exists()


def test_odd_letters_go_all_the_way(group, leader, as_user):
    client = as_user(leader)
    answer = client.post(url("meeting.create", group.slug), typed(title=ODD, notice=ODD))
    meeting = Meeting.objects.get()
    assert answer.url == url("meeting.view", meeting.pk)
    assert (meeting.title, meeting.notice, meeting.agenda.count()) == (ODD, ODD, 7)
    shown = client.get(answer.url).content.decode()
    assert escape(ODD) in shown
    assert "<b>" not in shown.partition("<h1")[2].partition("</h1>")[0]
    client.post(url("meeting.call", meeting.pk), {"person": leader.person_id, "send": "1"})
    assert ODD in OutgoingMail.objects.get().subject


def test_the_form_begins_with_what_the_meeting_is(called, leader, as_user):
    form = as_user(leader).get(url("meeting.edit", called.pk)).context["form"]
    begins = timezone.localtime(called.starts_at)
    assert (form["date"].value(), form["starts_at"].value()) == (begins.date(), begins.time())


def test_a_move_is_told_to_those_called(called, leader, as_user):
    answer = as_user(leader).post(url("meeting.edit", called.pk), typed(starts_at="09:00", ends_at="10:00"))
    assert answer.url == url("meeting.view", called.pk)
    assert OutgoingMail.objects.filter(template="meeting_changed").count() == 2
    called.refresh_from_db()
    assert (timezone.localtime(called.starts_at).hour, called.sequence) == (9, 1)


# --- The notice


def send(client, meeting, *people, **more):
    return client.post(url("meeting.call", meeting.pk), {"person": [p.pk for p in people], "send": "1", **more})


def test_the_preview_sends_nothing(prepared, leader, as_user):
    client = as_user(leader)
    client.get(url("meeting.call", prepared.pk))
    client.post(url("meeting.call", prepared.pk), {"search": "1", "q": "Mem", "person": leader.person_id})
    assert not OutgoingMail.objects.exists()
    assert Meeting.objects.get().state == "draft"


def test_a_double_click_sends_once(prepared, leader, member, as_user):
    client = as_user(leader)
    for _click in range(2):
        assert send(client, prepared, leader.person, member.person).url == url("meeting.view", prepared.pk)
    assert OutgoingMail.objects.count() == Participant.objects.count() == 2


def test_whom_no_mail_reaches_is_named(prepared, leader, member, as_user):
    member.person.email = ""
    member.person.save()
    client = as_user(leader)
    send(client, prepared, leader.person, member.person)
    shown = client.get(url("meeting.view", prepared.pk)).content.decode()
    assert "No e-mail address, so tell them yourself: Member Tester." in shown


@pytest.mark.parametrize("forged", ["abc", "-1", "9" * 30, "²", ""])
def test_forged_numbers_call_nobody(forged, prepared, leader, as_user):
    answer = as_user(leader).post(url("meeting.call", prepared.pk), {"person": forged, "guest": forged, "send": "1"})
    assert answer.status_code == 200
    assert not OutgoingMail.objects.exists()


def test_a_person_out_of_sight_is_not_called(prepared, leader, stranger, as_user):
    send(as_user(leader), prepared, leader.person, stranger.person, guest=stranger.person_id)
    assert [p.person for p in prepared.participants.all()] == [leader.person]
    answer = as_user(leader).post(url("participant.invite", prepared.pk), {"person": stranger.person_id})
    assert answer.status_code == 404


def test_a_deputy_is_called_later_and_taken_off_again(called, leader, as_user):
    deputy = AppointmentFactory(body=called.body, role="deputy_member").person
    client = as_user(leader)
    for _click in range(2):
        client.post(url("participant.invite", called.pk), {"person": deputy.pk})
    assert OutgoingMail.objects.filter(template="meeting_called").count() == 1
    participant = called.participants.get(person=deputy)
    assert client.get(url("participant.remove", participant.pk)).status_code == 405
    client.post(url("participant.remove", participant.pk))
    assert not called.participants.filter(person=deputy).exists()
    assert OutgoingMail.objects.filter(template="meeting_cancelled").count() == 1


def test_a_members_seat_is_not_taken_away(called, leader, member, as_user):
    as_user(leader).post(url("participant.remove", called.participants.get(person=member.person).pk))
    assert called.participants.filter(person=member.person).exists()


@pytest.mark.parametrize("reason", ["", "x" * 301, "Storm\r\nBcc: thief@example.com"])
def test_a_cancellation_without_a_fitting_reason_is_none(reason, called, leader, as_user):
    answer = as_user(leader).post(url("meeting.cancel", called.pk), {"reason": reason})
    assert answer.context["form"].errors["reason"]
    assert Meeting.objects.get().state == "called"
    assert not OutgoingMail.objects.exists()


# --- Agenda and attendance on the page


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
@pytest.mark.parametrize("title", ["", "x" * 200_000, "Case\nBcc: x"])
def test_a_bad_case_is_told_on_the_page_of_its_meeting(title, headers, called, leader, as_user):
    values = {"title": title, "kind": "discussion", "duration": "15"}
    answer = as_user(leader).post(url("agenda.create", called.pk), values, headers=headers)
    assert answer.status_code == (200 if headers else 422)
    assert "is-invalid" in answer.content.decode()
    assert 'value="15"' in answer.content.decode()
    assert not called.agenda.exists()


@pytest.mark.parametrize("field", [{"duration": "-1"}, {"duration": "99999999999"}, {"kind": "x"}, {"presenter": "0"}])
def test_a_bad_change_of_a_case_is_told(field, called, leader, as_user):
    item = AgendaItemFactory(meeting=called, title="Budget")
    values = {"title": "Other", "kind": "discussion", "text": ODD} | field
    answer = as_user(leader).post(url("agenda.edit", item.pk), values)
    assert list(answer.context["form"].errors) == list(field)
    assert escape(ODD) in answer.content.decode()
    item.refresh_from_db()
    assert item.title == "Budget"


def test_the_presenter_is_somebody_of_the_meeting(called, leader, stranger, as_user):
    item = AgendaItemFactory(meeting=called)
    values = {"title": "Other", "kind": "discussion", "presenter": stranger.person_id}
    assert as_user(leader).post(url("agenda.edit", item.pk), values).context["form"].errors["presenter"]


def test_attendance_is_recorded_and_forged_answers_are_not(held, leader, as_user):
    client, first = as_user(leader), held.participants.first()
    forged = client.post(url("attendance.record", held.pk), {f"p{first.pk}": "asleep"})
    assert forged.context["form"].errors
    foreign = ParticipantFactory(meeting=MeetingFactory(body=held.body))
    client.post(url("attendance.record", held.pk), {f"p{first.pk}": "absent", f"p{foreign.pk}": "present"})
    first.refresh_from_db()
    foreign.refresh_from_db()
    assert (first.attendance, foreign.attendance) == ("absent", "")


def test_attendance_is_not_recorded_beforehand(called, leader, as_user):
    participant = called.participants.first()
    answer = as_user(leader).post(url("attendance.record", called.pk), {f"p{participant.pk}": "present"})
    assert answer.status_code == 200
    participant.refresh_from_db()
    assert participant.attendance == ""


# --- Files


def upload(name, content):
    return {"upload": SimpleUploadedFile(name, content)}


PDF = b"%PDF-1.7 "


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("big.pdf", PDF + b"0" * (30 * 1024 * 1024), "larger than 20 MB"),
        ("program.exe", b"MZ\x90", "cannot be attached"),
        ("program.pdf", b"MZ\x90", "not what its name says"),
        ("program.pdf.exe", PDF, "cannot be attached"),
        ("empty.pdf", b"", "empty"),
        ("none", PDF, "cannot be attached"),
    ],
)
@pytest.mark.parametrize("owner", ["meeting", "minutes"])
def test_a_file_that_cannot_be_kept_is_told_at_its_field(owner, name, content, words, draft, leader, as_user):
    pk = draft.pk if owner == "minutes" else draft.meeting_id
    answer = as_user(leader).post(url(f"{owner}.attach", pk), upload(name, content))
    assert answer.status_code == 422
    assert words in str(answer.context["file_form"].errors["upload"])
    assert words in answer.content.decode()
    assert not StoredFile.objects.exists()


def test_a_good_file_hangs_on_the_meeting(called, leader, member, as_user):
    as_user(leader).post(url("meeting.attach", called.pk), upload("Årsplan 🧵.pdf", PDF))
    assert "Årsplan" in as_user(member).get(url("meeting.view", called.pk)).content.decode()


# --- Speed


@pytest.mark.parametrize("rows", [1, 30])
@pytest.mark.parametrize("who", ["leader", "member"])
def test_the_page_costs_few_queries(who, rows, called, leader, as_user, request, django_assert_max_num_queries):
    for _row in range(rows):
        AgendaItemFactory(meeting=called, presenter=PersonFactory())
        ParticipantFactory(meeting=called, deputy_for=PersonFactory())
    client = as_user(leader)
    for number in range(min(rows, 5)):
        client.post(url("meeting.attach", called.pk), upload(f"{number}.pdf", PDF))
    client = as_user(request.getfixturevalue(who))
    with django_assert_max_num_queries(12):
        assert client.get(url("meeting.view", called.pk)).status_code == 200
