"""``manage.py import_people``: JSON for programs, one sentence for mistakes, and the default for the unit."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from members.models import Appointment, Person, PersonImport
from members.operations import people_import
from portal import tasks
from portal.management.commands import import_people
from portal.models import AuditEntry
from sections.models import Unit
from tests.factories import UnitFactory
from tests.members.imports.builders import csv_file, xlsx_file

HEADS = ["Fornavn", "Etternavn", "E-post", "Mobil", "Verv", "Organ", "Fra"]
KARI = ["Kari", "Moe", "kari.moe@register.example", "+47 912 34 567", "medlem", "group", "1. mai 2026"]
# Two cells of one row are wrong.
BAD = ["Ola", "Dal", "ola", "", "", "", "31.2.2026"]


def run(path, *options):
    out, err = io.StringIO(), io.StringIO()
    call_command("import_people", str(path), "--json", *options, stdout=out, stderr=err)
    return json.loads(out.getvalue()), err.getvalue()


@pytest.fixture
def file(tmp_path):
    def write(data, name="liste.csv"):
        (tmp_path / name).write_bytes(data)
        return tmp_path / name

    return write


@pytest.mark.parametrize("encoding", ["utf-8-sig", "latin-1"])
def test_a_file_is_imported_and_the_second_time_changes_nothing(encoding, union, file):
    path = file(csv_file(KARI, BAD, heads=HEADS, encoding=encoding))
    result, progress = run(path)
    assert {**result, "rejected": None} == {"created": 1, "changed": 0, "unchanged": 0, "rejected": None, "remarks": []}
    assert [(each["row"], each["column"]) for each in result["rejected"]] == [(3, "E-post")]
    assert "Fra: “31.2.2026” is not a date." in result["rejected"][0]["reason"]
    assert "2 of 2 rows" in progress
    person = Person.objects.get(email=KARI[2])
    assert person.phone == "91234567"
    assert Appointment.objects.get(person=person).body_id == union.group.pk
    result, _progress = run(path)
    assert (result["created"], result["changed"], result["unchanged"], len(result["rejected"])) == (0, 0, 1, 1)


def test_a_dry_run_stores_nothing(union, file):
    before = (Person.objects.count(), AuditEntry.objects.count())
    result, _progress = run(file(xlsx_file(KARI, heads=HEADS), "liste.xlsx"), "--dry-run")
    assert result["created"] == 1
    assert (Person.objects.count(), AuditEntry.objects.count(), PersonImport.objects.count()) == (*before, 0)


def test_without_a_unit_the_only_section_is_meant(db, file):
    section = UnitFactory(kind=Unit.Kind.SECTION)
    run(file(csv_file(KARI[:4], heads=HEADS[:4])))
    assert Person.objects.get().section == section


def test_among_several_sections_people_belong_where_their_row_says(union, file):
    heads = [*HEADS[:4], "Seksjon", "Fagforening"]
    run(file(csv_file([*KARI[:4], "office", "Local union"], ["Ola", "Dal", "", "92345678", "", ""], heads=heads)))
    assert Person.objects.values_list("section__slug", "unit__slug").get(email=KARI[2]) == ("office", "local")
    assert Person.objects.values_list("section", "unit").get(phone="92345678") == (None, None)


def test_the_unit_can_be_said(union, file):
    run(file(csv_file(KARI[:4], heads=HEADS[:4])), "--unit", "other")
    assert Person.objects.get(email=KARI[2]).section == union.other


def test_an_actor_imports_for_the_own_section(union, admin, file):
    path = file(csv_file(KARI[:4], heads=HEADS[:4]))
    with pytest.raises(CommandError):
        run(path, "--actor", admin.email, "--unit", "other")
    run(path, "--actor", admin.email)
    assert Person.objects.get(email=KARI[2]).section == union.section
    assert AuditEntry.objects.get(verb="person.create").actor == admin


@pytest.mark.parametrize(
    ("data", "name", "options", "sentence"),
    [
        (b"", "liste.csv", [], "The file is empty."),
        (b"%PDF-1.7", "liste.pdf", [], "neither a CSV file nor an Excel file"),
        (b"Skonummer;Hatt\n42;58\n", "liste.csv", [], "No column of the file"),
        (b"Navn\n", "liste.csv", [], "no rows below"),
        (b"Navn\nKari Moe\n", "liste.csv", ["--unit", "atlantis"], "no unit with the slug"),
        (b"Navn\nKari Moe\n", "liste.csv", ["--actor", "nobody@x.example"], "no user with the e-mail"),
    ],
)
def test_a_mistake_is_one_sentence(data, name, options, sentence, union, file):
    with pytest.raises(CommandError, match=sentence) as caught:
        run(file(data, name), *options)
    assert caught.value.returncode == 2
    assert not PersonImport.objects.exists()


def test_a_file_that_is_not_there_is_one_sentence(db, tmp_path):
    with pytest.raises(CommandError, match="cannot be read") as caught:
        run(tmp_path / "no.csv")
    assert caught.value.returncode == 2


def test_people_read_the_result_in_words(union, file):
    out = io.StringIO()
    call_command(
        "import_people", str(file(csv_file(KARI, BAD, heads=HEADS))), "--dry-run", stdout=out, stderr=io.StringIO()
    )
    assert "1 new, 0 changed, 0 as before, 1 rejected." in out.getvalue()
    assert "row 3, column E-post: “ola” is not an e-mail address." in out.getvalue()
    assert "Nothing was stored." in out.getvalue()


def test_no_worker_takes_what_a_command_has_in_hand(union, file, monkeypatch):
    taken = []
    look = lambda *args: lambda done, total: taken.append(people_import.claim())  # noqa: E731
    monkeypatch.setattr(import_people.Command, "_progress", look)
    run(file(csv_file(KARI, heads=HEADS)))
    assert taken == [None, None]


def test_the_worker_does_all_that_waits(union):
    assert tasks.import_people() == 0
    assert tasks.forget_imports() == 0
