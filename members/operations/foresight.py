"""What a verb would do to appointments, told before it is done: it is tried, looked at, and undone."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from members.models import Appointment


def foresee(actor, verb: Callable[..., Any], *, bodies: Iterable[int], **values: Any) -> tuple[Any, list[str]]:
    """The verb's result, and a sentence for each appointment of the bodies that it would touch; nothing stays changed.

    Raises what the verb raises.
    """
    ids = list(bodies)
    before = _read(ids)
    with transaction.atomic():
        result = verb(actor, **values)
        after = _read(ids)
        transaction.set_rollback(True)
    gone = [_taken_back(seat) for pk, seat in before.items() if pk not in after]
    changed = [_changed(before[pk], seat) for pk, seat in after.items() if pk in before]
    new = [_new(seat) for pk, seat in after.items() if pk not in before]
    return result, [sentence for sentence in [*gone, *changed, *new] if sentence]


def _read(bodies: list[int]) -> dict[int, Appointment]:
    rows = Appointment.objects.filter(body__in=bodies).select_related("person").order_by("starts_on", "pk")
    return {seat.pk: seat for seat in rows}


def _who(seat: Appointment) -> dict[str, str]:
    label = str(seat.get_role_display())
    return {"name": seat.person.name, "role": f"{seat.rank}. {label}" if seat.rank else label}


def _taken_back(seat: Appointment) -> str:
    words = _who(seat) | {"day": date_format(seat.starts_on)}
    return _("%(name)s, %(role)s from %(day)s, is taken back.") % words


def _changed(before: Appointment, after: Appointment) -> str:
    who = _who(after)
    if after.carried_since and not before.carried_since:
        words = who | {"day": date_format(after.carried_since)}
        return _("%(name)s, %(role)s, sits from %(day)s until a successor is appointed.") % words
    if after.ends_on != before.ends_on:
        if after.ends_on is None:
            return _("%(name)s, %(role)s, goes on.") % who
        words = who | {"day": date_format(after.ends_on)}
        if after.ended_kind:
            return _("%(name)s, %(role)s, ends %(day)s.") % words
        return _("%(name)s, %(role)s, goes on to %(day)s.") % words
    if after.ended_kind != before.ended_kind and after.ends_on:
        how = after.get_ended_kind_display()
        words = who | {"day": date_format(after.ends_on), "how": how}
        return _("%(name)s, %(role)s, ends %(day)s: %(how)s.") % words
    if after.rank != before.rank:
        return _("%(name)s becomes %(role)s.") % who
    return ""


def _new(seat: Appointment) -> str:
    words = _who(seat) | {"start": date_format(seat.starts_on)}
    if seat.ends_on is None:
        return _("%(name)s is %(role)s from %(start)s, until further notice.") % words
    return _("%(name)s is %(role)s from %(start)s to %(end)s.") % (words | {"end": date_format(seat.ends_on)})
