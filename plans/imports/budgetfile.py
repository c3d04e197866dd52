"""A table → the lines of a budget. Sums that the file states are held against the lines and told of; nothing is mended."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from members.imports.messages import PROBLEMS
from members.imports.table import Cell, Table
from plans.imports.moneycolumns import recognise
from plans.operations.money_imports import FileLine
from portal.amounts import LARGEST, parse
from portal.sheets import unguarded
from portal.words import kr

SUM = re.compile(
    r"(?:delsum|sum|totalsum|hovedsum|hovudsum|totalt?|i alt|til sammen|til saman|subtotal|grand total|in all)\b[ :]*",
    re.IGNORECASE,
)
OF_ALL = re.compile(r"total|i alt|hov[eu]dsum|grand|in all", re.IGNORECASE)
PAIRS_OF = 400
# What the columns of a line hold (plans/models/money.py).
LONGEST = {"heading": 80, "code": 20, "name": 120}


@dataclass(frozen=True)
class Told:
    """What a person should know of a row."""

    number: int
    name: str
    text: str


@dataclass
class Reading:
    """``wrong`` rows are left out; ``flags`` are sums that do not add up."""

    lines: list[FileLine] = field(default_factory=list)
    wrong: list[Told] = field(default_factory=list)
    flags: list[Told] = field(default_factory=list)
    # Sums that were checked and found right.
    sums: int = 0

    @property
    def total(self) -> Decimal:
        return sum((line.amount for line in self.lines), Decimal(0))


def amount_of(cell: Cell) -> Decimal:
    """The amount in a cell; ``ValidationError`` with the reason where it holds none."""
    if isinstance(cell, dict):
        raise ValidationError(str(PROBLEMS[cell["problem"]]))
    try:
        amount = parse(cell)
    except ValueError:
        message = _("“%(text)s” is not an amount. Write for example 85 000 or 85 000,50.") % {"text": cell[:40]}
        raise ValidationError(message) from None
    if abs(amount) > LARGEST:
        raise ValidationError(_("The amount is too large."))
    return amount


def read(table: Table, year: int) -> Reading:
    """Raise ``ValidationError`` where the table has no column with names or none with the year's amounts."""
    columns = {name: column for column, name in recognise(table.heads).items()}
    if "line" not in columns and "text" not in columns:
        raise ValidationError(_("No column of the file is called “Post”, “Linje” or “Navn”."))
    return _Reader(columns, _amounts(columns, year)).read(table)


def _amounts(columns: dict[str, int], year: int) -> int:
    """The column of the year's amounts."""
    years = sorted(name for name in columns if name.isdecimal())
    if str(year) in columns:
        return columns[str(year)]
    if years:
        told = {"years": ", ".join(years), "year": year}
        raise ValidationError(_("The file has amounts for %(years)s, but none for %(year)s.") % told)
    for name in ("amount", "sum"):
        if name in columns:
            return columns[name]
    raise ValidationError(_("No column of the file is called “Beløp” or “Budsjett”, or by its year."))


