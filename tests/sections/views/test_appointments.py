"""Appointing in the browser, in two steps without script."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from members.models import Appointment, Person
from members.roles import Role
from portal.models import AuditEntry
from portal.periods import last_day_of_term, today
from tests.factories import AppointmentFactory, PersonFactory

pytestmark = pytest.mark.django_db


def create(body, **query):
    return (
        reverse("sections:appointment.create", args=[body.slug]) + "?" + "&".join(f"{k}={v}" for k, v in query.items())
    )


def act(appointment, verb):
    return reverse(f"sections:appointment.{verb}", args=[appointment.pk])


@pytest.fixture
def known(union):
    return PersonFactory(first_name="Known", section=union.section)


@pytest.mark.parametrize("who", ["leader", "secretary", "contact", "adviser", "board_leader", "auditor"])
def test_only_the_administration_appoints(who, group, as_user, request, leader):
    client = as_user(request.getfixturevalue(who))
    assert client.get(create(group)).status_code == 403
    assert client.post(create(group, person=leader.person_id), {"role": "member"}).status_code == 403
    for verb in ("edit", "end", "withdraw"):
        assert client.post(act(leader.person.appointments.get(), verb)).status_code == 403


def test_a_body_out_of_sight_is_404(admin, union, stranger, as_user):
    client = as_user(admin)
    assert client.get(create(union.other_group)).status_code == 404
    assert client.get(act(stranger.person.appointments.get(), "edit")).status_code == 404


def test_the_first_step_finds_only_people_in_sight(admin, group, known, as_user):
    PersonFactory(first_name="Known", last_name="Elsewhere")
    page = as_user(admin).get(create(group, q="known"))
    assert list(page.context["people"]) == [known]
    assert f"person={known.pk}" in page.content.decode()


def test_the_likely_ones_stand_first(admin, group, board_member, as_user):
    people = as_user(admin).get(create(group, role="contact")).context["people"]
    assert list(people) == [board_member.person]


def test_somebody_out_of_sight_cannot_be_chosen_by_number(admin, group, as_user):
    hidden = PersonFactory()
    for number in (hidden.pk, 10**30):
        answer = as_user(admin).post(create(group, person=number), {"role": "member", "starts_on": today()})
        assert answer.status_code in (200, 404)
    assert not hidden.appointments.exists()


def test_the_second_step_suggests_the_term_of_the_mandate(admin, group, known, as_user):
    form = as_user(admin).get(create(group, person=known.pk, role="leader")).context["form"]
    assert form.initial["role"] == "leader"
    assert form.initial["ends_on"] == last_day_of_term(today(), 24)


def test_a_member_is_appointed(admin, group, known, as_user):
    data = {"role": "member", "starts_on": "2026-01-01", "ends_on": "2027-12-31", "decision": "12/26"}
    answer = as_user(admin).post(create(group, person=known.pk), data)
    assert answer.url == reverse("workgroups:group.view", args=[group.slug])
    assert known.appointments.get().decision == "12/26"


def test_a_deputy_of_the_board_has_a_rank_and_a_list_by_rank(admin, union, as_user):
    client = as_user(admin)
    for rank in (2, 1):
        person = PersonFactory(first_name=f"Deputy{rank}", section=union.section)
        data = {"role": "deputy_member", "starts_on": "2026-01-01", "rank": rank}
        answer = client.post(create(union.board, person=person.pk), data)
        assert answer.url == reverse("sections:body.view", args=["board"])
    seats = client.get(answer.url).context["roster"].deputies
    assert [(seat.person.first_name, seat.role) for seat in seats] == [
        ("Deputy1", "1. deputy member"),
        ("Deputy2", "2. deputy member"),
    ]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"role": "leader"}, "role"),
        ({"role": "treasurer"}, "role"),
        ({"role": ""}, "role"),
        ({"ends_on": "2025-12-31"}, "ends_on"),
        ({"starts_on": "yesterday"}, "starts_on"),
        ({"starts_on": "0001-01-01", "role": "leader", "replace": "on"}, "starts_on"),
        ({"ends_on": "9999-12-31"}, "ends_on"),
        ({"note": "x" * 200_000}, "note"),
        ({"decision": "12/26\nBcc: x"}, "decision"),
    ],
)
def test_bad_input_is_told_at_the_field_and_nothing_is_lost(changed, field, admin, leader, group, known, as_user):
    data = {"role": "member", "starts_on": "2026-01-01", "ends_on": "", "appointed_by": "The board", **changed}
    answer = as_user(admin).post(create(group, person=known.pk), data)
    assert list(answer.context["form"].errors) == [field]
    assert "The board" in answer.content.decode()
    assert not known.appointments.exists()


def test_a_member_twice_is_told(admin, member, group, as_user):
    answer = as_user(admin).post(create(group, person=member.person_id), {"role": "member", "starts_on": "2026-01-01"})
    assert "is member here already" in answer.content.decode()
    assert member.person.appointments.count() == 1


def test_a_change_of_leader_in_one_step(admin, leader, group, known, as_user):
    first = today() + timedelta(days=10)
    data = {"role": "leader", "starts_on": first.isoformat(), "replace": "on"}
    assert as_user(admin).post(create(group, person=known.pk), data).status_code == 302
    assert leader.person.appointments.get().ends_on == first - timedelta(days=1)


def test_a_new_person_and_the_appointment_come_together_or_not_at_all(admin, leader, group, as_user):
    data = {
        "first_name": "Åse",
        "last_name": "Ny",
        "email": "ase@people.example",
        "role": "leader",
        "starts_on": "2026-01-01",
    }
    client = as_user(admin)
    answer = client.post(create(group, new=1), data)
    assert list(answer.context["form"].errors) == ["role"]
    assert not Person.objects.filter(email="ase@people.example").exists()
    assert client.post(create(group, new=1), data | {"role": "member"}).status_code == 302
    person = Person.objects.get(email="ase@people.example")
    assert (person.section, person.appointments.get().role) == (group.unit, Role.MEMBER)


def test_a_new_person_with_a_taken_e_mail_is_told_at_the_e_mail(admin, leader, group, as_user):
    data = {
        "first_name": "A",
        "last_name": "B",
        "email": leader.person.email,
        "role": "member",
        "starts_on": "2026-01-01",
    }
    answer = as_user(admin).post(create(group, new=1), data)
    assert list(answer.context["form"].errors) == ["email"]


def test_dates_are_put_right(admin, member, as_user):
    appointment = member.person.appointments.get()
    client = as_user(admin)
    data = {"starts_on": "2025-02-01", "ends_on": "2025-01-01"}
    assert list(client.post(act(appointment, "edit"), data).context["form"].errors) == ["ends_on"]
    assert client.post(act(appointment, "edit"), data | {"ends_on": "2027-01-01"}).status_code == 302
    appointment.refresh_from_db()
    assert (appointment.starts_on.isoformat(), appointment.ends_on.isoformat()) == ("2025-02-01", "2027-01-01")


def test_an_appointment_ends_and_stays_in_the_past(admin, member, group, as_user):
    appointment = member.person.appointments.get()
    client = as_user(admin)
    assert client.get(act(appointment, "end")).status_code == 200
    client.post(act(appointment, "end"), {"ends_on": "2025-06-30", "reason": "moved"})
    page = reverse("workgroups:group.view", args=[group.slug])

    def there(**query):
        return [line.person.name for line in client.get(page, query).context["roster"].everybody]

    assert there() == []
    assert there(on="2025-06-30") == ["Member Tester"]


def test_a_coming_appointment_is_taken_back_by_post_alone(admin, group, as_user):
    coming = AppointmentFactory(body=group, starts_on=today() + timedelta(days=5))
    client = as_user(admin)
    assert client.get(act(coming, "withdraw")).status_code == 200
    assert Appointment.objects.filter(pk=coming.pk).exists()
    client.post(act(coming, "withdraw"))
    assert not Appointment.objects.filter(pk=coming.pk).exists()
    assert AuditEntry.objects.filter(verb="appointment.withdraw", object_id=group.pk).exists()


def test_the_page_of_an_appointment_is_the_body_on_its_first_day(admin, member, group, as_user):
    answer = as_user(admin).get(act(member.person.appointments.get(), "view"))
    assert answer.url == f"/groups/{group.slug}/?on=2024-01-01"


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        ("2026-01-01", 24, "2027-12-31"),
        ("2025-08-31", 6, "2026-02-28"),
        ("2024-02-29", 24, "2026-02-28"),
        ("2024-03-01", 24, "2026-02-28"),
        ("2026-11-22", 1, "2026-12-21"),
    ],
)
def test_the_last_day_of_a_term(start, months, last):
    assert last_day_of_term(date.fromisoformat(start), months) == date.fromisoformat(last)
