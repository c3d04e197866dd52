"""The sheet of an Excel file that holds the register. Formulas are never computed: what Excel last showed is taken, if it is kept."""

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from itertools import islice
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
from defusedxml.common import DefusedXmlException
from openpyxl.cell.cell import ERROR_CODES
from openpyxl.utils.exceptions import InvalidFileException

from members.imports.columns import Recognise, recognise
from members.imports.table import ERROR, FORMULA, LOOK_FOR_HEADS, MAX_COLUMNS, MAX_ROWS, Cell, clean, trimmed
from portal.uploads import Unreadable

# More rows than this, blank ones among them, no sheet has.
MOST_ROWS = 1_048_576
BROKEN = (
    KeyError, ValueError, TypeError, IndexError, AttributeError, OSError, zipfile.BadZipFile, ParseError,
    DefusedXmlException, InvalidFileException, OverflowError,
)  # fmt: skip


def read(
    data: bytes, recognise: Recognise = recognise, said: Callable[[Any], str] | None = None
) -> list[tuple[int, list[Cell]]]:
    """The rows of the sheet whose heads are known best; the first sheet that is not empty, where none are.

    ``said`` writes a cell's value otherwise than :func:`text_of`.
    """
    try:
        return _read(data, recognise, said or text_of)
    except BROKEN as error:
        raise Unreadable("broken") from error


def _read(data: bytes, recognise: Recognise, said: Callable[[Any], str]) -> list[tuple[int, list[Cell]]]:
    book = _open(data)
    best = max(book.worksheets, key=lambda sheet: _weight(sheet, recognise), default=None)
    if best is None:
        return []
    rows: list[tuple[int, list[Cell]]] = []
    computed: dict[int, list[int]] = {}
    for number, values in enumerate(_rows(best), start=1):
        cells = trimmed([_cell(value, said) for value in values])
        if not cells:
            continue
        rows.append((number, cells))
        if len(rows) > MAX_ROWS + LOOK_FOR_HEADS:
            raise Unreadable("too_many_rows")
        if formulas := [column for column, cell in enumerate(cells) if cell is FORMULA]:
            computed[number] = formulas
    if computed:
        _fill_in(_rows(_open(data, data_only=True)[best.title]), dict(rows), computed, said)
    return rows


def _open(data: bytes, data_only: bool = False):
    return openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=data_only, keep_links=False)


def _rows(sheet):
    # The stated size of a sheet is often wrong, and sometimes meant to be.
    sheet.reset_dimensions()
    return (row[:MAX_COLUMNS] for row in islice(sheet.iter_rows(values_only=True), MOST_ROWS))


def _weight(sheet, recognise: Recognise) -> tuple[int, bool]:
    heads = [[str(value or "") for value in row] for row in islice(_rows(sheet), LOOK_FOR_HEADS)]
    return max((len(recognise(row)) for row in heads), default=0), any(any(row) for row in heads)


def _fill_in(shown, rows: dict[int, list[Cell]], computed: dict[int, list[int]], said) -> None:
    """In place of formulas what Excel last showed for them, where the file has kept it."""
    for number, values in enumerate(shown, start=1):
        for column in computed.get(number, ()):
            if values[column] is not None:
                rows[number][column] = _cell(values[column], said)


def _cell(value: Any, said: Callable[[Any], str]) -> Cell:
    text = clean(said(value))
    if text.startswith("="):
        return FORMULA
    return ERROR if text in ERROR_CODES else text


def text_of(value: Any) -> str:
    """A cell's value as a person would type it: whole numbers without a point, days without a time."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "ja" if value else "nei"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time(0) else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)