class _Reader:
    """Row by row; ``since`` are the lines that no sum has come after yet."""

    def __init__(self, columns: dict[str, int], amounts: int) -> None:
        self.columns, self.amounts = columns, amounts
        self.name = columns.get("line", columns.get("text", 0))
        self.found = Reading()
        self.heading = ""
        self.since: list[FileLine] = []
        self.seen: set[tuple[str, str]] = set()

    def read(self, table: Table) -> Reading:
        for number, cells in table.rows:
            self._row(number, cells)
        return self.found

    def _text(self, cells: Sequence[Cell], name: str) -> str:
        cell = cells[self.columns[name]] if name in self.columns else ""
        return unguarded(cell) if isinstance(cell, str) else ""

    def _row(self, number: int, cells: list[Cell]) -> None:
        cell = cells[self.name]
        name = unguarded(cell) if isinstance(cell, str) else ""
        code, amount = self._text(cells, "code"), cells[self.amounts]
        # A cell that is merged downwards, or left out as the one above says it.
        self.heading = self._text(cells, "heading") if self._own_heading(cells) else self.heading
        titles = [text for text in (name, code, self._text(cells, "heading")) if text]
        stated = next((text for text in titles if SUM.match(text)), "")
        if not titles and not amount:
            return
        if not amount and not code and "heading" not in self.columns:
            self.heading = name[: LONGEST["heading"]]
            return
        try:
            value = self._amount(amount)
            if stated:
                self._sum(number, stated, value)
            else:
                self._line(FileLine(number, self.heading, code, name, value))
                self._across(number, name, cells)
        except ValidationError as error:
            self.found.wrong.append(Told(number, name or stated, " ".join(error.messages)))

    def _own_heading(self, cells: list[Cell]) -> bool:
        text = self._text(cells, "heading")
        return bool(text) and not SUM.match(text)

    def _amount(self, cell: Cell) -> Decimal:
        if not cell:
            raise ValidationError(_("The row has no amount."))
        return amount_of(cell)

    def _line(self, line: FileLine) -> None:
        if not line.name:
            raise ValidationError(_("The row has an amount, but no name."))
        for name, limit in LONGEST.items():
            if len(getattr(line, name)) > limit:
                raise ValidationError(_("The text is longer than %(limit)d characters.") % {"limit": limit})
        if line.amount < 0:
            raise ValidationError(_("A budget line cannot be below nought."))
        if (line.heading, line.name) in self.seen:
            raise ValidationError(_("The file has a line of this name under this heading already."))
        self.seen.add((line.heading, line.name))
        self.found.lines.append(line)
        self.since.append(line)

    def _sum(self, number: int, name: str, stated: Decimal) -> None:
        """The sum of a heading by its name, of what stands above it, or of all."""
        of = SUM.sub("", name).strip().casefold()
        under = [line for line in self.found.lines if of and line.heading.casefold() == of]
        rows = under or (self.found.lines if OF_ALL.search(name) or not self.since else self.since)
        self.since = []
        self._hold(number, name, stated, rows)

    def _hold(self, number: int, name: str, stated: Decimal, rows: list[FileLine]) -> None:
        comes = sum((line.amount for line in rows), Decimal(0))
        if stated == comes:
            self.found.sums += 1
            return
        told = {"stated": kr(stated), "comes": kr(comes)}
        text = _("The sum says %(stated)s, the rows come to %(comes)s.") % told
        self.found.flags.append(Told(number, name, text))
        if comes == 10 * stated:
            self.found.flags.append(Told(number, name, _suspect(stated)))
        for line in short_of_a_zero(rows, stated - comes):
            told_of = Told(line.number, line.name, _suspect(line.amount))
            # Its own sum and the sum of all point at the same amount: once is enough.
            if told_of not in self.found.flags:
                self.found.flags.append(told_of)

    def _across(self, number: int, name: str, cells: list[Cell]) -> None:
        """A table of several years that sums each row: held against its years."""
        years = [column for key, column in self.columns.items() if key.isdecimal()]
        if len(years) < 2 or not (stated := cells[self.columns["sum"]] if "sum" in self.columns else ""):
            return
        amounts = [amount_of(cells[column]) for column in years if cells[column]]
        rows = [FileLine(number, "", "", name, amount) for amount in amounts]
        self._hold(number, name, amount_of(stated), rows)


def _suspect(amount: Decimal) -> str:
    return _("This amount looks as if a zero is missing: %(amount)s.") % {"amount": kr(amount)}


def short_of_a_zero(rows: Sequence[Any], difference: Decimal) -> list[Any]:
    """One line, or else two, that would make the sum right if they were ten times as large."""
    # Two by two takes too long where there are very many.
    for many in (1, 2) if len(rows) <= PAIRS_OF else (1,):
        for chosen in itertools.combinations(rows, many):
            if difference and 9 * sum(line.amount for line in chosen) == difference:
                return list(chosen)
    return []
