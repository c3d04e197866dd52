"""manage.py import_plan and export_plan: what they tell, how they refuse, and that one reads what the other writes."""

import io
import json
from datetime import date
from io import StringIO
from types import SimpleNamespace

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from plans import contents
from plans.models import Indicator, Measure, Plan, PlanImport
from tests.plans.builders import Sheet, union_form
from tests.plans.exports.test_form import content
from tests.plans.imports.test_text import document

YEAR = {"starts_on": "2021-01-01", "ends_on": "2021-12-31"}


@pytest.fixture
def form(tmp_path):
    path = tmp_path / "plan.docx"
    path.write_bytes(union_form())
    return path


def run(path, **options) -> dict:
    out = StringIO()
    call_command("import_plan", path, **{"body": "group", **YEAR, "json": True, **options}, stdout=out)
    return json.loads(out.getvalue())


def other_table() -> bytes:
    sheet = Sheet(("a", "b"))
    sheet.row("Navn", "Telefon")
    return sheet.save()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("plan.txt", b"hello"),
        ("plan.docx", b"hello"),
        ("plan.docx", union_form()[:-500]),
        ("plan.docx", other_table()),
        ("plan.docx", b""),
        ("plan.xlsx", union_form()),
        ("plan.json", b"{}"),
    ],
)
def test_a_wrong_file_is_refused_with_one_sentence(union, tmp_path, name, data):
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(CommandError) as error:
        run(path)
    assert error.value.returncode == 2
    assert "\n" not in str(error.value)
    assert not Plan.objects.exists()


@pytest.mark.parametrize(
    "options",
    [
        {"body": "no-such-body"},
        {"starts_on": "2021-12-31", "ends_on": "2021-01-01"},
        {"starts_on": "yesterday"},
        {"ends_on": "2021-02-30"},
        {"actor": "nobody@example.com"},
        {"title": " "},
        {"starts_on": ""},
    ],
)
def test_wrong_words_are_refused(union, form, options):
    with pytest.raises(CommandError) as error:
        run(form, **options)
    assert error.value.returncode == 2
    assert not PlanImport.objects.exists()


def test_a_file_that_is_not_there_is_refused(union, tmp_path):
    with pytest.raises(CommandError):
        run(tmp_path / "missing.docx")


def test_an_actor_without_the_right_is_refused(member, form):
    with pytest.raises(CommandError) as error:
        run(form, actor=member.email)
    assert error.value.returncode == 2
    assert not Plan.objects.exists()


def test_a_dry_run_stores_nothing(union, form):
    result = run(form, dry_run=True)
    assert (result["areas"], result["goals"], result["measures"], result["plan"]) == (7, 31, 63, None)
    assert (result["kind"], result["warnings"]) == ("form", [])
    assert not Plan.objects.exists()
    assert not PlanImport.objects.exists()


def test_the_plan_is_stored_and_told(union, form):
    result = run(form)
    plan = Plan.objects.get()
    assert (result["areas"], result["goals"], result["measures"], result["plan"]) == (7, 31, 63, plan.pk)
    assert len(result["unplaced"]) == 8
    assert Measure.objects.count() == 70
    assert plan.imported_from.file_name == "plan.docx"


def test_without_json_a_person_can_read_it(union, form):
    out = StringIO()
    call_command("import_plan", form, body="group", **YEAR, stdout=out)
    assert "63" in out.getvalue()


def test_running_text_and_sheets_are_told_with_their_kind_and_warnings(union, tmp_path):
    text, sheet = tmp_path / "plan.docx", tmp_path / "plan.xlsx"
    text.write_bytes(document("1. Heltid", "1.1 Hele stillinger", "– Lage plakat"))
    out = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["Tiltak", "Ansvar"])
    book.active.append(["Lage plakat", "=A1"])
    book.save(out)
    sheet.write_bytes(out.getvalue())
    assert (run(text)["kind"], run(text)["goals"]) == ("text", 1)
    result = run(sheet)
    assert (result["kind"], result["measures"]) == ("sheet", 1)
    assert result["warnings"] == ["Formulas were not computed. They stand in the plan as text: =A1"]
    assert PlanImport.objects.get(plan=result["plan"]).kind == "sheet"


def test_the_commands_speak_english_in_a_norwegian_portal(union, tmp_path, form):
    out = StringIO()
    with translation.override("nb"):
        call_command("import_plan", form, body="group", **YEAR, stdout=out)
        with pytest.raises(CommandError, match="There is no group or board"):
            run(form, body="no-such-body")
        with pytest.raises(CommandError, match="before"):
            run(form, starts_on="2021-12-31", ends_on="2021-01-01")
    assert "A comment without a measure." in out.getvalue()


def export(plan, kind: str, out, **options) -> str:
    told = StringIO()
    call_command("export_plan", str(plan.pk), kind=kind, out=out, **options, stdout=told)
    return told.getvalue()


@pytest.mark.parametrize("kind", ["docx", "xlsx", "json"])
def test_an_exported_plan_is_imported_as_the_same_plan(draft, tmp_path, kind):
    plan = draft.plan
    Plan.objects.filter(pk=plan.pk).update(challenges_short="Few \r\napplicants  ")
    exact = {"deadline_kind": "continuous", "review_months": 3, "is_strategic": True, "budget_text": " circa"}
    Measure.objects.filter(pk=draft.measures[0].pk).update(status="delayed", status_note="Late\n- later", **exact)
    # Without its year in the words: it is the plan's, whichever period the file is imported for.
    may = {"deadline_kind": "date", "due_on": date(2026, 5, 1), "deadline_text": "1. mai"}
    Measure.objects.filter(pk=draft.measures[1].pk).update(**may)
    Indicator.objects.create(goal=draft.first, name="Full posts", target=60)
    path = tmp_path / f"plan.{kind}"
    assert "bytes" in export(plan, kind, path)
    moved = Plan.objects.get(pk=run(path, starts_on="2025-01-01", ends_on="2027-12-31")["plan"])
    assert moved.measures.filter(due_on=date(2026, 5, 1)).exists()
    result = run(path, starts_on="", ends_on="")
    again = Plan.objects.get(pk=result["plan"])
    plan.refresh_from_db()
    one, other = (contents.outline(contents.load(each)) for each in (plan, again))
    assert content(one) == content(other)
    assert other.measures()[0].review_months == 3
    assert result["unplaced"] == []


def test_an_export_keeps_to_rights_and_says_what_is_wrong(draft, stranger, tmp_path):
    path = tmp_path / "plan.csv"
    with pytest.raises(CommandError):
        export(draft.plan, "csv", path, actor=stranger.email)
    with pytest.raises(CommandError):
        export(SimpleNamespace(pk="9999"), "csv", path)
    with pytest.raises(CommandError):
        export(draft.plan, "csv", tmp_path / "missing" / "plan.csv")
    with pytest.raises(CommandError, match="There is no format “odt”"):
        export(draft.plan, "odt", path)
    assert not path.exists()
    export(draft.plan, "csv", path)
    assert "Measure 1" in path.read_text("utf-8-sig")
