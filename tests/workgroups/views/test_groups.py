"""The list of groups and the page of one."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from members.models import Appointment
from members.roles import Role
from portal.models import AuditEntry
from portal.periods import today
from tests.factories import (
    AppointmentFactory,
    AreaFactory,
    GroupFactory,
    MandateFactory,
    MeasureFactory,
    MeetingFactory,
    MinutesFactory,
    PlanFactory,
    TaskFactory,
)
from workgroups.models import Mandate, Meeting, WorkGroup

pytestmark = pytest.mark.django_db
LIST = reverse("workgroups:group.list")
EVERYBODY = ["leader", "secretary", "member", "contact", "adviser", "admin", "board_leader", "board_member", "auditor"]
OUTSIDERS = ["stranger", "county_leader", "local_leader", "nobody"]


def url(group, verb="view"):
    return reverse(f"workgroups:group.{verb}", args=[group.slug])


def furnish(group, rows=1):
    """``rows`` of everything that the pages of a group show."""
    MandateFactory(body=group)
    AppointmentFactory(body=group, role=Role.LEADER)
    plan = PlanFactory(body=group, state="approved")
    past = timezone.now() - timedelta(days=40)
    for number in range(rows):
        AppointmentFactory(body=group)
        AppointmentFactory(body=group, starts_on=today() + timedelta(days=90))
        meeting = MeetingFactory(
            body=group,
            starts_at=past - timedelta(days=number),
            ends_at=past - timedelta(days=number, hours=-2),
            state="held",
        )
        MinutesFactory(meeting=meeting, state="approved")
        MeetingFactory(body=group)
        TaskFactory(body=group)
        MeasureFactory(area=AreaFactory(plan=plan), status="done")
    return group


@pytest.mark.parametrize("who", OUTSIDERS)
def test_outsiders_see_no_group_and_no_page(who, group, as_user, request):
    client = as_user(request.getfixturevalue(who))
    assert group.name not in client.get(LIST).content.decode()
    assert client.get(url(group)).status_code == 404


@pytest.mark.parametrize("who", EVERYBODY)
def test_insiders_see_the_group_in_list_and_page(who, group, as_user, request):
    client = as_user(request.getfixturevalue(who))
    assert group.name in client.get(LIST).content.decode()
    assert client.get(url(group)).status_code == 200


def test_a_shared_group_is_seen_by_the_other_section(group, union, stranger, as_user):
    AppointmentFactory(
        person=stranger.person, body=union.other_group.unit.bodies.create(name="B", slug="b", kind="board")
    )
    assert as_user(stranger).get(url(group)).status_code == 404
    group.shared_with.add(union.other)
    assert as_user(stranger).get(url(group)).status_code == 200


@pytest.mark.parametrize("verb", ["edit", "close"])
@pytest.mark.parametrize("who", ["leader", "secretary", "contact", "adviser", "board_leader", "auditor"])
def test_only_the_administration_changes_a_group(verb, who, group, as_user, request):
    assert as_user(request.getfixturevalue(who)).get(url(group, verb)).status_code == 403


def test_the_leader_cannot_make_a_group(leader, as_user):
    client = as_user(leader)
    assert client.get(reverse("workgroups:group.create")).status_code == 403
    assert client.post(reverse("workgroups:group.create"), {"name": "Mine"}).status_code == 403


def values(union, **changed):
    return {
        "unit": union.section.pk, "name": "NAV i nord", "founded_on": "2026-01-01", "description": "",
        "purpose": "Å gi råd", "focus": "", "size_min": 4, "size_max": 6, "term_months": 24, "physical_min": 2,
        "physical_max": 4, "contact_meetings_min": 1, "notice_days": 14, "minutes_days": 60,
        "term_notice_days": 60, "confirmation_days": 30,
    } | changed  # fmt: skip


def test_the_administrator_makes_a_group_with_its_mandate(admin, union, as_user):
    answer = as_user(admin).post(reverse("workgroups:group.create"), values(union, shared_with=[union.other.pk]))
    group = WorkGroup.objects.get(slug="nav-i-nord")
    assert answer.url == url(group)
    assert list(group.shared_with.all()) == [union.other]
    assert group.mandates.get().purpose == "Å gi råd"
    assert set(AuditEntry.objects.values_list("verb", flat=True)) == {"group.create", "mandate.edit"}


def test_a_group_cannot_be_made_in_another_section(admin, union, as_user):
    answer = as_user(admin).post(reverse("workgroups:group.create"), values(union, unit=union.other.pk))
    assert answer.status_code == 200
    assert "unit" in answer.context["form"].errors


def test_bad_input_is_told_at_the_field_and_nothing_is_lost(admin, union, as_user):
    odd = {"size_min": 7, "size_max": 4, "purpose": "å" * 200_000, "name": "عربي 🙂 Æ"}
    answer = as_user(admin).post(reverse("workgroups:group.create"), values(union, **odd))
    form = answer.context["form"]
    assert list(form.errors) == ["purpose"]
    assert "عربي 🙂 Æ" in answer.content.decode()
    answer = as_user(admin).post(reverse("workgroups:group.create"), values(union, **{**odd, "purpose": "Short"}))
    assert list(answer.context["form"].errors) == ["size_max"]
    assert not WorkGroup.objects.filter(name__contains="🙂").exists()


def test_a_name_without_latin_letters_gets_an_address(admin, union, as_user):
    answer = as_user(admin).post(reverse("workgroups:group.create"), values(union, name="عربي"))
    assert answer.url == "/groups/working-group/"


def test_a_group_called_new_does_not_hide_the_form(admin, union, as_user):
    answer = as_user(admin).post(reverse("workgroups:group.create"), values(union, name="New"))
    assert answer.url == "/groups/new-2/"


def test_closing_says_who_ends_and_ends_them(admin, leader, group, as_user):
    client = as_user(admin)
    assert leader.person.name in client.get(url(group, "close")).content.decode()
    assert "reason" in client.post(url(group, "close"), {"closed_on": today()}).context["form"].errors
    late = {"closed_on": today() + timedelta(days=1), "reason": "merged"}
    assert "closed_on" in client.post(url(group, "close"), late).context["form"].errors
    client.post(url(group, "close"), {"closed_on": today(), "reason": "merged"})
    group.refresh_from_db()
    assert (group.closed_on, group.closed_reason) == (today(), "merged")
    assert Appointment.objects.get(person=leader.person).ends_on == today()
    assert AuditEntry.objects.filter(verb="appointment.end").count() == 1


def test_closing_twice_is_a_message(admin, group, as_user):
    client = as_user(admin)
    for _time in range(2):
        answer = client.post(url(group, "close"), {"closed_on": today(), "reason": "merged"}, follow=True)
    assert answer.status_code == 200
    assert AuditEntry.objects.filter(verb="group.close").count() == 1


def test_a_closed_group_opens_again_by_post_alone(admin, leader, group, as_user):
    WorkGroup.objects.filter(pk=group.pk).update(closed_on=today())
    assert as_user(admin).get(url(group, "reopen")).status_code == 405
    assert as_user(leader).post(url(group, "reopen")).status_code in (403, 404)
    as_user(admin).post(url(group, "reopen"))
    assert WorkGroup.objects.get(pk=group.pk).is_open


def test_closed_groups_are_listed_only_where_asked_for(admin, group, as_user):
    WorkGroup.objects.filter(pk=group.pk).update(closed_on=today())
    client = as_user(admin)
    assert group.name not in client.get(LIST).content.decode()
    assert group.name in client.get(LIST, {"state": "closed"}).content.decode()
    assert group.name in client.get(LIST, {"state": "all"}).content.decode()


def test_search_folds_norwegian_letters(admin, union, as_user):
    GroupFactory(unit=union.section, name="ÅRSHJUL og Øst")
    page = as_user(admin).get(LIST, {"q": "årshjul"}).content.decode()
    assert "ÅRSHJUL og Øst" in page
    assert union.group.name not in page


def test_the_list_tells_what_is_missing(admin, group, as_user):
    row = as_user(admin).get(LIST).context["rows"][0]
    assert row["worst"] == "breach"
    assert {finding.code for finding in row["open"]} >= {"leader", "contact", "adviser", "size", "plan"}


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_takes_six_queries(rows, admin, union, as_user, django_assert_max_num_queries):
    for _number in range(rows):
        furnish(GroupFactory(unit=union.section))
    client = as_user(admin)
    client.get(LIST)
    with django_assert_max_num_queries(6):
        answer = client.get(LIST)
    assert len(answer.context["rows"]) == min(rows + 1, 25)


@pytest.mark.parametrize("rows", [1, 30])
@pytest.mark.parametrize("who", ["admin", "contact", "member"])
def test_the_page_takes_twelve_queries(rows, who, union, as_user, request, django_assert_max_num_queries):
    user = request.getfixturevalue(who)
    furnish(union.group, rows)
    client = as_user(user)
    client.get(url(union.group))
    with django_assert_max_num_queries(12):
        assert client.get(url(union.group)).status_code == 200


def test_the_page_as_of_a_day_in_the_past(leader, group, as_user):
    AppointmentFactory(body=group, person__first_name="Formerly", ends_on=date(2025, 1, 31))
    client = as_user(leader)
    assert "Formerly" not in client.get(url(group)).content.decode()
    assert "Formerly" in client.get(url(group), {"on": "2025-01-31"}).content.decode()
    # Gone, and told for the rest of the year.
    after = client.get(url(group), {"on": "2025-02-01"})
    assert "Formerly" not in [line.person.first_name for line in after.context["roster"].everybody]
    assert [line.person.first_name for line in after.context["roster"].left] == ["Formerly"]
    assert "Formerly" not in client.get(url(group), {"on": "2026-01-01"}).content.decode()
    assert client.get(url(group), {"on": "yesterday"}).status_code == 200


def test_the_next_step_of_each(group, leader, contact, adviser, admin, as_user):
    def step(user):
        return as_user(user).get(url(group)).context["step"]

    for _number in range(3):
        AppointmentFactory(body=group)
    assert step(leader).label == "Call a meeting"
    past = timezone.now() - timedelta(days=2)
    held = MeetingFactory(body=group, starts_at=past, ends_at=past + timedelta(hours=1), state=Meeting.State.HELD)
    assert step(leader).label == "Write the minutes"
    assert step(contact) is None
    minutes = MinutesFactory(meeting=held, state="approved")
    assert step(contact).url == reverse("workgroups:minutes.view", args=[minutes.pk])
    Appointment.objects.filter(role=Role.CONTACT).update(ends_on=today() - timedelta(days=1))
    assert step(admin).url.endswith("?role=contact")


def test_draft_minutes_are_not_shown_to_the_board(group, board_member, leader, as_user):
    past = timezone.now() - timedelta(days=2)
    held = MeetingFactory(body=group, starts_at=past, ends_at=past + timedelta(hours=1), state=Meeting.State.HELD)
    link = reverse("workgroups:minutes.view", args=[MinutesFactory(meeting=held).pk])
    assert link not in as_user(board_member).get(url(group)).content.decode()
    assert link in as_user(leader).get(url(group)).content.decode()


def test_the_mandate_gets_a_new_version(admin, leader, group, as_user):
    edit = reverse("workgroups:mandate.edit", args=[group.slug])
    assert as_user(leader).get(edit).status_code == 403
    fields = {
        "valid_from": "2026-06-01", "purpose": "A wider field", "size_min": 5, "size_max": 8, "term_months": 24,
        "physical_min": 2, "physical_max": 4, "contact_meetings_min": 1, "notice_days": 14, "minutes_days": 60,
        "term_notice_days": 90, "confirmation_days": 14, "wants_active": "on", "wants_budget": "on",
    }  # fmt: skip
    client = as_user(admin)
    assert "valid_from" in client.post(edit, fields | {"valid_from": "2023-01-01"}).context["form"].errors
    assert client.post(edit, fields).status_code == 302
    assert list(Mandate.objects.filter(body=group).values_list("version", "size_max")) == [(2, 8), (1, 6)]
    newest = Mandate.objects.get(body=group, version=2)
    assert (newest.term_notice_days, newest.confirmation_days) == (90, 14)
    assert [newest.wants_active, newest.wants_plan, newest.wants_budget, newest.wants_input] == [True, False] * 2
    changes = AuditEntry.objects.get(verb="mandate.edit").changes
    assert changes["wants_input"] == [True, False] and changes["term_notice_days"] == [60, 90]
    form = client.get(edit).context["form"]
    assert (form.initial["wants_plan"], form.initial["confirmation_days"]) == (False, 14)
    page = client.get(reverse("workgroups:mandate.view", args=[group.slug]), {"version": "1"}).content.decode()
    assert "To advise the board." in page and "An action plan that the board approves" in page
    assert "A wider field" not in page


def test_editing_a_group_records_the_sections_that_share_it(admin, group, union, as_user):
    data = {"name": "Another name", "founded_on": "2020-01-01", "shared_with": [union.other.pk]}
    assert as_user(admin).post(url(group, "edit"), data).status_code == 302
    changes = AuditEntry.objects.get(verb="group.edit").changes
    assert changes == {"name": ["Expert group", "Another name"], "shared_with": [[], ["Other section"]]}
    assert WorkGroup.objects.get(pk=group.pk).slug == group.slug


@pytest.mark.parametrize("field", ["name", "founded_on"])
def test_editing_without_what_is_needed_is_told(field, admin, group, as_user):
    data = {"name": "Another name", "founded_on": "2020-01-01"} | {field: ""}
    assert list(as_user(admin).post(url(group, "edit"), data).context["form"].errors) == [field]


def test_the_areas_of_the_plan_stand_in_the_plans_own_order(as_user, leader, group):
    plan = PlanFactory(body=group, state="approved")
    last = AreaFactory(plan=plan, position=9, number="", title="Outside the areas")
    first = AreaFactory(plan=plan, position=1, title="First of all")
    for area in (last, first):
        MeasureFactory(area=area)

    page = as_user(leader).get(f"/groups/{group.slug}/").content.decode()

    assert page.index("First of all") < page.index("Outside the areas")
