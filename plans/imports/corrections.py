"""What a person has said about how a file was read: from the page, kept with the import, and remembered for the next file."""

import hashlib
from datetime import date
from typing import Any

from plans.imports import looks
from plans.imports.form import Chosen
from plans.imports.process import Found
from plans.imports.rows import Content

# A unit's memory holds so many rows at most; the newest stay.
LONGEST_MEMORY = 2_000


def to_json(chosen: Chosen) -> dict[str, Any]:
    return {"columns": chosen.columns, "rows": chosen.rows}


def from_json(data: dict[str, Any]) -> Chosen:
    return Chosen(data.get("columns", {}), data.get("rows", {}))


def row_texts(source: dict[str, Any]) -> dict[str, str]:
    """Row or line → its text, in the order of the file."""
    content = Content.from_json(source)
    found = {line.name: line.raw for line in looks.lines(content.loose)} if content.loose else {}
    for table in content.tables:
        found |= {row.name: " · ".join(cell.text for cell in row.filled()) for row in table}
    return {name: text for name, text in found.items() if text}


def as_last_time(found: Found, starts_on: date | None, ends_on: date | None, memory: dict) -> tuple[Found, Chosen]:
    """The file read as a person chose for the one before it, where there was one of its shape."""
    if not memory or not found.source:
        return found, Chosen()
    kinds = memory.get("rows", {})
    rows = {name: kinds[_mark(text)] for name, text in row_texts(found.source).items() if _mark(text) in kinds}
    chosen = Chosen(memory.get("columns", {}), rows)
    return found.again(starts_on, ends_on, chosen), chosen


def memory(source: dict[str, Any], chosen: Chosen, before: dict[str, Any]) -> dict[str, Any]:
    """What is kept for the next file: columns by their heads, rows by a check of their text, which itself is not kept."""
    texts = row_texts(source)
    kept = {
        mark: kind for mark, kind in before.get("rows", {}).items() if mark not in {_mark(t) for t in texts.values()}
    }
    kept |= {_mark(texts[name]): kind for name, kind in chosen.rows.items() if name in texts}
    return {"columns": chosen.columns, "rows": dict(list(kept.items())[-LONGEST_MEMORY:])}


def _mark(text: str) -> str:
    return hashlib.sha256(" ".join(text.casefold().split()).encode()).hexdigest()[:16]
