"""The rules of an appointment, and how one is stored; the verbs of appointments and of terms stand on this.

On PostgreSQL exclusion constraints stand behind the rules for the case of two at the same moment.
"""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.models import Appointment
from members.roles import BY_BODY_KIND, GROUP_SEATS, SINGLE, Role
from portal.periods import overlapping, require_order

FIRST_YEAR, LAST_YEAR = 1900, 2150
SAME_MOMENT = gettext_lazy("Somebody else has just recorded an appointment that overlaps with this one. Look again.")


def lock(body):
    """One at a time per body: the checks below then see what the other wrote. SQLite's transactions are so already."""
    return type(body)._base_manager.select_for_update().get(pk=body.pk)


def read(appointment: Appointment, body) -> Appointment:
    """The row as it is now, after the lock; with the body that was locked."""
    fresh = Appointment.objects.select_related("person", "deputy_for").get(pk=appointment.pk)
    fresh.body = body
    return fresh


def require_open(body, starts_on: date, ends_on: date | None) -> None:
    if body.closed_on is None:
        return
    if starts_on > body.closed_on or ends_on is None or ends_on > body.closed_on:
        raise ValidationError(_("The body is closed since %(day)s.") % {"day": date_format(body.closed_on)})


def require_dates(starts_on: date, ends_on: date | None) -> None:
    """An end after the start, and years that people live in: a slip of the key must not make a term of 7 000 years."""
    for field, day in (("starts_on", starts_on), ("ends_on", ends_on)):
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise ValidationError({field: _("Is the year right?")})
    require_order(starts_on, ends_on)


def require_last_day(appointment: Appointment, day: date, field: str = "ends_on") -> None:
    """A day on which the appointment is in force: an end never prolongs."""
    if appointment.ends_on is not None and day > appointment.ends_on:
        message = _("The appointment ends on %(day)s already.")
        raise ValidationError({field: message % {"day": date_format(appointment.ends_on)}})
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValidationError({field: _("Is the year right?")})
    require_order(appointment.starts_on, day, field)


def require_role(body, role: str) -> None:
    if role not in BY_BODY_KIND[body.kind]:
        raise ValidationError({"role": _("There is no such role in a body of this kind.")})


def check(appointment: Appointment, own: Sequence[Appointment], others: Sequence[Appointment]) -> None:
    """All rules of an appointment, given those of its body that share a day with it: the person's own, and others'.

    Imports of thousands check by this too.
    """
    require_open(appointment.body, appointment.starts_on, appointment.ends_on)
    require_role(appointment.body, appointment.role)
    require_dates(appointment.starts_on, appointment.ends_on)
    _require_deputy(appointment)
    _require_free(appointment, own, others)


def store(appointment: Appointment) -> None:
    """Save a new or a changed appointment if all rules allow it."""
    in_the_way = Q(person_id=appointment.person_id)
    if appointment.role in SINGLE:
        in_the_way |= Q(role=appointment.role)
    there = list(beside(appointment).filter(in_the_way))
    check(
        appointment,
        [other for other in there if other.person_id == appointment.person_id],
        [other for other in there if other.person_id != appointment.person_id],
    )
    appointment.full_clean(validate_constraints=False)
    try:
        with transaction.atomic():
            appointment.save()
    except IntegrityError:
        raise ValidationError({"person": SAME_MOMENT}) from None


def _require_deputy(appointment: Appointment) -> None:
    if appointment.role != Role.PERSONAL_DEPUTY:
        return
    # By the people themselves: those of an import have no numbers yet.
    if appointment.deputy_for is None:
        raise ValidationError({"deputy_for": _("Say whom the personal deputy stands in for.")})
    if appointment.deputy_for == appointment.person:
        raise ValidationError({"deputy_for": _("Nobody is a deputy for themselves.")})


def _require_free(appointment: Appointment, own: Sequence[Appointment], others: Sequence[Appointment]) -> None:
    """Not twice in the same role, not as a member beside another seat of a group, not two in a single role."""
    if same := next((each for each in own if each.role == appointment.role), None):
        message = _("%(name)s is %(role)s here already, %(period)s.")
        raise ValidationError({"person": message % told(same)})
    seats = [each for each in own if each.role in GROUP_SEATS]
    # A leader is one of the members; a second seat would count the same person twice.
    seated = appointment.role in GROUP_SEATS and appointment.body.is_group and seats
    if seated and Role.MEMBER in {appointment.role, *(seat.role for seat in seats)}:
        message = _("%(name)s has a seat here already, as %(role)s, %(period)s. End that first.")
        raise ValidationError({"person": message % told(seats[0])})
    holder = next((each for each in others if each.role == appointment.role), None)
    if appointment.role in SINGLE and holder:
        message = _("%(name)s is %(role)s, %(period)s. There can be only one at a time.")
        raise ValidationError({"role": message % told(holder)})


def beside(appointment: Appointment) -> QuerySet[Appointment]:
    """The other appointments of the body that share a day with it, the first to begin first."""
    return (
        Appointment.objects.filter(overlapping(appointment.starts_on, appointment.ends_on), body_id=appointment.body_id)
        .exclude(pk=appointment.pk)
        .select_related("person")
        .order_by("starts_on")
    )


def told(appointment: Appointment) -> dict[str, str]:
    """Name, role and period, for sentences."""
    start = date_format(appointment.starts_on)
    period = (
        _("from %(start)s") % {"start": start}
        if appointment.ends_on is None
        else _("from %(start)s to %(end)s") % {"start": start, "end": date_format(appointment.ends_on)}
    )
    return {"name": appointment.person.name, "role": str(appointment.get_role_display()), "period": period}
