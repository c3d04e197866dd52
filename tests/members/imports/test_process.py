"""Each kind of dirty file: understood, or refused with one clear sentence."""

import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest

from members.imports import head, messages, process
from members.imports.table import FORMULA, MAX_ROWS, UNCLOSED
from portal import uploads
from portal.uploads import Unreadable
from tests.members.imports.builders import HEADS, csv_file, xlsx_file

ROW = ["Åse", "Bjørnø", "ase@people.example", "912 34 567"]


def cells(name: str, data: bytes):
    return [row for _number, row in process.read(name, data).rows]


def refused(name: str, data: bytes) -> str:
    with pytest.raises(Unreadable) as error:
        process.read(name, data)
    return error.value.code


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_every_encoding_and_separator_is_understood(encoding, separator):
    table = process.read("liste.csv", csv_file(ROW, encoding=encoding, separator=separator))
    assert table.heads == HEADS
    assert table.rows == [(2, ROW)]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_end_of_line_is_understood(end):
    assert cells("liste.txt", csv_file(ROW, ROW, end=end)) == [ROW, ROW]


def test_a_file_of_two_encodings_is_read_line_by_line():
    data = csv_file(ROW) + b"\r\n" + ";".join(ROW).encode("latin-1")
    assert cells("liste.csv", data) == [ROW, ROW]


def test_excels_own_line_about_the_separator_is_no_row():
    assert process.read("liste.csv", b"sep=;\r\n" + csv_file(ROW)).rows == [(2, ROW)]


def test_commas_in_texts_do_not_outvote_the_separator():
    row = ["Ola, Per, Pål", "Moe, jr., sr.", "a, b, c", "1, 2, 3"]
    assert cells("liste.csv", csv_file(row, row)) == [row, row]


def test_titles_above_the_heads_and_blank_rows_count_in_the_numbers():
    data = b"Medlemsregister;;;\n;;;\nFornavn;Etternavn;E-post;Mobil\n\n;;;\n" + ";".join(ROW).encode()
    table = process.read("liste.csv", data)
    assert (table.heads, table.rows) == (HEADS, [(6, ROW)])


def test_heads_that_are_repeated_are_no_person():
    assert cells("liste.csv", csv_file(ROW, HEADS, ROW)) == [ROW, ROW]


def test_quotation_marks_are_understood():
    data = b'Fornavn;Etternavn;Merknad\n"Ola";"Moe; jr.";"sier ""hei"""\nKari;Moe;en 5" skrue\n"Per";Moe;"to\nlinjer"\n'
    assert cells("liste.csv", data) == [
        ["Ola", "Moe; jr.", 'sier "hei"'],
        ["Kari", "Moe", 'en 5" skrue'],
        ["Per", "Moe", "to linjer"],
    ]


def test_a_quotation_mark_that_is_never_closed_costs_its_own_row_alone():
    data = b'Fornavn;Etternavn\n"Ola;Moe\n' + b"Kari;Moe\n" * 100
    rows = cells("liste.csv", data)
    assert rows[0][0] == UNCLOSED
    assert rows[1:] == [["Kari", "Moe"]] * 100


def test_a_row_with_too_few_or_too_many_cells_is_a_row():
    assert cells("liste.csv", b"Fornavn;Etternavn\nOla\nKari;Moe;mer;enda mer\n") == [
        ["Ola", "", "", ""],
        ["Kari", "Moe", "mer", "enda mer"],
    ]


def test_signs_that_are_no_text_are_taken_out():
    data = csv_file(["K\0a\x07r\u200bi", "\u202eMoe\xa0 Dal"])
    assert cells("liste.csv", data)[0][:2] == ["Kari", "Moe Dal"]


def test_a_zero_kept_by_a_formula_is_kept():
    assert cells("liste.csv", b'Navn;Mobil\nKari Moe;="0047 91234567"\n')[0][1] == "0047 91234567"


def test_an_excel_file_is_read_as_a_person_would_read_it():
    row = ["Åse", "Bjørnø", 91234567.0, date(2026, 5, 1), datetime(2026, 5, 1, 12, 30), True, None, 1.5]
    heads = ["Fornavn", "Etternavn", "Mobil", "Fra", "Sett", "Yrkesaktiv", "Merknad", "Annet"]
    assert cells("Liste.XLSX", xlsx_file(row, heads=heads)) == [
        ["Åse", "Bjørnø", "91234567", "2026-05-01", "2026-05-01 12:30", "ja", "", "1.5"]
    ]


