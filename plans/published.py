"""What goes from a plan to the levels below, as data: its rows, and how two publications differ. Pure: knows no database.

A row is known by its kind and its key: the number of the row where it was first written, however many levels it has passed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

# Kind of row → what is passed down of it. The deadline is one thing in five columns; "under" is the row that it stands under.
FIELDS = {
    "area": ("number", "title"),
    "goal": ("number", "title", "under"),
    "measure": ("text", "comment", "responsible_text", "deadline", "under"),
}
DEADLINE = ("deadline_kind", "deadline_text", "starts_on", "due_on", "review_months")
Place = tuple[str, int]


@dataclass(frozen=True)
class Row:
    """One row as it was published. ``pk`` is its number in the plan that published it."""

    kind: str
    key: int
    pk: int
    values: dict[str, Any]

    @property
    def place(self) -> Place:
        return self.kind, self.key

    @property
    def under(self) -> Place | None:
        above = self.values.get("under")
        return (above[0], above[1]) if above else None

    def to_json(self) -> dict[str, Any]:
        return {"kind": self.kind, "key": self.key, "pk": self.pk, "values": self.values}


@dataclass(frozen=True)
class Difference:
    """One row that was added, changed or removed between two publications; ``position`` is its place in the plan above."""

    kind: str
    row: Row
    before: dict[str, Any]
    after: dict[str, Any]
    position: int


def rows(content: dict[str, Any]) -> list[Row]:
    """A publication's rows, in the order of the plan: what holds others comes before what it holds."""
    return [Row(**row) for row in content["rows"]]


def differences(old: Iterable[Row], new: Iterable[Row]) -> list[Difference]:
    """What the new publication adds, changes and removes. The order of rows is not a difference."""
    before, after = {row.place: row for row in old}, {row.place: row for row in new}
    found = []
    for position, row in enumerate(after.values()):
        was = before.get(row.place)
        if was is None:
            found.append(Difference("add", row, {}, row.values, position))
            continue
        names = [name for name in FIELDS[row.kind] if was.values.get(name) != row.values.get(name)]
        if names:
            values = [{name: each.values.get(name) for name in names} for each in (was, row)]
            found.append(Difference("change", row, values[0], values[1], position))
    gone = [row for row in before.values() if row.place not in after]
    # From the inside out, so that an area is empty when its turn comes.
    found += [Difference("remove", row, row.values, {}, len(after) + at) for at, row in enumerate(reversed(gone))]
    return found


def read(obj: Any, name: str) -> Any:
    """The value of a field of an area, goal or measure, as it is published."""
    if name == "deadline":
        return [_plain(getattr(obj, column)) for column in DEADLINE]
    return getattr(obj, name)


def write(obj: Any, name: str, value: Any) -> None:
    """Set a published value on an area, goal or measure; where it stands is the caller's."""
    if name == "deadline":
        for column, part in zip(DEADLINE, value, strict=True):
            setattr(obj, column, date.fromisoformat(part) if part and column.endswith("_on") else part)
    else:
        setattr(obj, name, value)


def columns(names: Iterable[str]) -> list[str]:
    """The columns that the published fields are kept in."""
    found: list[str] = []
    for name in names:
        found += DEADLINE if name == "deadline" else [name]
    return found


def same(text: str) -> str:
    """Two rows with the same words are the same row, whatever blanks and capitals they have."""
    return " ".join(text.split()).casefold()


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
