"""A block of cells copied from Word or Excel: lines with tabs between the cells, a cell of several lines in quotation marks."""

import csv
import io
import re

from plans import cells, grid
from plans.imports.columns import FIELD_BY_NAME

MAX_LENGTH = 200_000
MAX_ROWS = 500


class TooLarge(Exception):
    """More than is read at once."""


def read(text: str, column: str) -> tuple[list[dict[str, str]], int]:
    """The rows of the block, each as cell → text, and how many columns found no room.

    The first column of the block goes into ``column``, the next into the next, unless the first row is the form's head.
    Rows without any text are left out. A blank measure or status says nothing and changes nothing.
    """
    if len(text) > MAX_LENGTH:
        raise TooLarge
    lines = [[grid.clean(part) for part in line] for line in _lines(text)]
    lines = [line for line in lines if any(line)]
    if len(lines) > MAX_ROWS:
        raise TooLarge
    names, lines = _names(lines, column)
    beyond = {n for line in lines for n, part in enumerate(line) if part and (n >= len(names) or not names[n])}
    rows = [_row(dict(zip(names, line, strict=False))) for line in lines]
    return [row for row in rows if row], len(beyond)


def _lines(text: str) -> list[list[str]]:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    try:
        return list(csv.reader(io.StringIO(text), delimiter="\t", strict=True))
    except csv.Error:
        # A quotation mark that is only a quotation mark.
        return [line.split("\t") for line in text.split("\n")]


def _names(lines: list[list[str]], column: str) -> tuple[list[str], list[list[str]]]:
    """The cell of each column, and the rows below the head where there is one: whole column names and nothing else."""
    heads = [FIELD_BY_NAME.get(" ".join(re.findall(r"\w+", part.casefold())), "") for part in lines[0]] if lines else []
    names = [name if name in grid.COLUMNS else "" for name in heads]
    if any(names) and all(name or not part for name, part in zip(heads, lines[0], strict=True)):
        return names, lines[1:]
    return list(grid.COLUMNS[grid.COLUMNS.index(column) :]), lines


def _row(found: dict[str, str]) -> dict[str, str]:
    row = {name: text for name, text in found.items() if name and (text or name not in ("text", "status"))}
    if "status" in row:
        code, note = cells.status(row.pop("status"))
        row |= {name: text for name, text in (("status", code), ("note", note)) if text}
    return row
