"""The union's form is read with nothing lost."""

import io
import os
from collections import Counter
from datetime import date
from pathlib import Path

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE

from plans.imports import reading, wordfile
from plans.imports.form import Chosen
from plans.imports.guard import NotTheForm
from plans.outline import LOCAL_TITLE, PlanOutline
from tests.plans.builders import HEADS, Sheet, element, union_form

ATTACHED_TEMPLATE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"
FROM, TO = date(2021, 1, 1), date(2021, 12, 31)
REAL = (
    Path(os.environ.get("SHARED_DATA", Path(__file__).parents[4] / "shared" / "data")) / "strategiske-tiltak-2021.docx"
)
FORMS = [pytest.param(union_form, id="built"), *([pytest.param(REAL.read_bytes, id="real")] if REAL.exists() else [])]


def parse(data: bytes, starts_on: date = FROM, ends_on: date = TO) -> PlanOutline:
    return reading.read(wordfile.read(data), starts_on, ends_on).outline


def read(sheet: Sheet) -> PlanOutline:
    return parse(sheet.save(), FROM, TO)


def sheet_with_head() -> Sheet:
    sheet = Sheet()
    sheet.row(*HEADS)
    return sheet


def unplaced(outline: PlanOutline) -> list[tuple[str, str]]:
    return [(entry.text, entry.why) for entry in outline.unplaced]


def texts(outline: PlanOutline) -> Counter:
    """Every text that the outline holds, counted once."""
    found = Counter(outline.structure)
    found.update(text for measure in outline.measures() for text in measure.texts())
    found.update(heading.raw for heading in [*outline.areas, *outline.goals()])
    found.update(entry.text for entry in outline.unplaced if not entry.stored)
    return found


@pytest.mark.parametrize("build", FORMS)
def test_the_form_has_the_known_numbers(build):
    outline = parse(build(), FROM, TO)
    measures = outline.counted()
    lone = [measure for measure in outline.measures() if not measure.text]
    assert (len(outline.areas), len(outline.goals()), len(measures)) == (7, 31, 63)
    assert [area.is_local for area in outline.areas] == [False] * 6 + [True]
    assert [goal.number for goal in outline.goals()].count("") == 1
    assert len([measure for measure in outline.areas[-1].measures if measure.text]) == 11
    assert sum(measure.deadline.kind == "continuous" for measure in measures) == 44
    assert sum("\n" in measure.responsible for measure in measures) == 27
    assert sorted(tuple(measure.texts()) == ("Kontinuerlig",) for measure in lone) == [False] + [True] * 6


@pytest.mark.parametrize("build", FORMS)
def test_every_text_is_in_a_field_or_unplaced(build):
    data = build()
    cells = Counter(
        cell.text for table in wordfile.read(data).tables for row in table for cell in row.cells if cell.text
    )
    assert texts(parse(data, FROM, TO)) == cells


@pytest.mark.parametrize("build", FORMS)
def test_rows_without_a_measure_are_kept_and_shown(build):
    outline = parse(build(), FROM, TO)
    reasons = Counter(entry.why for entry in outline.unplaced)
    assert reasons == {"above_head": 1, "lone_deadline": 6, "lone_comment": 1}


def test_no_table_is_refused():
    sheet = Sheet()
    sheet.row("Tiltak", "", "", "")
    with pytest.raises(NotTheForm) as error:
        read(sheet)
    assert error.value.code == "no_table"


def test_nynorsk_heads_in_another_order_and_with_columns_missing():
    sheet = Sheet(("Ansvarleg", "Frist", "Tiltak", "Merknad"))
    sheet.row("Ansvarleg", "Frist", "Tiltak", "Merknad")
    sheet.wide("1. Heiltid")
    sheet.wide("1.1 Fleire heile stillingar")
    sheet.row("Leiar", "1. mai", "Lage plakat", "Til jul")
    outline = read(sheet)
    measure = outline.measures()[0]
    assert (outline.areas[0].number, outline.areas[0].title) == ("1", "Heiltid")
    assert (outline.goals()[0].number, outline.goals()[0].title) == ("1.1", "Fleire heile stillingar")
    assert (measure.text, measure.responsible, measure.comment) == ("Lage plakat", "Leiar", "Til jul")
    assert measure.deadline.ends_on == date(2021, 5, 1)
    assert measure.responsible_parts[0].role == "leader"


