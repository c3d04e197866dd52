"""The registers of meetings, minutes and tasks: who sees which rows, filters in the address, and what a page costs."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import (
    AgendaItemFactory,
    MeetingFactory,
    MinutesFactory,
    MinutesItemFactory,
    ParticipantFactory,
    TaskFactory,
)
from workgroups.models import Meeting

LIST_BUDGET, PAGE_BUDGET = 6, 12


def ago(days):
    return timezone.now() - timedelta(days=days)


def fill(group, user, rows):
    for n in range(rows):
        ParticipantFactory.create_batch(3, meeting=MeetingFactory(body=group))
        held = MeetingFactory(body=group, state="held", starts_at=ago(n + 1))
        MinutesFactory(meeting=held, state="approved")
        TaskFactory(body=group, responsible=user.person)


@pytest.mark.parametrize("who", ["leader", "member", "contact", "adviser", "admin", "auditor"])
@pytest.mark.parametrize("path", ["/meetings/", "/minutes/", "/tasks/?whose=all"])
@pytest.mark.parametrize("rows", [1, 30])
def test_a_register_keeps_to_its_budget(request, as_user, group, django_assert_max_num_queries, who, path, rows):
    user = request.getfixturevalue(who)
    fill(group, user, rows)
    client = as_user(user)
    client.get(path)
    with django_assert_max_num_queries(LIST_BUDGET):
        response = client.get(path)
    assert group.name in response.text


@pytest.mark.parametrize("who", ["leader", "member", "contact", "adviser", "admin"])
@pytest.mark.parametrize("rows", [1, 30])
def test_the_page_of_a_meeting_keeps_to_its_budget(request, as_user, group, django_assert_max_num_queries, who, rows):
    user = request.getfixturevalue(who)
    meeting = MeetingFactory(body=group)
    ParticipantFactory.create_batch(rows, meeting=meeting)
    AgendaItemFactory.create_batch(rows, meeting=meeting)
    client = as_user(user)
    client.get(f"/meetings/{meeting.pk}/")
    with django_assert_max_num_queries(PAGE_BUDGET):
        assert client.get(f"/meetings/{meeting.pk}/").status_code == 200


@pytest.mark.parametrize("who", ["leader", "member", "contact", "adviser"])
@pytest.mark.parametrize("rows", [1, 30])
def test_the_page_of_minutes_costs_the_same_whatever_their_length(
    request, as_user, group, django_assert_max_num_queries, who, rows
):
    user = request.getfixturevalue(who)
    minutes = MinutesFactory(meeting__body=group, state="submitted")
    ParticipantFactory.create_batch(rows, meeting=minutes.meeting, attendance="present")
    for item in MinutesItemFactory.create_batch(rows, minutes=minutes):
        TaskFactory(body=group, minutes_item=item)
    client = as_user(user)
    client.get(f"/minutes/{minutes.pk}/")
    # Items, tasks and their people, those present, approvals, readings, comments, files, history: a query each.
    with django_assert_max_num_queries(PAGE_BUDGET):
        assert client.get(f"/minutes/{minutes.pk}/").status_code == 200


@pytest.mark.parametrize("who", ["stranger", "nobody", "local_leader"])
@pytest.mark.parametrize("path", ["/meetings/", "/minutes/", "/tasks/?whose=all"])
def test_strangers_find_nothing(request, as_user, group, leader, who, path):
    fill(group, leader, 1)
    # Names of bodies stand in the filter only for those who see the body.
    assert group.name not in as_user(request.getfixturevalue(who)).get(path).text


def test_drafts_are_for_those_who_prepare_them(as_user, group, leader, member, contact):
    draft = MeetingFactory(body=group, state="draft", title="Unsent meeting")
    minutes = MinutesFactory(meeting__body=group, meeting__title="Unfinished minutes")
    for user, sees in ((leader, True), (member, False), (contact, False)):
        client = as_user(user)
        assert ("Unsent meeting" in client.get("/meetings/").text) is sees
        assert (client.get(f"/meetings/{draft.pk}/").status_code == 200) is sees
        assert ("Unfinished minutes" in client.get("/minutes/").text) is sees
        assert (client.get(f"/minutes/{minutes.pk}/").status_code == 200) is sees


def test_coming_meetings_stand_first_and_the_soonest_on_top(as_user, group, leader):
    for days, title in ((-9, "Past A"), (30, "Later B"), (5, "Sooner C"), (-2, "Recent D")):
        MeetingFactory(body=group, title=title, starts_at=ago(-days), state="held" if days < 0 else "called")
    text = as_user(leader).get("/meetings/").text
    places = [text.index(title) for title in ("Sooner C", "Later B", "Recent D", "Past A")]
    assert places == sorted(places)


def test_filters_stand_in_the_address(as_user, union, group, leader, admin):
    MeetingFactory(body=group, title="Of the group")
    MeetingFactory(body=union.board, title="Of the board", state="draft")
    client = as_user(admin)
    text = client.get(f"/meetings/?body={group.pk}").text
    assert "Of the group" in text
    assert "Of the board" not in text
    assert "Of the group" not in client.get("/meetings/?state=draft").text
    assert "Of the group" not in client.get("/meetings/?year=2015").text
    for odd in (
        "body=x",
        "year=x",
        "state=x",
        "cursor=x",
        "cursor=bnVsbA",
        "year=99999999999",
        "body=999999999999999999999",
    ):
        assert client.get(f"/meetings/?{odd}").status_code == 200


def test_earlier_meetings_are_paged_without_gaps_and_doubles(as_user, group, leader):
    for n in range(60):
        MeetingFactory(body=group, title=f"Past number {n:02}", state="held", starts_at=ago(n // 2 + 1))
    client = as_user(leader)
    seen, address = [], "/meetings/"
    for _page in range(3):
        page = client.get(address).context["page"]
        seen += [meeting.pk for meeting in page]
        address = f"/meetings/?cursor={page.next}"
    assert sorted(seen) == sorted(Meeting.objects.values_list("pk", flat=True))
    assert not page.next


def test_my_open_tasks_come_first_and_are_done_by_one_tap_with_a_way_back(as_user, group, member, leader):
    mine = TaskFactory(body=group, responsible=member.person, title="My own task")
    TaskFactory(body=group, responsible=leader.person, title="Somebody else’s")
    client = as_user(member)
    text = client.get("/tasks/").text
    assert "My own task" in text
    assert "Somebody else’s" not in text
    assert client.get(f"/tasks/{mine.pk}/finish/").status_code == 405
    response = client.post(f"/tasks/{mine.pk}/finish/", {"next": "/tasks/"}, follow=True)
    assert response.redirect_chain[-1][0] == "/tasks/"
    assert f"/tasks/{mine.pk}/reopen/" in response.text
    client.post(f"/tasks/{mine.pk}/finish/")
    mine.refresh_from_db()
    assert mine.state == "done"
    client.post(f"/tasks/{mine.pk}/reopen/")
    mine.refresh_from_db()
    assert mine.state == "open"


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_a_button_leads_to_no_other_site(as_user, group, member, target):
    task = TaskFactory(body=group, responsible=member.person)
    response = as_user(member).post(f"/tasks/{task.pk}/finish/", {"next": target})
    assert response["Location"] == f"/tasks/{task.pk}/"


def test_a_task_is_seen_by_the_group_and_its_overseers_alone(as_user, group, member, admin, stranger):
    task = TaskFactory(body=group, title="Only ours")
    for user, status in ((member, 200), (admin, 200), (stranger, 404)):
        assert as_user(user).get(f"/tasks/{task.pk}/").status_code == status
    assert as_user(stranger).post(f"/tasks/{task.pk}/finish/").status_code == 404
