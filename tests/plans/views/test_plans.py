"""The pages of plans."""

from datetime import timedelta
from io import BytesIO

import docx
import pytest
from django.urls import reverse

from plans.models import Measure, Plan
from plans.operations import plans
from portal.periods import today
from tests.factories import AreaFactory, MeasureFactory, PlanFactory


def url(name: str, *args) -> str:
    return reverse(f"plans:{name}", args=args)


@pytest.fixture
def queries(django_assert_max_num_queries):
    return django_assert_max_num_queries


@pytest.mark.parametrize("who", ["stranger", "nobody", "county_leader"])
@pytest.mark.parametrize("page", ["plan.view", "plan.table", "plan.edit", "plan.export", "plan.submit", "plan.approve"])
def test_a_plan_of_others_is_not_found(request, as_user, draft, who, page):
    assert as_user(request.getfixturevalue(who)).get(url(page, draft.plan.pk)).status_code == 404


@pytest.mark.parametrize("who", ["board_leader", "auditor"])
def test_the_board_does_not_see_a_draft(request, as_user, draft, who):
    client = as_user(request.getfixturevalue(who))
    assert client.get(url("plan.view", draft.plan.pk)).status_code == 404
    assert draft.plan.title not in client.get(url("plan.list")).content.decode()


@pytest.mark.parametrize("who", ["member", "contact"])
@pytest.mark.parametrize(
    "page", ["plan.edit", "plan.submit", "plan.approve", "plan.return", "area.create", "measure.create"]
)
def test_readers_are_refused_with_a_reason(request, as_user, draft, who, page):
    response = as_user(request.getfixturevalue(who)).get(url(page, draft.plan.pk))
    assert response.status_code == 403
    assert "nly" in response.content.decode()


def test_the_register_shows_progress_and_filters(as_user, leader, draft):
    Measure.objects.filter(pk=draft.measures[0].pk).update(status="done")
    client = as_user(leader)
    assert "1 of 3" in client.get(url("plan.list")).content.decode()
    assert (
        "Alfa 2026" in client.get(url("plan.list"), {"q": "Expert", "state": "draft", "year": "2026"}).content.decode()
    )
    for wrong in ({"q": "nothing like it"}, {"year": "1990"}, {"state": "closed"}, {"year": "99999"}):
        assert "Alfa 2026" not in client.get(url("plan.list"), wrong).content.decode()


@pytest.mark.parametrize("rows", [1, 30])
def test_the_register_costs_a_constant_number_of_queries(as_user, leader, group, queries, rows):
    for _ in range(rows):
        MeasureFactory(area=AreaFactory(plan=PlanFactory(body=group)))
    client = as_user(leader)
    with queries(6):
        client.get(url("plan.list"))


@pytest.mark.parametrize("rows", [1, 30, 1000])
@pytest.mark.parametrize("page", ["plan.view", "plan.table", "plan.export"])
def test_a_plan_costs_a_constant_number_of_queries(as_user, leader, draft, queries, rows, page):
    made = [Measure(plan=draft.plan, area=draft.area, goal=draft.first, position=n, text=f"M {n}") for n in range(rows)]
    Measure.objects.bulk_create(made)
    client = as_user(leader)
    with queries(12):
        assert client.get(url(page, draft.plan.pk)).status_code == 200


def test_the_page_says_state_progress_and_next_deadline(as_user, leader, draft):
    late, soon, _last = draft.measures
    Measure.objects.filter(pk=late.pk).update(deadline_kind="date", due_on=today() - timedelta(days=3))
    Measure.objects.filter(pk=soon.pk).update(deadline_kind="date", due_on=today() + timedelta(days=3))
    page = as_user(leader).get(url("plan.view", draft.plan.pk)).content.decode()
    assert "0 of 3 measures" in page
    assert "1 is overdue" in page
    assert "in\N{NO-BREAK SPACE}3\N{NO-BREAK SPACE}days" in page


def test_measures_are_chosen_by_status_overdue_and_mine(as_user, leader, draft):
    late, mine, done = draft.measures
    Measure.objects.filter(pk=late.pk).update(deadline_kind="date", due_on=today() - timedelta(days=3))
    mine.responsible.create(role="leader")
    Measure.objects.filter(pk=done.pk).update(status="done")
    client = as_user(leader)
    for query, wanted in (({"show": "overdue"}, late), ({"show": "mine"}, mine), ({"status": "done"}, done)):
        page = client.get(url("plan.view", draft.plan.pk), query).content.decode()
        assert [each.pk for each in draft.measures if f'id="measure-{each.pk}"' in page] == [wanted.pk]


