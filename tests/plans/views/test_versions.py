"""Approval, versions, comparison, the next period and indicators, through the pages."""

from datetime import date

import pytest
from django.urls import reverse

from plans.models import Indicator, Measure, Plan
from plans.operations import comments, indicators, measures, plans
from tests.factories import PlanFactory


def url(name: str, *args) -> str:
    return reverse(f"plans:{name}", args=args)


@pytest.fixture
def approved(submitted, admin):
    Plan.objects.filter(pk=submitted.plan.pk).update(starts_on=date(2026, 1, 1), ends_on=date(2036, 12, 31))
    plans.approve(admin, plan=submitted.plan, decision="12/26")
    submitted.plan.refresh_from_db()
    return submitted


@pytest.mark.parametrize("htmx", [False, True])
def test_the_board_comments_at_the_measures_and_the_group_marks_what_is_done(
    as_user, leader, board_leader, submitted, htmx
):
    headers = {"HX-Request": "true"} if htmx else {}
    measure, page = submitted.measures[0], url("plan.view", submitted.plan.pk)
    address = url("comment.edit", measure.pk)
    assert address not in as_user(leader).get(page).content.decode()
    board = as_user(board_leader)
    assert address in board.get(page).content.decode()
    answer = board.post(address, {"text": "x" * 20_001}, headers=headers)
    assert (answer.status_code, submitted.plan.comments.count()) == (200, 0)
    answer = board.post(address, {"text": "Give a <b>day</b>"}, headers=headers)
    shown = answer.content.decode() if htmx else board.get(page).content.decode()
    assert "Give a &lt;b&gt;day&lt;/b&gt;" in shown
    assert "not sent yet" in shown
    assert "Give a" not in as_user(leader).get(page).content.decode()
    assert "Give a" in as_user(board_leader).get(url("plan.return", submitted.plan.pk)).content.decode()
    # The draft is the group's own again, so that the board is led to a page that it may see.
    answer = board.post(url("plan.return", submitted.plan.pk), {"reason": ""}, follow=True)
    assert (answer.status_code, "The plan is returned to the group." in answer.content.decode()) == (200, True)
    group = as_user(leader)
    shown = group.get(page).content.decode()
    assert "Give a" in shown
    assert "1 comment stands at its measure below; 1 not done." in shown
    assert "1 comment from the board is not marked" in group.get(url("plan.submit", submitted.plan.pk)).content.decode()
    comment = submitted.plan.comments.get()
    assert "Give a &lt;b&gt;day" in group.get(url("plan.sheet", submitted.plan.pk)).content.decode()
    group.post(url("comment.mark", comment.pk), {"done": "1"}, headers=headers)
    assert "Not done after all" in group.get(page).content.decode()


def test_a_return_without_any_word_is_asked_for_one(as_user, board_leader, submitted):
    response = as_user(board_leader).post(url("plan.return", submitted.plan.pk), {"reason": " "})
    assert "Say what the group should change." in response.content.decode()
    assert Plan.objects.get().state == "submitted"


def test_changed_since_approved_tells_each_difference_in_words_too(as_user, leader, approved):
    plans.revise(leader, plan=approved.plan)
    measure = Measure.objects.get(pk=approved.measures[0].pk)
    measures.change(leader, measure=measure, version=measure.version, text="Measure one <b>")
    measures.set_status(leader, measure=approved.measures[1], status="done", note="Well")
    measures.remove(leader, measure=Measure.objects.get(pk=approved.measures[2].pk))
    page = as_user(leader).get(url("version.changes", approved.plan.pk)).content.decode()
    assert '<ins><span class="sr-only">[added: </span>one &lt;b&gt;<span class="sr-only">]</span></ins>' in page
    assert '<del><span class="sr-only">[removed: </span>1<span class="sr-only">]</span></del>' in page
    assert "new status" in page
    assert "Measure 3" in page
    for query in ({"from": "1", "to": "1"}, {"from": "9", "to": "'"}):
        assert as_user(leader).get(url("version.changes", approved.plan.pk), query).status_code == 200


def test_who_may_not_see_the_draft_of_a_revision_is_led_to_what_is_in_force(
    as_user, leader, auditor, approved, django_assert_max_num_queries
):
    plans.revise(leader, plan=approved.plan)
    Plan.objects.filter(pk=approved.plan.pk).update(title="Half-way title")
    client = as_user(auditor)
    version = approved.plan.versions.get()
    with django_assert_max_num_queries(6):
        register = client.get(url("plan.list")).content.decode()
    assert "being revised" in register
    assert "Alfa 2026" in register
    assert "Half-way" not in register
    answer = client.get(url("plan.view", approved.plan.pk), follow=True)
    assert answer.redirect_chain == [(url("version.view", version.pk), 302)]
    shown = answer.content.decode()
    assert "Measure 1" in shown
    assert "Half-way" not in shown
    assert "Half-way" not in client.get(url("version.changes", approved.plan.pk), {"to": "today"}).content.decode()
    for name in ("plan.table", "plan.export", "plan.copy"):
        assert client.get(url(name, approved.plan.pk)).status_code == 404


