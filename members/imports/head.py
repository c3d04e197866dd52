"""Which of a file's rows is the one with the heads."""

from members.imports.columns import recognise
from members.imports.table import LOOK_FOR_HEADS, MAX_ROWS, Cell, Table
from portal.uploads import Unreadable


def table(rows: list[list[Cell]]) -> Table:
    """The table below the row that names the most columns; below the first that is not blank, where none is known."""
    top = [(number, row) for number, row in enumerate(rows[:LOOK_FOR_HEADS]) if any(row)]
    if not top:
        raise Unreadable("empty")
    at, _row = max(top, key=lambda pair: len(recognise(_texts(pair[1]))))
    heads = _texts(rows[at])
    width = max((index + 1 for index, head in enumerate(heads) if head), default=0)
    # A column without a head may still hold something that the one who imports wants to name.
    width = max(width, *(len(row) for row in rows[at : at + LOOK_FOR_HEADS]))
    heads += [""] * (width - len(heads))
    below = [
        (number, (row + [""] * width)[:width])
        for number, row in enumerate(rows[at + 1 :], start=at + 2)
        if any(row) and _texts(row) != heads[: len(row)]
    ]
    if len(below) > MAX_ROWS:
        raise Unreadable("too_many_rows")
    return Table(heads[:width], below)


def _texts(row: list[Cell]) -> list[str]:
    return [cell if isinstance(cell, str) else "" for cell in row]
