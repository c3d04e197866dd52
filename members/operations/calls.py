"""Announcing places: a draft, a published call, its deadline, its end."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from members import letters
from members.models import Appointment, Call, CompetenceField, Person
from members.roles import BY_BODY_KIND, Role
from portal import audit, permissions
from portal.periods import require_order, today
from portal.workflow import Conflict

FIELDS = [
    "title", "text", "field", "places", "role", "deadline", "term_starts_on", "term_ends_on", "retention_days",
]  # fmt: skip
MOST_FIELDS = 15


@transaction.atomic
def create(actor, *, body, **values: Any) -> Call:
    """Begin a call as a draft (the arguments of :func:`edit`)."""
    permissions.require(actor, "call.create", body)
    if body.closed_on is not None:
        raise ValidationError(_("The body is closed, so there are no places to announce."))
    call = _store(Call(body=body), **values)
    audit.record(actor, "call.create", call, note=str(body))
    return call


@transaction.atomic
def edit(actor, *, call: Call, **values: Any) -> Call:
    """Change a draft; what is published is what people apply to, and stays."""
    permissions.require(actor, "call.edit", call)
    call = _lock(call)
    if call.state != Call.State.DRAFT:
        raise Conflict(_("The call is published. You can still move the deadline."))
    before = audit.snapshot(call, FIELDS)
    call = _store(call, **values)
    if changes := audit.diff(before, call):
        audit.record(actor, "call.edit", call, changes=changes)
    return call


@transaction.atomic
def publish(actor, *, call: Call) -> Call:
    """Open the call, and mail it to the section leaders of the counties, one mail each."""
    permissions.require(actor, "call.publish", call)
    call = _lock(call)
    _require_ahead(call.deadline)
    Call.FLOW.move(call, "publish", published_at=timezone.now())
    audit.record(actor, "call.publish", call)
    for person in section_leaders(call):
        letters.send(letters.published, call, to=person.recipient, occasion=f"call.publish:{call.pk}")
    return call


@transaction.atomic
def extend(actor, *, call: Call, deadline: date) -> Call:
    """Move the deadline to a later day, also when it has passed; those who have applied are told."""
    permissions.require(actor, "call.extend", call)
    call = _lock(call)
    _require_ahead(deadline)
    if deadline < call.deadline:
        raise ValidationError(
            {"deadline": _("The new deadline must be later than the old one. Close the call instead.")}
        )
    if deadline == call.deadline and call.is_accepting:
        return call
    before = call.deadline
    Call.FLOW.move(call, "extend", deadline=deadline)
    audit.record(actor, "call.extend", call, changes={"deadline": [before.isoformat(), deadline.isoformat()]})
    _tell_applicants(call, letters.extended, f"call.extend:{call.pk}:{deadline}")
    return call


@transaction.atomic
def close(actor, *, call: Call) -> Call:
    """End the call before its deadline; those who have applied are told."""
    permissions.require(actor, "call.close", call)
    call = _lock(call)
    early = call.is_accepting
    Call.FLOW.move(call, "close")
    audit.record(actor, "call.close", call)
    if early:
        _tell_applicants(call, letters.closed, f"call.close:{call.pk}:{call.deadline}")
    return call


@transaction.atomic
def cancel(actor, *, call: Call, reason: str) -> Call:
    """Give the call up; those who have applied are told why."""
    permissions.require(actor, "call.cancel", call)
    call = _lock(call)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why: those who have applied get to read it.")})
    Call.FLOW.move(call, "cancel", cancelled_reason=reason.strip(), ended_on=today())
    audit.record(actor, "call.cancel", call, note=reason.strip())
    _tell_applicants(call, letters.cancelled, f"call.cancel:{call.pk}")
    return call


def section_leaders(call: Call):
    """Who leads the section's work in the counties: those with an address, each once."""
    serves = Q(body__section=call.body.unit_id) | Q(body__section=None)
    leaders = Appointment.objects.active().filter(
        serves, role=Role.SECTION_LEADER, body__kind="section_committee", body__closed_on=None
    )
    return Person.objects.filter(pk__in=leaders.values("person_id")).exclude(email="").select_related("user")


def set_fields(body, names: list[str]) -> list[CompetenceField]:
    """The body's fields of these names, made where they are new; two spellings of one name are one field."""
    known = {field.name.casefold(): field for field in CompetenceField.objects.filter(body=body)}
    fields: dict[str, CompetenceField] = {}
    for name in (" ".join(name.split()) for name in names):
        key = name.casefold()
        if not name or key in fields:
            continue
        if len(name) > 80:
            raise ValidationError(
                {"competence": _("“%(name)s …” is too long for a field of competence.") % {"name": name[:40]}}
            )
        fields[key] = known.get(key) or CompetenceField.objects.create(body=body, name=name)
    if len(fields) > MOST_FIELDS:
        raise ValidationError({"competence": _("At most %(most)d fields of competence.") % {"most": MOST_FIELDS}})
    return list(fields.values())


def _store(call: Call, *, competence: list[str], **values: Any) -> Call:
    if unknown := set(values) - set(FIELDS):
        raise TypeError(f"a call has no {', '.join(sorted(unknown))}")
    for name, value in values.items():
        setattr(call, name, value)
    if call.role not in BY_BODY_KIND[call.body.kind]:
        raise ValidationError({"role": _("There is no such role in a body of this kind.")})
    require_order(call.term_starts_on, call.term_ends_on, "term_ends_on")
    if call.term_starts_on <= call.deadline:
        raise ValidationError({"term_starts_on": _("The term begins after the deadline.")})
    if not call.places:
        raise ValidationError({"places": _("There must be at least one place.")})
    call.full_clean()
    fields = set_fields(call.body, competence)
    call.save()
    call.fields.set(fields)
    return call


def _lock(call: Call) -> Call:
    return Call.objects.select_for_update(of=("self",)).select_related("body__unit").get(pk=call.pk)


def _require_ahead(deadline: date) -> None:
    if deadline < today():
        raise ValidationError({"deadline": _("The deadline has passed. Choose a later day.")})


def _tell_applicants(call: Call, write, occasion: str) -> None:
    for application in call.applications.counted():
        application.call = call
        letters.send(write, application, to=application.recipient, occasion=occasion)
