"""Writing minutes: nothing is overwritten, nothing is lost, nothing is done twice; by script and by the whole page."""

import json
import re

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from tests.factories import MinutesItemFactory, TaskFactory
from workgroups.models import MinutesItem, MinutesRevision, Task

pytestmark = pytest.mark.django_db


def edit_url(minutes):
    return reverse("workgroups:minutes.edit", args=[minutes.pk])


def save(client, item, **values):
    typed = {"version": item.version, "text": item.text, "decision": item.decision} | values
    address = reverse("workgroups:item.save", args=[item.pk])
    return client.post(address, {f"i{item.pk}-{name}": value for name, value in typed.items()})


def page(minutes, changes=None, **more):
    """The whole form as a browser without script sends it; ``changes``: item → what was typed."""
    data = {"new_item": ""}
    for item in minutes.items.all():
        typed = {"version": item.version, "text": item.text, "decision": item.decision, **(changes or {}).get(item, {})}
        data |= {f"i{item.pk}-{name}": value for name, value in typed.items()}
        data |= {f"t{item.pk}-title": "", f"t{item.pk}-responsible": "", f"t{item.pk}-due_on": ""}
    return data | more


@pytest.fixture
def items(draft):
    return list(draft.items.all())


OUTSIDE = {"stranger": 404, "nobody": 404, "auditor": 404, "county_leader": 404, "member": 404, "contact": 404}


@pytest.mark.parametrize("who", OUTSIDE)
def test_a_draft_is_seen_by_those_who_write_it(who, draft, items, as_user, request):
    client = as_user(request.getfixturevalue(who))
    assert client.get(edit_url(draft)).status_code == 404
    assert client.post(edit_url(draft), page(draft, {items[0]: {"text": "Mine"}})).status_code == 404
    assert save(client, items[0], text="Mine").status_code == 404
    assert client.get(reverse("workgroups:item.history", args=[items[0].pk])).status_code == 404
    assert not MinutesRevision.objects.exists()


@pytest.mark.parametrize("who", ["leader", "secretary", "adviser", "admin"])
def test_who_runs_the_group_writes(who, draft, items, as_user, request):
    client = as_user(request.getfixturevalue(who))
    assert client.get(edit_url(draft)).status_code == 200
    answer = save(client, items[0], text="New")
    assert (answer.status_code, answer.json()["version"]) == (200, 1)


@pytest.mark.parametrize("who", ["leader", "admin"])
@pytest.mark.parametrize("state", ["submitted", "approved", "laid", "noted"])
def test_minutes_that_are_no_draft_are_locked_for_everybody(state, who, draft, items, as_user, request):
    draft.state = state
    draft.save()
    client = as_user(request.getfixturevalue(who))
    assert client.get(edit_url(draft)).status_code == 403
    assert client.post(edit_url(draft), page(draft, {items[0]: {"text": "Later"}})).status_code == 403
    assert save(client, items[0], text="Later").status_code == 403
    items[0].refresh_from_db()
    assert items[0].text == "We talked."


def test_looking_saves_nothing(draft, items, leader, as_user):
    client = as_user(leader)
    assert client.get(reverse("workgroups:item.save", args=[items[0].pk])).status_code == 405
    client.get(edit_url(draft))
    assert not MinutesRevision.objects.exists()


def test_a_stale_save_shows_both_texts_and_overwrites_nothing(draft, items, leader, secretary, as_user):
    assert save(as_user(secretary), items[0], text="The secretary's <text>", decision="Bought.").status_code == 200
    answer = save(as_user(leader), items[0], text="The leader's text")
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "The secretary&#x27;s &lt;text&gt;" in shown
    assert "Bought." in shown
    assert 'data-version="1"' in shown
    items[0].refresh_from_db()
    assert (items[0].text, items[0].version) == ("The secretary's <text>", 1)
    # On top of what was shown it goes through, and both texts are kept.
    assert save(as_user(leader), items[0], text="The leader's text", decision="").status_code == 200
    texts = list(items[0].revisions.values_list("text", "saved_by"))
    assert texts == [("The leader's text", leader.pk), ("The secretary's <text>", secretary.pk)]


