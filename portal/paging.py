"""Keyset paging: the next page starts after the last row seen, so page 4 000 costs as much as page 1. No count(*)."""

import base64
import binascii
import json
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet


@dataclass
class Page:
    """One page of rows with the cursors of its neighbours (empty where there is none)."""

    rows: list = field(default_factory=list)
    next: str = ""
    previous: str = ""

    def __iter__(self):
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __bool__(self) -> bool:
        return bool(self.rows)


def paginate(queryset: QuerySet, keys: list[str], cursor: str = "", size: int = 25) -> Page:
    """A page of ``queryset`` ordered by ``keys`` ('-' for descending; the last must be unique, none may be null).

    ``cursor`` comes from the address; one that cannot be read shows the first page.
    """
    after, backwards = _read(cursor, len(keys))
    if after is not None:
        try:
            queryset = queryset.filter(_beyond(keys, after, backwards))
        except (ValueError, TypeError, ValidationError):
            after, backwards = None, False
    ordered = queryset.order_by(*(_flip(key) if backwards else key for key in keys))
    rows = list(ordered[: size + 1])
    more = len(rows) > size
    rows = rows[:size]
    if backwards:
        rows.reverse()
    has_next, has_previous = (True, more) if backwards else (more, after is not None)
    return Page(
        rows,
        next=_write(rows[-1], keys, False) if rows and has_next else "",
        previous=_write(rows[0], keys, True) if rows and has_previous else "",
    )


def _flip(key: str) -> str:
    return key[1:] if key.startswith("-") else f"-{key}"


def _beyond(keys: list[str], values: list[Any], backwards: bool) -> Q:
    """(a, b, c) after (x, y, z): a > x or (a = x and (b > y or (b = y and c > z)))."""
    condition = Q()
    for key, value in reversed(list(zip(keys, values, strict=True))):
        name = key.lstrip("-")
        descending = key.startswith("-") != backwards
        beyond = Q(**{f"{name}__{'lt' if descending else 'gt'}": value})
        condition = beyond | (Q(**{name: value}) & condition) if condition else beyond
    # The first key alone, as a range that an index can use.
    first = keys[0].lstrip("-")
    bound = "lte" if keys[0].startswith("-") != backwards else "gte"
    return Q(**{f"{first}__{bound}": values[0]}) & condition


def _value(row: Any, key: str) -> Any:
    for part in key.lstrip("-").split("__"):
        row = getattr(row, part)
    return row


def _write(row: Any, keys: list[str], backwards: bool) -> str:
    data = json.dumps([backwards, *(_value(row, key) for key in keys)], default=str)
    return base64.urlsafe_b64encode(data.encode()).decode().rstrip("=")


def _read(cursor: str, length: int) -> tuple[list[Any] | None, bool]:
    if not cursor:
        return None, False
    try:
        data = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        backwards, *values = data
    except (ValueError, TypeError, binascii.Error):
        return None, False
    if len(values) != length or not isinstance(backwards, bool) or any(isinstance(v, dict | list) for v in values):
        return None, False
    return values, backwards