def test_the_sheet_with_the_known_heads_is_taken():
    data = xlsx_file(["hei"], heads=["Om lista"], Medlemmer=[HEADS, ROW])
    assert cells("liste.xlsx", data) == [ROW]


def test_a_formula_is_never_computed():
    assert cells("liste.xlsx", xlsx_file(['=HYPERLINK("http://evil.example","Kari")', "=1+1", "", ""]))[0][:2] == [
        FORMULA,
        FORMULA,
    ]


def test_what_excel_last_showed_for_a_formula_is_taken():
    data = xlsx_file(["=A9", "Moe", "", ""])
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for item in old.infolist():
            content = old.read(item).replace(b"<f>A9</f><v />", b"<f>A9</f><v>7</v>")
            content = content.replace(b"<f>A9</f><v></v>", b"<f>A9</f><v>7</v>")
            new.writestr(item.filename, content)
    assert cells("liste.xlsx", out.getvalue())[0][0] == "7"


def test_an_error_of_the_spreadsheet_is_told():
    assert cells("liste.xlsx", xlsx_file(["#REF!", "Moe", "", ""]))[0][0] == {"problem": "error"}


def test_a_sheet_that_lies_about_its_size_is_read():
    book = openpyxl.Workbook()
    book.active.append(HEADS)
    book.active.append(ROW)
    book.active.cell(1_000_000, 90, "last")
    out = io.BytesIO()
    book.save(out)
    data = out.getvalue()
    table = process.read("liste.xlsx", data)
    assert [number for number, _row in table.rows] == [2, 1_000_000]


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("liste.csv", b"", "empty"),
        ("liste.csv", b"\n\n;;\n", "empty"),
        ("liste.csv", b"x" * (uploads.MAX_BYTES + 1), "too_large"),
        ("liste.xls", uploads.OLE_MAGIC + b"x", "old_excel"),
        ("liste.xlsx", uploads.OLE_MAGIC + b"x", "old_excel"),
        ("liste.xlsm", xlsx_file(ROW), "macros"),
        ("liste.pdf", b"%PDF-1.7", "wrong_kind"),
        ("liste.csv", b"%PDF-1.7", "wrong_kind"),
        ("liste.csv", xlsx_file(ROW), "wrong_kind"),
        ("liste.xlsx", csv_file(ROW), "wrong_kind"),
        ("liste", csv_file(ROW), "wrong_kind"),
        ("liste.xlsx", xlsx_file(ROW)[:-300], "broken"),
        ("liste.csv", b"Navn\n" + b"Kari Moe\n" * (MAX_ROWS + 1), "too_many_rows"),
    ],
)
def test_what_is_no_list_is_refused(name, data, code):
    assert refused(name, data) == code


def test_a_bomb_is_refused():
    out = io.BytesIO(xlsx_file(ROW))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/a.bin", b"\0" * 50_000_000)
    assert refused("liste.xlsx", out.getvalue()) == "unpacks_too_large"


def test_entities_are_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx_file(ROW))) as old, zipfile.ZipFile(out, "w") as new:
        for item in old.infolist():
            evil = b'<!DOCTYPE a [<!ENTITY b "c">]>' if item.filename.endswith("sheet1.xml") else b""
            new.writestr(item.filename, evil + old.read(item))
    assert refused("liste.xlsx", out.getvalue()) == "entities"


def test_a_sheet_that_is_no_xml_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx_file(ROW))) as old, zipfile.ZipFile(out, "w") as new:
        for item in old.infolist():
            new.writestr(item.filename, b"<x" if item.filename.endswith("sheet1.xml") else old.read(item))
    assert refused("liste.xlsx", out.getvalue()) == "broken"


def test_all_rows_that_may_be_are_read():
    assert len(process.read("liste.csv", b"Navn\n" + b"Kari Moe\n" * MAX_ROWS).rows) == MAX_ROWS


def test_each_refusal_has_a_sentence():
    for code in ("empty", "too_large", "wrong_kind", "old_excel", "macros", "broken", "too_many_members"):
        assert messages.refusal(code).endswith(".")
    for code in ("unpacks_too_large", "nested_archive", "entities", "too_many_rows", "too_slow", "no_names", "no_rows"):
        assert messages.refusal(code).endswith(".")


def test_without_known_heads_the_first_row_is_taken_for_them():
    assert head.table([(1, ["a", "b"]), (2, ["1", "2"])]).heads == ["a", "b"]
