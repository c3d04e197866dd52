"""Files that must be refused before anything is parsed, each with one clear sentence."""

import io
import zipfile

import openpyxl
import pytest
from django.utils import translation

from plans.imports import messages, process
from plans.imports.guard import NotTheForm
from portal import uploads
from tests.plans.builders import Sheet, repacked, union_form

ZEROS = b"\0" * (1024 * 1024)


def form() -> bytes:
    sheet = Sheet()
    sheet.row("Tiltak", "Ansvar")
    sheet.row("Lage plakat", "Leder")
    return sheet.save()


def workbook(kind: str = "sheet") -> bytes:
    out = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["Tiltak", "Ansvar"])
    book.active.append(["Lage plakat", "Leder"])
    book.save(out)
    types = "[Content_Types].xml"
    with zipfile.ZipFile(out) as archive:
        named = archive.read(types)
    return repacked(out.getvalue(), {types: named.replace(b"sheet.main+xml", f"{kind}.main+xml".encode())})


def zip_of(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def refused(name: str, data: bytes) -> str:
    with pytest.raises(NotTheForm) as error:
        process.read(name, data)
    return error.value.code


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("plan.docx", b"", "empty"),
        ("plan.docx", b"PK\x03\x04" + b"x" * uploads.MAX_BYTES, "too_large"),
        ("plan.doc", uploads.OLE_MAGIC + b"x", "old_office"),
        ("plan.docx", uploads.OLE_MAGIC + b"x", "old_office"),
        ("plan.docm", form(), "macros"),
        ("plan.xlsm", workbook(), "macros"),
        ("plan.xlsx", workbook("sheet.macroEnabled"), "macros"),
        ("plan.xlsx", form(), "wrong_kind"),
        ("plan.docx", workbook(), "wrong_kind"),
        ("plan.xlsx", workbook()[:-200], "broken"),
        ("plan.csv", b"%PDF-1.7", "wrong_kind"),
        ("plan.csv", form(), "wrong_kind"),
        ("plan.zip", form(), "wrong_kind"),
        ("plan.docx", b"MZ\x90\0 a renamed program", "wrong_kind"),
        ("plan.docx", b"%PDF-1.7", "wrong_kind"),
        ("plan.docx", b"PK\x03\x04 and no more", "broken"),
        ("plan.docx", form()[:-400], "broken"),
        ("plan.docx", zip_of(**{"hello.txt": b"hello"}), "wrong_kind"),
        ("plan.docx", zip_of(**{"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<x/>"}), "wrong_kind"),
        ("plan.docx", repacked(form(), {"word/document.xml": None, "_rels/.rels": None}), "wrong_kind"),
        ("plan.docx", repacked(form(), {"word/document.xml": b"<not closed"}), "broken"),
        ("plan.docx", repacked(form(), {"word/document.xml": b"<w/>"}), "broken"),
    ],
)
def test_what_is_not_a_word_document_is_refused(name, data, code):
    assert refused(name, data) == code


def test_a_bomb_is_refused_by_what_it_unpacks_to():
    assert refused("plan.docx", repacked(form(), {"word/media/a.bin": ZEROS * 60})) == "unpacks_too_large"


def test_a_smaller_bomb_is_refused_by_its_ratio():
    data = repacked(form(), {"word/media/a.bin": ZEROS * 20})
    assert len(data) * uploads.MAX_RATIO < 20 * len(ZEROS) < uploads.MAX_UNPACKED
    assert refused("plan.docx", data) == "unpacks_too_large"


def test_the_sizes_that_the_zip_states_are_not_believed():
    data = repacked(form(), {"word/media/a.bin": ZEROS * 60})
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        stated = archive.getinfo("word/media/a.bin").file_size
    small = data.replace(stated.to_bytes(4, "little"), (7).to_bytes(4, "little"))
    assert refused("plan.docx", small) in ("unpacks_too_large", "broken")


def test_too_many_members_are_refused():
    many = {f"word/x{number}.xml": b"<x/>" for number in range(uploads.MAX_MEMBERS)}
    assert refused("plan.docx", repacked(form(), many)) == "too_many_members"


def test_a_zip_inside_is_refused():
    assert refused("plan.docx", repacked(form(), {"word/embeddings/a.xlsx": form()})) == "nested_archive"


def test_macros_are_refused():
    assert refused("plan.docx", repacked(form(), {"word/vbaProject.bin": b"x"})) == "macros"
    assert refused("plan.xlsx", repacked(workbook(), {"xl/vbaProject.bin": b"x"})) == "macros"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused(encoding):
    evil = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'.encode(encoding)
    assert refused("plan.docx", repacked(form(), {"word/document.xml": evil})) == "entities"
    assert refused("plan.xlsx", repacked(workbook(), {"xl/sharedStrings.xml": evil})) == "entities"


def test_an_entity_across_two_pieces_is_found():
    evil = b"<a>" + b" " * (uploads.CHUNK - 6) + b"<!ENTITY b 'c'></a>"
    assert refused("plan.docx", repacked(form(), {"word/a.xml": evil}, level=0)) == "entities"


def test_deeply_nested_xml_ends_in_a_refusal():
    deep = b"<w:p>" * 200_000 + b"</w:p>" * 200_000
    body = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>%s</w:body></w:document>'
    assert refused("plan.docx", repacked(form(), {"word/document.xml": body % deep}, level=1)) in (
        "broken",
        "too_slow",
        "unpacks_too_large",
    )


def test_a_document_without_the_table_is_refused():
    sheet = Sheet(("a", "b"))
    sheet.row("Navn", "Telefon")
    assert refused("plan.docx", sheet.save()) == "no_table"


def test_the_child_is_stopped_when_it_takes_too_long(monkeypatch):
    monkeypatch.setattr(uploads, "PATIENCE", 0.001)
    assert refused("plan.docx", form()) == "too_slow"


def test_the_child_gets_none_of_our_secrets(monkeypatch):
    seen = {}

    def run(command, **options):
        seen.update(options["env"])
        raise uploads.subprocess.TimeoutExpired(command, 1)

    monkeypatch.setenv("SECRET_KEY", "hush")
    monkeypatch.setattr(uploads.subprocess, "run", run)
    assert refused("plan.docx", form()) == "too_slow"
    assert "SECRET_KEY" not in seen


def test_an_ordinary_form_passes_in_its_own_process():
    found = process.read("Plan.DOCX", union_form())
    assert (found.reading.kind, len(found.outline.counted()), found.warnings) == ("form", 63, [])


def test_each_refusal_has_a_sentence():
    with translation.override("en"):
        for code in messages.REFUSALS:
            assert messages.refusal(code).endswith(".")
