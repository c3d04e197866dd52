"""A file as heads and rows of text, whatever kind it had. Knows no Django: it is made in the child process."""

import unicodedata
from dataclasses import dataclass, field
from typing import Any

MAX_ROWS = 50_000
MAX_COLUMNS = 100
# The heads stand in one of the first rows; above them a register likes to print its own name.
LOOK_FOR_HEADS = 20
LONGEST_CELL = 20_000

# A cell is its text, or says by one of these that there is none to be had.
FORMULA = {"problem": "formula"}
ERROR = {"problem": "error"}
UNCLOSED = {"problem": "unclosed"}
Cell = str | dict[str, str]


@dataclass
class Table:
    """Heads, and the rows below them as (number as a spreadsheet shows it, cells)."""

    heads: list[str]
    rows: list[tuple[int, list[Cell]]] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        return {"heads": self.heads, "rows": self.rows}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Table":
        return cls(data["heads"], [(number, cells) for number, cells in data["rows"]])


def clean(text: str) -> str:
    """Without characters that are no text, with plain spaces, composed: a database takes it, and it compares."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if not text.isprintable():
        kept = (" " if character in "\r\n\t\v\f\x85\u2028\u2029\xa0\u202f\u2007" else character for character in text)
        text = "".join(c for c in kept if c == " " or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
    return " ".join(text.split())[:LONGEST_CELL]


def trimmed(cells: list[Cell]) -> list[Cell]:
    """Without the empty cells at the end; nothing for a blank row."""
    while cells and not cells[-1]:
        cells.pop()
    return cells