def test_the_same_save_twice_is_one_revision(items, leader, as_user):
    client = as_user(leader)
    first = save(client, items[0], text="One\r\ntwo")
    again = save(client, items[0], text="One\r\ntwo")
    assert (first.json()["version"], again.status_code, again.json()["version"]) == (1, 200, 1)
    assert items[0].revisions.count() == 1


@pytest.mark.parametrize("text", ["x" * 200_000, "a\x00b"])
def test_a_text_that_cannot_be_kept_is_told(text, draft, items, leader, as_user):
    client = as_user(leader)
    answer = save(client, items[0], text=text)
    assert answer.status_code == 422
    assert json.loads(answer.content)["errors"]
    whole = client.post(edit_url(draft), page(draft, {items[0]: {"text": text}, items[1]: {"text": "Fine"}}))
    assert whole.status_code == 422
    assert "is-invalid" in whole.content.decode()
    assert "Fine" in whole.content.decode()
    assert text[:1000] in whole.content.decode() or "\x00" in text
    assert not MinutesRevision.objects.exists()


@pytest.mark.parametrize("version", ["-1", "abc", "", "9" * 30])
def test_a_tampered_version_is_no_server_error_and_overwrites_nothing(version, draft, items, leader, as_user):
    client = as_user(leader)
    assert save(client, items[0], version=version, text="Forged").status_code in (409, 422)
    answer = client.post(edit_url(draft), page(draft, {items[0]: {"version": version, "text": "Forged"}}))
    assert answer.status_code in (409, 422)
    assert "Forged" in answer.content.decode()
    assert MinutesItem.objects.get(pk=items[0].pk).text == "We talked."


def test_odd_letters_are_kept(items, leader, as_user):
    text = "Mål æøå 🧵 שלום <script>alert(1)</script>\n\n  indented"
    save(as_user(leader), items[0], text=text)
    assert MinutesItem.objects.get(pk=items[0].pk).text == text


def test_the_whole_page_saves_all_and_leads_to_reading(draft, items, leader, as_user):
    answer = as_user(leader).post(
        edit_url(draft), page(draft, {items[0]: {"text": "A"}, items[1]: {"decision": "B"}}, new_item="Another matter")
    )
    assert answer.url == reverse("workgroups:minutes.view", args=[draft.pk])
    assert list(draft.items.values_list("text", "decision", "title")) == [
        ("A", "It is kept.", "Budget"), ("", "B", "Plan"), ("", "", "Another matter"),
    ]  # fmt: skip


@pytest.mark.parametrize(("stay", "ending"), [("end", "#end"), ("item-3", "#item-3"), ("//evil.example", "/")])
def test_the_pressed_button_says_where_to_go_on_but_never_out(stay, ending, draft, leader, as_user):
    answer = as_user(leader).post(edit_url(draft), page(draft, stay=stay))
    assert answer.url.endswith(ending)
    assert answer.url.startswith("/minutes/")


def versions_in(answer):
    return dict(re.findall(r'name="i(\d+)-version" value="(\d+)"', answer.content.decode()))


def test_without_script_a_conflict_shows_both_texts_and_saves_the_rest(draft, items, leader, secretary, as_user):
    mine = page(draft, {items[0]: {"text": "The leader's"}, items[1]: {"text": "Uncontested"}})
    save(as_user(secretary), items[0], text="The secretary's")
    client = as_user(leader)
    answer = client.post(edit_url(draft), mine)
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "The leader&#x27;s" in shown
    assert "The secretary&#x27;s" in shown
    assert list(draft.items.values_list("text", flat=True)) == ["The secretary's", "Uncontested"]
    # The answered page can be sent as it stands: it is on top of what it shows.
    found = versions_in(answer)
    assert found == {str(items[0].pk): "1", str(items[1].pk): "1"}
    again = mine | {f"i{pk}-version": version for pk, version in found.items()}
    assert client.post(edit_url(draft), again).status_code == 302
    assert list(draft.items.values_list("text", flat=True)) == ["The leader's", "Uncontested"]
    assert items[0].revisions.count() == 2


def test_a_new_matter_waits_until_the_conflict_is_settled(draft, items, leader, secretary, as_user):
    mine = page(draft, {items[0]: {"text": "The leader's"}}, new_item="Another matter")
    save(as_user(secretary), items[0], text="The secretary's")
    answer = as_user(leader).post(edit_url(draft), mine)
    assert answer.status_code == 409
    assert 'value="Another matter"' in answer.content.decode()
    assert draft.items.count() == 2


