"""A person's participation in a body: roles and periods, joined where they touch, and who may sign for it.

What the letter of confirmation tells, the same on the page, in the PDF and from the command.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from members.models import Appointment, Confirmation, Person, unconfirmed
from members.permissions_leaving import issues_in
from members.roles import Role
from portal.periods import active, today

# Of the administration. Others there prepare the letter and do not sign it.
SIGNING = (Role.HEAD_OF_UNIT, Role.ADVISER)


@dataclass(frozen=True)
class Stretch:
    """From a first to a last day, both included; None is until further notice."""

    starts_on: date
    ends_on: date | None


@dataclass(frozen=True)
class Term:
    """One role for one unbroken stretch, also over several appointments to it."""

    role: str
    rank: int
    stretch: Stretch

    @property
    def label(self) -> str:
        label = str(Role(self.role).label)
        return f"{self.rank}. {label}" if self.rank else label


@dataclass(frozen=True)
class Participation:
    """All that a person has been in a body, as of a day."""

    person: Person
    body: Any
    # The seat that ends last: a letter is tied to it.
    last: Appointment
    terms: list[Term]
    # When the person was there at all, whatever the role.
    stretches: list[Stretch]

    @property
    def ended_on(self) -> date | None:
        """The last day; None while the person sits, or is appointed to come back."""
        return self.last.ends_on


def joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """The same days in as few stretches as possible: those that overlap, or of which one begins the day after, are one."""
    found: list[Stretch] = []
    for each in sorted(stretches, key=lambda stretch: stretch.starts_on):
        before = found[-1] if found else None
        if before and (before.ends_on is None or each.starts_on <= before.ends_on + timedelta(days=1)):
            ends = None if None in (before.ends_on, each.ends_on) else max(before.ends_on, each.ends_on)  # type: ignore[type-var]
            found[-1] = Stretch(before.starts_on, ends)
        else:
            found.append(each)
    return found


def participation(appointment: Appointment, at: date | None = None) -> Participation:
    """What the person of ``appointment`` has been in its body up to a day; carried-over time counts as any other.

    Raises:
        ValidationError: nothing has begun yet.
    """
    day = at or today()
    rows = Appointment.objects.filter(person_id=appointment.person_id, body_id=appointment.body_id)
    known = list(rows.select_related("person__unit", "person__user", "body__unit__parent").order_by("starts_on", "pk"))
    begun = [seat for seat in known if seat.starts_on <= day]
    if not begun:
        first = date_format(appointment.starts_on)
        raise ValidationError(_("The appointment begins %(day)s: there is nothing to confirm yet.") % {"day": first})
    offices: dict[tuple[str, int], list[Stretch]] = {}
    for seat in begun:
        offices.setdefault((seat.role, seat.rank), []).append(Stretch(seat.starts_on, seat.ends_on))
    terms = [Term(*office, stretch) for office, held in offices.items() for stretch in joined(held)]
    last = max(known, key=lambda seat: (seat.ends_on or date.max, seat.pk))
    return Participation(
        last.person,
        last.body,
        last,
        sorted(terms, key=lambda term: term.stretch.starts_on),
        joined(stretch for held in offices.values() for stretch in held),
    )


def letter_of(appointment: Appointment) -> Confirmation | None:
    """The letter that covers the appointment, if one is issued."""
    if appointment.ends_on is None:
        return None
    letters = Confirmation.objects.filter(person_id=appointment.person_id, body_id=appointment.body_id)
    after = letters.filter(issued_on__gt=appointment.ends_on).order_by("issued_on", "pk")
    return after.select_related("person", "body__unit", "signed_by", "document", "appointment").first()


def signers(whole: Participation, at: date | None = None) -> list[Appointment]:
    """Who may sign the letter on the day: the head of the unit first, then the group's adviser, then others of the staff.

    Those of the body's unit or section; where these have no administration, of the units above. Never the person
    themselves.
    """
    body = whole.body
    units = {body.unit_id, body.section_id} - {None}
    found = _holders(Q(body__unit__in=units, body__kind="administration", role__in=SIGNING) | _adviser(body), at)
    if not any(seat.person_id != whole.person.pk for seat in found):
        above = body.unit.ancestors().values_list("pk", flat=True)
        found = _holders(Q(body__unit__in=list(above), body__kind="administration", role__in=SIGNING), at)
    order = {Role.HEAD_OF_UNIT: 0}
    ranked = sorted(found, key=lambda seat: (order.get(Role(seat.role), 1 if seat.body_id == body.pk else 2), seat.pk))
    once: dict[int, Appointment] = {}
    for seat in ranked:
        if seat.person_id != whole.person.pk:
            once.setdefault(seat.person_id, seat)
    return list(once.values())


def _adviser(body) -> Q:
    return Q(body=body.pk, role=Role.ADVISER)


def _holders(which: Q, at: date | None) -> QuerySet[Appointment]:
    return Appointment.objects.filter(which & active(at)).select_related("person", "body__unit")


def draft(whole: Participation, at: date | None = None) -> Confirmation:
    """The letter as it would be, not stored: signed by the first of those who may, with the usual words of thanks.

    Raises:
        ValidationError: nobody may sign.
    """
    first = next(iter(signers(whole, at)), None)
    if first is None:
        raise ValidationError(
            _("Nobody can sign for %(body)s: appoint a head of unit or an adviser first.") % {"body": whole.body}
        )
    before = Confirmation.objects.filter(body__unit=whole.body.unit_id).order_by("-pk")
    return Confirmation(
        person=whole.person,
        body=whole.body,
        appointment=whole.last,
        issued_on=at or today(),
        # As in the letter before.
        place=before.values_list("place", flat=True).first() or "",
        signed_by=first.person,
        signed_as=first.role,
        words=usual_words(),
    )


def usual_words() -> str:
    """The words of thanks that a letter begins with, in the language in use."""
    return _(
        "Thank you for the time, the knowledge and the effort that you have put into this work. You have taken part in "
        "shaping the section’s policy for the benefit of the whole occupation. We wish you all the best."
    )


def letters_due(user, body) -> list[Appointment]:
    """The seats of those who have left the body and wait for a letter, for who may issue it; else nothing is asked."""
    if not issues_in(user, body):
        return []
    return list(unconfirmed(today()).filter(body=body.pk).exclude(person=user.person_id).select_related("person"))
