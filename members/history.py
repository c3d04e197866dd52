"""A person's offices through the years: what is to be told of each besides its dates."""

from typing import Any

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from members.models import Appointment


def terms_of(appointments: list[Appointment], user: Any) -> list[dict[str, Any]]:
    """Of appointments that ``user`` may see, with their bodies: as charts.term_line() draws them.

    The reason for leaving is for the person and for those who keep the body's appointments.
    """
    units = user.access.administered_units
    return [
        {
            "label": f"{capfirst(role_of(seat))}, {seat.body}",
            "note": " · ".join(
                _told(seat, reasons=seat.person_id == user.person_id or seat.body.unit_id in units)
            ),
            "starts_on": seat.starts_on,
            "ends_on": seat.ends_on,
        }
        for seat in appointments
    ]  # fmt: skip


def role_of(seat: Appointment) -> str:
    """The role as a list tells it: a deputy with the place in the row."""
    label = str(seat.get_role_display())
    return f"{seat.rank}. {label}" if seat.rank else label


def _told(seat: Appointment, *, reasons: bool) -> list[str]:
    told = []
    if seat.carried_since:
        words = {"day": date_format(seat.carried_since), "why": seat.get_carried_reason_display()}
        told.append(_("carried over since %(day)s: %(why)s") % words)
    if seat.ended_kind:
        told.append(str(seat.get_ended_kind_display()))
    if seat.ended_decision:
        told.append(seat.ended_decision)
    if reasons and seat.ended_reason:
        told.append(seat.ended_reason)
    if seat.note:
        told.append(seat.note)
    return told
