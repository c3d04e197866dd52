"""Excel and CSV: the form's columns by their heads, headings in rows or in columns, nothing computed, nothing lost."""

import io
import time
from datetime import date

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font

from plans.imports import csvfile, process, reading, sheetfile
from plans.imports.form import Chosen
from plans.imports.guard import NotTheForm
from tests.plans.builders import repacked
from tests.plans.imports.test_guard import refused
from tests.plans.imports.test_text import tree

FROM, TO = date(2026, 1, 1), date(2026, 12, 31)
HEADS = ["Tiltak", "Ansvar", "Frist", "Status", "Budsjett"]


def book(*rows: list) -> openpyxl.Workbook:
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    return made


def saved(made: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def read(made: openpyxl.Workbook, chosen: Chosen | None = None) -> reading.Reading:
    return reading.read(sheetfile.read(saved(made)), FROM, TO, chosen)


def test_headings_in_rows_with_days_amounts_and_statuses():
    made = book(
        ["Handlingsplan"],
        HEADS,
        ["1. Heltid"],
        ["1.1 Hele stillinger"],
        ["Lage plakat", "Leder", date(2026, 5, 1), "I gang", 1500.5],
        HEADS,
        ["2. Fag"],
        ["2.1 Kompetanse"],
        ["Fagdag", None, "Kontinuerlig"],
    )
    made.active.merge_cells("A3:E3")
    made.active["A5"].comment = Comment("Husk!", "meg")
    found = read(made)
    assert found.kind == "sheet"
    assert tree(found) == [
        ["1 Heltid", [], ["1.1 Hele stillinger", "Lage plakat"]],
        ["2 Fag", [], ["2.1 Kompetanse", "Fagdag"]],
    ]
    measure = found.outline.measures()[0]
    assert (measure.deadline.means, measure.status) == (("date", None, date(2026, 5, 1)), "on_track")
    assert (str(measure.budget), measure.responsible_parts[0].role) == ("1500.50", "leader")
    assert [(entry.place, entry.text) for entry in found.outline.unplaced] == [
        ("row", "Handlingsplan"),
        ("remark", "Husk!"),
    ]


def test_headings_in_columns_merged_downwards():
    made = book(
        ["Område", "Mål", "Tiltak", "Hvem", "Når"],
        ["Heltid", "1.1 Hele", "Plakat", "Leder", "1. mai"],
        [None, None, "Kurs", "Kasserer"],
        [None, "1.2 Lønn", "Lønnskurs"],
        ["2. Fag", None, "Fagdag"],
        ["2. Fag", "2.1 Mer", None],
        ["Heltid", "1.1 Hele", "Film"],
    )
    made.active.merge_cells("A2:A4")
    made.active.merge_cells("B2:B3")
    assert tree(read(made)) == [
        ["Heltid", [], ["1.1 Hele", "Plakat", "Kurs", "Film"], ["1.2 Lønn", "Lønnskurs"]],
        ["2 Fag", ["Fagdag"], ["2.1 Mer"]],
    ]


def test_bold_rows_are_headings():
    made = book(["Tiltak", "Ansvar"], ["Heltid"], ["Hele"], ["Plakat", "Leder"], ["Kurs"], ["Lønn"], ["Film"])
    for row in (2, 3, 6):
        made.active.cell(row, 1).font = Font(bold=True)
    assert tree(read(made)) == [["Heltid", [], ["Hele", "Plakat", "Kurs"], ["Lønn", "Film"]]]


def test_formulas_stay_text_unless_excel_has_shown_their_value():
    data = saved(book(HEADS, ["Kurs", '=A2&"x"', None, None, "=SUM(1,2)"]))
    sheet = "xl/worksheets/sheet1.xml"
    with sheetfile.zipfile.ZipFile(io.BytesIO(data)) as archive:
        content = archive.read(sheet)
    shown = content.replace(b"<f>SUM(1,2)</f><v></v>", b"<f>SUM(1,2)</f><v>3</v>").replace(
        b"<f>SUM(1,2)</f><v />", b"<f>SUM(1,2)</f><v>3</v>"
    )
    assert shown != content
    found = sheetfile.read(repacked(data, {sheet: shown}))
    measure = reading.read(found, FROM, TO).outline.measures()[0]
    assert (measure.responsible, measure.budget) == ('=A2&"x"', 3)
    assert found.warnings == [("formulas", '=A2&"x"')]


def test_other_sheets_are_shown_and_hidden_ones_told():
    made = book(HEADS, ["Plakat", "Leder"])
    made.create_sheet("Kontakter").append(["Kari", "900", "a", "b", "c"])
    made.create_sheet("Lister").append(["x"])
    made["Lister"].sheet_state = "hidden"
    content = sheetfile.read(saved(made))
    outline = reading.read(content, FROM, TO).outline
    assert len(outline.measures()) == 1
    assert [entry.text for entry in outline.unplaced] == ["Kari", "900", "a", "b", "c"]
    assert content.warnings == [("hidden_sheets", "Lister")]


def test_a_person_can_say_what_columns_and_rows_are():
    made = book(["Tiltak", "Ansvar", "Resultat", None], ["Heltid", None, None, None], ["Plakat", "Leder", "Bra", "42"])
    assert [entry.text for entry in read(made).outline.unplaced] == ["Bra", "42"]
    chosen = Chosen({"resultat": "comment", "#4": "project_number"}, {"2": "area"})
    found = read(made, chosen)
    measure = found.outline.measures()[0]
    assert (tree(found), found.outline.unplaced) == ([["Heltid", ["Plakat"]]], [])
    assert (measure.comment, measure.project_number) == ("Bra", "42")


@pytest.mark.parametrize("text", ["Tiltak;Ansvar\r\nLage plakat;Leder", "Tiltak,Ansvar\nLage plakat,Leder"])
def test_csv_of_others(text):
    found = reading.read(csvfile.read(text.encode("cp1252")), FROM, TO)
    assert [(m.text, m.responsible) for m in found.outline.measures()] == [("Lage plakat", "Leder")]


def test_a_sheet_without_the_columns_is_refused():
    with pytest.raises(NotTheForm) as error:
        read(book(["Navn", "Telefon"], ["Kari", "900"]))
    assert error.value.code == "no_table"


def test_a_hundred_thousand_rows_are_refused_in_bounded_time():
    cell = '<c t="inlineStr"><is><t>%s</t></is></c>'
    rows = "".join(f"<row>{cell % f'Tiltak {n * 7919}'}{cell % f'Leder {n}'}</row>" for n in range(100_000))
    sheet = f'<worksheet xmlns="{sheetfile.MAIN[1:-1]}"><sheetData>{rows}</sheetData></worksheet>'
    data = repacked(saved(book(HEADS)), {"xl/worksheets/sheet1.xml": sheet.encode()}, level=1)
    begun = time.monotonic()
    assert refused("plan.xlsx", data) in ("too_many_rows", "unpacks_too_large")
    assert time.monotonic() - begun < 20


def test_a_huge_cell_is_refused_or_kept_as_text():
    rows = "Tiltak;Ansvar\n" + "x" * 1_500_000 + ";Leder\n"
    assert len(process.read("plan.csv", rows.encode()).outline.measures()[0].text) == 1_500_000
    assert refused("plan.csv", rows.replace(";Leder", "y" * 600_000 + ";Leder").encode()) == "too_much_text"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{}", "no_plan_data"),
        ("[" * 100_000, "broken_data"),
        ("not json", "broken_data"),
        ('{"format": "section-portal.plan", "version": 2}', "newer_data"),
        ('{"format": "section-portal.plan", "version": 1, "areas": [{"number": 1, "title": "x"}]}', "broken_data"),
        (
            '{"format": "section-portal.plan", "version": 1, "areas": [{"number": "1", "title": "x", "measures":'
            ' [{"budget": "NaN"}]}]}',
            "broken_data",
        ),
    ],
)
def test_data_of_another_shape_is_refused(text, code):
    assert refused("plan.json", text.encode()) == code
