"""The page that everybody meets first."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from members.roles import Role
from plans.models import MeasureResponsible, Plan
from portal import audit
from portal.periods import today
from tests.factories import (
    AppointmentFactory,
    AreaFactory,
    BodyFactory,
    GroupFactory,
    MeasureFactory,
    MeetingFactory,
    MinutesFactory,
    ParticipantFactory,
    PlanFactory,
    TaskFactory,
)
from workgroups.models import Meeting, Minutes

pytestmark = pytest.mark.django_db
HOME = "/"


def test_without_a_login_one_is_sent_to_the_login(client):
    response = client.get(HOME)
    assert response.status_code == 302
    assert response.url.startswith("/account/login/")


def test_an_account_without_office_meets_a_kind_empty_page(as_user, nobody):
    response = as_user(nobody).get(HOME)
    assert response.status_code == 200
    assert "You hold no office yet" in response.content.decode()


def test_an_account_without_a_person_meets_the_page_too(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("system@example.org", language="en"))
    assert client.get(HOME).status_code == 200


def test_the_most_pressing_duty_is_the_next_step(as_user, group, member):
    TaskFactory(body=group, title="Later thing", responsible=member.person, due_on=today() + timedelta(days=9))
    TaskFactory(body=group, title="Late thing", responsible=member.person, due_on=today() - timedelta(days=9))
    response = as_user(member).get(HOME)
    assert response.context["step"].text == "Late thing"
    assert [duty.text for duty in response.context["owed"]] == ["Later thing"]


def test_nothing_to_do_shows_the_next_meeting_large(as_user, group, member):
    ParticipantFactory(meeting=MeetingFactory(body=group, title="Spring"), person=member.person, answer="yes")
    page = as_user(member).get(HOME).content.decode()
    assert "Nothing waits for you. Your next meeting:" in page
    assert "You are coming" in page


def test_news_tells_what_one_may_see_and_not_what_one_did(
    as_user, group, leader, member, stranger, django_capture_on_commit_callbacks
):
    meeting = MeetingFactory(body=group, title="Spring")
    audit.record(leader, "meeting.call", meeting)
    assert [piece.text for piece in as_user(member).get(HOME).context["news"]] == ["The notice of the meeting was sent"]
    assert as_user(leader).get(HOME).context["news"] == []
    assert as_user(stranger).get(HOME).context["news"] == []


def fill(union, user, count, role):
    """``count`` of everything that the page can show, all of it the user's."""
    for number in range(count):
        body = GroupFactory(unit=union.section)
        AppointmentFactory(person=user.person, body=body, role=role)
        ParticipantFactory(meeting=MeetingFactory(body=body), person=user.person)
        past = timezone.now() - timedelta(days=20 + number)
        held = MeetingFactory(body=body, starts_at=past, state=Meeting.State.HELD)
        audit.record(None, "meeting.call", held)
        MinutesFactory(
            meeting=MeetingFactory(body=body, starts_at=past, state=Meeting.State.HELD), state=Minutes.State.APPROVED
        )
        TaskFactory(body=body, responsible=user.person)
        area = AreaFactory(plan=PlanFactory(body=body, state=Plan.State.APPROVED))
        measure = MeasureFactory(area=area, due_on=today() - timedelta(days=1))
        MeasureResponsible.objects.create(measure=measure, person=user.person)
        PlanFactory(body=body)


@pytest.fixture
def many_hats(union, contact):
    """Contact and board member, county leader, and in the administration of the federation."""
    offices = ((union.county_body, Role.SECTION_LEADER), (union.administration, Role.ADMINISTRATOR))
    for body, role in offices:
        AppointmentFactory(person=contact.person, body=body, role=role)
    above = BodyFactory(unit=union.federation, kind="administration")
    AppointmentFactory(person=contact.person, body=above, role=Role.ADMINISTRATOR)
    return contact


@pytest.mark.parametrize("who", ["leader", "contact", "adviser", "admin", "auditor", "county_leader", "many_hats"])
@pytest.mark.parametrize("count", [1, 30])
def test_home_costs_at_most_twelve_queries_however_much_there_is(
    request, who, count, union, client, django_assert_max_num_queries
):
    user = request.getfixturevalue(who)
    fill(union, user, count, Role.CONTACT if who in ("contact", "many_hats") else Role.LEADER)
    client.force_login(user)
    client.get(HOME)
    with django_assert_max_num_queries(12):
        response = client.get(HOME)
    assert response.status_code == 200


def test_language_is_kept_on_the_account(as_user, member):
    response = as_user(member).post(reverse("portal:language.set"), {"language": "nn", "next": "/groups/"})
    assert response.status_code == 302 and response.url == "/groups/"
    member.refresh_from_db()
    assert member.language == "nn"


@pytest.mark.parametrize("language", ["de", "", "nb' --", "x" * 200_000])
def test_a_language_that_the_portal_does_not_speak_changes_nothing(as_user, member, language):
    as_user(member).post(reverse("portal:language.set"), {"language": language})
    member.refresh_from_db()
    assert member.language == "en"


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "", "\r\nX: y"])
def test_language_never_leads_out_of_the_portal(as_user, member, target):
    response = as_user(member).post(reverse("portal:language.set"), {"language": "nb", "next": target})
    assert response.url == "/"


def test_without_a_login_the_choice_is_kept_in_a_cookie(client, db):
    client.post(reverse("portal:language.set"), {"language": "nn"})
    response = client.get("/account/login/", headers={"accept-language": "en"})
    assert response.headers["Content-Language"] == "nn"


def test_language_is_set_by_post_alone(as_user, member):
    assert as_user(member).get(reverse("portal:language.set")).status_code == 405
