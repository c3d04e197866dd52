"""The sheet in the browser: as a form without script, and as the script asks for it."""

import re

from django.contrib.messages import get_messages
from django.urls import reverse

from plans import grid
from plans.models import Measure, Plan, PlanEdit

FETCH = {"X-Requested-With": "fetch"}


def url(name: str, *args) -> str:
    return reverse(f"plans:{name}", args=args)


def shown(*measures: Measure) -> dict[str, str]:
    """The fields of the page as the browser would send them back."""
    fields = {}
    for measure in Measure.objects.filter(pk__in=[each.pk for each in measures]).select_related("plan"):
        row = grid.row(measure)
        fields |= {f"{name}-{measure.pk}": text for name, text in row.items()}
        fields[f"seen-{measure.pk}"] = grid.prints(row)
    return fields


def said(response) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def test_without_script_the_page_saves_and_does_what_the_button_says(as_user, leader, draft):
    first, second, third = draft.measures
    client, address = as_user(leader), url("plan.sheet", draft.plan.pk)
    page = client.get(address).content.decode()
    assert f'name="text-{first.pk}"' in page
    assert "style=" not in page

    data = shown(*draft.measures)
    data |= {f"deadline-{first.pk}": "31.12.2026", f"new-goal-{draft.second.pk}": "Under another goal"}
    response = client.post(address, data)
    assert response.status_code == 302
    first.refresh_from_db()
    assert (str(first.due_on), draft.second.measures.get().text) == ("2026-12-31", "Under another goal")

    # What is typed goes with every button.
    data = {**shown(*draft.measures), f"comment-{third.pk}": "Typed", "pick": [third.pk], "do": "up"}
    assert client.post(address, data).url.endswith(f"#m{third.pk}")
    assert list(draft.first.measures.in_order()) == [first, third, second]
    assert draft.first.measures.get(pk=third.pk).comment == "Typed"
    data = {**shown(*draft.measures), "pick": [first.pk, third.pk], "do": "change"}
    data |= {"all-status": "delayed", "all-responsible": "HTV"}
    assert "2 measures are changed" in said(client.post(address, data))
    assert Measure.objects.filter(status="delayed", responsible__role="chief_steward").count() == 2
    assert f"after={third.pk}" in client.post(address, {"pick": [third.pk], "do": "below"}).url
    client.post(address, {"pick": [first.pk, second.pk], "do": "remove"})
    assert list(draft.first.measures.all()) == [third]
    client.post(url("edit.undo", PlanEdit.objects.first().pk))
    assert draft.first.measures.count() == 3
    assert "Choose rows first" in said(client.post(address, {"do": "remove"}))


def test_both_texts_are_shown_and_nothing_typed_is_lost(as_user, leader, draft):
    first, second, third = draft.measures
    client, address = as_user(leader), url("plan.sheet", draft.plan.pk)
    old = shown(*draft.measures)
    client.post(address, {**old, f"text-{first.pk}": "Theirs", f"comment-{second.pk}": "Their comment"})
    mine = {f"text-{first.pk}": "Mine", f"responsible-{second.pk}": "Leder", f"budget-{third.pk}": "9" * 10 + ",50"}
    response = client.post(address, {**old, **mine, f"comment-{third.pk}": "x" * 20_001, "pick": [second.pk]})
    page = response.content.decode()
    assert response.status_code == 409
    assert ">Mine</textarea>" in page
    assert "<dd>Theirs</dd>" in page
    # The other cell of a row that both wrote in is as the other one left it; the third is refused and kept.
    assert ">Their comment</textarea>" in page
    assert "x" * 20_001 in page
    second.refresh_from_db()
    assert second.responsible_text == "Leder"
    # Saved once more, mine is kept: the page goes on from what was shown.
    seen = dict(re.findall(r'name="(seen-\d+)" value="([^"]+)"', page))
    assert client.post(address, {**old, **mine, **seen, f"budget-{third.pk}": ""}).status_code == 302
    first.refresh_from_db()
    assert first.text == "Mine"


