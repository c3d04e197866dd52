"""What changed in a body around a day, told as footnotes: “through November 2024”, “from December 2024, in place of …”.

Around a day is its calendar year: that is the period that a body's list is printed for. Whoever may see the body reads
them, so a note tells how an office ended and by which decision, never the reason that somebody gave.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from members.models import Appointment
from members.seats import Seat

Ended = Appointment.Ended
# Told by who comes after, or not worth a word.
SILENT = ("", Ended.SUCCEEDED, Ended.CHANGED, Ended.OTHER)


@dataclass(frozen=True)
class Window:
    """The days within which a change is told."""

    first: date
    last: date

    def holds(self, day: date | None) -> bool:
        return day is not None and self.first <= day <= self.last


def year_of(day: date) -> Window:
    return Window(date(day.year, 1, 1), date(day.year, 12, 31))


def note_of(seat: Seat, day: date, known: Mapping[int, Appointment]) -> str:
    """What is to be told of one seat; empty where nothing happened. ``known`` are the body's appointments by number.

    Of somebody who had left by the day the end is told in any case, of somebody who comes later the beginning.
    """
    held, window = seat.appointment, year_of(day)
    if held is None:
        return ""
    left = held.ends_on is not None and held.ends_on < day
    coming = held.starts_on > day and held.follows_id in known
    parts = [_began(held, known) if window.holds(held.starts_on) or coming else ""]
    if held.carried_since and (held.ends_on is None or held.carried_since <= held.ends_on):
        why = held.get_carried_reason_display()
        words = {"day": date_format(held.carried_since), "why": why}
        parts.append(_("carried over since %(day)s, until a successor is appointed: %(why)s") % words)
    if left or (window.holds(held.ends_on) and (held.ended_kind or seat.successor)):
        parts.append(_ended(held, seat.successor))
    parts.append(held.note)
    told = "; ".join(str(part) for part in parts if part)
    return f"{capfirst(told).rstrip('.')}." if told else ""


def month(day: date, *, last: bool = False) -> str:
    """The month, where it is whole on that side of the day; else the day itself."""
    edge = (day + timedelta(days=1)).day == 1 if last else day.day == 1
    return date_format(day, "F Y") if edge else date_format(day)


def _began(held: Appointment, known: Mapping[int, Appointment]) -> str:
    before = known.get(held.follows_id or 0)
    words = {"when": month(held.starts_on)}
    if before is None:
        return _("from %(when)s") % words
    if before.person_id != held.person_id:
        return _("from %(when)s, in place of %(name)s") % (words | {"name": before.person.name})
    if (before.role, before.rank) != (held.role, held.rank):
        return _("from %(when)s, before that %(role)s") % (words | {"role": role_of(before)})
    return _("from %(when)s for a new term") % words


def _ended(held: Appointment, successor: Appointment | None) -> str:
    if held.ends_on is None:
        return ""
    told = _("through %(when)s") % {"when": month(held.ends_on, last=True)}
    if held.ended_kind not in SILENT:
        how = str(held.get_ended_kind_display())
        told += f" ({', '.join(part for part in (how, held.ended_decision) if part)})"
    after = _after(held, successor)
    return f"{told}, {after}" if after else told


def _after(held: Appointment, successor: Appointment | None) -> str:
    if successor is None:
        return ""
    if successor.person_id != held.person_id:
        return _("then %(name)s") % {"name": successor.person.name}
    if (successor.role, successor.rank) != (held.role, held.rank):
        return _("then %(role)s") % {"role": role_of(successor)}
    return _("then a new term")


def role_of(held: Appointment) -> str:
    """The role as a list tells it: a deputy with the place in the row."""
    label = str(held.get_role_display())
    return f"{held.rank}. {label}" if held.rank else label