def task_of(item, person, title="Buy string"):
    return {f"t{item.pk}-title": title, f"t{item.pk}-responsible": person.pk, f"t{item.pk}-due_on": "2030-05-17"}


def test_a_task_given_is_not_given_twice_when_the_page_comes_back(draft, items, leader, secretary, member, as_user):
    mine = page(draft, {items[0]: {"text": "The leader's"}}, **task_of(items[1], member.person))
    save(as_user(secretary), items[0], text="The secretary's")
    client = as_user(leader)
    answer = client.post(edit_url(draft), mine)
    assert answer.status_code == 409
    assert 'value="Buy string"' not in answer.content.decode()
    task = Task.objects.get()
    assert (task.title, task.responsible, task.minutes_item) == ("Buy string", member.person, items[1])
    # The browser's own way of sending a page again.
    client.post(edit_url(draft), mine)
    assert Task.objects.count() == 1


def test_the_same_page_twice_gives_one_task_and_one_matter(draft, items, leader, member, as_user):
    mine = page(draft, {items[0]: {"text": "A"}}, new_item="Another matter", **task_of(items[0], member.person))
    client = as_user(leader)
    for _time in range(2):
        assert client.post(edit_url(draft), mine).status_code == 302
    assert (Task.objects.count(), draft.items.count(), items[0].revisions.count()) == (1, 3, 1)


def test_a_half_filled_task_is_told_at_its_field_and_saves_nothing(draft, items, leader, as_user, member):
    lone = {f"t{items[1].pk}-title": "Buy string"}
    answer = as_user(leader).post(edit_url(draft), page(draft, {items[0]: {"text": "A"}}, **lone))
    assert answer.status_code == 422
    assert "Choose who does it." in answer.content.decode()
    assert 'value="Buy string"' in answer.content.decode()
    assert not Task.objects.exists()


def test_a_task_goes_only_to_somebody_of_the_meeting(draft, items, leader, stranger, as_user):
    answer = as_user(leader).post(edit_url(draft), page(draft, **task_of(items[0], stranger.person)))
    assert answer.status_code == 422
    assert not Task.objects.exists()


def test_a_refused_task_does_not_put_the_writer_in_conflict_with_themselves(
    draft, items, leader, member, as_user, monkeypatch
):
    def refuse(*_args, **_kwargs):
        raise ValidationError({"title": "Not this one"})

    monkeypatch.setattr("workgroups.operations.tasks.create", refuse)
    client = as_user(leader)
    mine = page(draft, {items[0]: {"text": "First"}}, **task_of(items[0], member.person))
    answer = client.post(edit_url(draft), mine)
    assert answer.status_code == 422
    assert "Not this one" in answer.content.decode()
    assert versions_in(answer)[str(items[0].pk)] == "1"


def test_an_item_that_came_after_the_page_was_opened_is_left_alone(draft, items, leader, as_user):
    mine = page(draft, {items[0]: {"text": "A"}})
    late = MinutesItemFactory(minutes=draft, position=9, text="Added by another")
    assert as_user(leader).post(edit_url(draft), mine).status_code == 302
    late.refresh_from_db()
    assert (late.text, late.version) == ("Added by another", 0)


def test_earlier_texts_are_shown_with_what_changed(draft, items, leader, as_user):
    client = as_user(leader)
    save(client, items[0], text="red string")
    items[0].refresh_from_db()
    save(client, items[0], text="blue string")
    shown = client.get(reverse("workgroups:item.history", args=[items[0].pk])).content.decode()
    assert "red" in shown
    assert "blue" in shown


@pytest.mark.parametrize("rows", [1, 30])
def test_the_page_costs_few_queries_however_many_items(rows, draft, leader, as_user, django_assert_max_num_queries):
    for item in MinutesItemFactory.create_batch(rows, minutes=draft, saved_by=leader):
        TaskFactory(body=draft.meeting.body, minutes_item=item)
    client = as_user(leader)
    with django_assert_max_num_queries(12):
        assert client.get(edit_url(draft)).status_code == 200