def test_the_script_saves_a_row(as_user, leader, secretary, draft):
    first = draft.measures[0]
    seen = shown(first)[f"seen-{first.pk}"]
    client, address = as_user(leader), url("measure.cells", first.pk)
    answer = client.post(address, {"deadline": "høsten 2026", "seen": seen}, headers=FETCH).json()
    assert answer["cells"]["deadline"] == "høsten 2026"
    late = as_user(secretary).post(address, {"deadline": "2026", "seen": seen}, headers=FETCH)
    assert (late.status_code, late.json()["stale"]) == (409, ["deadline"])
    assert "høsten 2026" in late.json()["html"]
    wrong = client.post(address, {"status": "maybe", "seen": answer["seen"]}, headers=FETCH)
    assert (wrong.status_code, wrong.json()["errors"].keys()) == (422, {"status"})
    assert as_user(leader).post(answer["undo"]).status_code == 302
    first.refresh_from_db()
    assert first.deadline_kind == ""

    new = {"place": f"goal-{draft.first.pk}", "after": first.pk, "text": "New", "status": "done"}
    made = client.post(url("measure.insert", draft.plan.pk), new)
    assert ">New</textarea>" in made.content.decode()
    assert [each.text for each in draft.first.measures.in_order()][:2] == ["Measure 1", "New"]
    assert client.post(url("measure.insert", draft.plan.pk), {"place": "goal-0", "text": "New"}).status_code == 423
    shifted = client.post(url("measure.shift", first.pk), {"up": "0"})
    assert [each.text for each in draft.first.measures.in_order()][:2] == ["New", "Measure 1"]
    # The last thing first: the move, then the new row.
    for address in (shifted.json()["undo"], made["X-Undo"]):
        client.post(address)
    assert [each.text for each in draft.first.measures.in_order()] == ["Measure 1", "Measure 2", "Measure 3"]


def test_a_block_is_shown_before_it_is_pasted(as_user, leader, draft):
    second, third = draft.measures[1:]
    client, address = as_user(leader), url("plan.paste", draft.plan.pk)
    assert client.get(address).status_code == 200
    block = "Changed\tK\tLeder\t1.9\nChanged too\nAdded"
    data = {"at": f"m{second.pk}", "column": "text", "block": block}
    answer = client.post(address, data, headers=FETCH)
    page = answer.content.decode()
    assert "<html" not in page
    assert "3 rows change" in page
    assert "01.09.2026" in page
    fields = {"number": "2", "place": "", "column": "text", "block": block}
    mark = re.search(r'name="mark" value="(\w+)"', page).group(1)
    assert Measure.objects.count() == 3

    # Somebody is faster: the preview comes again.
    Measure.objects.filter(pk=third.pk).update(text="Theirs")
    answer = client.post(address, {**fields, "mark": mark})
    assert "Theirs" in answer.content.decode()
    mark = re.search(r'name="mark" value="(\w+)"', answer.content.decode()).group(1)
    assert client.post(address, {**fields, "mark": mark}).url.endswith(f"#m{second.pk}")
    assert [each.text for each in draft.first.measures.in_order()] == ["Measure 1", "Changed", "Changed too", "Added"]
    client.post(url("edit.undo", PlanEdit.objects.get().pk))
    assert [each.text for each in draft.first.measures.in_order()] == ["Measure 1", "Measure 2", "Theirs"]

    # Without measures a block runs on over the goals, and what finds no row is told.
    answer = client.post(address, {"number": "3", "column": "deadline", "block": "2026\n2027\n2028"})
    assert "No row for these" in answer.content.decode()
    for bad in ({"number": "99"}, {"block": " "}, {"block": "x\n" * 600}, {"number": "", "place": ""}):
        assert client.post(address, {**fields, **bad}).status_code == 422


def test_a_running_plan_takes_status_alone(as_user, leader, approved):
    measure = approved.measures[0]
    page = as_user(leader).get(url("plan.sheet", approved.plan.pk)).content.decode()
    assert f'name="status-{measure.pk}"' in page
    assert f'name="text-{measure.pk}"' not in page
    Plan.objects.filter(pk=approved.plan.pk).update(state="closed")
    assert as_user(leader).get(url("plan.sheet", approved.plan.pk)).status_code == 403


def test_a_long_plan_comes_in_pages(as_user, leader, draft, django_assert_max_num_queries):
    Measure.objects.bulk_create(
        [Measure(plan=draft.plan, area=draft.area, goal=draft.second, position=n, text=f"M{n}") for n in range(300)]
    )
    client = as_user(leader)
    with django_assert_max_num_queries(12):
        page = client.get(url("plan.sheet", draft.plan.pk), {"page": 2}).content.decode()
    assert page.count('name="pick"') == 100
    assert ">M96</textarea>" in page
    assert "?page=4#area-" in page
    last = client.get(url("plan.sheet", draft.plan.pk), {"page": 99}).content.decode()
    assert f'name="new-area-{draft.local.pk}"' in last
