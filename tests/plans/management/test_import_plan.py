"""manage.py import_plan: what it tells, and how it refuses."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from plans.models import Measure, Plan, PlanImport
from tests.plans.builders import Sheet, union_form

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
