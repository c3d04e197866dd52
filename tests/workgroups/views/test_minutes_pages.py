"""The pages of minutes after writing: handed in, answered, approved and locked, read, commented, laid, noted."""

from datetime import timedelta
from html import escape

import pytest
from django.urls import reverse
from django.utils import timezone

from portal import tasks as portal_tasks
from portal.models import Document, OutgoingMail
from portal.permissions import can
from tests.factories import MeetingFactory, MinutesItemFactory, ParticipantFactory, TaskFactory
from workgroups.models import Meeting, Minutes, MinutesApproval, MinutesReading
from workgroups.operations import laying
from workgroups.operations import minutes as verbs

pytestmark = pytest.mark.django_db
ODD = "Mål & æøå 🧵 שלום <script>alert(1)</script>"


def url(name, minutes):
    return reverse(f"workgroups:minutes.{name}", args=[minutes.pk])


def state_of(minutes):
    return Minutes.objects.get(pk=minutes.pk).state


POSTS = {
    "submit": {}, "return": {"reason": "A name is wrong"}, "approve": {"basis": "present"}, "agree": {"approves": "yes"},
    "lay": {}, "note": {}, "comment": {"text": "Well done"},
}  # fmt: skip
MAY = {
    "submit": ("draft", {"leader", "secretary", "adviser", "admin"}),
    "return": ("submitted", {"leader", "secretary", "adviser", "admin"}),
    "approve": ("submitted", {"leader", "adviser", "admin"}),
    "agree": ("submitted", {"leader", "member"}),
    "lay": ("approved", {"adviser", "admin", "board_leader"}),
    "note": ("laid", {"admin", "board_leader"}),
    "comment": ("approved", {"leader", "secretary", "member", "contact", "adviser", "admin", "board_leader"}),
}
EVERYBODY = [
    "leader", "secretary", "member", "contact", "adviser", "admin", "board_leader", "board_member", "auditor",
    "county_leader", "local_leader", "stranger", "nobody",
]  # fmt: skip


@pytest.mark.parametrize("step", [step for step in MAY if step not in ("comment", "note")])
@pytest.mark.parametrize("who", EVERYBODY)
def test_a_step_is_taken_by_those_who_may_and_by_nobody_else(who, step, draft, board_meeting, as_user, request):
    state, may = MAY[step]
    Minutes.objects.filter(pk=draft.pk).update(state=state)
    values = POSTS[step] | ({"meeting": board_meeting.pk} if step == "lay" else {})
    answer = as_user(request.getfixturevalue(who)).post(url(step, draft), values)
    changed = state_of(draft) != state or MinutesApproval.objects.exists()
    assert (answer.status_code == 302, changed) == (who in may, who in may)
    assert who in may or answer.status_code in (403, 404)


@pytest.mark.parametrize("who", ["stranger", "nobody", "county_leader", "board_member", "auditor"])
def test_submitted_minutes_are_the_groups_own(who, submitted, as_user, request):
    client = as_user(request.getfixturevalue(who))
    assert client.get(url("view", submitted)).status_code == 404
    assert submitted.meeting.title not in client.get(reverse("workgroups:minutes.list")).text
    assert client.get(reverse("portal:document.open", args=["minutes", submitted.pk])).status_code == 404


@pytest.mark.parametrize("step", ["submit", "note", "read", "comment", "attach"])
def test_looking_at_a_buttons_address_does_nothing(step, draft, leader, as_user):
    assert as_user(leader).get(url(step, draft)).status_code == 405


def test_minutes_begin_by_a_button_and_attendance_comes_first(called, leader, as_user):
    Meeting.objects.filter(pk=called.pk).update(starts_at=timezone.now() - timedelta(hours=1))
    client, address = as_user(leader), reverse("workgroups:minutes.create", args=[called.pk])
    record = reverse("workgroups:attendance.record", args=[called.pk])
    assert client.post(address).url == record
    first = called.participants.first()
    assert client.post(record, {f"p{first.pk}": "present"}).url == url("edit", Minutes.objects.get())
    assert client.post(address).url == url("edit", Minutes.objects.get())
    assert Minutes.objects.count() == 1


def test_minutes_of_a_meeting_to_come_do_not_begin(called, leader, as_user):
    answer = as_user(leader).post(reverse("workgroups:minutes.create", args=[called.pk]))
    assert answer.url == reverse("workgroups:meeting.view", args=[called.pk])
    assert not Minutes.objects.exists()


