"""An Excel file as rows of cells. Formulas are never computed: what Excel last showed is taken, else the formula as text."""

import io
import json
import re
import zipfile
from datetime import date, datetime, time
from itertools import islice
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
from defusedxml.common import DefusedXmlException
from openpyxl.utils import column_index_from_string
from openpyxl.utils.exceptions import InvalidFileException

from plans.imports.guard import NotTheForm
from plans.imports.package import external_links, parse
from plans.imports.rows import MAX_ROWS, Cell, Content, Loose, Row
from plans.outline import plain

# Sheets of our own export: what stands above the table in Word, and what the columns cannot show (plans/riding.py).
ABOUT, RIDING = "Om planen", "portal"
# The names in the first, as the import knows them → the plan's field.
ABOUT_FIELDS = {
    "tittel": "PlanTitle",
    "periode": "PlanFacts",
    "innledning": "PlanIntroduction",
    "utfordringer på kort sikt": "PlanChallengesShort",
    "utfordringer på lang sikt": "PlanChallengesLong",
}
MAX_COLUMNS = 60
# A sheet may name more rows than it has; blank ones beyond this are not looked at.
LAST_ROW = 200_000
MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
BROKEN = (
    KeyError, ValueError, TypeError, IndexError, AttributeError, OSError, zipfile.BadZipFile, ParseError,
    DefusedXmlException, InvalidFileException, OverflowError,
)  # fmt: skip

Merges = dict[tuple[int, int], tuple[int, int]]


def read(data: bytes) -> Content:
    """Every visible sheet as a table, in their order."""
    try:
        return _read(data)
    except BROKEN as error:
        raise NotTheForm("broken") from error


def _read(data: bytes) -> Content:
    content = Content(is_sheet=True)
    book = _open(data)
    shown = None
    formulas: list[str] = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for sheet in book.worksheets:
            if sheet.title == RIDING and sheet.sheet_state != "visible":
                content.riding = _riding(sheet)
            elif sheet.title == ABOUT:
                _read_about(sheet, content)
            elif sheet.sheet_state == "visible":
                merges = _merges(archive.read(sheet._worksheet_path))
                table, computed = _table(sheet, len(content.tables) + 1, merges)
                if computed:
                    shown = shown or _open(data, data_only=True)
                    _fill_in(_rows(shown[sheet.title]), table, computed)
                    formulas += [cell.text for _place, cell in computed if cell.text.startswith("=")]
                content.tables.append(table)
        _warn(content, archive, book, formulas)
        _read_parts(archive, content)
    content.check_size()
    return content


def _open(data: bytes, data_only: bool = False):
    return openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=data_only, keep_links=False)


def _rows(sheet):
    # The stated size of a sheet is often wrong, and sometimes meant to be.
    sheet.reset_dimensions()
    return (row[:MAX_COLUMNS] for row in islice(sheet.iter_rows(), LAST_ROW))


def _table(sheet, number: int, merges: Merges) -> tuple[list[Row], list[tuple[tuple[int, int], Cell]]]:
    """The sheet's rows, and the cells that hold formulas with their places."""
    rows: list[Row] = []
    computed: list[tuple[tuple[int, int], Cell]] = []
    filled = 0
    for place, values in enumerate(_rows(sheet), start=1):
        cells: list[Cell] = []
        for column, found in enumerate(values):
            if found.value is None:
                continue
            cell = Cell(column, 1, plain(text_of(found.value)), strong=bool(found.font and found.font.b))
            cell.span = merges.get((place, column), (1, 1))[1]
            if found.data_type == "f":
                computed.append(((place, column), cell))
            cells.append(cell)
        filled += any(cell.text for cell in cells)
        if filled > MAX_ROWS:
            raise NotTheForm("too_many_rows")
        # One blank row between others tells as much as many.
        if cells or (rows and rows[-1].cells):
            rows.append(Row(number, place, cells))
    while rows and not rows[-1].filled():
        rows.pop()
    _merge_down(rows, merges)
    return rows, computed


