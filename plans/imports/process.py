"""The way in for views and commands: a file's name and bytes → the plan in it, read in a child process with limits."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from plans.imports import reading
from plans.imports.form import Chosen
from plans.imports.guard import NotTheForm, check_envelope
from plans.imports.reading import Reading
from plans.imports.rows import Content
from plans.outline import PlanOutline
from portal import uploads


@dataclass
class Found:
    """What a file holds. ``source`` are its rows as JSON, to be read again; empty for JSON, which says what each row is."""

    reading: Reading
    source: dict[str, Any]

    @property
    def outline(self) -> PlanOutline:
        return self.reading.outline

    @property
    def warnings(self) -> list[tuple[str, str]]:
        """(code, detail), see plans/imports/messages.py."""
        return [(code, detail) for code, detail in self.source.get("warnings", [])]

    def kept(self) -> dict[str, Any]:
        """What the record of the import keeps of it, besides the plan itself."""
        return {"kind": self.reading.kind, "source": self.source, "warnings": self.warnings}

    def again(self, starts_on: date | None, ends_on: date | None, chosen: Chosen) -> "Found":
        """Read as a person has said."""
        if not self.source:
            return self
        return Found(reading.read(Content.from_json(self.source), starts_on, ends_on, chosen), self.source)


def read(name: str, data: bytes, starts_on: date | None = None, ends_on: date | None = None) -> Found:
    """Raise :class:`NotTheForm` where the file is refused; else return what it holds."""
    kind = check_envelope(name, data)
    try:
        reply = uploads.read_in_child("plans.imports.child", kind, _iso(starts_on), _iso(ends_on), data=data)
    except uploads.Unreadable as refusal:
        raise NotTheForm(refusal.code) from refusal
    outline = PlanOutline.from_json(reply["outline"])
    made = Reading(reply["kind"], outline, reply.get("kinds", {}), reply.get("keys", {}))
    return Found(made, reply.get("content", {}))


def again(source: dict[str, Any], starts_on: date | None, ends_on: date | None) -> Found:
    """What was kept of a file, read as it was the first time."""
    return Found(reading.read(Content.from_json(source), starts_on, ends_on), source)


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
