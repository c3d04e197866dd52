"""The audit trail is read by those who answer for it; an object's history by those who may see the object."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from portal import audit
from portal.audit_words import SENTENCES, changes
from portal.views.audit import HISTORIES
from tests.factories import MeetingFactory, MinutesFactory, PersonFactory, TaskFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(group, leader):
    meeting = MeetingFactory(body=group, title="Spring")
    audit.record(leader, "meeting.call", meeting)
    return meeting


@pytest.mark.parametrize("who", ["leader", "member", "contact", "adviser", "board_leader", "county_leader", "nobody"])
def test_the_trail_is_not_there_for_others(request, as_user, meeting, who):
    assert as_user(request.getfixturevalue(who)).get("/audit/").status_code == 404


@pytest.mark.parametrize("who", ["admin", "auditor"])
def test_administrator_and_auditor_read_the_trail_of_their_units(request, as_user, meeting, who, union):
    audit.record(None, "group.edit", union.other_group)
    page = as_user(request.getfixturevalue(who)).get("/audit/").context["page"]
    assert [entry.object_id for entry in page] == [meeting.pk]


def test_the_trail_is_filtered_by_verb_person_and_day(as_user, meeting, admin, member):
    audit.record(member, "task.finish", TaskFactory(body=meeting.body))
    client = as_user(admin)

    def verbs(**query):
        return [entry.verb for entry in client.get("/audit/", query).context["page"]]

    assert verbs() == ["task.finish", "meeting.call"]
    assert verbs(verb="meeting.call") == ["meeting.call"]
    assert verbs(person="MEMBER") == ["task.finish"]
    assert verbs(since="2999-01-01") == []
    assert verbs(until="2000-01-01") == []


@pytest.mark.parametrize(
    "query", [{"verb": "no.such"}, {"since": "yesterday"}, {"cursor": "%%%"}, {"person": "x" * 9_000}]
)
def test_a_filter_that_makes_no_sense_is_no_error(as_user, meeting, admin, query):
    assert as_user(admin).get("/audit/", query).status_code == 200


@pytest.mark.parametrize("count", [1, 30])
def test_the_trail_costs_at_most_six_queries(client, meeting, admin, count, django_assert_max_num_queries):
    for _number in range(count):
        audit.record(admin, "meeting.edit", meeting, changes={"title": ["A", "B"]})
    client.force_login(admin)
    client.get("/audit/")
    with django_assert_max_num_queries(6):
        client.get("/audit/")


def test_history_is_told_to_those_who_may_see_the_object(as_user, meeting, member, stranger):
    url = f"/history/workgroups.meeting/{meeting.pk}/"
    assert as_user(stranger).get(url).status_code == 404
    page = as_user(member).get(url).content.decode()
    assert "The notice of the meeting was sent" in page
    assert "Leader Tester" in page


def test_history_of_a_draft_is_as_hidden_as_the_draft(as_user, group, member, leader):
    url = f"/history/workgroups.minutes/{MinutesFactory(meeting=MeetingFactory(body=group)).pk}/"
    assert as_user(member).get(url).status_code == 404
    assert as_user(leader).get(url).status_code == 200


def test_a_persons_history_is_for_the_register_and_oneself(as_user, union, member, leader, admin):
    url = f"/history/members.person/{member.person_id}/"
    assert as_user(leader).get(url).status_code == 404
    assert as_user(member).get(url).status_code == 200
    assert as_user(admin).get(url).status_code == 200


@pytest.mark.parametrize("label", ["members.user", "portal.auditentry", "sessions.session", "nothing", "a.b.c"])
def test_what_has_no_history_page_is_not_there(as_user, admin, label):
    assert as_user(admin).get(f"/history/{label}/1/").status_code == 404


@pytest.mark.parametrize("label", HISTORIES)
def test_a_history_of_nothing_is_not_there(as_user, admin, label):
    assert as_user(admin).get(f"/history/{label}/999999/").status_code == 404


def test_changes_are_told_in_words(union):
    person = PersonFactory()
    pairs = {"phone": ["", "22 22 22 22"], "occupationally_active": [True, False], "gone": ["a", "b"], "odd": "c"}
    entry = audit.record(None, "person.edit", person, changes=pairs)
    with translation.override("en"):
        told = [(str(change.label), change.before, change.after) for change in changes(entry)]
    assert told == [("Telephone", "(empty)", "22 22 22 22"), ("Occupationally active", "yes", "no"), ("Gone", "a", "b")]


def test_states_and_dates_are_told_as_people_write_them(group):
    meeting = MeetingFactory(body=group)
    pairs = {"format": ["digital", "physical"], "starts_at": ["2026-12-08T09:00:00+00:00", "2026-12-09"]}
    entry = audit.record(None, "meeting.edit", meeting, changes=pairs)
    with translation.override("en"):
        told = {str(change.label): (change.before, change.after) for change in changes(entry)}
    assert told["Format"] == ("digital", "in person")
    assert "10:00" in told["Starts"][0] and "2026" in told["Starts"][1]


def test_a_change_of_a_part_is_told_in_the_words_of_that_part(group):
    entry = audit.record(None, "participant.answer", MeetingFactory(body=group), changes={"answer": ["", "yes"]})
    with translation.override("en"):
        assert [(str(c.label), c.before, c.after) for c in changes(entry)] == [("Answer", "no answer", "coming")]


def test_what_is_told_beside_the_fields_has_words_of_its_own(group):
    entry = audit.record(None, "coverage.edit", group, changes={"covered": [0, 5]})
    with translation.override("nb"):
        assert [str(change.label) for change in changes(entry)] == ["Kompetanseområder som er dekket"]


def test_every_verb_that_the_program_records_has_its_sentence():
    recorded = set()
    for app in ("portal", "members", "sections", "workgroups", "plans"):
        for path in (Path(settings.BASE_DIR) / app).rglob("*.py"):
            for call in re.findall(r"audit\.record\(([^)]*)", path.read_text()):
                recorded |= set(re.findall(r'"([a-z_]+\.[a-z_]+)"', call))
    assert len(recorded) > 30
    assert recorded - set(SENTENCES) == set()