def test_a_plan_never_approved_has_no_versions(as_user, leader, draft):
    client = as_user(leader)
    assert "Not approved yet" in client.get(url("version.list", draft.plan.pk)).content.decode()
    assert client.get(url("version.changes", draft.plan.pk)).status_code == 404
    assert "There is no other plan" in client.get(url("version.periods", draft.plan.pk)).content.decode()


def test_the_way_from_one_period_to_the_next(as_user, leader, approved):
    Measure.objects.filter(pk=approved.measures[0].pk).update(status="done")
    client, address = as_user(leader), url("plan.copy", approved.plan.pk)
    page = client.get(address)
    assert page.context["form"]["title"].value() == "Alfa 2037"
    assert page.content.decode().count(" checked") == 3  # Two measures, and the empty goals.
    typed = {"title": "Alfa 2037", "starts_on": "2037-01-01", "ends_on": "2036-01-01", "keep_empty": "on"}
    chosen = {"measure": [approved.measures[1].pk, approved.measures[2].pk]}
    refused = client.post(address, {**typed, **chosen}).content.decode()
    assert "cannot be before" in refused
    assert refused.count(" checked") == 3
    response = client.post(address, {**typed, **chosen, "ends_on": "2037-12-31"})
    made = Plan.objects.get(copied_from=approved.plan)
    assert response.url == url("plan.view", made.pk)
    shown = client.get(url("version.periods", made.pk)).content.decode()
    assert "From “Alfa 2026” to “Alfa 2037”" in shown
    assert "1 of them done" in shown
    PlanFactory(body=approved.plan.body, title="A third")
    assert "A third" in client.get(url("version.periods", made.pk), {"with": "'"}).content.decode()


def test_a_goal_is_measured(as_user, leader, draft):
    client = as_user(leader)
    values = {
        "name": "Full posts",
        "unit": "%",
        "direction": "up",
        "baseline": "48",
        "baseline_on": "2026-01-01",
        "target": "60",
    }
    refused = client.post(url("indicator.create", draft.first.pk), {**values, "target": "many"}).content.decode()
    assert "Full posts" in refused
    client.post(url("indicator.create", draft.first.pk), values)
    indicator = Indicator.objects.get()
    address = url("indicator.view", indicator.pk)
    assert "No value given yet." in client.get(address).content.decode()
    assert "not before" in client.post(address, {"on": "2099-01-01", "value": "50"}).content.decode()
    client.post(address, {"on": "2026-03-01", "value": "51", "note": "Counted"})
    shown = client.get(url("plan.view", draft.plan.pk)).content.decode()
    assert "51 % on 1 Mar 2026." in shown
    assert "25 % of the way is gone." in shown
    assert "<svg" in client.get(address).content.decode()
    client.post(url("indicator.edit", indicator.pk), {**values, "target": "50"})
    assert "It is reached." in client.get(address).content.decode()
    client.post(url("indicator.unmeasure", indicator.values.get().pk))
    client.post(url("indicator.remove", indicator.pk))
    assert not Indicator.objects.exists()


@pytest.mark.parametrize("rows", [1, 40])
def test_the_pages_cost_a_constant_number_of_queries(
    as_user, leader, board_leader, draft, django_assert_max_num_queries, rows
):
    made = Measure.objects.bulk_create(
        Measure(plan=draft.plan, area=draft.area, goal=draft.first, position=n, text=f"M {n}") for n in range(rows)
    )
    for n in range(rows):
        indicator = indicators.create(leader, goal=draft.first, name=f"Figure {n}", target=10)
        indicators.measure(leader, indicator=indicator, on=date(2026, 1, 2), value=n)
    plans.submit(leader, plan=draft.plan)
    for measure in made:
        comments.keep(board_leader, measure=measure, text="Why?")
    client = as_user(board_leader)
    with django_assert_max_num_queries(12):
        assert client.get(url("plan.view", draft.plan.pk)).status_code == 200
    plans.approve(board_leader, plan=draft.plan)
    client = as_user(leader)
    for name in ("plan.view", "version.list", "version.changes", "version.periods", "plan.copy"):
        with django_assert_max_num_queries(12):
            assert client.get(url(name, draft.plan.pk)).status_code == 200
    for address in (url("indicator.view", indicator.pk), url("version.view", draft.plan.versions.get().pk)):
        with django_assert_max_num_queries(12):
            assert client.get(address).status_code == 200
