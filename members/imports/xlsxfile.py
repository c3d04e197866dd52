"""The sheet of an Excel file that holds the register. Formulas are never computed: what Excel last showed is taken, if it is kept."""

import io
import zipfile
from datetime import date, datetime, time
from itertools import islice
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
from defusedxml.common import DefusedXmlException
from openpyxl.utils.exceptions import InvalidFileException

from members.imports.columns import recognise
from members.imports.table import ERROR, FORMULA, LOOK_FOR_HEADS, MAX_COLUMNS, MAX_ROWS, Cell, clean
from portal.uploads import Unreadable

# More rows than this, blank ones among them, no sheet has.
MOST_ROWS = 1_048_576
BROKEN = (
    KeyError, ValueError, TypeError, IndexError, AttributeError, OSError, zipfile.BadZipFile, ParseError,
    DefusedXmlException, InvalidFileException, OverflowError,
)  # fmt: skip


def read(data: bytes) -> list[list[Cell]]:
    """The rows of the sheet whose heads are known best; the first sheet that is not empty, where none are."""
    try:
        return _read(data)
    except BROKEN as error:
        raise Unreadable("broken") from error


def _read(data: bytes) -> list[list[Cell]]:
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    best = max((sheet for sheet in book.worksheets), key=_weight, default=None)
    if best is None:
        return []
    written = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
    rows: list[list[Cell]] = []
    filled = 0
    # Side by side: what the cells show, and whether it is computed.
    for shown, source in zip(_rows(best), _rows(written[best.title]), strict=False):
        cells = [_cell(a, b) for a, b in zip(shown, source, strict=False)]
        rows.append(cells)
        filled += any(cells)
        if filled > MAX_ROWS + LOOK_FOR_HEADS:
            raise Unreadable("too_many_rows")
    while rows and not any(rows[-1]):
        rows.pop()
    return rows


def _rows(sheet):
    # The stated size of a sheet is often wrong, and sometimes meant to be.
    sheet.reset_dimensions()
    return islice(sheet.iter_rows(max_col=MAX_COLUMNS), MOST_ROWS)


def _weight(sheet) -> tuple[int, bool]:
    heads = [[str(cell.value or "") for cell in row] for row in islice(_rows(sheet), LOOK_FOR_HEADS)]
    return max((len(recognise(row)) for row in heads), default=0), any(any(row) for row in heads)


def _cell(shown: Any, source: Any) -> Cell:
    if source.data_type == "f" and shown.value is None:
        return FORMULA
    if shown.data_type == "e":
        return ERROR
    return clean(text_of(shown.value))


def text_of(value: Any) -> str:
    """A cell's value as a person would type it: whole numbers without a point, days without a time."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nei"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time(0) else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)
