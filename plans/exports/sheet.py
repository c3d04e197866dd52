"""A plan as an Excel file: one sheet to sort and filter, one about the plan. Import reads it back unchanged."""

import io
import json
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from plans import riding
from plans.exports import table
from plans.exports.table import TableRow
from plans.exports.texts import SITUATION, line, period, written
from plans.imports import reading
from plans.imports.rows import Cell, Content, Loose, Row
from plans.imports.sheetfile import ABOUT, ABOUT_FIELDS, RIDING, text_of
from plans.outline import PlanOutline, plain
from plans.spreadsheets import COLUMNS

WIDTHS = (8, 28, 8, 32, 44, 28, 24, 14, 16, 13, 11, 10, 10)
INK, ACCENT, RULE = "1C1B19", "17453B", "B9B4A8"
# More characters no cell of Excel takes; what is cut off rides along.
LONGEST_CELL = 32_000
FIRST_YEAR = 1901
TEXT, DAY, AMOUNT = "@", "dd.mm.yyyy", "#,##0.##"
NUMERIC = ("budget", "deadline", "review_months")
# Characters of one cell of the hidden sheet.
CHUNK = 30_000


def document(outline: PlanOutline, *, starts_on: date, ends_on: date | None) -> bytes:
    outline = written(outline)
    book = Workbook()
    sheet = book.active
    sheet.title = "Plan"
    values = [_values(row) for row in table.rows(outline, starts_on, ends_on)]
    about = _about(outline, starts_on, ends_on)
    _write_table(sheet, values)
    _write_about(book.create_sheet(ABOUT), about)
    _write_riding(book.create_sheet(RIDING), outline, _content(values, about), starts_on, ends_on)
    book.properties.creator, book.properties.title = "", line(outline.title)[:255]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _values(row: TableRow) -> dict[str, Any]:
    """Column → value: days and amounts as such where they say it all, everything else as text."""
    values: dict[str, Any] = {column: _short(text) for column, text in row.texts.items() if text}
    measure = row.measure
    if measure is None:
        return values
    deadline = measure.deadline
    if deadline.kind == "date" and not deadline.words and deadline.ends_on and deadline.ends_on.year >= FIRST_YEAR:
        values["deadline"] = deadline.ends_on
    if measure.budget is not None and not measure.budget_words:
        whole = measure.budget == measure.budget.to_integral_value()
        values["budget"] = int(measure.budget) if whole else float(measure.budget)
    if measure.review_months:
        values["review_months"] = measure.review_months
    return values


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_CELL else f"{text[:LONGEST_CELL].rstrip()}…"


def _about(outline: PlanOutline, starts_on: date, ends_on: date | None) -> list[tuple[str, str]]:
    texts = [("Tittel", line(outline.title)), ("Periode", period(starts_on, ends_on))]
    texts.append(("Innledning", plain(outline.introduction)))
    texts += [(heading, plain(getattr(outline, name))) for name, (heading, _style) in SITUATION.items()]
    return [(name, _short(text)) for name, text in texts]


def _content(values: list[dict[str, Any]], about: list[tuple[str, str]]) -> Content:
    """The sheets as the import will find them."""
    head = Row(1, 1, [Cell(place, 1, name) for place, name in enumerate(COLUMNS)])
    places = {column: place for place, column in enumerate(COLUMNS.values())}
    body = [
        Row(1, number, [Cell(places[column], 1, plain(text_of(value))) for column, value in row.items()])
        for number, row in enumerate(values, start=2)
    ]
    loose = [Loose("before", text, ABOUT_FIELDS[name.casefold()]) for name, text in about if text]
    return Content([[head, *body]], loose, is_sheet=True)


def _write_table(sheet, values: list[dict[str, Any]]) -> None:
    sheet.append(list(COLUMNS))
    top, wrapped = Alignment(vertical="top"), Alignment(vertical="top", wrap_text=True)
    rule = Border(bottom=Side("thin", RULE))
    fill, white, plain_font = PatternFill("solid", ACCENT), Font(bold=True, color="FFFFFF"), Font(color=INK)
    for cell, width in zip(sheet[1], WIDTHS, strict=True):
        cell.fill, cell.font, cell.alignment = fill, white, wrapped
        sheet.column_dimensions[get_column_letter(cell.column)].width = width
    for number, row in enumerate(values, start=2):
        for place, column in enumerate(COLUMNS.values(), start=1):
            cell = sheet.cell(number, place)
            _write(cell, row.get(column))
            cell.font, cell.border = plain_font, rule
            cell.alignment = top if column in NUMERIC else wrapped
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}{len(values) + 1}"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _write(cell, value: Any) -> None:
    """Text stays text: what begins as a formula is none."""
    if isinstance(value, date):
        cell.value, cell.number_format = value, DAY
    elif isinstance(value, int | float):
        cell.value, cell.number_format = value, AMOUNT
    else:
        cell.number_format = TEXT
        if value:
            cell.value, cell.data_type = value, "s"


def _write_about(sheet, about: list[tuple[str, str]]) -> None:
    for number, (name, text) in enumerate(about, start=1):
        sheet.cell(number, 1, name).font = Font(bold=True, color=INK)
        _write(sheet.cell(number, 2), text)
        for place in (1, 2):
            sheet.cell(number, place).alignment = Alignment(vertical="top", wrap_text=True)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 28, 100


def _write_riding(sheet, outline: PlanOutline, content: Content, starts_on: date, ends_on: date | None) -> None:
    read = reading.read(content, starts_on, ends_on).outline
    text = json.dumps(riding.pack(outline, read))
    for number, start in enumerate(range(0, len(text), CHUNK), start=1):
        cell = sheet.cell(number, 1)
        cell.value, cell.data_type = text[start : start + CHUNK], "s"
    sheet.sheet_state = "veryHidden"