def test_a_column_that_the_form_does_not_have_is_shown():
    sheet = Sheet(("Tiltak", "Ansvar", "Evaluering"))
    sheet.row("Tiltak", "Ansvar", "Evaluering")
    sheet.row("Lage plakat", "Leder", "Gikk bra")
    outline = read(sheet)
    assert unplaced(outline) == [("Gikk bra", "unknown_column")]
    assert outline.unplaced[0].column == "Evaluering"


def test_measures_before_the_first_heading_go_to_the_local_part():
    sheet = sheet_with_head()
    sheet.row("Lage plakat", "", "Leder")
    area = read(sheet).areas[0]
    assert (area.is_local, area.title, len(area.measures)) == (True, LOCAL_TITLE, 1)


def test_a_day_or_a_number_in_front_does_not_make_a_heading():
    sheet = sheet_with_head()
    sheet.wide("1. Område")
    sheet.wide("1.1 Mål")
    sheet.row("1. mai-arrangement")
    sheet.row("20.01.2021 Årsmøte")
    sheet.row("2. Kurs", "", "Leder")
    sheet.row("4 styremøter")
    sheet.row("2.1 Utenfor orden")
    outline = read(sheet)
    assert (len(outline.areas), len(outline.goals()), len(outline.counted())) == (1, 1, 5)


def test_a_text_beside_a_heading_is_shown():
    sheet = sheet_with_head()
    sheet.wide("1. Område")
    cells = sheet.row()
    cells[0].merge(cells[3]).text = "1.1 Mål"
    cells[5].text = "1 000"
    assert unplaced(read(sheet)) == [("1 000", "beside_heading")]


def test_a_head_that_is_repeated_is_no_measure():
    sheet = sheet_with_head()
    sheet.row("Lage plakat")
    sheet.row(*HEADS)
    sheet.row("Lage film")
    outline = read(sheet)
    assert [measure.text for measure in outline.counted()] == ["Lage plakat", "Lage film"]
    assert outline.structure == [*HEADS, *HEADS]


def test_several_tables_and_loose_texts():
    sheet = sheet_with_head()
    sheet.row("Lage plakat")
    sheet.word.paragraphs[0].insert_paragraph_before("Foran") if sheet.word.paragraphs else None
    sheet.word.add_paragraph("Etter")
    more = sheet.word.add_table(rows=1, cols=7)
    more.rows[0].cells[0].text = "Lage film"
    other = sheet.word.add_table(rows=1, cols=2)
    other.rows[0].cells[0].text = "Kari, 900 00 000"
    outline = read(sheet)
    assert [(measure.text, measure.row) for measure in outline.counted()] == [
        ("Lage plakat", "2"),
        ("Lage film", "2:1"),
    ]
    assert unplaced(outline) == [("Kari, 900 00 000", "other_table"), ("Etter", "outside_table")]


def test_headers_footers_are_shown():
    sheet = sheet_with_head()
    sheet.row("Lage plakat")
    sheet.word.sections[0].header.paragraphs[0].text = "Utkast"
    outline = read(sheet)
    assert [(entry.place, entry.text) for entry in outline.unplaced] == [("header", "Utkast")]


def test_breaks_and_paragraphs_make_lines():
    sheet = sheet_with_head()
    cells = sheet.row("Lage\nplakat")
    cells[2].text = "Leder"
    cells[2].add_paragraph("Kasserer")
    measure = read(sheet).measures()[0]
    assert measure.text == "Lage\nplakat"
    assert [part.name for part in measure.responsible_parts] == ["Leder", "Kasserer"]


