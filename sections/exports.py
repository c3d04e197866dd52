"""The list of those appointed to a body as a spreadsheet: the same rows and notes as on the page and on paper."""

import codecs
import csv
import io
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from portal.sheets import guarded
from sections.models import Body
from sections.reports import parts_of, row
from sections.rosters import Roster, roster

WIDTHS = (24, 30, 26, 14, 32, 34, 60)


def document(body: Body, on: date | None, form: str) -> bytes:
    """The file in the form ``xlsx`` or ``csv``."""
    found = roster(body, on)
    rows = _rows(found)
    return _csv(body, found, rows) if form == "csv" else _xlsx(body, found, rows)


def file_name(body: Body, on: date | None, form: str) -> str:
    return f"{body.slug}{f'-{on.isoformat()}' if on else ''}.{form}"


def _head() -> list[str]:
    return [
        _("Part"), _("Name"), _("Role"), _("From"), _("Until"), _("Appointed by, decision"), _("Note"),
    ]  # fmt: skip


def _rows(found: Roster) -> list[list[str]]:
    return [
        [str(heading), capfirst(told["name"]), capfirst(told["role"]), told["since"], told["until"], told["decision"],
         line.note.text if line.note else ""]
        for heading, lines in parts_of(found)
        for line in lines
        for told in [row(line)]
    ]  # fmt: skip


def _about(body: Body, found: Roster) -> list[list[str]]:
    return [[body.name], [_("As of"), date_format(found.day)], [_("Seats"), found.seats.summary], []]


def _csv(body: Body, found: Roster, rows: list[list[str]]) -> bytes:
    """As Excel in Norway opens it: UTF-8 with a mark, semicolons, and nothing that a spreadsheet would compute."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    for cells in [*_about(body, found), _head(), *rows]:
        writer.writerow([guarded(text) for text in cells])
    return codecs.BOM_UTF8 + out.getvalue().encode()


def _xlsx(body: Body, found: Roster, rows: list[list[str]]) -> bytes:
    # Imported late: few pages need it, and it is heavy.
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    sheet: Any = book.active
    sheet.title = _("Appointed")
    about = _about(body, found)
    for number, cells in enumerate([*about, _head(), *rows], start=1):
        for place, text in enumerate(cells, start=1):
            cell = sheet.cell(number, place)
            # Text stays text: what begins as a formula is none.
            cell.value, cell.data_type, cell.number_format = text, "s", "@"
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            cell.font = Font(bold=number in (1, len(about) + 1))
    for letter, width in zip("ABCDEFG", WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = f"A{len(about) + 2}"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
