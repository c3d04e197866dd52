"""A file as rows of cells and loose lines, whatever kind it had: what a reader makes and what the plan is read from.

Kept with the import as JSON, so that the same file can be read again in another way.
"""

from collections.abc import Iterable
from dataclasses import astuple, dataclass, field
from typing import Any

from plans.imports.guard import NotTheForm

MAX_ROWS = 20_000
# Characters of all cells and lines together; a plan of a thousand measures has a sixth of it.
MAX_TEXT = 2_000_000


@dataclass
class Cell:
    column: int
    span: int
    text: str
    style: str = ""
    # Depth of an automatic number, None without one.
    level: int | None = None
    # The cell continues the one above (merged downwards) and shows its text.
    continues: bool = False
    # Set in bold in a spreadsheet, where headings are seldom merged.
    strong: bool = False


@dataclass
class Row:
    table: int
    number: int
    cells: list[Cell]

    @property
    def name(self) -> str:
        """The number of the row as a person would count, with the table's number before it from the second table on."""
        return str(self.number) if self.table == 1 else f"{self.table}:{self.number}"

    def filled(self) -> list[Cell]:
        """The cells with a text of their own."""
        return [cell for cell in self.cells if cell.text and not cell.continues]


@dataclass
class Loose:
    """A text outside the tables. ``place``: before, after, header, footer, footnote, remark, box.

    ``look`` tells how a line of the body is set: h1 to h9 by a heading style (h1# where Word numbers it), n0 … by an
    automatic number, b0 … by an automatic bullet (the figure is the depth), strong where all of it is bold, title; else nothing.
    """

    place: str
    text: str
    style: str = ""
    look: str = ""


@dataclass
class Content:
    tables: list[list[Row]] = field(default_factory=list)
    loose: list[Loose] = field(default_factory=list)
    # What a person should know about the file as a whole: (code, detail), see plans/imports/messages.py.
    warnings: list[tuple[str, str]] = field(default_factory=list)
    # What this portal's own files carry beside the text (plans/riding.py).
    riding: dict[str, Any] = field(default_factory=dict)
    is_sheet: bool = False

    def to_json(self) -> dict[str, Any]:
        return {
            "tables": [[(row.number, [astuple(cell) for cell in row.cells]) for row in table] for table in self.tables],
            "loose": [astuple(line) for line in self.loose],
            "warnings": self.warnings,
            "riding": self.riding,
            "is_sheet": self.is_sheet,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Content":
        tables = [
            [Row(place, number, [Cell(*cell) for cell in cells]) for number, cells in table]
            for place, table in enumerate(data["tables"], start=1)
        ]
        warnings = [(code, detail) for code, detail in data["warnings"]]
        return cls(tables, [Loose(*line) for line in data["loose"]], warnings, data["riding"], data["is_sheet"])

    def warn(self, code: str, details: Iterable[str] = ()) -> None:
        """Once for each code, with the details that are told."""
        self.warnings.append((code, ", ".join(details)[:200]))

    def check_size(self) -> None:
        """Raise :class:`NotTheForm` where there is more than a plan can hold."""
        if sum(len(table) for table in self.tables) + len(self.loose) > MAX_ROWS:
            raise NotTheForm("too_many_rows")
        size = sum(len(cell.text) for table in self.tables for row in table for cell in row.cells)
        if size + sum(len(line.text) for line in self.loose) > MAX_TEXT:
            raise NotTheForm("too_much_text")
