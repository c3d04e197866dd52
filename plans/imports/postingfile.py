"""A list from the accounts → entries to be posted. A row that cannot be read says why, and stops no other."""

from dataclasses import replace
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from members.imports import values
from members.imports.table import Cell, Table
from plans.imports.budgetfile import amount_of
from plans.imports.moneycolumns import recognise
from plans.operations.money_imports import FileEntry
from portal.sheets import unguarded

# More at once is split: what is shown has to be looked at.
MOST = 5_000
NEEDED = {"on": "Dato", "voucher": "Bilag", "amount": "Beløp"}


def read(table: Table) -> list[FileEntry]:
    """Raise ``ValidationError`` where the columns that are needed are not all there.

    The rows of one voucher are told apart by their order: 1204, 1204/2, 1204/3.
    """
    columns = {name: column for column, name in recognise(table.heads).items()}
    lacking = [head for name, head in NEEDED.items() if name not in columns]
    if not {"code", "line"} & columns.keys():
        lacking.append("Konto")
    if lacking:
        raise ValidationError(_("The file lacks these columns: %(columns)s.") % {"columns": ", ".join(lacking)})
    if len(table.rows) > MOST:
        raise ValidationError(_("The file has more than %(most)d rows. Split it.") % {"most": MOST})
    entries: list[FileEntry] = []
    times: dict[str, int] = {}
    for number, cells in table.rows:
        entry = _entry(number, {name: cells[column] for name, column in columns.items()})
        times[entry.voucher] = nth = times.get(entry.voucher, 0) + 1
        if entry.voucher and nth > 1:
            entry = replace(entry, voucher=f"{entry.voucher}/{nth}")
        entries.append(entry)
    return entries


def _entry(number: int, cells: dict[str, Cell]) -> FileEntry:
    texts = {name: unguarded(cell) if isinstance(cell, str) else "" for name, cell in cells.items()}
    line = texts.get("line", "")
    read = FileEntry(
        number, texts["voucher"], texts.get("code", ""), line, texts.get("text", "") or line,
        texts.get("project_number", ""),
    )  # fmt: skip
    try:
        on = _day(texts["on"])
        if not read.voucher:
            raise ValidationError(_("The row has no voucher number, so it could be posted twice."))
        if not cells["amount"]:
            raise ValidationError(_("The row has no amount."))
        return replace(read, on=on, amount=amount_of(cells["amount"]))
    except ValidationError as error:
        return replace(read, wrong=" ".join(error.messages))


def _day(text: str) -> date:
    """A whole date; a month or a year alone is none."""
    try:
        first, last = values.day(text), values.day(text, last=True)
    except ValueError:
        first = last = None
    if first is None or first != last:
        raise ValidationError(_("The date cannot be read. Write it as 2026-03-31 or 31.03.2026."))
    return first
