"""Cells saved as in a spreadsheet, by several at once, and undone."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from members.roles import Role
from plans import grid
from plans.models import Measure, MeasureResponsible, MeasureStatus, Plan, PlanEdit, Posting
from plans.operations import budgets, sheet
from plans.operations import measures as verbs
from plans.operations.undo import undo
from portal.models import AuditEntry
from portal.permissions import Refused, can
from portal.workflow import Conflict
from tests.factories import AppointmentFactory, MeasureFactory, PersonFactory


def page(measure: Measure) -> sheet.Typed:
    """The row as somebody sees it who opens the page now."""
    shown = grid.row(Measure.objects.select_related("plan").get(pk=measure.pk))
    return sheet.Typed(measure.pk, shown, grid.seen(grid.prints(shown)))


def typed(measure: Measure, **cells: str) -> sheet.Typed:
    row = page(measure)
    row.cells.update(cells)
    return row


def fresh(measure: Measure) -> Measure:
    return Measure.objects.get(pk=measure.pk)


def test_cells_are_read_as_an_import_reads_them(draft, leader):
    kari = PersonFactory(first_name="Kari", last_name="Moe")
    AppointmentFactory(person=kari, body=draft.plan.body, role=Role.MEMBER)
    first, second, third = draft.measures
    outcome = sheet.save(
        leader,
        plan=draft.plan,
        rows=[
            typed(first, deadline="høsten 2026", responsible="Leder, Kari Moe og HTV", budget="12 500,50 kr"),
            typed(second, deadline="fortløpende", status="delayed", note="Venter på svar", project_number="4711"),
            typed(third),
        ],
    )
    assert (outcome.whole, outcome.saved) == (True, {first.pk, second.pk})
    first, second = fresh(first), fresh(second)
    assert (first.starts_on, first.due_on) == (date(2026, 8, 1), date(2026, 12, 31))
    assert (first.deadline_text, str(first.budget), first.version) == ("høsten 2026", "12500.50", 1)
    assert [(row.role, row.person) for row in first.responsible.all()] == [
        ("", kari), ("leader", None), ("chief_steward", None),
    ]  # fmt: skip
    assert (second.deadline_kind, second.review_months, second.project_number) == ("continuous", 6, "4711")
    assert (second.status, second.status_by, second.statuses.get().note) == ("delayed", leader, "Venter på svar")
    assert fresh(third).version == 0
    assert AuditEntry.objects.filter(verb="measure.edit").count() == 2


def test_two_who_write_in_the_same_row_both_get_their_cells(draft, leader, secretary):
    measure = draft.measures[0]
    hers, his = typed(measure, comment="Hers"), typed(measure, responsible="Leder")
    assert sheet.save(leader, plan=draft.plan, rows=[hers]).whole
    assert sheet.save(secretary, plan=draft.plan, rows=[his]).whole
    assert (fresh(measure).comment, fresh(measure).responsible_text) == ("Hers", "Leder")


def test_two_who_write_in_the_same_cell_do_not_overwrite(draft, leader, secretary):
    measure, other = draft.measures[:2]
    hers, his = typed(measure, text="Hers"), typed(measure, text="His", comment="His too")
    sheet.save(leader, plan=draft.plan, rows=[hers])
    outcome = sheet.save(secretary, plan=draft.plan, rows=[his, typed(other, text="Saved")])
    assert outcome.stale == {measure.pk: ["text"]}
    assert (fresh(measure).text, fresh(measure).comment, fresh(other).text) == ("Hers", "", "Saved")
    # Having seen hers he keeps his; the same text from both is no conflict.
    again = typed(measure, text="His", comment="His too")
    assert sheet.save(secretary, plan=draft.plan, rows=[again]).whole
    assert sheet.save(leader, plan=draft.plan, rows=[sheet.Typed(measure.pk, {"text": "His"}, hers.seen)]).whole
    # Somebody reports how it goes meanwhile: that is a cell, too.
    late = typed(measure, status="done")
    verbs.set_status(leader, measure=fresh(measure), status="delayed")
    assert sheet.save(secretary, plan=draft.plan, rows=[late]).stale == {measure.pk: ["status"]}


def test_what_a_cell_cannot_hold_is_told_and_the_rest_saved(draft, leader):
    first, second, third = draft.measures
    rows = [typed(first, text="x" * 20_001), typed(second, status="maybe"), typed(third, text="Good")]
    outcome = sheet.save(leader, plan=draft.plan, rows=rows)
    assert outcome.errors.keys() == {first.pk, second.pk}
    assert outcome.errors[second.pk].keys() == {"status"}
    assert fresh(third).text == "Good"
    outcome = sheet.save(leader, plan=draft.plan, rows=[typed(second, text=" "), sheet.Typed(10**9, {"text": "x"})])
    assert (outcome.errors.keys(), outcome.gone) == ({second.pk}, [10**9])


def test_an_approved_plan_takes_reports_only(approved, leader, member):
    first, second, _third = approved.measures
    assert sheet.save(leader, plan=approved.plan, rows=[typed(first, status="on_track")]).saved == {first.pk}
    assert fresh(first).version == 0
    for actor, row in ((leader, typed(second, text="New")), (member, typed(second, status="done"))):
        with pytest.raises(Refused):
            sheet.save(actor, plan=approved.plan, rows=[row])
    with pytest.raises(Refused):
        sheet.remove_all(leader, plan=approved.plan, ids=[first.pk])
    edit = PlanEdit.objects.get()
    assert edit.is_report
    assert can(leader, "edit.undo", edit)
    Plan.objects.filter(pk=approved.plan.pk).update(state="closed")
    edit.plan.refresh_from_db()
    assert not can(leader, "edit.undo", edit)


def test_bulk_change_and_its_undo(draft, leader):
    ids = [each.pk for each in draft.measures]
    Measure.objects.filter(pk=ids[0]).update(responsible_text="Rådet", status="on_track")
    values = {"deadline": "31.12.2026", "responsible": "Leder", "status": "delayed"}
    outcome = sheet.change_all(leader, plan=draft.plan, ids=ids, typed=values, add_responsible=True)
    assert [each.responsible_text for each in Measure.objects.in_order()] == ["Rådet\nLeder", "Leder", "Leder"]
    assert set(Measure.objects.values_list("due_on", "status")) == {(date(2026, 12, 31), "delayed")}
    undo(leader, edit=outcome.edit)
    assert [each.responsible_text for each in Measure.objects.in_order()] == ["Rådet", "", ""]
    assert [each.status for each in Measure.objects.in_order()] == ["on_track", "not_started", "not_started"]
    assert not MeasureResponsible.objects.filter(role="leader").exists()
    with pytest.raises(Conflict):
        undo(leader, edit=outcome.edit)


def test_undo_refuses_where_the_same_was_changed_meanwhile(draft, leader, secretary):
    first, second, _third = draft.measures
    edit = sheet.change_all(leader, plan=draft.plan, ids=[first.pk, second.pk], typed={"comment": "All"}).edit
    sheet.save(secretary, plan=draft.plan, rows=[typed(second, text="Another cell")])
    other = sheet.save(secretary, plan=draft.plan, rows=[typed(second, comment="Hers")]).edit
    with pytest.raises(Conflict, match="Another cell"):
        undo(leader, edit=edit)
    assert fresh(first).comment == "All"
    undo(secretary, edit=other)
    undo(leader, edit=edit)
    assert (fresh(first).comment, fresh(second).text) == ("", "Another cell")


def test_removed_rows_come_back_whole(draft, leader):
    first, second, third = draft.measures
    verbs.set_status(leader, measure=second, status="done", note="Ready")
    copy = MeasureFactory(origin=second)
    sheet.save(leader, plan=draft.plan, rows=[typed(second, responsible="Leder\nRådet")])
    edit = sheet.remove_all(leader, plan=draft.plan, ids=[first.pk, second.pk])
    copy.refresh_from_db()
    assert (copy.origin, list(draft.plan.measures.all())) == (None, [third])
    undo(leader, edit=edit)
    copy.refresh_from_db()
    assert copy.origin == second
    assert list(draft.plan.measures.in_order()) == [first, second, third]
    assert MeasureStatus.objects.get().note == "Ready"
    assert [row.role or row.label for row in fresh(second).responsible.all()] == ["leader", "Rådet"]
    edit = verbs.remove(leader, measure=fresh(third))
    draft.first.delete()
    with pytest.raises(Conflict):
        undo(leader, edit=edit)


def test_a_measure_with_money_on_it_stays(draft, leader, union):
    budget = budgets.create(None, unit=union.section, year=2026)
    line = budgets.add_line(None, budget=budget, name="Measures", amount=Decimal(1000))
    spent = draft.measures[0]
    Posting.objects.create(line=line, on=date(2026, 3, 1), text="Room", amount=200, measure=spent, unit=union.section)
    with pytest.raises(ValidationError, match="Money is posted"):
        sheet.remove_all(leader, plan=draft.plan, ids=[each.pk for each in draft.measures])
    with pytest.raises(ValidationError, match="Money is posted"):
        verbs.remove(leader, measure=spent)
    assert draft.plan.measures.count() == 3


def test_a_row_is_added_below_another_and_taken_back(draft, leader):
    first = draft.measures[0]
    made = sheet.add(
        leader,
        plan=draft.plan,
        area=draft.area,
        goal=draft.first,
        typed={"text": "New", "deadline": "2026"},
        after=first.pk,
    )
    assert [each.text for each in draft.first.measures.in_order()] == ["Measure 1", "New", "Measure 2", "Measure 3"]
    assert made.due_on == date(2026, 12, 31)
    undo(leader, edit=PlanEdit.objects.get())
    assert draft.first.measures.count() == 3
    with pytest.raises(ValidationError):
        sheet.add(leader, plan=draft.plan, area=draft.area, goal=None, typed={"comment": "Without a measure"})


def test_a_thousand_rows_change_in_few_statements(draft, leader, django_assert_max_num_queries):
    Measure.objects.bulk_create(
        [Measure(plan=draft.plan, area=draft.area, position=n, text=f"M{n}") for n in range(400)]
    )
    ids = list(draft.plan.measures.values_list("pk", flat=True))
    with django_assert_max_num_queries(45):
        sheet.change_all(leader, plan=draft.plan, ids=ids, typed={"responsible": "Leder", "deadline": "2026"})
    assert MeasureResponsible.objects.filter(role="leader").count() == 403


def test_moves_are_undone_one_by_one_and_told_in_the_readers_language(draft, leader):
    _first, second, third = draft.measures
    before = list(draft.plan.measures.in_order().values_list("pk", "goal"))
    with translation.override("nb"):
        verbs.move(leader, measure=third, up=False)
        verbs.move(leader, measure=second, up=False)
        verbs.remove(leader, measure=MeasureFactory(plan=draft.plan, area=draft.area, goal=None, text="Other"))
    assert list(draft.second.measures.in_order()) == [second, third]
    removed, last, earlier = PlanEdit.objects.all()
    assert [removed.label, earlier.label] == ["Removed: Other", "Moved: Measure 3"]
    undo(leader, edit=last)
    undo(leader, edit=earlier)
    assert list(draft.plan.measures.in_order().values_list("pk", "goal")) == before
    verbs.move(leader, measure=third, up=False)
    verbs.remove(leader, measure=third)
    with pytest.raises(Conflict):
        undo(leader, edit=PlanEdit.objects.get(verb="move", undone_at=None))
