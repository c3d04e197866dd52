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
    """The call in which a successor to the carried-over seat is looked for.

    One that is published already, if it has places for all who wait in that role; else the body's draft, with a place for
    each of them and the competence that is lost. It does not say who leaves: the call is for everybody to read.
    """
    role = role_sought(seat.role)
    under_way = list(Call.objects.filter(body=seat.body_id, role=role, state__in=UNDER_WAY).order_by("-id"))
    published = [call for call in under_way if call.state != Call.State.DRAFT]
    missing = _waiting(seat, role) - sum(call.places for call in published)
    if published and missing < 1:
        return published[0]
    draft = next((call for call in under_way if call.state == Call.State.DRAFT), None)
    lost = competence_lost(seat)
    return _begun(actor, seat, role, missing, lost, mandate) if draft is None else _widened(actor, draft, missing, lost)


def _waiting(seat: Appointment, role: str) -> int:
    """How many of the body sit only until somebody comes to this role."""
    carried = Appointment.objects.filter(body=seat.body_id, ends_on=None, carried_since__isnull=False)
    return sum(role_sought(held) == role for held in carried.values_list("role", flat=True))


def _widened(actor, draft: Call, places: int, lost: list[str]) -> Call:
    """The draft with places enough, and with the competence that it did not name."""
    names = [field.name for field in draft.fields.all()]
    values = {name: getattr(draft, name) for name in calls.FIELDS} | {"places": max(draft.places, places)}
    return calls.edit(actor, call=draft, competence=list(dict.fromkeys([*names, *lost]))[: calls.MOST_FIELDS], **values)


def _begun(actor, seat: Appointment, role: str, places: int, lost: list[str], mandate: Any) -> Call:
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
        competence=lost[: calls.MOST_FIELDS],
        places=places,
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