def test_empty_minutes_lead_back_to_writing_and_those_without_people_to_attendance(draft, leader, as_user):
    client = as_user(leader)
    draft.items.update(text="", decision="")
    assert client.post(url("submit", draft)).url == url("edit", draft)
    draft.items.update(text="Said")
    draft.meeting.participants.update(attendance="absent")
    assert client.post(url("submit", draft)).url == reverse("workgroups:attendance.record", args=[draft.meeting_id])
    assert state_of(draft) == "draft"


def test_a_double_click_hands_in_once(draft, leader, as_user):
    client = as_user(leader)
    for _click in range(2):
        assert client.post(url("submit", draft)).url == url("view", draft)
    assert OutgoingMail.objects.filter(template="minutes_submitted").count() == 2


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"approves": "no", "comment": ""}, "comment"),
        ({"approves": "no", "comment": "x" * 200_000}, "comment"),
        ({"approves": "perhaps", "comment": ODD}, "approves"),
        ({"approves": "", "comment": ODD}, "approves"),
    ],
)
def test_an_answer_that_is_none_is_told_at_its_field(values, field, submitted, member, as_user):
    answer = as_user(member).post(url("agree", submitted), values)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert escape(values["comment"]) in answer.text
    assert not MinutesApproval.objects.exists()


def test_an_objection_is_shown_and_stops_the_approval(submitted, leader, member, as_user):
    as_user(member).post(url("agree", submitted), {"approves": "no", "comment": ODD})
    client = as_user(leader)
    assert escape(ODD) in client.get(url("view", submitted)).text
    answer = client.post(url("approve", submitted), {"basis": "present"})
    assert answer.status_code == 422
    assert "Member Tester has objected" in answer.text
    assert state_of(submitted) == "submitted"
    client.post(url("approve", submitted), {"basis": "next_meeting"})
    assert state_of(submitted) == "approved"


@pytest.mark.parametrize("values", [{}, {"basis": "because"}])
def test_an_approval_says_how(values, submitted, leader, as_user):
    answer = as_user(leader).post(url("approve", submitted), {"x": "1"} | values)
    assert list(answer.context["form"].errors) == ["basis"]
    assert state_of(submitted) == "submitted"


@pytest.mark.parametrize("reason", ["", "   ", "x" * 200_000])
def test_taking_back_needs_a_reason_that_fits(reason, submitted, leader, member, as_user):
    verbs.agree(member, minutes=submitted)
    answer = as_user(leader).post(url("return", submitted), {"reason": reason})
    assert list(answer.context["form"].errors) == ["reason"]
    assert (state_of(submitted), submitted.approvals.count()) == ("submitted", 1)


def test_taken_back_the_reason_is_told_to_the_writer(submitted, leader, as_user):
    client = as_user(leader)
    assert client.post(url("return", submitted), {"reason": ODD}).url == url("edit", submitted)
    assert state_of(submitted) == "draft"
    assert escape(ODD) in client.get(url("view", submitted)).text


def test_the_paper_stays_as_it_was_approved(submitted, leader, member, contact, as_user):
    as_user(leader).post(url("approve", submitted), {"basis": "present"})
    portal_tasks.make_documents()
    kept = Document.objects.get(archived=True)
    with kept.file.open("rb") as file:
        printed = file.read()
    member.person.last_name = "Renamed"
    member.person.save()
    submitted.meeting.body.name = "Renamed group"
    submitted.meeting.body.save()
    submitted.items.update(text="Changed behind the portal's back")
    answer = as_user(contact).get(reverse("portal:document.open", args=["minutes", submitted.pk]), follow=True)
    assert b"".join(answer.streaming_content) == printed
    assert Document.objects.filter(report="minutes").count() == 1


def test_approved_minutes_offer_no_change(approved, leader, as_user):
    shown = as_user(leader).get(url("view", approved)).text
    for step in ("edit", "submit", "return", "approve", "agree", "attach"):
        assert url(step, approved) not in shown
    for step in ("submit", "return", "approve", "agree"):
        as_user(leader).post(url(step, approved), POSTS[step])
    assert state_of(approved) == "approved"
    assert not MinutesApproval.objects.exists()


def test_read_is_confirmed_once(approved, contact, as_user):
    client = as_user(contact)
    assert url("read", approved) in client.get(url("view", approved)).text
    for _click in range(2):
        client.post(url("read", approved))
    assert MinutesReading.objects.get().person == contact.person
    assert url("read", approved) not in client.get(url("view", approved)).text


@pytest.mark.parametrize("text", ["", "   ", "x" * 200_000])
def test_a_comment_that_is_none_is_told_at_its_field(text, approved, contact, as_user):
    answer = as_user(contact).post(url("comment", approved), {"text": text})
    assert answer.status_code == 422
    assert answer.context["comment_form"].errors["text"]
    assert text.strip() in answer.text
    assert not approved.comments.exists()