def test_a_filter_that_makes_no_sense_shows_all(as_user, leader, draft):
    page = as_user(leader).get(url("plan.view", draft.plan.pk), {"show": "'", "status": "x"}).content.decode()
    assert all(f'id="measure-{each.pk}"' in page for each in draft.measures)


def test_a_plan_is_begun(as_user, leader, group):
    values = {"body": group.pk, "title": "Plan æøå 🌱", "starts_on": "2026-01-01", "ends_on": "2026-12-31"}
    response = as_user(leader).post(url("plan.create"), values)
    plan = Plan.objects.get()
    assert (response.url, plan.title) == (url("plan.table", plan.pk), "Plan æøå 🌱")


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"ends_on": "2025-12-31"}, "The last day cannot be before the first day."),
        ({"ends_on": ""}, "required"),
        ({"title": "one\ntwo"}, "Write this on one line."),
        ({"introduction": "x" * 200_000}, "Shorten it"),
        ({"body": "999999"}, "valid choice"),
    ],
)
def test_bad_input_is_told_at_the_field_and_kept(as_user, leader, group, values, told):
    typed = {"body": group.pk, "title": "Kept title", "starts_on": "2026-01-01", "ends_on": "2026-12-31", **values}
    response = as_user(leader).post(url("plan.create"), typed)
    page = response.content.decode()
    assert (response.status_code, Plan.objects.count()) == (200, 0)
    assert told in page
    assert "Kept title" in page or "title" in values


def test_those_who_run_nothing_are_refused(as_user, member):
    assert as_user(member).get(url("plan.create")).status_code == 403
    assert as_user(member).get(url("plan.import")).status_code == 403


def test_a_stale_edit_shows_both_texts_and_a_second_save_wins(as_user, leader, draft):
    client, address = as_user(leader), url("plan.edit", draft.plan.pk)
    form = client.get(address).context["form"]
    Plan.objects.filter(pk=draft.plan.pk).update(introduction="Their text")
    typed = {"title": "Alfa 2026", "starts_on": "2026-01-01", "ends_on": "2026-12-31", "introduction": "My text"}
    response = client.post(address, {**typed, "seen": form["seen"].value()})
    page = response.content.decode()
    assert "Their text" in page
    assert "My text" in page
    client.post(address, {**typed, "seen": response.context["form"]["seen"].value()})
    draft.plan.refresh_from_db()
    assert draft.plan.introduction == "My text"


def test_the_way_through_the_board(as_user, leader, board_leader, draft):
    view = url("plan.view", draft.plan.pk)
    assert as_user(leader).post(url("plan.submit", draft.plan.pk)).url == view
    client = as_user(board_leader)
    assert client.get(view).status_code == 200
    assert client.post(url("plan.return", draft.plan.pk), {"reason": ""}).status_code == 200
    client.post(url("plan.return", draft.plan.pk), {"reason": "Add deadlines"})
    assert "Add deadlines" in as_user(leader).get(view).content.decode()
    as_user(leader).post(url("plan.submit", draft.plan.pk))
    as_user(board_leader).post(url("plan.approve", draft.plan.pk), {"decision": "12/26"})
    draft.plan.refresh_from_db()
    assert draft.plan.state == "approved"
    assert str(draft.plan.versions.get().document.key) in as_user(leader).get(view).content.decode()


def test_a_lost_race_is_a_message_and_no_error(as_user, board_leader, approved):
    response = as_user(board_leader).post(url("plan.approve", approved.plan.pk), {"decision": ""}, follow=True)
    assert "Somebody else has changed this" in response.content.decode()


def test_the_word_form_is_downloaded(as_user, leader, draft):
    response = as_user(leader).get(url("plan.export", draft.plan.pk))
    table = docx.Document(BytesIO(response.content)).tables[0]
    assert "attachment" in response.headers["Content-Disposition"]
    assert table.rows[0].cells[0].text == "TILTAK"
    assert table.rows[3].cells[0].text == "Measure 1"


@pytest.mark.parametrize("who", ["leader", "contact", "board_leader", "admin", "auditor"])
def test_an_approved_plan_keeps_to_the_budget_for_all_who_read_it(request, as_user, admin, submitted, queries, who):
    plans.approve(admin, plan=submitted.plan)
    client = as_user(request.getfixturevalue(who))
    with queries(12):
        assert client.get(url("plan.view", submitted.plan.pk)).status_code == 200
    with queries(6):
        assert client.get(url("plan.list")).status_code == 200
