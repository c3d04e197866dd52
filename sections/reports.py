"""The list of those appointed to a body, for print."""

from collections.abc import Iterable
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.documents import Report
from sections.models import Body
from sections.rosters import Roster, Seat, roster


def _context(body: Body) -> dict[str, Any]:
    """``parts`` (heading, seats); ``facts``: the day it holds for is part of the content."""
    found = roster(body)
    return {"facts": _facts(body, found), "parts": [part for part in _parts(found) if part["seats"]]}


def _facts(body: Body, found: Roster) -> list[tuple[str, str]]:
    return [
        (_("As of"), date_format(found.day)),
        (_("Kind"), body.get_kind_display()),
        (_("Closed on"), date_format(body.closed_on) if body.closed_on else ""),
    ]


def _parts(found: Roster) -> Iterable[dict[str, Any]]:
    for heading, seats in (
        (_("Members"), found.members),
        (_("Deputies"), found.deputies),
        (_("Contact, adviser and observers"), found.beside),
        (_("Coming"), found.coming),
    ):
        yield {"heading": heading, "seats": [_line(seat) for seat in seats]}


def _line(seat: Seat) -> dict[str, str]:
    held = seat.appointment
    until = date_format(held.ends_on, "SHORT_DATE_FORMAT") if held.ends_on else _("until further notice")
    return {
        "name": held.person.name,
        "role": f"{seat.role} ({held.deputy_for})" if held.deputy_for_id else seat.role,
        "since": date_format(held.starts_on, "SHORT_DATE_FORMAT"),
        "until": _("sits until a successor is appointed") if seat.is_carried else until,
        "decision": ", ".join(part for part in (held.appointed_by, held.decision) if part),
    }


APPOINTMENTS = Report(
    kind="appointments",
    name=gettext_lazy("Those appointed to a body"),
    template="pdf/appointments.html",
    permission="body.view",
    model="sections.Body",
    title=lambda body: body.name,
    head=lambda body: {"section": body.unit.name, "body": ""},
    context=_context,
)
