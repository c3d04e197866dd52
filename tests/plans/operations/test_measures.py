"""Measures: who writes, what is checked, order, and the status that those responsible report."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from plans.models import Measure, MeasureResponsible
from plans.operations import measures
from plans.operations.stale import Stale
from portal.permissions import Refused
from tests.factories import AreaFactory, GoalFactory


@pytest.mark.parametrize("who", ["member", "contact", "board_leader", "auditor", "stranger"])
def test_others_may_not_write(request, draft, who):
    user = request.getfixturevalue(who)
    with pytest.raises(Refused):
        measures.create(user, area=draft.area, text="New")
    with pytest.raises(Refused):
        measures.change(user, measure=draft.measures[0], version=0, text="New")
    with pytest.raises(Refused):
        measures.move(user, measure=draft.measures[0], up=False)
    with pytest.raises(Refused):
        measures.remove(user, measure=draft.measures[0])


def test_an_approved_plan_keeps_its_measures(leader, approved):
    with pytest.raises(Refused):
        measures.create(leader, area=approved.area, text="New")
    with pytest.raises(Refused):
        measures.remove(leader, measure=approved.measures[0])


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"text": "  "}, "text"),
        ({"deadline_kind": "date"}, "due_on"),
        ({"deadline_kind": "period", "due_on": date(2026, 5, 1)}, "starts_on"),
        ({"deadline_kind": "period", "starts_on": date(2026, 6, 1), "due_on": date(2026, 5, 1)}, "due_on"),
        ({"budget": Decimal(-1)}, "budget"),
        ({"budget": Decimal(10) ** 10}, "budget"),
    ],
)
def test_wrong_values_are_refused_at_their_field(leader, draft, values, field):
    with pytest.raises(ValidationError) as error:
        measures.create(leader, area=draft.area, **{"text": "New", **values})
    assert field in error.value.message_dict
    assert Measure.objects.count() == 3


def test_a_goal_of_another_plan_is_refused(leader, draft):
    elsewhere = GoalFactory(area=AreaFactory())
    with pytest.raises(ValidationError):
        measures.create(leader, area=draft.area, goal=elsewhere, text="New")


def test_a_new_measure_stands_last(leader, draft):
    made = measures.create(leader, area=draft.area, goal=draft.first, text="New")
    assert list(draft.first.measures.order_by("position"))[-1] == made


@pytest.mark.parametrize(
    ("words", "kind", "starts_on", "due_on", "kept"),
    [
        ("høsten 2026", "period", date(2026, 8, 1), date(2026, 12, 31), "høsten 2026"),
        ("innen 1. mai", "date", None, date(2026, 5, 1), "innen 1. mai"),
        ("Kontinuerlig", "continuous", None, None, ""),
        ("snarest", "", None, None, "snarest"),
    ],
)
def test_words_that_name_a_deadline_become_one(leader, draft, words, kind, starts_on, due_on, kept):
    made = measures.create(leader, area=draft.area, text="New", deadline_text=words)
    assert (made.deadline_kind, made.starts_on, made.due_on, made.deadline_text) == (kind, starts_on, due_on, kept)
    assert made.review_months == (6 if kind == "continuous" else None)


def test_those_responsible_are_people_offices_and_words(leader, member, draft):
    made = measures.create(
        leader, area=draft.area, text="New", people=[member.person], responsible_text="Leder\nVernetjenesten"
    )
    rows = list(MeasureResponsible.objects.filter(measure=made).values_list("person", "role", "label"))
    assert rows == [(member.person_id, "", ""), (None, "leader", ""), (None, "", "Vernetjenesten")]


def test_a_stale_text_is_refused_and_nothing_is_changed(leader, secretary, draft):
    measure = draft.measures[0]
    measures.change(secretary, measure=measure, version=0, text="Theirs")
    with pytest.raises(Stale) as stale:
        measures.change(leader, measure=measure, version=0, text="Mine")
    assert stale.value.current.text == "Theirs"
    measure.refresh_from_db()
    assert (measure.text, measure.version) == ("Theirs", 1)


def test_people_are_kept_when_they_are_not_told(leader, member, draft):
    measure = draft.measures[0]
    measures.change(leader, measure=measure, version=0, people=[member.person])
    measures.change(leader, measure=measure, version=1, text="Other")
    assert [row.person_id for row in measure.responsible.all()] == [member.person_id]


def _texts(goal) -> list[str]:
    return list(goal.measures.order_by("position").values_list("text", flat=True))


def test_moving_goes_over_the_edge_into_the_next_goal_and_back(leader, draft):
    second = draft.measures[1]
    measures.move(leader, measure=second, up=False)
    assert _texts(draft.first) == ["Measure 1", "Measure 3", "Measure 2"]
    measures.move(leader, measure=second, up=False)
    assert (_texts(draft.first), _texts(draft.second)) == (["Measure 1", "Measure 3"], ["Measure 2"])
    measures.move(leader, measure=second, up=True)
    assert _texts(draft.first) == ["Measure 1", "Measure 3", "Measure 2"]


def test_moving_beyond_the_ends_of_the_plan_does_nothing(leader, draft):
    measure = draft.measures[0]
    for _ in range(4):
        measures.move(leader, measure=measure, up=True)
    measure.refresh_from_db()
    assert (measure.area, measure.goal) == (draft.area, None)
    for _ in range(20):
        measures.move(leader, measure=measure, up=False)
    measure.refresh_from_db()
    assert (measure.area, measure.goal) == (draft.local, None)


@pytest.mark.parametrize("who", ["contact", "board_leader", "auditor", "stranger", "member"])
def test_others_may_not_report(request, approved, who):
    with pytest.raises(Refused):
        measures.set_status(request.getfixturevalue(who), measure=approved.measures[0], status="done")


def test_those_responsible_report_by_name_and_by_office(leader, secretary, member, approved):
    measure = approved.measures[0]
    MeasureResponsible.objects.create(measure=measure, person=member.person)
    measures.set_status(member, measure=measure, status="delayed", note=" Waits ")
    measures.set_status(leader, measure=measure, status="done")
    measure.refresh_from_db()
    assert (measure.status, measure.status_note, measure.status_by) == ("done", "", leader)
    assert [(report.status, report.note) for report in measure.statuses.all()] == [("done", ""), ("delayed", "Waits")]


def test_a_status_that_does_not_exist_is_refused(leader, approved):
    with pytest.raises(ValidationError):
        measures.set_status(leader, measure=approved.measures[0], status="perfect")


def test_a_closed_plan_takes_no_reports(leader, approved):
    approved.plan.state = "closed"
    approved.plan.save()
    with pytest.raises(Refused):
        measures.set_status(leader, measure=Measure.objects.first(), status="done")


def test_a_removed_measure_is_told_in_the_history(leader, draft):
    from portal import audit

    measures.remove(leader, measure=draft.measures[0])
    entry = audit.history(draft.plan)[0]
    assert (entry.verb, entry.changes["text"]) == ("measure.remove", ["Measure 1", None])
