"""The signed link of a notice: a page without login that changes nothing until a button is pressed."""

from datetime import timedelta

import pytest
from django.core import signing
from django.utils import timezone

from portal.models import AuditEntry
from tests.factories import AgendaItemFactory, MeetingFactory, ParticipantFactory
from workgroups.models import Meeting
from workgroups.notices import answer_path, token_of


@pytest.fixture
def participant(group, member):
    meeting = MeetingFactory(body=group, title="Spring meeting")
    AgendaItemFactory(meeting=meeting, title="A case")
    return ParticipantFactory(meeting=meeting, person=member.person)


def test_looking_changes_nothing(client, participant):
    for method in (client.get, client.head):
        assert method(answer_path(participant)).status_code == 200
    participant.refresh_from_db()
    assert (participant.answer, participant.answered_at) == ("", None)
    assert not AuditEntry.objects.exists()


def test_the_page_tells_the_meeting_and_is_kept_by_nobody(client, participant):
    response = client.get(answer_path(participant))
    assert "Spring meeting" in response.text
    assert "A case" in response.text
    assert "no-store" in response["Cache-Control"]
    assert response["Content-Language"] == "en"


@pytest.mark.parametrize("answer", ["yes", "no", "maybe"])
def test_a_button_answers_and_can_be_pressed_again(client, participant, answer):
    for _click in range(2):
        response = client.post(answer_path(participant), {"answer": answer, "note": "By train 🚆"})
        assert response.status_code == 302
    participant.refresh_from_db()
    assert (participant.answer, participant.answer_note) == (answer, "By train 🚆")
    assert AuditEntry.objects.filter(verb="participant.answer").count() == 1


def test_a_person_without_an_account_answers_too(client, group):
    participant = ParticipantFactory(meeting=MeetingFactory(body=group))
    client.post(answer_path(participant), {"answer": "yes"})
    participant.refresh_from_db()
    assert participant.answer == "yes"


@pytest.mark.parametrize(
    "data", [{}, {"answer": "perhaps so"}, {"answer": "yes", "note": "x" * 301}, {"answer": "yes", "note": "a\nb"}]
)
def test_a_wrong_answer_is_told_and_what_was_typed_stays(client, participant, data):
    response = client.post(answer_path(participant), data)
    assert response.status_code == 422
    assert data.get("note", "")[:300] in response.text
    participant.refresh_from_db()
    assert participant.answer == ""


def test_tampered_tokens_and_those_of_other_purposes_open_nothing(client, participant):
    token = token_of(participant)
    key, signature = token.split(".")
    other = signing.Signer(sep=".", salt="something else").sign(key)
    for wrong in (
        f"{key}.{signature[:-1]}",
        f"{key}.{'A' * len(signature)}",
        # Another key: the first figure is never the same.
        f"{(int(key[0], 16) + 1) % 16:x}{key[1:]}.{signature}",
        other,
        key,
        "x",
        "..",
        "ø",
    ):
        response = client.post(f"/rsvp/{wrong}/", {"answer": "yes"})
        assert response.status_code == 404
        assert "newest mail" in response.text or "nyeste" in response.text
    participant.refresh_from_db()
    assert participant.answer == ""


def test_a_new_key_makes_the_old_link_worthless(client, participant):
    path = answer_path(participant)
    participant.key = "11111111-1111-4111-8111-111111111111"
    participant.save()
    assert client.get(path).status_code == 404


def test_the_link_ends_with_the_meeting(client, participant):
    now = timezone.now()
    Meeting.objects.update(starts_at=now - timedelta(hours=3), ends_at=now - timedelta(hours=1))
    assert client.get(answer_path(participant)).status_code == 410
    assert client.post(answer_path(participant), {"answer": "yes"}).status_code == 410
    participant.refresh_from_db()
    assert participant.answer == ""


def test_a_cancelled_meeting_says_so_with_its_reason(client, participant):
    Meeting.objects.update(state="cancelled", cancelled_reason="The hall is flooded")
    response = client.post(answer_path(participant), {"answer": "yes"})
    assert "The hall is flooded" in response.text
    participant.refresh_from_db()
    assert participant.answer == ""


def test_in_the_portal_one_answers_for_oneself_alone(as_user, participant, member, contact):
    path = f"/participants/{participant.pk}/answer/"
    assert as_user(contact).post(path, {"answer": "no"}).status_code == 403
    assert as_user(member).get(path).status_code == 405
    as_user(member).post(path, {"answer": "maybe"})
    participant.refresh_from_db()
    assert participant.answer == "maybe"


def test_strangers_do_not_see_that_there_is_a_participant(as_user, participant, stranger):
    assert as_user(stranger).post(f"/participants/{participant.pk}/answer/", {"answer": "no"}).status_code == 404
