"""Measures, goals and areas in the browser: in place with htmx, and by pages without it."""

import pytest
from django.urls import reverse

from plans.models import Goal, Measure, StrategicArea

HTMX = {"HX-Request": "true"}


def url(name: str, *args) -> str:
    return reverse(f"plans:{name}", args=args)


def typed(measure: Measure, **values) -> dict:
    place = f"goal-{measure.goal_id}" if measure.goal_id else f"area-{measure.area_id}"
    return {"text": measure.text, "place": place, "version": measure.version, **values}


@pytest.mark.parametrize("page", ["measure.edit", "measure.status", "measure.row"])
def test_a_measure_of_others_is_not_found(as_user, stranger, draft, page):
    assert as_user(stranger).get(url(page, draft.measures[0].pk)).status_code == 404


@pytest.mark.parametrize("page", ["measure.move", "measure.remove"])
def test_a_change_needs_a_post_and_the_right(as_user, leader, stranger, member, draft, page):
    address = url(page, draft.measures[0].pk)
    assert as_user(leader).get(address).status_code == 405
    assert as_user(stranger).post(address).status_code == 404
    assert as_user(member).post(address).status_code == 403


@pytest.mark.parametrize(("noun", "part"), [("area", "area"), ("goal", "first")])
def test_parts_of_others_are_not_found(as_user, stranger, member, draft, noun, part):
    pk = getattr(draft, part).pk
    assert as_user(stranger).get(url(f"{noun}.edit", pk)).status_code == 404
    assert as_user(member).get(url(f"{noun}.edit", pk)).status_code == 403


def test_one_line_adds_a_measure_without_a_reload(as_user, leader, draft):
    values = {"text": "Ny linje", "place": f"goal-{draft.second.pk}"}
    response = as_user(leader).post(url("measure.create", draft.plan.pk), values, headers=HTMX)
    page = response.content.decode()
    assert page.lstrip().startswith('<div id="plan-table"') or "<html" not in page
    assert "Ny linje" in page
    assert draft.second.measures.get().text == "Ny linje"


def test_without_htmx_the_same_line_leads_back_to_the_table(as_user, leader, draft):
    values = {"text": "Ny linje", "place": f"area-{draft.local.pk}"}
    response = as_user(leader).post(url("measure.create", draft.plan.pk), values)
    assert response.url == f"{url('plan.table', draft.plan.pk)}#measure-{Measure.objects.latest('pk').pk}"
    assert draft.local.measures.get().goal is None


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize("values", [{"text": "  "}, {"text": "x" * 200_000}, {"text": "Ny", "place": "goal-999999"}])
def test_a_bad_line_is_told_and_not_stored(as_user, leader, draft, values, headers):
    typed_values = {"place": f"goal-{draft.first.pk}", **values}
    response = as_user(leader).post(url("measure.create", draft.plan.pk), typed_values, headers=headers)
    assert (response.status_code, Measure.objects.count()) == (200, 3)
    assert "is-invalid" in response.content.decode() or "no longer in the plan" in response.content.decode()


def test_a_row_is_edited_in_place(as_user, leader, draft):
    measure = draft.measures[0]
    client, address = as_user(leader), url("measure.edit", measure.pk)
    assert "<html" not in client.get(address, headers=HTMX).content.decode()
    values = typed(measure, text="Changed", responsible_text="Leder", deadline_text="høsten 2026", budget="1200")
    response = client.post(address, values, headers=HTMX)
    assert "Changed" in response.content.decode()
    assert "portal:saved" in response.headers["HX-Trigger"]
    measure.refresh_from_db()
    assert (measure.text, measure.deadline_kind, measure.budget) == ("Changed", "period", 1200)
    assert measure.responsible.get().role == "leader"


