"""Table + which column is what → records, each with its values or with what is wrong, cell by cell."""

from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from members.imports import messages, values
from members.imports.table import Cell
from members.register import Record

# As long as the model's fields; a text that is longer is told, never cut.
LIMITS = {
    "first_name": 80, "last_name": 80, "name": 160, "email": 254, "unit": 200, "section": 200, "employer": 120,
    "occupation": 120, "competence": 20_000, "body": 200, "note": 300,
    "deputy_for": 254, "appointed_by": 200, "decision": 60,
}  # fmt: skip
EMPTY = {"", "-", "–", "—"}


def parse(rows: Iterable[tuple[int, list[Cell]]], mapping: dict[int, str], heads: list[str]) -> list[Record]:
    """The records of all rows that are not blank in the chosen columns."""
    named = {name: heads[column] for column, name in mapping.items()}
    if "name" in named:
        named.setdefault("first_name", named["name"])
        named.setdefault("last_name", named["name"])
    records = (_record(number, cells, mapping, named) for number, cells in rows)
    return [record for record in records if record.values or record.wrong]


def _record(number: int, cells: list[Cell], mapping: dict[int, str], heads: dict[str, str]) -> Record:
    record = Record(number, heads=heads)
    for column, name in mapping.items():
        cell = cells[column] if column < len(cells) else ""
        if isinstance(cell, dict):
            record.refuse(name, messages.problem(cell["problem"]))
        elif cell not in EMPTY:
            _take(record, name, cell)
    if any(isinstance(cell, dict) and cell["problem"] == "unclosed" for cell in cells) and not record.wrong:
        # The broken cell need not be in a column that was chosen: the row cannot be trusted all the same.
        record.wrong.append(_unclosed(record))
    if record.values or record.wrong:
        _require_name(record)
    return record


def _unclosed(record: Record):
    record.refuse("", messages.problem("unclosed"))
    return record.wrong.pop()


def _take(record: Record, name: str, cell: str) -> None:
    if cell.startswith("="):
        record.refuse(name, messages.problem("formula"))
        return
    if len(cell) > LIMITS.get(name, 200):
        record.refuse(name, _("The text is longer than %(limit)d characters.") % {"limit": LIMITS.get(name, 200)})
        return
    try:
        READERS.get(name, _text)(record, name, cell)
    except (ValueError, ValidationError):
        record.refuse(name, _cannot(name) % {"text": cell[:60]})


def _cannot(name: str) -> str:
    """What to say of a cell that is not what its column holds."""
    return {
        "email": _("“%(text)s” is not an e-mail address."),
        "phone": _("“%(text)s” is not a telephone number."),
        "starts_on": _("“%(text)s” is not a date."),
        "ends_on": _("“%(text)s” is not a date."),
        "role": _("“%(text)s” is not a role that the portal knows."),
        "occupationally_active": _("“%(text)s” is neither yes nor no."),
    }.get(name, _("“%(text)s” cannot be read."))


def _text(record: Record, name: str, cell: str) -> None:
    record.values[name] = cell


def _email(record: Record, name: str, cell: str) -> None:
    address = cell.removeprefix("mailto:").strip(" <>;,").lower()
    validate_email(address)
    record.values[name] = address


def _phone(record: Record, name: str, cell: str) -> None:
    record.values[name] = values.phone(cell)


def _yes_no(record: Record, name: str, cell: str) -> None:
    record.values[name] = values.yes_no(cell)


def _role(record: Record, name: str, cell: str) -> None:
    record.values["role"], rank = values.role(cell)
    if rank:
        record.values["rank"] = rank


def _day(record: Record, name: str, cell: str) -> None:
    found = values.day(cell, last=name == "ends_on")
    if found:
        record.values[name] = found.isoformat()


def _name(record: Record, name: str, cell: str) -> None:
    first, last = values.split_name(cell)
    for part, text in (("first_name", first), ("last_name", last)):
        # A column of its own says it better.
        if text:
            record.values.setdefault(part, text)


READERS: dict[str, Callable[[Record, str, str], Any]] = {
    "name": _name,
    "email": _email,
    "phone": _phone,
    "role": _role,
    "starts_on": _day,
    "ends_on": _day,
    "occupationally_active": _yes_no,
}


def _require_name(record: Record) -> None:
    told = {problem.field for problem in record.wrong}
    if "name" in told:
        return
    for name, sentence in (
        ("first_name", _("The first name is missing.")),
        ("last_name", _("The last name is missing.")),
    ):
        text = record.values.get(name, "")
        if name in told:
            continue
        if not text:
            record.refuse(name, sentence)
        elif not any(character.isalpha() for character in text):
            record.refuse(name, _("“%(text)s” is not a name.") % {"text": text[:60]})
        elif len(text) > LIMITS[name]:
            record.refuse(name, _("The text is longer than %(limit)d characters.") % {"limit": LIMITS[name]})
