"""A plan as the union's Word form: the same columns and merged headings, better set. Import reads it back unchanged."""

import io
import json
from datetime import date
from xml.sax.saxutils import escape

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from plans import riding, rowtext
from plans.exports.texts import SITUATION, heading_text, line, written
from plans.imports import reading, wordfile
from plans.outline import AreaOutline, GoalOutline, MeasureOutline, PlanOutline, plain

HEADS = ("TILTAK", "Kommentar", "Ansvar", "Frist", "Status", "Budsjett", "Prosj.nr.")
# Centimetres; together the width between the margins of a landscape A4.
WIDTHS = (8.0, 4.7, 4.2, 2.9, 2.4, 2.3, 2.2)
MARGIN = 1.5
INK, ACCENT, PAPER = RGBColor(0x1C, 0x1B, 0x19), "17453B", "FFFFFF"
AREA_FILL, GOAL_FILL, RULE = "DCE7E2", "F4F2EC", "B9B4A8"

# Name (import knows it by this) → size, bold, space above, space below.
STYLES = {
    "Plan Title": (20, True, 0, 2),
    "Plan Facts": (10.5, False, 0, 6),
    "Plan Introduction": (10.5, False, 0, 6),
    "Plan Situation": (11, True, 6, 2),
    "Plan Challenges Short": (10.5, False, 0, 6),
    "Plan Challenges Long": (10.5, False, 0, 6),
    "Plan Note": (8.5, False, 0, 0),
    "Plan Head": (9.5, True, 2, 2),
    "Plan Area": (12, True, 5, 3),
    "Plan Local Area": (12, True, 5, 3),
    "Plan Goal": (10, True, 3, 3),
    "Plan Measure": (10, False, 2, 2),
    "Plan Cell": (9.5, False, 2, 2),
}


def document(outline: PlanOutline, *, facts: str, starts_on: date, ends_on: date | None) -> bytes:
    """The Word file. ``facts`` is the line under the title: whose plan it is and for which period."""
    outline = written(outline)
    word = docx.Document()
    _set_styles(word)
    _set_page(word, outline.title)
    word.add_paragraph(line(outline.title), style="Plan Title")
    word.add_paragraph(line(facts), style="Plan Facts")
    if plain(outline.introduction):
        word.add_paragraph(plain(outline.introduction), style="Plan Introduction")
    for name, (heading, style) in SITUATION.items():
        if text := plain(getattr(outline, name)):
            word.add_paragraph(heading, style="Plan Situation").paragraph_format.keep_with_next = True
            word.add_paragraph(text, style=style)
    table = _table(word)
    for area in outline.areas:
        _heading(table, area, "PlanLocalArea" if area.is_local else "PlanArea", AREA_FILL)
        for measure in area.measures:
            _measure(table, measure, starts_on, ends_on)
        for goal in area.goals:
            _heading(table, goal, "PlanGoal", GOAL_FILL)
            for measure in goal.measures:
                _measure(table, measure, starts_on, ends_on)
    _let_ride(word, outline, starts_on, ends_on)
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def _let_ride(word, outline: PlanOutline, starts_on: date, ends_on: date | None) -> None:
    """What the visible text cannot tell, in a part of the file that Word keeps and does not show."""
    read = reading.read(wordfile.of_body(word.element.body), starts_on, ends_on).outline
    content = f'<plan xmlns="{riding.NAMESPACE}">{escape(json.dumps(riding.pack(outline, read)))}</plan>'
    name = word.part.package.next_partname("/customXml/item%d.xml")
    part = Part(name, "application/xml", content.encode(), word.part.package)
    word.part.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_XML)


def _set_styles(word) -> None:
    for name, (size, bold, above, below) in STYLES.items():
        style = word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = word.styles["Normal"]
        style.font.name, style.font.size, style.font.bold, style.font.color.rgb = "Calibri", Pt(size), bold, INK
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(above), Pt(below)
        style.paragraph_format.line_spacing = 1.08
        # A heading stays with the measures below it.
        style.paragraph_format.keep_with_next = name in ("Plan Head", "Plan Area", "Plan Local Area", "Plan Goal")
    for name in ("Plan Area", "Plan Local Area", "Plan Goal"):
        word.styles[name].paragraph_format.tab_stops.add_tab_stop(Cm(1))
    word.styles["Plan Head"].font.color.rgb = RGBColor.from_string(PAPER)


def _set_page(word, title: str) -> None:
    section = word.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Cm(29.7), Cm(21)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(MARGIN)
    section.footer_distance = Cm(0.8)
    properties = word.core_properties
    properties.title, properties.language, properties.author, properties.comments = line(title)[:255], "nb-NO", "", ""
    footer = section.footer.paragraphs[0]
    footer.style, footer.alignment = word.styles["Plan Note"], WD_ALIGN_PARAGRAPH.RIGHT
    footer.add_run("Side ")
    _field(footer, "PAGE")
    footer.add_run(" av ")
    _field(footer, "NUMPAGES")


def _field(paragraph, instruction: str) -> None:
    """A field that Word fills in, as the page number."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), instruction)
    paragraph._p.append(field)


def _table(word):
    """The table with its head, which Word repeats on each page. Built as XML: python-docx is slow by the cell."""
    table = word.add_table(rows=0, cols=len(HEADS))
    table.autofit = False
    borders = _element("w:tblBorders")
    for edge in ("top", "bottom", "insideH", "insideV"):
        borders.append(_element(f"w:{edge}", val="single", sz="4", space="0", color=RULE))
    table._tbl.tblPr.append(borders)
    for column, width in zip(table.columns, WIDTHS, strict=True):
        column.width = Cm(width)
    row = _row("w:tblHeader")
    for head, width in zip(HEADS, WIDTHS, strict=True):
        row.append(_cell(head, "PlanHead", width, fill=ACCENT))
    table._tbl.append(row)
    return table._tbl


def _element(tag: str, **attributes: str):
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element


def _row(*properties: str):
    row = _element("w:tr")
    settings = _element("w:trPr")
    settings.extend([_element("w:cantSplit"), *(_element(name) for name in properties)])
    row.append(settings)
    return row


def _cell(text: str, style: str, width: float, *, span: int = 1, fill: str = ""):
    cell = _element("w:tc")
    settings = _element("w:tcPr")
    settings.append(_element("w:tcW", w=str(Cm(width).twips), type="dxa"))
    if span > 1:
        settings.append(_element("w:gridSpan", val=str(span)))
    if fill:
        settings.append(_element("w:shd", val="clear", color="auto", fill=fill))
    paragraph = _element("w:p")
    properties = _element("w:pPr")
    properties.append(_element("w:pStyle", val=style))
    paragraph.append(properties)
    if text:
        run = _element("w:r")
        paragraph.append(run)
        run.text = text  # python-docx makes breaks and tabs of line breaks and tabs
    cell.extend([settings, paragraph])
    return cell


def _heading(table, item: AreaOutline | GoalOutline, style: str, fill: str) -> None:
    number, title = line(item.number), heading_text(item.title)
    row = _row()
    text = f"{number}\t{title}" if number else title
    row.append(_cell(text, style, sum(WIDTHS), span=len(HEADS), fill=fill))
    table.append(row)


def _measure(table, measure: MeasureOutline, starts_on: date, ends_on: date | None) -> None:
    texts = rowtext.texts(measure, starts_on, ends_on)
    row = _row()
    for column, width in zip(rowtext.COLUMNS, WIDTHS, strict=True):
        row.append(_cell(texts[column], "PlanMeasure" if column == "text" else "PlanCell", width))
    table.append(row)
