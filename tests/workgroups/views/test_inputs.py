"""The year's input: asked, answered, closed, read by those whom the page names, and by nobody else."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from members.models import Person
from members.roles import Role
from portal.models import AuditEntry, OutgoingMail
from portal.periods import today
from portal.permissions import can
from tests.factories import AppointmentFactory, PersonFactory
from workgroups.models import InputAnswer, InputRound

pytestmark = pytest.mark.django_db
ANSWER = {"effort": "4", "function": "2", "text": "Fewer meetings on Mondays", "wishes_to_go_on": "no"}


@pytest.fixture(autouse=True)
def _in_may():
    """Late enough for the seats of the factories, and with most of the year left."""
    with time_machine.travel("2026-05-12 10:00 +0200", tick=False):
        yield


def page(verb, pk):
    return reverse(f"workgroups:input.{verb}", args=[pk])


def ask(client, group, closes_on=None):
    url = reverse("workgroups:input.open", args=[group.slug])
    return client.post(url, {"closes_on": closes_on or today() + timedelta(days=14)})


@pytest.fixture
def asked(group, leader, secretary, member, contact, adviser, as_user):
    """The leader has asked: leader, secretary and member have a row; contact and adviser are not asked."""
    ask(as_user(leader), group)
    return InputRound.objects.get()


def row(asked, user):
    return InputAnswer.objects.get(round=asked, person=user.person)


def test_a_round_from_the_question_to_the_summary(
    asked, as_user, group, leader, secretary, member, contact, board_member
):
    assert {answer.person_id for answer in asked.answers.all()} == {u.person_id for u in (leader, secretary, member)}
    mails = OutgoingMail.objects.filter(template="input_opened")
    assert mails.count() == 3
    own = row(asked, member)
    assert page("answer", own.pk) in mails.get(to_user=member).text and "The answers bear names" in mails[0].text
    client = as_user(member)
    form = client.get(page("answer", own.pk)).content.decode()
    assert "Who reads this" in form and "by the group’s leader, its contact on the board, its adviser" in form
    assert client.post(page("answer", own.pk), ANSWER).url == page("view", asked.pk)
    changed = ANSWER | {"effort": "5"}
    client.post(page("answer", own.pk), changed)
    client.post(page("answer", own.pk), changed)
    assert AuditEntry.objects.filter(verb="input.answer").count() == 2
    # Nobody reads what was said before the round is closed, also not who leads.
    told = as_user(leader).get(page("view", asked.pk)).content.decode()
    assert "1 of 3" in told and "Fewer meetings" not in told and secretary.person.name in told
    warned = as_user(leader).get(page("close", asked.pk)).content.decode()
    assert (
        "2 members have not answered" in warned and secretary.person.name in warned and member.person.name not in warned
    )
    assert as_user(leader).post(page("close", asked.pk)).status_code == 302
    as_user(leader).post(page("summarise", asked.pk), {"summary": "We meet on **Tuesdays** instead."})
    for reader in (leader, contact):
        read = as_user(reader).get(page("view", asked.pk)).content.decode()
        assert "Fewer meetings on Mondays" in read and "5.0 of 5 on average, 1 answer." in read
    for other in (secretary, member, board_member):
        told = as_user(other).get(page("view", asked.pk)).content.decode()
        assert "<strong>Tuesdays</strong>" in told and "Fewer meetings" not in told and "on average" not in told
    assert "Fewer meetings on Mondays" in as_user(member).get(page("answer", own.pk)).content.decode()
    refused = as_user(member).post(page("answer", own.pk), ANSWER)
    assert "The round was closed" in refused.content.decode() and row(asked, member).effort == 5
    trail = str(list(AuditEntry.objects.filter(verb__startswith="input.").values("changes", "note", "object_text")))
    assert "Mondays" not in trail and "effort" not in trail


@pytest.mark.parametrize(
    "who", ["leader", "contact", "adviser", "admin", "auditor", "board_leader", "secretary", "member"]
)
def test_the_list_of_answers_and_the_right_to_read_agree(who, asked, request):
    user = request.getfixturevalue(who)
    for closed_on in (None, today()):
        InputRound.objects.update(closed_on=closed_on)
        asked.refresh_from_db()
        others = InputAnswer.objects.visible_to(user).exclude(person_id=user.person_id).exists()
        assert others == bool(can(user, "input.read", asked))
        assert others == (closed_on is not None and who in ("leader", "contact", "adviser", "admin"))
        assert InputRound.objects.visible_to(user).exists() and can(user, "input.view", asked)


def test_who_comes_later_is_asked_also_and_who_has_left_no_longer_answers(asked, as_user, group, leader, member):
    new = PersonFactory(first_name="Newly", last_name="Come")
    AppointmentFactory(body=group, person=new)
    assert "Newly Come" in as_user(leader).get(page("view", asked.pk)).content.decode()
    for _click in range(2):
        as_user(leader).post(page("ask", asked.pk))
    assert asked.answers.filter(person=new).count() == 1
    assert OutgoingMail.objects.filter(to_address=new.email).count() == 1
    member.person.appointments.update(ends_on=today() - timedelta(days=1))
    assert as_user(member).get(page("answer", row(asked, member).pk)).status_code == 403
    waiting = as_user(leader).get(page("close", asked.pk)).context["waiting"]
    assert member.person not in waiting and new in waiting


def test_once_a_year_and_open_again_until_the_year_ends(asked, as_user, group, leader, member):
    client = as_user(leader)
    assert "asked this year already" in ask(client, group).content.decode()
    client.post(page("close", asked.pk))
    assert client.post(page("reopen", asked.pk), {"closes_on": "2026-06-30"}).status_code == 302
    asked.refresh_from_db()
    assert asked.is_open and asked.closes_on == date(2026, 6, 30)
    assert OutgoingMail.objects.filter(to_user=member, template="input_opened").count() == 2
    client.post(page("close", asked.pk))
    with time_machine.travel("2027-01-02 10:00 +0100", tick=False):
        client = as_user(leader)
        refused = client.post(page("reopen", asked.pk), {"closes_on": "2027-01-20"})
        assert "stays closed" in refused.content.decode()
        assert ask(client, group).status_code == 302
    assert InputRound.objects.count() == 2


@pytest.mark.parametrize(
    ("closes_on", "sentence"),
    [
        ("2026-05-11", "This day has been"),
        ("2027-01-01", "choose a day before it ends"),
        ("soon", "Enter a valid date"),
    ],
)
def test_a_day_that_does_not_fit_is_told_at_its_field(closes_on, sentence, as_user, leader, group):
    answer = ask(as_user(leader), group, closes_on)
    assert answer.status_code == 422 and sentence in answer.content.decode()
    assert not InputRound.objects.exists()


def test_bad_answers_are_told_and_nothing_typed_is_lost(asked, as_user, member):
    answer = as_user(member).post(page("answer", row(asked, member).pk), {"effort": "6", "text": "Long thought"})
    body = answer.content.decode()
    assert answer.status_code == 422 and "Long thought" in body and "This field is required." in body
    assert row(asked, member).answered_at is None


@pytest.mark.parametrize("rows", [1, 12])
def test_the_page_takes_twelve_queries(rows, asked, as_user, group, leader, django_assert_max_num_queries):
    for _number in range(rows):
        person = Person.objects.get(pk=AppointmentFactory(body=group).person_id)
        InputAnswer.objects.create(round=asked, person=person)
        AppointmentFactory(body=group, role=Role.MEMBER)
    client = as_user(leader)
    client.get(page("view", asked.pk))
    with django_assert_max_num_queries(12):
        client.get(page("view", asked.pk))
    InputRound.objects.update(closed_on=today())
    with django_assert_max_num_queries(12):
        assert len(client.get(page("view", asked.pk)).context["silent"]) == rows + 3