def test_tracked_changes_are_read_as_accepted():
    sheet = sheet_with_head()
    paragraph = sheet.row("Lage ")[0].paragraphs[0]._p
    for kind, tag, text in (("del", "delText", "film"), ("ins", "t", "plakat")):
        change, run, words = element(f"w:{kind}"), element("w:r"), element(f"w:{tag}")
        words.text = text
        run.append(words)
        change.append(run)
        paragraph.append(change)
    gone = sheet.row("Borte")[0]._tc.getparent()
    gone.get_or_add_trPr().append(element("w:del"))
    assert [measure.text for measure in read(sheet).measures()] == ["Lage plakat"]


def test_content_controls_are_looked_into():
    sheet = sheet_with_head()
    first = sheet.row("Lage plakat", "", "Leder")
    _wrap(first[2]._tc)
    _wrap(sheet.row("Lage film")[0]._tc.getparent())
    _wrap(sheet.row("Lage bok", "Klikk her")[1].paragraphs[0]._p, placeholder=True)
    outline = read(sheet)
    assert [(m.text, m.responsible, m.comment) for m in outline.measures()] == [
        ("Lage plakat", "Leder", ""),
        ("Lage film", "", ""),
        ("Lage bok", "", ""),
    ]


def test_tracked_changes_and_links_out_of_the_file_are_told():
    sheet = sheet_with_head()
    sheet.row("Lage plakat")[0].paragraphs[0]._p.append(element("w:ins"))
    sheet.word.part.relate_to("file:///server/mal.dotx", ATTACHED_TEMPLATE, is_external=True)
    sheet.word.part.relate_to("https://example.com", RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    content = wordfile.read(sheet.save())
    assert content.warnings == [("tracked_changes", ""), ("external_links", "file:///server/mal.dotx")]


def test_a_text_box_belongs_to_no_cell():
    sheet = sheet_with_head()
    run, picture, box, content = (element(f"w:{tag}") for tag in ("r", "pict", "textbox", "txbxContent"))
    inner = docx.Document().add_paragraph("Ring Kari")._p
    content.append(inner)
    box.append(content)
    picture.append(box)
    run.append(picture)
    sheet.row("Lage plakat")[0].paragraphs[0]._p.append(run)
    outline = read(sheet)
    assert [measure.text for measure in outline.measures()] == ["Lage plakat"]
    assert [(entry.place, entry.text) for entry in outline.unplaced] == [("box", "Ring Kari")]


def test_the_form_inside_a_table_that_shapes_the_page():
    outer = docx.Document()
    cell = outer.add_table(rows=1, cols=1).rows[0].cells[0]
    cell.text = "Handlingsplan"
    for texts in (HEADS, ("Lage plakat", "", "Leder")):
        table = cell.tables[0] if cell.tables else cell.add_table(rows=0, cols=len(HEADS))
        for each, text in zip(table.add_row().cells, texts, strict=False):
            each.text = text
    out = io.BytesIO()
    outer.save(out)
    outline = parse(out.getvalue())
    assert [(measure.text, measure.responsible) for measure in outline.measures()] == [("Lage plakat", "Leder")]
    assert unplaced(outline) == [("Handlingsplan", "other_table")]


def test_a_person_can_say_what_rows_and_columns_of_the_form_are():
    sheet = Sheet(("Tiltak", "Ansvar", "Resultat"))
    for texts in (("Tiltak", "Ansvar", "Resultat"), ("Heltid",), ("Plakat", "Leder", "Bra"), ("Gammelt",)):
        sheet.row(*texts)
    chosen = Chosen({"resultat": "comment"}, {"2": "area", "4": "unplaced"})
    found = reading.read(wordfile.read(sheet.save()), FROM, TO, chosen)
    measure = found.outline.measures()[0]
    assert [(area.title, len(area.measures)) for area in found.outline.areas] == [("Heltid", 1)]
    assert (measure.comment, unplaced(found.outline)) == ("Bra", [("Gammelt", "left_out")])
    assert found.kinds == {"2": "area", "3": "measure", "4": "unplaced"}


def _wrap(inner, *, placeholder: bool = False) -> None:
    control, settings, content = element("w:sdt"), element("w:sdtPr"), element("w:sdtContent")
    if placeholder:
        settings.append(element("w:showingPlcHdr"))
    control.extend([settings, content])
    inner.addprevious(control)
    content.append(inner)


def test_a_value_merged_downwards_counts_for_each_measure():
    sheet = sheet_with_head()
    first, second = sheet.row("Lage plakat", "", "Leder"), sheet.row("Lage film")
    first[2].merge(second[2])
    assert [measure.responsible for measure in read(sheet).measures()] == ["Leder", "Leder"]


def test_a_measure_merged_downwards_is_one_measure():
    sheet = sheet_with_head()
    first, second = sheet.row("Lage plakat", "", "Leder"), sheet.row("", "Snart", "Kasserer")
    first[0].merge(second[0])
    measures = read(sheet).measures()
    assert [(m.text, m.responsible, m.comment) for m in measures] == [("Lage plakat", "Leder\nKasserer", "Snart")]


def test_areas_and_goals_by_words_own_numbering():
    sheet = sheet_with_head()
    for text, level in (("Heltid", 0), ("Flere stillinger", 1), ("Bedre lønn", 1)):
        numbering = element("w:numPr")
        numbering.extend([element("w:ilvl", val=str(level)), element("w:numId", val="1")])
        sheet.wide(text).paragraphs[0]._p.get_or_add_pPr().append(numbering)
    outline = read(sheet)
    assert [(area.number, area.title) for area in outline.areas] == [("1", "Heltid")]
    assert [(goal.number, goal.title) for goal in outline.goals()] == [
        ("1.1", "Flere stillinger"),
        ("1.2", "Bedre lønn"),
    ]


def test_without_any_numbers_the_first_of_two_merged_rows_is_the_area():
    sheet = sheet_with_head()
    sheet.wide("Heltid")
    sheet.wide("Flere stillinger")
    sheet.row("Lage plakat")
    sheet.wide("Bedre lønn")
    sheet.row("Lage film")
    outline = read(sheet)
    assert [area.title for area in outline.areas] == ["Heltid"]
    assert [goal.title for goal in outline.goals()] == ["Flere stillinger", "Bedre lønn"]


def test_an_outline_survives_json():
    outline = parse(union_form(), FROM, TO)
    assert PlanOutline.from_json(outline.to_json()) == outline


def test_merged_rows_of_one_kind_without_numbers_are_areas():
    sheet = sheet_with_head()
    for title, measure in (("Heltid", "Lage plakat"), ("Fag", "Holde kurs")):
        sheet.wide(title)
        sheet.row(measure)
    outline = read(sheet)
    assert [(area.title, [m.text for m in area.measures]) for area in outline.areas] == [
        ("Heltid", ["Lage plakat"]),
        ("Fag", ["Holde kurs"]),
    ]


def test_a_measure_merged_with_its_neighbour_keeps_who_and_when():
    sheet = sheet_with_head()
    sheet.wide("1. Heltid")
    cells = sheet.row("Lage plakat", "", "Leder", "1. mai 2021")
    cells[0].merge(cells[1])
    outline = read(sheet)
    (measure,) = outline.areas[0].measures
    assert (measure.text, measure.responsible, measure.deadline.ends_on) == ("Lage plakat", "Leder", date(2021, 5, 1))
    assert [entry.text for entry in outline.unplaced] == []


def test_headings_stand_in_the_first_column_and_heads_ask_what_who_and_when():
    sheet = Sheet(("Hvem", "Når", "Hva skal gjøres"))
    sheet.row("Hvem", "Når", "Hva skal gjøres")
    sheet.row("1. Heltid")
    sheet.row("Leder", "mai", "Lage plakat")
    outline = read(sheet)
    assert [(area.number, area.title) for area in outline.areas] == [("1", "Heltid")]
    assert [(m.text, m.responsible, m.deadline.raw) for m in outline.measures()] == [("Lage plakat", "Leder", "mai")]