def _merge_down(rows: list[Row], merges: Merges) -> None:
    """Cells that are merged downwards show the text of the first."""
    by_place = {(row.number, cell.column): cell for row in rows for cell in row.cells}
    for (first, column), (height, width) in merges.items():
        top = by_place.get((first, column))
        if top is None or not top.text:
            continue
        for row in rows:
            if first < row.number < first + height:
                more = Cell(column, width, top.text, continues=True)
                row.cells = sorted([*row.cells, more], key=lambda cell: cell.column)


def _merges(part: bytes) -> Merges:
    """First row and column (from 0) of each merged range → its height and width."""
    found: Merges = {}
    for left, top, right, bottom in MERGE.findall(part):
        first, last = column_index_from_string(left.decode()), column_index_from_string(right.decode())
        height = min(int(bottom), LAST_ROW) - int(top) + 1
        if height > 0 and last >= first and len(found) < MAX_ROWS:
            found[int(top), first - 1] = (height, min(last, MAX_COLUMNS) - first + 1)
    return found


def _fill_in(shown, table: list[Row], computed: list[tuple[tuple[int, int], Cell]]) -> None:
    """In place of formulas what Excel last showed for them, where the file has kept it."""
    cells = dict(computed)
    for place, values in enumerate(shown, start=1):
        for column, found in enumerate(values):
            if found.value is not None and (place, column) in cells:
                cells[place, column].text = plain(text_of(found.value))


def text_of(value: Any) -> str:
    """A cell's value as a person would type it into the form."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "ja" if value else "nei"
    if isinstance(value, datetime):
        return f"{value:%d.%m.%Y}" if value.time() == time(0) else f"{value:%d.%m.%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else str(value).replace(".", ",")
    # An array formula is an object that holds its text.
    return str(getattr(value, "text", None) or value)


def _read_about(sheet, content: Content) -> None:
    """Our own sheet of names and values; what has no name known here is told as any other text."""
    for cells in _rows(sheet):
        texts = [plain(text_of(cell.value)) if cell.value is not None else "" for cell in cells]
        name, value = [*texts, "", ""][:2]
        style = ABOUT_FIELDS.get(name.casefold().strip(" :"), "")
        if style and value:
            content.loose.append(Loose("before", value, style))
        elif not style and any(texts):
            content.loose.append(Loose("before", " ".join(text for text in texts if text)))


def _riding(sheet) -> dict:
    parts = [str(row[0].value) for row in _rows(sheet) if row and row[0].value is not None]
    try:
        found = json.loads("".join(parts))
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _warn(content: Content, archive: zipfile.ZipFile, book, formulas: list[str]) -> None:
    if formulas:
        content.warn("formulas", formulas[:3])
    hidden = [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible" and sheet.title != RIDING]
    if hidden:
        content.warn("hidden_sheets", hidden)
    if links := external_links(archive):
        content.warn("external_links", links)


def _read_parts(archive: zipfile.ZipFile, content: Content) -> None:
    """Remarks on cells, and the texts of drawn boxes."""
    for name in archive.namelist():
        if re.fullmatch(r"xl/(?:comments/?\w*|threadedComments/\w+)\.xml", name):
            for remark in parse(archive.read(name)).iter():
                if remark.tag == MAIN + "comment" and (text := _joined(remark, MAIN + "t")):
                    content.loose.append(Loose("remark", text))
        elif re.fullmatch(r"xl/drawings/drawing\d*\.xml", name):
            for body in parse(archive.read(name)).iter():
                if body.tag.endswith("}txBody") and (text := _joined(body, DRAWN + "t", DRAWN + "p")):
                    content.loose.append(Loose("box", text))


def _joined(element, text_tag: str, line_tag: str = "") -> str:
    parts = []
    for child in element.iter():
        if child.tag == text_tag:
            parts.append(child.text or "")
        elif line_tag and child.tag == line_tag and parts:
            parts.append("\n")
    return plain("".join(parts))
