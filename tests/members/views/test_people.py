"""The register of people, the page of one, and one's own profile."""

import pytest
from django.urls import reverse

from members.models import Person, User
from members.roles import Role
from portal.models import AuditEntry
from tests.factories import AppointmentFactory, PersonFactory

pytestmark = pytest.mark.django_db
LIST = reverse("members:person.list")
NEW = reverse("members:person.create")
PROFILE = reverse("members:profile.edit")


def url(person, verb="view"):
    return reverse(f"members:person.{verb}", args=[person.pk])


def names(answer):
    return [person.first_name for person in answer.context["page"]]


def test_an_account_without_office_has_no_register(nobody, as_user):
    assert as_user(nobody).get(LIST).status_code == 403


@pytest.mark.parametrize("who", ["member", "contact", "board_leader", "stranger", "local_leader", "county_leader"])
def test_a_person_without_a_reason_is_404(who, union, as_user, request):
    hidden = PersonFactory(first_name="Hidden", section=union.section)
    client = as_user(request.getfixturevalue(who))
    assert client.get(url(hidden)).status_code == 404
    assert client.get(url(hidden, "edit")).status_code == 404
    assert "Hidden" not in names(client.get(LIST, {"q": "hidden"}))


@pytest.mark.parametrize("who", ["leader", "contact", "adviser", "board_leader", "auditor"])
def test_others_see_but_do_not_change(who, member, as_user, request):
    client = as_user(request.getfixturevalue(who))
    assert client.get(url(member.person)).status_code == 200
    assert client.get(url(member.person, "edit")).status_code == 403
    assert client.post(NEW, {"first_name": "A", "last_name": "B"}).status_code == 403


def test_the_administrator_adds_a_person(admin, union, as_user):
    data = {
        "first_name": " Åse  Marie ",
        "last_name": "Ødegård",
        "email": "Ase@People.example",
        "section": union.section.pk,
    }
    answer = as_user(admin).post(NEW, data)
    person = Person.objects.get(email="ase@people.example")
    assert answer.url == url(person)
    assert person.first_name == "Åse Marie"
    assert AuditEntry.objects.get(verb="person.create").object_id == person.pk


def test_an_e_mail_that_somebody_has_is_told_at_its_field(admin, member, as_user):
    data = {"first_name": "Kari", "last_name": "Nord", "email": member.person.email.upper()}
    answer = as_user(admin).post(NEW, data)
    assert list(answer.context["form"].errors) == ["email"]
    assert 'value="Kari"' in answer.content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "kari@people.example\nBcc: all@people.example"),
        ("email", "kari 🙂@people.example"),
        ("first_name", "Kari\r\nNord"),
        ("first_name", "x" * 200_000),
        ("competence", "x" * 200_000),
        ("phone", "1" * 40),
        ("last_name", ""),
        ("last_name", "Nord\x00"),
        ("unit", "999999"),
    ],
)
def test_bad_input_is_told_at_the_field(field, value, admin, as_user):
    data = {"first_name": "Kari", "last_name": "Nord", "employer": "Kept"} | {field: value}
    answer = as_user(admin).post(NEW, data)
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [field]
    assert "Kept" in answer.content.decode()


@pytest.mark.parametrize("name", ["🙂 Æsa", "محمد", "Ås-Ødegård", "<script>alert(1)</script>", "O'Neil"])
def test_names_of_all_kinds_are_kept_and_escaped(name, admin, union, as_user):
    client = as_user(admin)
    client.post(NEW, {"first_name": name, "last_name": "Nord", "section": union.section.pk})
    person = Person.objects.get(first_name=name)
    page = client.get(url(person)).content.decode()
    assert "<script>alert" not in page
    assert client.get(LIST, {"q": name.upper()}).context["page"].rows == [person]


def test_a_unit_of_another_section_cannot_be_chosen(admin, union, as_user):
    answer = as_user(admin).post(NEW, {"first_name": "A", "last_name": "B", "section": union.other.pk})
    assert "section" in answer.context["form"].errors