def test_a_comment_is_shown_as_it_was_typed(approved, contact, leader, as_user):
    as_user(contact).post(url("comment", approved), {"text": ODD})
    assert escape(ODD) in as_user(leader).get(url("view", approved)).text


def test_a_draft_is_not_commented(draft, leader, as_user):
    assert as_user(leader).post(url("comment", draft), {"text": "Hm"}).status_code == 403
    assert not draft.comments.exists()


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("state", ["submitted", "approved", "noted"])
def test_who_comments_also_sees(who, state, draft, request):
    """The rule does not ask for the sight again, so nobody may comment on what they do not see."""
    Minutes.objects.filter(pk=draft.pk).update(state=state)
    user, minutes = request.getfixturevalue(who), Minutes.objects.get()
    assert not can(user, "minutes.comment", minutes) or can(user, "minutes.view", minutes)


@pytest.mark.parametrize("who", ["auditor", "stranger", "nobody"])
def test_who_only_looks_on_does_not_comment(who, approved, as_user, request):
    answer = as_user(request.getfixturevalue(who)).post(url("comment", approved), {"text": "Hm"})
    assert answer.status_code in (403, 404)
    assert not approved.comments.exists()


def test_laid_once_however_often_one_clicks(approved, board_meeting, admin, as_user):
    client = as_user(admin)
    assert client.get(url("lay", approved)).context["form"]["meeting"].value() == board_meeting.pk
    for _click in range(2):
        client.post(url("lay", approved), {"meeting": board_meeting.pk})
    assert state_of(approved) == "laid"
    case = board_meeting.agenda.get()
    assert (case.lays_before, case.case_number) == (approved, 1)


def test_laid_only_before_a_coming_meeting_of_the_own_board(approved, board_meeting, union, group, admin, as_user):
    client = as_user(admin)
    past = MeetingFactory(body=union.board, starts_at=timezone.now() - timedelta(days=2))
    others = [past, MeetingFactory(body=union.board, state="cancelled"), MeetingFactory(body=group)]
    others.append(MeetingFactory(body=union.local_board))
    for pk in [*(meeting.pk for meeting in others), "", "abc"]:
        assert client.post(url("lay", approved), {"meeting": pk, "x": "1"}).status_code == 422
    assert state_of(approved) == "approved"


def test_without_a_board_meeting_one_is_told_to_call_it(approved, admin, as_user):
    client = as_user(admin)
    assert client.get(url("lay", approved)).url == url("view", approved)
    assert client.post(url("lay", approved), {"meeting": "1"}).url == url("view", approved)
    assert state_of(approved) == "approved"


@pytest.mark.parametrize("who", EVERYBODY)
def test_the_board_notes_after_its_meeting(who, approved, board_meeting, admin, as_user, request):
    laying.lay(admin, minutes=approved, meeting=board_meeting)
    client = as_user(request.getfixturevalue(who))
    client.post(url("note", approved))
    assert state_of(approved) == "laid"
    Meeting.objects.filter(pk=board_meeting.pk).update(state="held")
    client.post(url("note", approved))
    assert (state_of(approved) == "noted") == (who in MAY["note"][1])


def test_markup_of_the_text_is_made_safe(approved, leader, as_user):
    approved.items.update(text="**bold** <img src=x onerror=alert(1)> [x](javascript:alert(1))", decision=ODD)
    shown = as_user(leader).get(url("view", approved)).text
    assert "<strong>bold</strong>" in shown
    for bad in ("<img src=x", 'href="javascript:', "<script>alert"):
        assert bad not in shown


@pytest.mark.parametrize("state", ["submitted", "approved"])
@pytest.mark.parametrize("rows", [1, 30])
def test_the_page_costs_few_queries(rows, state, draft, leader, contact, as_user, django_assert_max_num_queries):
    for _row in range(rows):
        item = MinutesItemFactory(minutes=draft, text="Said", saved_by=leader)
        TaskFactory(body=draft.meeting.body, minutes_item=item)
        there = ParticipantFactory(meeting=draft.meeting, attendance="present")
        MinutesApproval.objects.create(minutes=draft, person=there.person, approves=True)
        MinutesReading.objects.create(minutes=draft, person=there.person)
        draft.comments.create(author=contact, text="Well done")
    Minutes.objects.filter(pk=draft.pk).update(state=state)
    client = as_user(leader)
    with django_assert_max_num_queries(12):
        assert client.get(url("view", draft)).status_code == 200
