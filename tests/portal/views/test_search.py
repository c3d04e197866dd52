"""The search finds what one may see, and never tells that there is more."""

from datetime import timedelta

import pytest
from django.utils import timezone

from members.models import Call
from plans.models import Plan
from portal.search import excerpt, words_of
from tests.factories import (
    AgendaItemFactory,
    ApplicationFactory,
    AppointmentFactory,
    AreaFactory,
    CallFactory,
    GroupFactory,
    MeasureFactory,
    MeetingFactory,
    MinutesFactory,
    MinutesItemFactory,
    PersonFactory,
    PlanFactory,
)
from workgroups.models import Meeting, Minutes

pytestmark = pytest.mark.django_db


@pytest.fixture
def look(client):
    def search(user, text):
        client.force_login(user)
        response = client.get("/search/", {"q": text})
        assert response.status_code == 200
        return [str(hit.title) for group in response.context["found"] for hit in group.hits]

    return search


@pytest.fixture
def hidden(union):
    """One thing of each kind in a group of another section, each with the word «Ærlighet»."""
    body = GroupFactory(unit=union.other, name="Gruppe ÆRLIGHET")
    person = PersonFactory(first_name="Ærlighet", last_name="Å")
    AppointmentFactory(body=body, person=person)
    meeting = MeetingFactory(body=body, title="Møte om ærlighet")
    AgendaItemFactory(meeting=meeting, title="Sak om ærlighet")
    held = MeetingFactory(body=body, starts_at=timezone.now() - timedelta(days=9), state=Meeting.State.HELD)
    MinutesItemFactory(
        minutes=MinutesFactory(meeting=held, state=Minutes.State.APPROVED), title="Ordet", text="Om ærlighet."
    )
    plan = PlanFactory(body=body, title="Plan for ærlighet", state=Plan.State.APPROVED)
    MeasureFactory(area=AreaFactory(plan=plan), text="Mer ærlighet")
    return body


def test_every_door_is_open_to_those_who_may_see(look, hidden, union, stranger):
    AppointmentFactory(body=hidden, person=stranger.person)
    assert look(stranger, "ÆRLIGHET") == [
        "Gruppe ÆRLIGHET",
        "Ærlighet Å",
        f"Møte om ærlighet, {timezone.localtime(hidden.meetings.first().starts_at):%d.%m.%Y}",
        "Ordet",
        "Sak om ærlighet",
        "Plan for ærlighet",
        "Mer ærlighet",
    ]


@pytest.mark.parametrize("who", ["leader", "admin", "contact", "auditor", "board_leader", "county_leader", "nobody"])
def test_every_door_is_closed_to_the_others(request, look, hidden, who):
    assert look(request.getfixturevalue(who), "ærlighet") == []


def test_drafts_are_found_by_those_who_write_them_alone(look, group, leader, member, board_member):
    past = timezone.now() - timedelta(days=9)
    minutes = MinutesFactory(meeting=MeetingFactory(body=group, starts_at=past, state=Meeting.State.HELD))
    MinutesItemFactory(minutes=minutes, title="Secret matter")
    MeetingFactory(body=group, title="Secret meeting", state=Meeting.State.DRAFT)
    PlanFactory(body=group, title="Secret plan")
    assert len(look(leader, "secret")) == 3
    # A member of the group sees its own plan while it is written, but neither drafts of meetings nor of minutes.
    assert look(member, "secret") == ["Secret plan"]
    assert look(board_member, "secret") == []


@pytest.mark.parametrize("text", ["ÅRSMØTE", "årsmøte", "Årsmøte", "rsmø"])
def test_capital_letters_do_not_matter_for_any_letter(look, group, member, text):
    MeetingFactory(body=group, title="ÅRSMØTE i høst")
    assert len(look(member, text)) == 1


def test_all_words_must_occur_in_one_or_another_column(look, group, member):
    MeetingFactory(body=group, title="Autumn gathering", place="Hamar")
    assert len(look(member, "hamar autumn")) == 1
    assert look(member, "hamar spring") == []