def test_editing_records_what_differs(admin, member, as_user):
    person = member.person
    data = {"first_name": person.first_name, "last_name": "Berg", "email": person.email, "occupationally_active": "on"}
    assert as_user(admin).post(url(person, "edit"), data).status_code == 302
    assert AuditEntry.objects.get(verb="person.edit").changes == {"last_name": ["Tester", "Berg"]}


def test_filters_of_the_register(admin, union, as_user):
    PersonFactory(first_name="Arkivar", occupation="ARKIVAR på Ås", section=union.section)
    PersonFactory(first_name="Resting", occupationally_active=False, section=union.section)
    AppointmentFactory(person__first_name="Treasurer", body=union.board, role=Role.TREASURER)
    client = as_user(admin)
    assert names(client.get(LIST, {"q": "arkivar ås"})) == ["Arkivar"]
    assert names(client.get(LIST, {"active": "no"})) == ["Resting"]
    assert names(client.get(LIST, {"role": "treasurer"})) == ["Treasurer"]
    assert names(client.get(LIST, {"unit": union.section.pk})) == ["Arkivar", "Resting"]
    assert names(client.get(LIST, {"unit": union.county.pk})) == []
    assert client.get(LIST, {"unit": "x", "role": "x", "cursor": "x"}).status_code == 200


def test_pages_follow_each_other_without_gap(admin, union, as_user):
    for number in range(60):
        PersonFactory(last_name="Same", first_name=f"N{number:02}", section=union.section)
    client = as_user(admin)
    seen, cursor = [], ""
    while True:
        answer = client.get(LIST, {"q": "same", "cursor": cursor})
        seen += names(answer)
        cursor = answer.context["page"].next
        if not cursor:
            break
    assert seen == [f"N{number:02}" for number in range(60)]


@pytest.mark.parametrize("rows", [1, 30])
@pytest.mark.parametrize("who", ["admin", "member"])
def test_the_register_takes_six_queries(rows, who, union, as_user, request, django_assert_max_num_queries):
    user = request.getfixturevalue(who)
    for _number in range(rows):
        AppointmentFactory(body=union.group, person__section=union.section, person__unit=union.local)
    client = as_user(user)
    client.get(LIST)
    with django_assert_max_num_queries(6):
        answer = client.get(LIST)
    assert len(answer.context["page"]) > min(rows, 24)


@pytest.mark.parametrize("rows", [1, 30])
def test_the_page_takes_twelve_queries(rows, admin, member, union, as_user, django_assert_max_num_queries):
    for number in range(rows):
        AppointmentFactory(
            person=member.person, body=union.board, starts_on=f"19{number + 10}-01-01", ends_on=f"19{number + 10}-12-31"
        )
    client = as_user(admin)
    client.get(url(member.person))
    with django_assert_max_num_queries(12):
        assert len(client.get(url(member.person)).context["terms"]) == rows + 1


def test_the_page_shows_only_terms_that_the_viewer_may_see(member, leader, union, as_user):
    AppointmentFactory(person=member.person, body=union.local_board, role=Role.TREASURER)
    assert len(as_user(leader).get(url(member.person)).context["terms"]) == 1
    assert len(as_user(member).get(url(member.person)).context["terms"]) == 2


def test_ones_own_profile(leader, union, as_user):
    client = as_user(leader)
    assert client.get(url(leader.person, "edit")).url == PROFILE
    data = {
        "language": "nn",
        "phone": "900 00 000",
        "employer": "NAV",
        "occupation": "",
        "competence": "",
        "section": union.section.pk,
    }
    assert client.post(PROFILE, data).status_code == 302
    user = User.objects.get(pk=leader.pk)
    assert (user.language, user.person.phone, user.person.section_id) == ("nn", "900 00 000", None)
    assert "language" in client.post(PROFILE, data | {"language": "tlh"}).context["form"].errors


def test_an_account_without_a_person_has_a_profile_too(client):
    client.force_login(User.objects.create_user("system@example.org"))
    assert client.post(PROFILE, {"language": "en"}).status_code == 302
    assert User.objects.get(email="system@example.org").language == "en"
