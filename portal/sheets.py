"""Tables as CSV and Excel: text stays text, numbers stay numbers, and nothing is written that a spreadsheet would compute."""

import codecs
import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

MEDIA_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
# A spreadsheet runs a cell that begins so; an apostrophe in front keeps it text. One more where there is one already, so that
# it can be taken away.
DANGEROUS = re.compile(r"'*[=+\-@\t\r]")
GUARDED = re.compile(r"'+[=+\-@\t\r]")
Cell = str | Decimal | date | int | None


def guarded(text: str) -> str:
    return f"'{text}" if DANGEROUS.match(text) else text


def unguarded(text: str) -> str:
    return text[1:] if GUARDED.match(text) else text


def to_csv(rows: Iterable[Sequence[Cell]]) -> bytes:
    """As Excel in Norway opens it: UTF-8 with a mark, semicolons, a comma before the øre."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerows([_text(cell) for cell in row] for row in rows)
    return codecs.BOM_UTF8 + out.getvalue().encode()


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return f"{cell:.2f}".replace(".", ",")
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell) if isinstance(cell, int) else guarded(cell)


def to_xlsx(title: str, rows: Sequence[Sequence[Cell]], *, widths: Sequence[int], head: int = 1) -> bytes:
    """One sheet. ``head`` is the row (from 1) with the heads: bold, and held in sight."""
    # Imported late: few pages need it, and it is heavy.
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet: Any = book.active
    sheet.title = title[:31]
    for number, cells in enumerate(rows, start=1):
        for place, value in enumerate(cells, start=1):
            cell = sheet.cell(number, place)
            if isinstance(value, str):
                # Text stays text: what begins as a formula is none.
                cell.value, cell.data_type, cell.number_format = value, "s", "@"
            else:
                cell.value = value
                if isinstance(value, Decimal):
                    cell.number_format = "#,##0.00"
            cell.font = Font(bold=number == head)
    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = f"A{head + 1}"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
