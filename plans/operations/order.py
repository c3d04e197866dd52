"""The order of rows under the same parent."""

from typing import Any

from django.db import models

# As the fields hold.
LONGEST_NUMBER = 20


def next_position(rows: models.QuerySet) -> int:
    """The place after the last."""
    return (rows.aggregate(last=models.Max("position"))["last"] or 0) + 1


def neighbour(rows: list, row, up: bool) -> Any:
    """The row that changes places with ``row``, or None at the end."""
    place = [each.pk for each in rows].index(row.pk) + (-1 if up else 1)
    return rows[place] if 0 <= place < len(rows) else None


def swap(rows: list, first, second) -> None:
    """Change the places of two rows and number all of them anew: imports and removals leave gaps and doubles."""
    order = [second if row == first else first if row == second else row for row in rows]
    renumber(order)


def renumber(rows: list) -> None:
    for position, row in enumerate(rows, start=1):
        row.position = position
    if rows:
        type(rows[0]).objects.bulk_update(rows, ["position"])
