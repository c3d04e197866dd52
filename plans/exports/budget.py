"""A unit's year as a spreadsheet: the same rows as on the page of control and on paper, amounts as numbers with their øre."""

import io
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from plans.control import Row, Year, YearSum, total

AMOUNT = "#,##0.00"
# Characters: what it is, what it belongs to, amounts, what is wrong.
WIDTHS = (44, 28, 16, 16, 16, 16, 16, 16, 16, 60)
LONGEST_CELL = 32_000


def document(stands: Year, years: list[YearSum]) -> bytes:
    """The file; one sheet for each table of the page, and one year by year."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in (
        (_("Lines"), stands.lines), (_("Groups"), stands.bodies), (_("Measures"), stands.measures),
        (_("Project numbers"), stands.projects),
    ):  # fmt: skip
        _sheet(book.create_sheet(str(name)), [*rows, total(rows)] if rows else [])
    _years(book.create_sheet(str(_("Year by year"))), years)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _head() -> list[str]:
    return [
        _("What"), _("Belongs to"), _("Original"), _("Budget"), _("Spent"), _("On its way"), _("Left"), _("Planned"),
        _("Forecast"), _("To look at"),
    ]  # fmt: skip


def _sheet(sheet: Any, rows: Iterable[Row]) -> None:
    cells = [
        [row.label, row.note, row.figures.original, row.figures.revised, row.figures.spent, row.figures.committed,
         row.figures.left, row.figures.planned, row.forecast, " ".join(row.warnings)]
        for row in rows
    ]  # fmt: skip
    _write(sheet, _head(), cells)


def _years(sheet: Any, years: list[YearSum]) -> None:
    head = [_("Year"), _("Decision"), _("Original"), _("Budget"), _("Spent"), _("On its way"), _("Left")]
    _write(
        sheet,
        head,
        [
            [str(each.year), each.budget.decision, each.figures.original, each.figures.revised, each.figures.spent,
             each.figures.committed, each.figures.left]
            for each in years
        ],
    )  # fmt: skip


def _write(sheet: Any, head: list[str], rows: list[list[Any]]) -> None:
    for number, cells in enumerate([head, *rows], start=1):
        for place, value in enumerate(cells, start=1):
            cell = sheet.cell(number, place)
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            cell.font = Font(bold=number == 1)
            if isinstance(value, str):
                # Text stays text: what begins as a formula is none.
                cell.value, cell.data_type, cell.number_format = value[:LONGEST_CELL], "s", "@"
            else:
                cell.value, cell.number_format = value, AMOUNT
    for place, width in enumerate(WIDTHS[: len(head)], start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = "A2"
