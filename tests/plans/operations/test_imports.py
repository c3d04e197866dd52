"""An imported plan is stored once, with nothing lost."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from plans import contents
from plans.exports import form as export
from plans.models import Measure, Plan, PlanImport
from plans.operations import imports
from portal.permissions import Refused
from tests.plans.builders import HEADS, Sheet
from tests.plans.exports.test_form import content
from tests.plans.imports.test_form import FORMS, parse

FROM, TO = date(2021, 1, 1), date(2021, 12, 31)
SOURCE = {"title": "Plan", "starts_on": FROM, "ends_on": TO, "file_name": "plan.docx", "sha256": "0"}


@pytest.fixture
def outline():
    sheet = Sheet()
    sheet.row(*HEADS)
    sheet.row("Lage plakat", "", "Leder", "uke 23", "Ferdig\ngikk bra", "1 500 kr", "42")
    return parse(sheet.save(), FROM, TO)


@pytest.mark.parametrize("who", ["member", "contact", "board_leader", "auditor", "stranger"])
def test_others_may_not_import(request, group, outline, who):
    with pytest.raises(Refused):
        imports.preview(request.getfixturevalue(who), body=group, outline=outline, **SOURCE)
    assert not PlanImport.objects.exists()


def test_a_wrong_period_stores_nothing(leader, group, outline):
    with pytest.raises(ValidationError):
        imports.preview(leader, body=group, outline=outline, **{**SOURCE, "ends_on": date(2020, 1, 1)})
    assert not PlanImport.objects.exists()


def test_the_preview_stores_no_plan_and_a_double_click_stores_one(leader, group, outline):
    upload = imports.preview(leader, body=group, outline=outline, **SOURCE)
    assert not Plan.objects.exists()
    assert imports.store(leader, upload=upload) == imports.store(leader, upload=upload)
    assert Plan.objects.count() == 1


def test_every_column_is_stored(leader, group, outline):
    imports.import_(leader, body=group, outline=outline, **SOURCE)
    measure = Measure.objects.get()
    assert (measure.text, measure.responsible_text, measure.deadline_text) == ("Lage plakat", "Leder", "uke 23")
    assert (measure.deadline_kind, measure.due_on) == ("period", date(2021, 6, 13))
    assert (measure.status, measure.status_note, measure.budget, measure.project_number) == (
        "done",
        "gikk bra",
        1500,
        "42",
    )
    assert measure.responsible.get().role == "leader"
    assert measure.statuses.get().by == leader


def test_a_name_of_somebody_in_the_group_becomes_the_person(leader, member, group):
    sheet = Sheet()
    sheet.row(*HEADS)
    sheet.row("Lage plakat", "", f"{member.person.name.upper()}, vernetjenesten")
    imports.import_(leader, body=group, outline=parse(sheet.save()), **SOURCE)
    rows = [(row.person_id, row.label) for row in Measure.objects.get().responsible.all()]
    assert rows == [(member.person_id, ""), (None, "Vernetjenesten")]


@pytest.mark.parametrize("build", FORMS)
def test_the_stored_form_is_written_and_read_as_the_same_plan(group, build):
    read = parse(build(), FROM, TO)
    plan = imports.import_(None, body=group, outline=read, **SOURCE)
    stored = contents.outline(contents.load(plan))
    assert Measure.objects.with_text().count() == 63
    read.title, read.starts_on, read.ends_on = "Plan", FROM, TO
    assert content(stored) == content(read)
    written = export.document(stored, facts="01.01.2021 – 31.12.2021", starts_on=FROM, ends_on=TO)
    assert content(parse(written, FROM, TO)) == content(read)
