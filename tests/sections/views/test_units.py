"""The tree of units and the pages of bodies."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from members.roles import Role
from portal.models import AuditEntry
from portal.periods import today
from sections.models import Body, Unit
from tests.factories import AppointmentFactory, BodyFactory, MeetingFactory, UnitFactory, UserFactory

pytestmark = pytest.mark.django_db
LIST = reverse("sections:unit.list")


def unit_url(unit, verb="view"):
    return reverse(f"sections:unit.{verb}", args=[unit.slug])


def body_url(body, verb="view"):
    return reverse(f"sections:body.{verb}", args=[body.slug])


@pytest.fixture
def federal_admin(union):
    """Administers the whole federation."""
    office = BodyFactory(unit=union.federation, kind=Body.Kind.ADMINISTRATION, slug="office-of-all")
    user = UserFactory()
    AppointmentFactory(person=user.person, body=office, role=Role.ADMINISTRATOR)
    return user


def test_an_account_without_office_sees_no_unit(nobody, union, as_user):
    client = as_user(nobody)
    assert union.section.name not in client.get(LIST).content.decode()
    assert client.get(unit_url(union.section)).status_code == 404


def test_the_tree_is_shown_one_level_at_a_time(member, union, as_user):
    page = as_user(member).get(LIST).content.decode()
    assert union.county.name in page
    assert unit_url(union.local) not in page
    assert unit_url(union.local) in as_user(member).get(unit_url(union.county)).content.decode()


def test_units_are_found_on_all_levels(member, union, as_user):
    UnitFactory(kind=Unit.Kind.LOCAL_UNION, parent=union.county, name="ÅS og Ørland", number="417")
    client = as_user(member)
    for sought in ("ås og", "ØRLAND", "417"):
        assert "ÅS og Ørland" in client.get(LIST, {"q": sought}).content.decode()
    assert client.get(LIST, {"q": "nowhere"}).status_code == 200


@pytest.mark.parametrize("rows", [1, 474])
def test_a_county_with_many_local_unions(rows, member, union, as_user, django_assert_max_num_queries):
    for number in range(rows):
        UnitFactory(kind=Unit.Kind.LOCAL_UNION, parent=union.county, name=f"Local {number:03}")
    client = as_user(member)
    for address in (LIST, unit_url(union.county)):
        client.get(address)
        with django_assert_max_num_queries(7):
            answer = client.get(address)
    assert len(answer.context["page"]) == min(rows + 1, 50)


def test_a_unit_hides_bodies_and_officers_out_of_sight(member, board_leader, union, as_user):
    page = as_user(member).get(unit_url(union.section)).content.decode()
    assert union.group.name in page
    assert union.board.name not in page
    assert "Boardleader" not in page
    assert "Boardleader" in as_user(board_leader).get(unit_url(union.section)).content.decode()


@pytest.mark.parametrize("who", ["leader", "adviser", "board_leader", "auditor", "admin"])
def test_only_the_administration_above_makes_units(who, union, as_user, request):
    client = as_user(request.getfixturevalue(who))
    assert client.post(unit_url(union.county, "create"), {"kind": "local_union", "name": "X"}).status_code == 403
    assert client.post(unit_url(union.county, "edit"), {"name": "X"}).status_code == 403


def test_the_federation_makes_and_changes_units(federal_admin, union, as_user):
    client = as_user(federal_admin)
    answer = client.post(unit_url(union.county, "create"), {"kind": "local_union", "name": "Ås 🙂", "number": "12"})
    unit = Unit.objects.get(slug="as")
    assert (answer.url, unit.parent) == (unit_url(unit), union.county)
    assert client.post(unit_url(unit, "edit"), {"name": "Ås og Vestby"}).status_code == 302
    assert AuditEntry.objects.get(verb="unit.edit").changes["name"] == ["Ås 🙂", "Ås og Vestby"]


@pytest.mark.parametrize("kind", ["section", "federation", "club", "x"])
def test_a_kind_that_cannot_stand_there_is_refused(kind, federal_admin, union, as_user):
    answer = as_user(federal_admin).post(unit_url(union.county, "create"), {"kind": kind, "name": "X"})
    assert list(answer.context["form"].errors) == ["kind"]


@pytest.mark.parametrize("who", ["member", "leader", "stranger", "local_leader", "nobody"])
def test_the_board_is_404_for_those_it_does_not_concern(who, union, as_user, request):
    assert as_user(request.getfixturevalue(who)).get(body_url(union.board)).status_code == 404


@pytest.mark.parametrize("who", ["board_leader", "board_member", "auditor", "adviser"])
def test_the_board_is_seen_and_not_changed(who, union, as_user, request):
    client = as_user(request.getfixturevalue(who))
    assert client.get(body_url(union.board)).status_code == 200
    assert client.get(body_url(union.board, "edit")).status_code == 403
    assert client.post(body_url(union.board, "close"), {"reason": "x"}).status_code == 403
    assert client.post(body_url(union.board, "reopen")).status_code == 403


def test_the_board_as_of_a_day(admin, union, as_user):
    AppointmentFactory(body=union.board, role=Role.LEADER, person__first_name="Before", ends_on=date(2024, 11, 30))
    AppointmentFactory(body=union.board, role=Role.LEADER, person__first_name="After", starts_on=date(2024, 12, 1))
    client = as_user(admin)
    for day, name in (("2024-11-30", "Before"), ("2024-12-01", "After"), ("", "After"), ("x", "After")):
        roster = client.get(body_url(union.board), {"on": day}).context["roster"]
        assert [seat.person.first_name for seat in roster.members] == [name]


def test_the_administration_makes_a_body(admin, union, as_user):
    client = as_user(admin)
    create = reverse("sections:body.create", args=[union.section.slug])
    bad = client.post(create, {"kind": "working_group", "name": "X", "founded_on": "2026-01-01"})
    assert list(bad.context["form"].errors) == ["kind"]
    answer = client.post(create, {"kind": "committee", "name": "Valgkomité", "founded_on": "2026-01-01"})
    assert answer.url == "/bodies/valgkomite/"
    assert AuditEntry.objects.get(verb="body.create").unit == union.section


def test_a_body_cannot_be_founded_after_its_first_appointment(admin, board_leader, union, as_user):
    answer = as_user(admin).post(body_url(union.board, "edit"), {"name": "Board", "founded_on": "2025-01-01"})
    assert list(answer.context["form"].errors) == ["founded_on"]


def test_closing_a_body_ends_appointments_and_takes_coming_ones_back(admin, board_leader, union, as_user):
    coming = AppointmentFactory(body=union.board, starts_on=today() + timedelta(days=9))
    client = as_user(admin)
    assert coming.person.name in client.get(body_url(union.board, "close")).content.decode()
    client.post(body_url(union.board, "close"), {"closed_on": today(), "reason": "merged"})
    assert list(union.board.appointments.values_list("ends_on", flat=True)) == [today()]
    assert not type(board_leader).objects.get(pk=board_leader.pk).access.holdings


def test_a_group_has_its_own_page_and_verbs(admin, group, as_user):
    client = as_user(admin)
    assert client.get(body_url(group)).url == f"/groups/{group.slug}/"
    assert client.get(body_url(group, "edit")).status_code == 404
    assert client.post(body_url(group, "close"), {"closed_on": today(), "reason": "x"}).status_code == 404


@pytest.mark.parametrize("rows", [1, 30])
@pytest.mark.parametrize("what", ["body", "unit"])
def test_object_pages_take_twelve_queries(what, rows, admin, union, as_user, django_assert_max_num_queries):
    for _number in range(rows):
        AppointmentFactory(body=union.board)
        BodyFactory(unit=union.section)
        MeetingFactory(body=union.board, state="held")
    address = body_url(union.board) if what == "body" else unit_url(union.section)
    client = as_user(admin)
    client.get(address)
    with django_assert_max_num_queries(12):
        assert client.get(address).status_code == 200
