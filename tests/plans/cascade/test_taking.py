"""A plan is published, taken by the levels below, and a later publication reaches them as proposals."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from plans.models import Goal, Measure, Plan, PlanSource, Proposal, Publication, StrategicArea
from plans.operations import measures as measure_verbs
from plans.operations import proposals, publications, taking
from portal import tasks
from portal.models import AuditEntry
from portal.permissions import Refused
from portal.workflow import Conflict
from sections.models import Body
from tests.factories import AreaFactory, BodyFactory, MeasureFactory, UnitFactory
from tests.plans.cascade.conftest import officer, publish, written

pytestmark = pytest.mark.django_db


def texts(plan) -> list[str]:
    return list(Measure.objects.filter(plan=plan).values_list("text", flat=True))


def test_a_plan_takes_what_is_set_above_once_and_keeps_its_own(above, union):
    publication = publish(above.plan)
    plan = written(union.local_board)
    own = MeasureFactory(plan=plan, area=plan.areas.get(), text="Ours")
    alike = AreaFactory(plan=plan, position=2, number="1", title="Full-time  WORK")

    leader = officer(union.local_board)
    taking.take(leader, plan=plan, publication=publication)
    taking.take(leader, plan=plan, publication=publication)

    assert sorted(texts(plan)) == ["For all 1", "For all 2", "Ours"]
    alike.refresh_from_db()
    assert (alike.origin, alike.title) == (above.area, "Full-time  WORK")
    copy = Measure.objects.get(plan=plan, origin=above.passed[0])
    assert (copy.area, copy.goal.origin, copy.status, copy.is_strategic) == (alike, above.goal, "not_started", True)
    assert (copy.due_on, [row.role for row in copy.responsible.all()]) == (date(2026, 6, 30), ["leader"])
    # The part for own measures stays the last.
    assert [area.is_local for area in plan.areas.all()] == [False, True]
    assert Measure.objects.get(pk=own.pk).origin is None
    assert AuditEntry.objects.filter(verb="plan.take", object_id=plan.pk).count() == 1


def test_who_passes_down_and_who_takes_from_whom(above, union, county_board):
    stranger, leader = officer(union.local_board), officer(above.board)
    with pytest.raises(Refused):
        publications.publish(stranger, plan=above.plan)
    assert publications.publish(leader, plan=above.plan).number == 1
    with pytest.raises(ValidationError, match="Nothing that is passed down"):
        publications.publish(leader, plan=above.plan)
    with pytest.raises(Refused, match="approved"):
        publications.publish(leader, plan=written(above.board))
    with pytest.raises(Refused, match="board or a section committee"):
        publications.publish(officer(union.group), plan=written(union.group, state=Plan.State.APPROVED))

    # The county's section committee serves the section; another section's group does not.
    Body.objects.filter(pk=union.county_body.pk).update(section=union.section)
    section_plan = written(union.board, state=Plan.State.APPROVED)
    AreaFactory(plan=section_plan, position=2)
    publication = publish(section_plan)
    for body, found in (
        (union.county_body, True),
        (union.group, True),
        (union.other_group, False),
        (county_board, False),
    ):
        body.refresh_from_db()
        assert (publication in taking.sources(written(body))) is found, body
    with pytest.raises(ValidationError):
        taking.take(None, plan=written(county_board), publication=publication)
    # Another period: there is nothing to take.
    later = written(union.group, starts_on=date(2030, 1, 1), ends_on=date(2030, 12, 31))
    assert publication not in taking.sources(later)
    # Who may come to take it may read it; nobody else.
    readers = {body: officer(body) for body in (union.county_body, union.group, union.other_group, union.local_board)}
    seen = [body for body, user in readers.items() if Publication.objects.visible_to(user).filter(pk=publication.pk)]
    assert seen == [union.county_body, union.group]


@pytest.fixture
def taken(above, union):
    """The local board's draft, with the federation's first publication in it."""
    plan = written(union.local_board)
    taking.take(None, plan=plan, publication=publish(above.plan))
    return plan


def change(above) -> Publication:
    """The federation revises its plan: a measure changed, one removed, one added under a new goal; published again."""
    first, second = above.passed
    Measure.objects.filter(pk=first.pk).update(text="For all 1, sharper", due_on=date(2026, 9, 30))
    second.delete()
    goal = Goal.objects.create(area=above.area, position=2, number="1.2", title="Better pay")
    MeasureFactory(plan=above.plan, area=above.area, goal=goal, text="For all 3", is_strategic=True)
    return publish(above.plan, note="Sharper")


def by_words(plan) -> dict[str, Proposal]:
    return {str(proposals._words(each)): each for each in Proposal.objects.open().filter(plan=plan)}


def test_a_later_publication_is_proposed_row_by_row(above, union, taken):
    leader = officer(union.local_board)
    publication = change(above)
    found = by_words(taken)
    assert list(found) == ["changed: For all 1, sharper", "new: Better pay", "new: For all 3", "taken out: For all 2"]
    assert sorted(texts(taken)) == ["For all 1", "For all 2"]

    # The goal comes with the measure that stands under it; what is declined does not come back.
    proposals.accept(leader, proposal=found["new: For all 3"])
    proposals.decline(leader, proposal=found["taken out: For all 2"], reason="We go on with it.")
    assert list(by_words(taken)) == ["changed: For all 1, sharper"]
    assert Measure.objects.get(plan=taken, text="For all 3").goal.title == "Better pay"
    assert PlanSource.objects.get(plan=taken).publication.number == 1

    StrategicArea.objects.filter(pk=above.area.pk).update(title="Whole posts")
    publish(above.plan)
    assert sorted(by_words(taken)) == ["changed: For all 1, sharper", "changed: Whole posts"]
    with pytest.raises(Conflict):
        proposals.accept(leader, proposal=found["changed: For all 1, sharper"])
    with pytest.raises(Refused):
        proposals.accept_all(
            officer(union.group), plan=taken, chosen=list(Proposal.objects.values_list("pk", flat=True))
        )
    assert proposals.accept_all(leader, plan=taken, chosen=[each.pk for each in by_words(taken).values()]) == 2
    assert sorted(texts(taken)) == ["For all 1, sharper", "For all 2", "For all 3"]
    assert Measure.objects.get(plan=taken, text="For all 1, sharper").due_on == date(2026, 9, 30)
    assert PlanSource.objects.get(plan=taken).publication.number == publication.number + 1


def test_what_was_written_here_stays_unless_it_is_to_be_replaced(above, union, taken):
    mine = Measure.objects.get(plan=taken, text="For all 1")
    measure_verbs.change(None, measure=mine, version=mine.version, text="Our words")
    reported = Measure.objects.get(plan=taken, text="For all 2")
    measure_verbs.set_status(None, measure=reported, status="on_track")
    change(above)
    found = by_words(taken)
    sharper, gone = found["changed: For all 1, sharper"], found["taken out: For all 2"]
    assert (proposals.conflicts(sharper), proposals.conflicts(gone)) == (["text"], [])

    proposals.accept(None, proposal=sharper)
    mine.refresh_from_db()
    assert (mine.text, mine.due_on) == ("Our words", date(2026, 9, 30))
    # Work has begun on it here: it becomes the plan's own.
    proposals.accept(None, proposal=gone)
    reported.refresh_from_db()
    assert (reported.status, reported.origin_key, reported.is_strategic) == ("on_track", None, False)

    Measure.objects.filter(pk=above.passed[0].pk).update(text="Sharpest")
    publish(above.plan)
    again = by_words(taken)["changed: Sharpest"]
    proposals.accept(None, proposal=again, replace=True)
    mine.refresh_from_db()
    assert mine.text == "Sharpest"


def test_what_is_moved_or_emptied_above_follows_when_accepted(above, union, taken):
    """A measure moves to a new goal; its old goal goes with what stands in it, but for what was written here."""
    goal = Goal.objects.create(area=above.area, position=2, number="1.2", title="Better pay")
    Measure.objects.filter(goal=above.goal).update(goal=goal)
    above.goal.delete()
    ours = MeasureFactory(plan=taken, area=taken.areas.first(), goal=Goal.objects.get(area__plan=taken), text="Ours")
    publish(above.plan)
    waiting = [each.pk for each in by_words(taken).values()]
    assert proposals.accept_all(None, plan=taken, chosen=waiting) == 4
    assert {str(measure.goal) for measure in taken.measures.exclude(pk=ours.pk)} == {"1.2 Better pay"}
    ours.refresh_from_db()
    assert (str(ours.goal), ours.goal.origin_key) == ("1.1 More full posts", None)


def test_a_plan_in_force_declines_but_must_be_revised_to_accept(above, union, taken):
    leader = officer(union.local_board)
    change(above)
    Plan.objects.filter(pk=taken.pk).update(state=Plan.State.APPROVED)
    first, *rest = Proposal.objects.open().filter(plan=taken)
    with pytest.raises(Refused, match="revision"):
        proposals.accept(leader, proposal=first)
    proposals.decline(leader, proposal=first)
    assert Proposal.objects.open().filter(plan=taken).count() == len(rest)


def test_bodies_without_a_plan_get_a_draft_in_one_go(above, union, county_board):
    planned = written(county_board)
    closed = BodyFactory(unit=union.local, slug="closed-board", closed_on=date(2026, 1, 2), founded_on=date(2020, 1, 1))
    publications.publish(None, plan=above.plan, levels=["county", "local_union"])
    assert tasks.distribute_plans() == 1
    made = Plan.objects.get(body=union.local_board)
    assert sorted(texts(made)) == ["For all 1", "For all 2"]
    # Drafts that nobody asked for by hand are titled in the language of the house.
    assert (made.state, made.starts_on, made.title) == ("draft", above.plan.starts_on, "Handlingsplan 2026–2027")
    assert [area.is_local for area in made.areas.all()] == [False, True]
    # Who has a plan decides alone whether to take from it.
    assert not texts(planned)
    assert not closed.plans.exists()

    # Further bodies, the same publication: one plan for each, and as many queries for two as for fifteen.
    def queries(count: int) -> int:
        for number in range(count):
            unit = UnitFactory(kind="local_union", parent=union.county, name=f"L{count}-{number}")
            BodyFactory(unit=unit, name=f"Board {count}-{number}")
        publication = publications.publish(None, plan=above.plan, levels=["local_union"], at_once=True)
        with CaptureQueriesContext(connection) as asked:
            publications.distribute(publication.distribution)
        return len(asked)

    assert queries(2) == queries(15)
    assert Publication.objects.count() == 1
    assert Plan.objects.count() == 3 + 2 + 15
    assert Measure.objects.filter(origin=above.passed[0]).count() == 18


def test_a_county_passes_on_what_it_took_and_nothing_comes_twice(above, union, county_board, taken):
    county = written(county_board)
    taking.take(None, plan=county, publication=Publication.objects.get())
    area = AreaFactory(plan=county, position=9, number="9", title="The county’s own")
    MeasureFactory(plan=county, area=area, text="For our unions", is_strategic=True)
    Plan.objects.filter(pk=county.pk).update(state=Plan.State.APPROVED)
    publication = publish(county)
    taking.take(None, plan=taken, publication=publication)
    assert sorted(texts(taken)) == ["For all 1", "For all 2", "For our unions"]
    assert taken.sources.count() == 2


def test_an_interrupted_distribution_is_told_and_goes_on(above, union, monkeypatch):
    leader = officer(above.board)
    publication = publications.publish(leader, plan=above.plan, levels=["local_union"])
    with monkeypatch.context() as broken:
        broken.setattr(publications, "_draft", lambda *args: 1 / 0)
        tasks.distribute_plans()
    publication.distribution.refresh_from_db()
    assert publication.distribution.state == "failed"
    publications.retry(leader, distribution=publication.distribution)
    tasks.distribute_plans()
    publication.distribution.refresh_from_db()
    assert (publication.distribution.state, publication.distribution.drafts_made) == ("done", 1)
