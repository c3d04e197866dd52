"""The way in for views and commands: a file's name and bytes → the plan in it, read in a child process with limits."""

from datetime import date

from plans.imports.guard import NotTheForm, check_envelope
from plans.outline import PlanOutline
from portal import uploads


def read(name: str, data: bytes, starts_on: date | None = None, ends_on: date | None = None) -> PlanOutline:
    """Raise :class:`NotTheForm` where the file is refused; else return what the form holds."""
    check_envelope(name, data)
    try:
        reply = uploads.read_in_child("plans.imports.child", _iso(starts_on), _iso(ends_on), data=data)
    except uploads.Unreadable as refusal:
        raise NotTheForm(refusal.code) from refusal
    return PlanOutline.from_json(reply["outline"])


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
