"""Making and changing people."""

from datetime import date
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from members.models import Person, User
from members.operations import logins
from portal import audit, permissions

FIELDS = [
    "first_name", "last_name", "email", "phone", "unit", "section",
    "employer", "occupation", "occupationally_active", "competence",
]  # fmt: skip
OWN_FIELDS = ["phone", "employer", "occupation", "competence"]
TAKEN = _("A person with this e-mail exists already.")


@transaction.atomic
def create(
    actor,
    *,
    first_name: str,
    last_name: str,
    email: str = "",
    phone: str = "",
    unit=None,
    section=None,
    employer: str = "",
    occupation: str = "",
    occupationally_active: bool = True,
    competence: str = "",
) -> Person:
    """Make a person known to the portal; a role follows by an appointment, a login by ``accounts.create``."""
    permissions.require(actor, "person.create")
    person = Person(
        first_name=first_name,
        last_name=last_name,
        email=email,
        phone=phone,
        unit=unit,
        section=section,
        employer=employer,
        occupation=occupation,
        occupationally_active=occupationally_active,
        competence=competence,
    )
    _require_own_units(actor, person)
    _store(person)
    audit.record(actor, "person.create", person)
    return person


@transaction.atomic
def edit(
    actor,
    *,
    person: Person,
    first_name: str,
    last_name: str,
    email: str = "",
    phone: str = "",
    unit=None,
    section=None,
    employer: str = "",
    occupation: str = "",
    occupationally_active: bool = True,
    competence: str = "",
    inactive_since: date | None = None,
) -> Person:
    """Change a person. The login follows the e-mail, and the old address is told.

    ``inactive_since`` is the first day outside the field; left out for somebody who leaves it: today. What follows for the
    person's seats is :func:`members.operations.terms.leave_field`.
    """
    permissions.require(actor, "person.edit", person)
    person = Person.objects.select_for_update(of=("self",)).select_related("unit", "section").get(pk=person.pk)
    before = audit.snapshot(person, [*FIELDS, "inactive_since"])
    units = {person.unit_id, person.section_id}
    person.first_name, person.last_name = first_name, last_name
    person.email, person.phone = email, phone
    person.unit, person.section = unit, section
    person.employer, person.occupation, person.competence = employer, occupation, competence
    person.occupationally_active = occupationally_active
    person.inactive_since = inactive_since or person.inactive_since
    _require_own_units(actor, person, already=units)
    _store(person)
    changes = audit.diff(before, person)
    if "email" in changes:
        logins.follow_email(person)
    if changes:
        audit.record(actor, "person.edit", person, changes=changes)
    return person


@transaction.atomic
def edit_profile(
    actor: User,
    *,
    phone: str = "",
    employer: str = "",
    occupation: str = "",
    competence: str = "",
    language: str = "nb",
) -> User:
    """Change one's own contact data and language. Name, e-mail and units are the administration's to change."""
    permissions.require(actor, "profile.edit", actor)
    user = User.objects.select_for_update(of=("self",)).get(pk=actor.pk)
    before = audit.snapshot(user, ["language"])
    user.language = language
    user.full_clean(exclude=["password"])
    user.save(update_fields=["language"])
    changes: dict[str, list] = audit.diff(before, user)
    if user.person is not None:
        person = user.person
        own = audit.snapshot(person, OWN_FIELDS)
        person.phone, person.employer, person.occupation = phone, employer, occupation
        person.competence = competence
        _store(person)
        changes |= audit.diff(own, person)
    if changes:
        audit.record(user, "profile.edit", user.person or user, changes=changes)
    return user


def _store(person: Person) -> None:
    """Check the whole row and save it; an e-mail that somebody else has is told at its field."""
    person.first_name, person.last_name = _tidy(person.first_name), _tidy(person.last_name)
    person.email = person.email.strip().lower()
    try:
        person.full_clean(exclude=["sort_name", "search_text"], validate_constraints=False)
        person.validate_constraints()
    except ValidationError as error:
        raise ValidationError(at_fields(error)) from None
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError:
        raise ValidationError({"email": TAKEN}) from None


def at_fields(error: ValidationError) -> dict[str, Any]:
    """A broken constraint is about the e-mail: the only one there is."""
    errors: dict[str, Any] = dict(error.error_dict)
    if NON_FIELD_ERRORS in errors:
        errors["email"] = errors.pop(NON_FIELD_ERRORS)
    return errors


def _tidy(name: str) -> str:
    return " ".join(name.split())


def _require_own_units(actor, person: Person, already: set[int | None] = frozenset()) -> None:  # type: ignore[assignment]
    """Nobody puts a person into a unit that they do not administer: it would open that unit's people to others."""
    if actor is None:
        return
    allowed = actor.access.administered_units | already
    for field in ("unit", "section"):
        chosen = getattr(person, f"{field}_id")
        if chosen is not None and chosen not in allowed:
            raise ValidationError({field: _("You do not administer this unit.")})