def test_a_row_that_moves_redraws_the_table(as_user, leader, draft):
    measure = draft.measures[0]
    values = typed(measure, place=f"goal-{draft.second.pk}", stood=f"{measure.area_id}.{measure.goal_id}")
    response = as_user(leader).post(url("measure.edit", measure.pk), values, headers=HTMX)
    assert response.headers["HX-Retarget"] == "#plan-table"
    assert draft.second.measures.get() == measure


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"deadline_kind": "date"}, "Give the day by which it is to be done."),
        ({"deadline_kind": "period", "starts_on": "2026-06-01", "due_on": "2026-05-01"}, "cannot be before"),
        ({"budget": "-5"}, "between 0 and"),
        ({"budget": "99999999999999"}, "digits"),
        ({"comment": "x" * 200_000}, "Shorten it"),
    ],
)
def test_bad_input_is_told_and_kept(as_user, leader, draft, values, told, headers):
    measure = draft.measures[0]
    response = as_user(leader).post(
        url("measure.edit", measure.pk), typed(measure, text="Kept", **values), headers=headers
    )
    page = response.content.decode()
    assert response.status_code == 200
    assert told in page
    assert "Kept" in page
    measure.refresh_from_db()
    assert measure.text == "Measure 1"


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_stale_edit_shows_both_texts_and_a_second_save_wins(as_user, leader, draft, headers):
    measure = draft.measures[0]
    values = typed(measure, text="Mine")
    Measure.objects.filter(pk=measure.pk).update(text="Theirs", version=7)
    client, address = as_user(leader), url("measure.edit", measure.pk)
    response = client.post(address, values, headers=headers)
    page = response.content.decode()
    assert "Theirs" in page
    assert "Mine" in page
    client.post(address, {**values, "version": response.context["form"]["version"].value()}, headers=headers)
    measure.refresh_from_db()
    assert (measure.text, measure.version) == ("Mine", 8)


def test_a_save_without_a_version_is_stale(as_user, leader, draft):
    values = typed(draft.measures[0], text="Mine")
    del values["version"]
    response = as_user(leader).post(url("measure.edit", draft.measures[0].pk), values)
    assert response.status_code == 200
    assert Measure.objects.filter(text="Mine").count() == 0


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_those_responsible_report_the_status(as_user, member, approved, headers):
    measure = approved.measures[0]
    address = url("measure.status", measure.pk)
    assert as_user(member).get(address, headers=headers).status_code == 403
    measure.responsible.create(person=member.person)
    client = as_user(member)
    assert client.get(address, headers=headers).status_code == 200
    assert client.post(address, {"status": "perfect"}, headers=headers).status_code == 200
    client.post(address, {"status": "delayed", "note": "Waits"}, headers=headers)
    measure.refresh_from_db()
    assert (measure.status, measure.status_note) == ("delayed", "Waits")


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_rows_move_and_go(as_user, leader, draft, headers):
    client = as_user(leader)
    client.post(url("measure.move", draft.measures[0].pk), {"up": "0"}, headers=headers)
    client.post(url("goal.move", draft.first.pk), {"up": "0"}, headers=headers)
    client.post(url("area.move", draft.local.pk), {"up": "1"}, headers=headers)
    client.post(url("measure.remove", draft.measures[2].pk), headers=headers)
    assert list(draft.first.measures.order_by("position").values_list("text", flat=True)) == ["Measure 2", "Measure 1"]
    assert [goal.title for goal in draft.area.goals.all()] == ["Better pay", "More full posts"]
    assert draft.plan.areas.first() == draft.local


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_what_cannot_be_removed_is_told(as_user, leader, draft, headers):
    response = as_user(leader).post(url("goal.remove", draft.first.pk), headers=headers, follow=True)
    assert "The goal still has measures." in response.content.decode()
    as_user(leader).post(url("area.remove", draft.local.pk), headers=headers)
    assert not StrategicArea.objects.filter(pk=draft.local.pk).exists()
    as_user(leader).post(url("goal.remove", draft.second.pk), headers=headers)
    assert not Goal.objects.filter(pk=draft.second.pk).exists()


def test_areas_and_goals_are_added_and_changed(as_user, leader, draft):
    client = as_user(leader)
    client.post(url("area.create", draft.plan.pk), {"title": "Climate"})
    area = draft.plan.areas.get(title="Climate")
    client.post(url("goal.create", area.pk), {"title": "Fewer journeys", "number": ""})
    goal = area.goals.get()
    assert (area.number, goal.number) == ("2", "2.1")
    for noun, part in (("area", area), ("goal", goal)):
        page = client.get(url(f"{noun}.edit", part.pk))
        seen = page.context["form"]["seen"].value()
        client.post(url(f"{noun}.edit", part.pk), {"title": "First", "number": part.number, "seen": seen})
        stale = client.post(url(f"{noun}.edit", part.pk), {"title": "Second", "number": part.number, "seen": seen})
        assert "First" in stale.content.decode()
        part.refresh_from_db()
        assert part.title == "First"
        assert client.post(url(f"{noun}.edit", part.pk), {"title": "", "number": "1"}).status_code == 200
