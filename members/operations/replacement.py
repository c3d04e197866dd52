"""The beginning of a replacement: a draft call for the place that becomes vacant. The administration looks at it first."""

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from members.models import Appointment, Call, CompetenceField
from members.operations import calls
from members.roles import GROUP_SEATS, Role
from portal.periods import last_day_of_term, today

# Days for members to apply, and for the board to decide afterwards.
TO_APPLY, TO_DECIDE = timedelta(days=28), timedelta(days=30)
UNDER_WAY = (Call.State.DRAFT, Call.State.OPEN, Call.State.CLOSED)


def announce(actor, *, seat: Appointment, mandate: Any) -> Call:
    """The body's call for that role that is under way, else a draft with place, role, term and the competence that is lost.

    It does not say who leaves: the call is for everybody to read.
    """
    role = role_sought(seat.role)
    found = Call.objects.filter(body=seat.body_id, role=role, state__in=UNDER_WAY).order_by("-id").first()
    if found is not None:
        return found
    deadline = today() + TO_APPLY
    starts_on = _first_of_month(deadline + TO_DECIDE)
    return calls.create(
        actor,
        body=seat.body,
        title=_("A place in %(body)s") % {"body": seat.body.name[:120]},
        text=_(
            "A place is vacant because a member no longer works in the field. Members who work in it today are welcome to "
            "apply."
        ),
        field=seat.body.name,
        competence=competence_lost(seat)[: calls.MOST_FIELDS],
        places=1,
        role=role,
        deadline=deadline,
        term_starts_on=starts_on,
        term_ends_on=last_day_of_term(starts_on, mandate.term_months) if mandate else None,
        retention_days=Call._meta.get_field("retention_days").default,
    )


def role_sought(role: str) -> str:
    """A leader is chosen among the members (mandate), so what is announced is a member's place."""
    return Role.MEMBER if role in GROUP_SEATS else role


def competence_lost(seat: Appointment) -> list[str]:
    """The fields of the body that the person covers and nobody else who sits and goes on sitting."""
    others = (
        Appointment.objects.active()
        .filter(body=seat.body_id, role__in=GROUP_SEATS, carried_since=None)
        .exclude(person=seat.person_id)
    )
    theirs = CompetenceField.objects.filter(body=seat.body_id, coverages__person=seat.person_id)
    kept = CompetenceField.objects.filter(body=seat.body_id, coverages__person__in=others.values("person_id"))
    return [field.name for field in theirs.exclude(pk__in=kept.values("pk"))]


def _first_of_month(day: date) -> date:
    return day if day.day == 1 else (day.replace(day=1) + timedelta(days=32)).replace(day=1)
