"""Which of a file's rows is the one with the heads."""

from members.imports.columns import Recognise, recognise
from members.imports.table import LOOK_FOR_HEADS, MAX_ROWS, Cell, Table
from portal.uploads import Unreadable


def table(rows: list[tuple[int, list[Cell]]], recognise: Recognise = recognise) -> Table:
    """The table below the row that names the most columns; below the first, where no column is known.

    ``rows`` are those that are not blank, with their numbers.
    """
    if not rows:
        raise Unreadable("empty")
    at = max(range(min(len(rows), LOOK_FOR_HEADS)), key=lambda place: len(recognise(_texts(rows[place][1]))))
    heads = _texts(rows[at][1])
    # A column without a head may still hold something that the one who imports wants to name.
    width = max(len(row) for _number, row in rows[at : at + LOOK_FOR_HEADS])
    repeated = heads.copy()
    heads += [""] * (width - len(heads))
    below = [(number, (row + [""] * width)[:width]) for number, row in rows[at + 1 :] if row != repeated]
    if len(below) > MAX_ROWS:
        raise Unreadable("too_many_rows")
    return Table(heads, below)


def _texts(row: list[Cell]) -> list[str]:
    return [cell if isinstance(cell, str) else "" for cell in row]