def test_signs_that_mean_something_to_databases_mean_themselves(look, group, member):
    MeetingFactory(body=group, title="100 % digital_office")
    assert len(look(member, "100 %")) == 1
    assert len(look(member, "digital_office")) == 1
    assert look(member, "%%") == []
    assert look(member, "digital%office") == []


@pytest.mark.parametrize(
    "text", ["", " ", "a", "\x00\x00ab", "'; DROP TABLE", "🙂🙂", "שלום", "x" * 200_000, "(((", "\\", "a\r\nBcc: b"]
)
def test_any_text_gets_an_answer(look, member, text):
    assert look(member, text) == []


def test_the_place_of_the_hit_is_shown_and_marked_and_escaped(look, group, leader, client):
    past = timezone.now() - timedelta(days=9)
    minutes = MinutesFactory(meeting=MeetingFactory(body=group, starts_at=past, state=Meeting.State.HELD))
    MinutesItemFactory(minutes=minutes, text="x " * 300 + "<b>The Budget</b> was discussed.")
    client.force_login(leader)
    page = client.get("/search/", {"q": "budget"}).content.decode()
    assert '&lt;b&gt;The <mark class="hit">Budget</mark>&lt;/b&gt; was discussed.' in page


def test_an_excerpt_is_short():
    assert len(excerpt(["a " * 5_000 + "needle " + "b " * 5_000], ["needle"])) < 400


def test_no_more_than_six_words_are_asked_for():
    assert words_of("en to tre fire fem seks sju") == ["en", "to", "tre", "fire", "fem", "seks"]


@pytest.mark.parametrize("who", ["member", "admin", "auditor", "county_leader"])
@pytest.mark.parametrize("count", [1, 30])
def test_a_search_costs_at_most_twelve_queries(
    request, who, count, union, group, client, django_assert_max_num_queries
):
    user = request.getfixturevalue(who)
    for _number in range(count):
        AppointmentFactory(body=group, person=PersonFactory(last_name="Common"))
        meeting = MeetingFactory(body=group, title="Common")
        AgendaItemFactory(meeting=meeting, title="Common")
        MinutesItemFactory(minutes__meeting__body=group, minutes__state="approved", text="Common")
        MeasureFactory(area=AreaFactory(plan=PlanFactory(body=group, title="Common", state="approved")), text="Common")
    client.force_login(user)
    client.get("/search/")
    with django_assert_max_num_queries(12):
        response = client.get("/search/", {"q": "common"})
    assert len(response.context["found"]) == (0 if who == "county_leader" else 6)


def test_a_last_name_comes_before_what_only_has_the_word_in_it(look, union, admin):
    PersonFactory(first_name="Åse", last_name="Aas", employer="Nordli skole", section=union.section)
    PersonFactory(first_name="Nordline", last_name="Berg", section=union.section)
    PersonFactory(first_name="Åge", last_name="Nordlid", section=union.section)
    PersonFactory(first_name="Kari", last_name="Nordli", section=union.section)
    assert look(admin, "nordli") == ["Kari Nordli", "Åge Nordlid", "Åse Aas", "Nordline Berg"]
    assert look(admin, "kari nordli") == ["Kari Nordli"]


def test_nine_of_a_last_name_are_eight_and_more(look, union, admin, client):
    for number in range(9):
        PersonFactory(first_name=f"Kari {number}", last_name="Østli", section=union.section)
    assert len(look(admin, "østli")) == 8
    assert "Østli" in client.get("/search/", {"q": "Østli"}).content.decode()


def test_a_call_is_found_by_those_who_may_see_it_and_an_applicant_by_nobody(look, admin, member, county_leader, group):
    draft = CallFactory(body=group, title="Two places for æbleskiver", state=Call.State.DRAFT)
    ApplicationFactory(call=draft, first_name="Secretive", statement="I know æbleskiver.")
    assert look(admin, "ÆBLE") == [draft.title]
    assert look(county_leader, "ÆBLE") == look(member, "ÆBLE") == []
    Call.objects.update(state=Call.State.OPEN)
    assert look(county_leader, "ÆBLE") == look(member, "ÆBLE") == [draft.title]
    assert look(admin, "Secretive") == []
