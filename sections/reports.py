"""The list of those appointed to a body, for print."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.documents import Report, day_of
from sections.models import Body
from sections.rosters import Line, Roster, roster


def _context(body: Body, on: date | None = None) -> dict[str, Any]:
    """``parts`` (heading, seats), ``notes``; ``facts``: the day it holds for is part of the content."""
    found = roster(body, on)
    parts = [{"heading": heading, "seats": [row(line) for line in lines]} for heading, lines in parts_of(found)]
    return {"facts": _facts(body, found), "parts": [part for part in parts if part["seats"]], "notes": found.notes}


def _title(body: Body, on: date | None = None) -> str:
    return _("%(body)s, %(day)s") % {"body": body.name, "day": date_format(on)} if on else body.name


def _facts(body: Body, found: Roster) -> list[tuple[str, str]]:
    return [
        (_("As of"), date_format(found.day)),
        (_("Kind"), body.get_kind_display()),
        (_("Seats"), found.seats.summary),
        (_("Closed on"), date_format(body.closed_on) if body.closed_on else ""),
    ]


def parts_of(found: Roster) -> Iterable[tuple[str, list[Line]]]:
    """The list in its parts, with their headings."""
    yield _("Members"), found.members
    yield _("Deputies"), found.deputies
    yield _("Contact, adviser and observers"), found.beside
    yield _("Vacant seats"), found.vacant
    yield _("Left earlier in %(year)s") % {"year": found.day.year}, found.left
    yield _("Coming"), found.coming


def row(line: Line) -> dict[str, Any]:
    """One line in words; ``number`` is that of its footnote."""
    held = line.appointment
    number = line.note.number if line.note else None
    if held is None:
        return {"name": _("vacant"), "role": line.role, "since": "", "until": "", "decision": "", "number": number}
    until = date_format(held.ends_on, "SHORT_DATE_FORMAT") if held.ends_on else _("until further notice")
    return {
        "name": held.person.name,
        "role": f"{line.role} ({held.deputy_for})" if held.deputy_for_id else line.role,
        "since": date_format(held.starts_on, "SHORT_DATE_FORMAT"),
        "until": _("sits until a successor is appointed") if held.carried_since and not held.ends_on else until,
        "decision": ", ".join(part for part in (held.appointed_by, held.decision) if part),
        "number": number,
    }


APPOINTMENTS = Report(
    kind="appointments",
    name=gettext_lazy("Those appointed to a body"),
    template="pdf/appointments.html",
    permission="body.view",
    model="sections.Body",
    title=_title,
    head=lambda body: {"section": body.unit.name, "body": ""},
    context=_context,
    takes={"on": day_of},
)
