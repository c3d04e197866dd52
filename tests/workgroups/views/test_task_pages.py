"""Tasks in the browser: given, changed, finished, dropped and opened again by those who may."""

from html import escape

import pytest
from django.urls import reverse

from portal.models import AuditEntry
from tests.factories import TaskFactory
from workgroups.models import Task

pytestmark = pytest.mark.django_db
ODD = "Mål & æøå 🧵 שלום <b>"
RUN = {"leader", "secretary", "adviser", "admin"}
EVERYBODY = [
    "leader", "secretary", "member", "contact", "adviser", "admin", "board_leader", "board_member", "auditor",
    "county_leader", "local_leader", "stranger", "nobody",
]  # fmt: skip


def url(name, *args):
    return reverse(f"workgroups:task.{name}", args=args)


@pytest.fixture
def task(group, member):
    return TaskFactory(body=group, responsible=member.person, title="Buy string")


@pytest.mark.parametrize(
    ("verb", "before", "after", "may"),
    [
        ("finish", "open", "done", RUN | {"member"}),
        ("drop", "open", "dropped", RUN),
        ("reopen", "done", "open", RUN | {"member"}),
        ("reopen", "dropped", "open", RUN | {"member"}),
    ],
)
@pytest.mark.parametrize("who", EVERYBODY)
def test_only_the_responsible_and_those_who_run_the_group(who, verb, before, after, may, task, as_user, request):
    Task.objects.filter(pk=task.pk).update(state=before)
    client = as_user(request.getfixturevalue(who))
    assert client.get(url(verb, task.pk)).status_code == 405
    answer = client.post(url(verb, task.pk))
    task.refresh_from_db()
    assert task.state == (after if who in may else before)
    assert answer.status_code == 302 if who in may else answer.status_code in (403, 404)


@pytest.mark.parametrize("who", sorted(set(EVERYBODY) - RUN))
def test_who_does_not_run_the_group_gives_and_changes_no_task(who, task, group, as_user, request):
    client = as_user(request.getfixturevalue(who))
    values = {"title": "Mine", "responsible": task.responsible_id}
    assert client.post(url("create", group.slug), values).status_code in (403, 404)
    assert client.post(url("edit", task.pk), values).status_code in (403, 404)
    assert list(Task.objects.values_list("title", flat=True)) == ["Buy string"]


@pytest.mark.parametrize("verb", ["finish", "drop"])
def test_what_was_closed_is_undone_by_one_tap(verb, task, leader, as_user):
    client = as_user(leader)
    shown = client.post(url(verb, task.pk), follow=True).text
    assert f'action="{url("reopen", task.pk)}"' in shown
    client.post(url("reopen", task.pk))
    task.refresh_from_db()
    assert (task.state, task.closed_at) == ("open", None)


def test_a_second_click_changes_nothing(task, member, as_user):
    client = as_user(member)
    for _click in range(2):
        assert client.post(url("finish", task.pk)).status_code == 302
    assert AuditEntry.objects.filter(verb="task.finish").count() == 1


BAD = [
    ({"title": ""}, "title"),
    ({"title": "   "}, "title"),
    ({"title": "x" * 200_000}, "title"),
    ({"title": "Buy\r\nBcc: thief@example.com"}, "title"),
    ({"note": "x" * 301}, "note"),
    ({"due_on": "soon"}, "due_on"),
    ({"due_on": "2026-02-30"}, "due_on"),
    ({"responsible": ""}, "responsible"),
    ({"responsible": "abc"}, "responsible"),
    ({"responsible": "9" * 30}, "responsible"),
]


@pytest.mark.parametrize(("changed", "field"), BAD)
@pytest.mark.parametrize("verb", ["create", "edit"])
def test_bad_input_is_told_at_its_field_and_nothing_typed_is_lost(verb, changed, field, task, group, leader, as_user):
    values = {"title": ODD, "responsible": leader.person_id, "due_on": "2030-05-17", "note": ODD} | changed
    address = url("create", group.slug) if verb == "create" else url("edit", task.pk)
    answer = as_user(leader).post(address, values)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert escape(ODD) in answer.text
    assert list(Task.objects.values_list("title", flat=True)) == ["Buy string"]


def test_a_task_goes_to_somebody_of_the_body(group, leader, stranger, as_user):
    answer = as_user(leader).post(url("create", group.slug), {"title": "x", "responsible": stranger.person_id})
    assert answer.context["form"].errors["responsible"]
    assert not Task.objects.exists()


def test_a_task_is_given_and_changed(group, leader, member, as_user):
    client = as_user(leader)
    client.post(url("create", group.slug), {"title": ODD, "responsible": member.person_id, "due_on": "2030-05-17"})
    task = Task.objects.get()
    assert (task.title, task.responsible, str(task.due_on)) == (ODD, member.person, "2030-05-17")
    assert client.post(url("edit", task.pk), {"title": "Other", "responsible": leader.person_id}).status_code == 302
    task.refresh_from_db()
    assert (task.title, task.responsible, task.due_on) == ("Other", leader.person, None)


def test_who_has_left_keeps_the_task_when_it_is_changed(group, leader, as_user):
    task = TaskFactory(body=group, title="Old")
    values = {"title": "New", "responsible": task.responsible_id}
    assert as_user(leader).post(url("edit", task.pk), values).status_code == 302
    task.refresh_from_db()
    assert task.title == "New"


@pytest.mark.parametrize("state", ["done", "dropped"])
def test_a_closed_task_is_not_changed(state, task, leader, as_user):
    Task.objects.filter(pk=task.pk).update(state=state)
    answer = as_user(leader).post(url("edit", task.pk), {"title": "Other", "responsible": task.responsible_id})
    assert "Open it again to change it." in answer.text
    task.refresh_from_db()
    assert task.title == "Buy string"
