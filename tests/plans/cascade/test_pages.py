"""The pages of the cascade: passing down, taking, deciding on proposals, and how it goes below."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members.roles import Role
from plans.models import Measure, Plan, Proposal
from plans.operations import measures, taking
from portal import duties, tasks
from tests.factories import BodyFactory, MeasureFactory, UnitFactory
from tests.plans.cascade.conftest import officer, publish, written
from tests.plans.cascade.test_taking import change

pytestmark = pytest.mark.django_db


@pytest.fixture
def queries(django_assert_max_num_queries):
    return django_assert_max_num_queries


def url(name: str, obj) -> str:
    return reverse(f"plans:{name}", args=[obj.pk])


def test_from_the_level_above_to_the_plan_below(as_user, above, union, county_board):
    leader = as_user(officer(above.board))
    page = leader.get(url("plan.view", above.plan)).content.decode()
    assert url("plan.published", above.plan) in page
    assert "Not passed down yet" in leader.get(url("plan.published", above.plan)).content.decode()
    page = leader.get(url("plan.publish", above.plan)).content.decode()
    assert "boards of the local unions (1 without a plan)" in page
    refused = leader.post(url("plan.publish", above.plan), {"levels": "everybody", "note": "Kept"}).content.decode()
    assert "Kept" in refused and "everybody is not one of the available choices" in refused

    answer = leader.post(url("plan.publish", above.plan), {"levels": "local_union", "note": "New"}, follow=True)
    assert answer.headers["Refresh"] == "2" and "On its way" in answer.content.decode()
    tasks.distribute_plans()
    answer = leader.get(url("plan.published", above.plan))
    assert "Refresh" not in answer.headers and "Drafts begun" in answer.content.decode()
    assert Plan.objects.get(body=union.local_board).measures.count() == 2

    # The county has begun its own plan and takes by itself.
    county = written(county_board)
    taker = as_user(officer(county_board))
    # In the menu, and on the page as there is something to take.
    assert taker.get(url("plan.view", county)).content.decode().count(url("plan.take", county)) == 2
    page = taker.get(url("plan.take", county)).content.decode()
    assert "For all 1" in page and "Take into the plan" in page
    assert taker.post(url("plan.take", county), {"publication": "nonsense"}).status_code == 404
    publication = above.plan.publications.get().pk
    page = taker.post(url("plan.take", county), {"publication": publication}, follow=True).content.decode()
    assert "For all 1" in page and "taken from “The federation’s plan”" in page


@pytest.fixture
def proposed(above, union):
    plan = written(union.local_board, title="Ours")
    taking.take(None, plan=plan, publication=publish(above.plan))
    Measure.objects.filter(plan=plan, text="For all 1").update(text="Our words")
    change(above)
    return plan


def test_proposals_are_decided_on_one_page(as_user, proposed, union, queries):
    user = officer(union.local_board)
    assert ["“Ours”" in each.text for each in duties.duties(user) if each.verb == "proposal.accept"] == [True]
    client = as_user(user)
    page = client.get(url("plan.view", proposed)).content.decode()
    assert "4 proposals to decide on" in page
    with queries(12):
        page = client.get(url("proposal.list", proposed)).content.decode()
    assert "Changed by you:" in page and "Our words" in page and "Stands under" in page and "1.2 Better pay" in page

    first = Proposal.objects.get(plan=proposed, kind="change")
    client.post(url("proposal.accept", first), {"replace": "yes"})
    assert Measure.objects.filter(plan=proposed, text="For all 1, sharper").exists()
    gone = Proposal.objects.get(plan=proposed, kind="remove")
    assert "stays as it is" in client.get(url("proposal.decline", gone)).content.decode()
    client.post(url("proposal.decline", gone), {"reason": "We go on."})
    # A second click finds it decided.
    assert "Somebody else" in client.post(url("proposal.decline", gone), {"reason": ""}, follow=True).content.decode()
    chosen = list(Proposal.objects.open().values_list("pk", flat=True))
    answer = client.post(url("proposal.accept_all", proposed), {"chosen": [*chosen, "x"]}, follow=True)
    assert "2 changes are accepted." in answer.content.decode()
    assert answer.redirect_chain[-1][0] == url("plan.view", proposed)
    assert not [each for each in duties.duties(user) if each.verb == "proposal.accept"]


def test_the_roll_up_weighs_drills_down_and_shows_only_what_one_oversees(as_user, above, union, county_board, queries):
    publish(above.plan, levels=["county", "local_union"])
    second = BodyFactory(unit=UnitFactory(kind="local_union", name="Second union", parent=union.county))
    publish(above.plan, levels=["local_union"])
    in_force = Plan.objects.filter(body__in=(county_board, union.local_board))
    in_force.update(state=Plan.State.APPROVED)
    # The county: one of two done. The local union: three measures, all not started, one of them dropped.
    done = Measure.objects.filter(plan__body=county_board).first()
    measures.set_status(None, measure=done, status="done")
    local = Plan.objects.get(body=union.local_board)
    MeasureFactory(plan=local, area=local.areas.last(), status="dropped")

    head = as_user(officer(above.board))
    with queries(12):
        page = head.get(url("plan.rollup", above.plan)).content.decode()
    # (1 + 0 + 0 + 0) of 4.
    assert "25 %" in page and "1 of 3 have reported" in page and "County" in page and "Section Office" not in page
    with queries(12):
        page = head.get(f"{url('plan.rollup', above.plan)}?unit={union.county.pk}").content.decode()
    assert "50 %" in page and "Local union" in page and url("plan.view", Plan.objects.get(body=county_board)) in page
    page = head.get(f"{url('plan.rollup', above.plan)}?unit={union.local.pk}").content.decode()
    assert "nothing told yet" in page and url("plan.view", local) in page
    assert head.get(f"{url('plan.rollup', above.plan)}?unit={union.other.pk}").status_code == 404
    page = head.get(url("rollup.measures", above.plan)).content.decode()
    assert "For all 1" in page and "Full-time work" in page
    with queries(12):
        page = head.get(url("rollup.silent", above.plan)).content.decode()
    assert "Second union" in page and "no plan in force" in page and "County board" not in page
    page = head.get(f"{url('rollup.silent', above.plan)}?days=x").content.decode()
    assert "Select a valid choice" in page

    # The county passes on: its board sees the county's unions, the local board sees nothing of the plan above.
    Plan.objects.filter(body=second).delete()
    assert as_user(officer(union.local_board)).get(url("plan.rollup", above.plan)).status_code == 404


def test_a_section_sees_the_figures_of_the_committees_that_serve_it(as_user, union, above):
    union.county_body.section = union.section
    union.county_body.save()
    plan = written(union.board, state=Plan.State.APPROVED)
    area = above.area
    area.plan = plan
    area.save()
    Measure.objects.filter(area=area).update(plan=plan)
    assert as_user(officer(union.board)).get(url("rollup.measures", plan)).status_code == 200
    publish(plan, levels=["section_committee"])
    taken = Plan.objects.get(body=union.county_body)
    Plan.objects.filter(pk=taken.pk).update(state=Plan.State.APPROVED)
    member = as_user(officer(union.board, Role.MEMBER))
    page = member.get(url("plan.rollup", plan)).content.decode()
    assert "County" in page and "nothing told yet" in page and "0 of 1" in page
    page = member.get(f"{url('plan.rollup', plan)}?unit={union.county.pk}").content.decode()
    # Figures, but the plan itself is the county's own.
    assert "County committee" in page and url("plan.view", taken) not in page
    assert member.get(url("plan.view", taken)).status_code == 404


def test_the_roll_up_costs_the_same_for_five_units_as_for_forty(as_user, above, union):
    head = as_user(officer(above.board))
    counted = []
    for count in (5, 35):
        for number in range(count):
            unit = UnitFactory(kind="local_union", name=f"Union {count} {number:02}", parent=union.county)
            BodyFactory(unit=unit, slug=f"board-{count}-{number}")
        publish(above.plan, levels=["local_union"])
        Plan.objects.filter(state="draft").update(state=Plan.State.APPROVED)
        for address in (url("plan.rollup", above.plan), f"{url('plan.rollup', above.plan)}?unit={union.county.pk}"):
            with CaptureQueriesContext(connection) as asked:
                assert head.get(address).status_code == 200
            counted.append(len(asked))
    assert counted[:2] == counted[2:]
    assert max(counted) <= 12
    page = head.get(f"{url('plan.rollup', above.plan)}?unit={union.county.pk}").content.decode()
    assert "0 of 41" in page and "cursor=" in page
