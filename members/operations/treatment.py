"""From applicants to members: notes, nomination, decision, appointment, answers. All of it is safe to repeat."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members import letters
from members.models import Application, Appointment, Call, Coverage, Person
from members.operations import appointments, people, replacement
from portal import audit, permissions
from portal.periods import today
from portal.workflow import Conflict

State = Application.State


@transaction.atomic
def note(actor, *, application: Application, text: str) -> Application:
    """The administration's note on one applicant, for those who treat the call."""
    permissions.require(actor, "application.note", application)
    if application.note != text.strip():
        application.note = text.strip()
        Application.objects.filter(pk=application.pk).update(note=application.note)
        audit.record(actor, "application.note", application, unit=application.call.body.unit)
    return application


@transaction.atomic
def nominate(actor, *, call: Call, places: dict[int, int | None], reasons: dict[int, str], text: str = "") -> Call:
    """Put the applicants in an order for the board, with a reason. ``places`` and ``reasons`` go by the application's key."""
    permissions.require(actor, "call.nominate", call)
    call = _lock(call)
    if not call.is_treatable or call.state == Call.State.DECIDED:
        raise Conflict(_("The nomination is written between the deadline and the decision."))
    given = [place for place in places.values() if place]
    if len(given) != len(set(given)):
        raise ValidationError(_("Two applicants have the same number in the order."))
    for application in call.applications.counted():
        application.rank = places.get(application.pk) or None
        application.reason = reasons.get(application.pk, "").strip()
        application.save(update_fields=["rank", "reason"])
    call.nomination = text.strip()
    call.save(update_fields=["nomination"])
    audit.record(actor, "call.nominate", call, changes={"nominated": [None, len(given)]})
    return call


@transaction.atomic
def decide(actor, *, call: Call, chosen: Collection[int], decision: str, decided_on: date, text: str = "") -> Call:
    """Record the board's decision with its case number. It may be put right until somebody is appointed or told."""
    permissions.require(actor, "call.decide", call)
    call = _lock(call)
    if not call.is_treatable:
        raise Conflict(_("The board decides when the deadline has passed."))
    applications = {application.pk: application for application in call.applications.counted().select_for_update()}
    chosen = set(chosen) & set(applications)
    if _stands(call, applications, chosen, decision, decided_on, text):
        return call
    if call.answered_at or any(application.state == State.APPOINTED for application in applications.values()):
        raise Conflict(_("Somebody is appointed or told already, so the decision stands."))
    if not decision.strip():
        raise ValidationError({"decision": _("Give the case number of the decision, for example 12/26.")})
    if decided_on > today():
        raise ValidationError({"decided_on": _("The decision cannot lie ahead.")})
    Call.FLOW.move(
        call, "decide", decision=decision.strip(), decision_text=text.strip(), decided_on=decided_on, ended_on=today()
    )
    for application in applications.values():
        Application.FLOW.move(application, "choose" if application.pk in chosen else "decline")
    audit.record(actor, "call.decide", call, changes={"chosen": [None, len(chosen)]}, note=call.decision)
    return call


def _stands(
    call: Call, applications: dict[int, Application], chosen, decision: str, decided_on: date, text: str
) -> bool:
    """The same has been recorded before: a second click."""
    recorded = {pk for pk, row in applications.items() if row.state in (State.CHOSEN, State.APPOINTED)}
    return (
        call.state == Call.State.DECIDED
        and recorded == chosen
        and (call.decision, call.decided_on, call.decision_text) == (decision.strip(), decided_on, text.strip())
    )


@transaction.atomic
def appoint(actor, *, application: Application) -> Appointment:
    """Appoint one who was chosen, as the decision says. A known person is found by the e-mail, else one is registered.

    Whoever is carried over until a successor comes is relieved: oneself first, else who has waited longest.
    """
    permissions.require(actor, "application.appoint", application)
    call = _lock(application.call)
    application = call.applications.select_for_update().get(pk=application.pk)
    application.call = call
    if application.appointment is not None:
        return application.appointment
    if not application.can_be_appointed:
        raise Conflict(_("Only those whom the board has chosen are appointed."))
    person = Person.objects.filter(email__iexact=application.email).first() or _register(actor, application)
    appointment = appointments.appoint(
        actor,
        body=call.body,
        person=person,
        role=call.role,
        starts_on=call.term_starts_on,
        ends_on=call.term_ends_on,
        appointed_by=_("the board of %(unit)s") % {"unit": call.body.unit},
        decision=call.decision,
        follows=waiting_seat(call, person),
    )
    Application.FLOW.move(application, "appoint", appointment=appointment)
    Coverage.objects.bulk_create(
        [Coverage(field=field, person=person) for field in application.fields.all()], ignore_conflicts=True
    )
    audit.record(actor, "application.appoint", application, unit=call.body.unit)
    return appointment


def waiting_seat(call: Call, person: Person | None = None) -> Appointment | None:
    """The seat that the next one appointed from the call takes over: carried over by then, and nobody has come for it."""
    carried = (
        Appointment.objects.filter(body=call.body_id, ends_on=None, carried_since__lte=call.term_starts_on)
        .select_related("person")
        .order_by("carried_since", "pk")
    )
    seats = [seat for seat in carried if replacement.role_sought(seat.role) == call.role]
    own = [seat for seat in seats if person is not None and seat.person_id == person.pk]
    return next(iter([*own, *seats]), None)


def _register(actor, application: Application) -> Person:
    unit = application.call.body.unit
    person = people.create(
        actor,
        first_name=application.first_name,
        last_name=application.last_name,
        email=application.email,
        phone=application.phone,
        section=unit if unit.kind == "section" else None,
        unit=None if unit.kind == "section" else unit,
        employer=application.employer,
        occupation=application.occupation,
        occupationally_active=application.occupationally_active,
        competence=application.competence,
    )
    if person.unit_id is None and application.unit_id:
        # The administration could not choose a unit that it does not administer, but the member has named their own.
        person.unit = application.unit
        person.save(update_fields=["unit"])
    return person


@transaction.atomic
def answer(actor, *, call: Call, to_chosen: str = "", to_others: str = "") -> int:
    """Mail everybody what the board decided, each once; returns how many are told. The texts are added to the letters."""
    permissions.require(actor, "call.answer", call)
    call = _lock(call)
    if call.state != Call.State.DECIDED:
        raise Conflict(_("The answers are sent when the decision is recorded."))
    if call.answered_at:
        raise Conflict(_("The answers are sent already."))
    receivers = list(call.applications.counted())
    for application in receivers:
        application.call = call
        chosen = is_chosen(application)
        letters.send(
            letters.chosen if chosen else letters.declined,
            application,
            to=application.recipient,
            occasion=f"call.answer:{application.pk}",
            quote=(to_chosen if chosen else to_others).strip(),
        )
    Call.objects.filter(pk=call.pk).update(answered_at=timezone.now())
    audit.record(actor, "call.answer", call, changes={"told": [None, len(receivers)]})
    return len(receivers)


def is_chosen(application: Application) -> bool:
    return application.state in (State.CHOSEN, State.APPOINTED)


@transaction.atomic
def cover(actor, *, body, pairs: Iterable[tuple[int, int]], people_ids: Collection[int]) -> None:
    """Set who of ``people_ids`` covers which of the body's fields; ``pairs`` are (field, person)."""
    permissions.require(actor, "coverage.edit", body)
    fields = set(body.competence_fields.values_list("pk", flat=True))
    wanted = {(f, p) for f, p in pairs if f in fields and p in set(people_ids)}
    rows = Coverage.objects.filter(field__body=body, person_id__in=people_ids)
    present = {(row.field_id, row.person_id): row.pk for row in rows}
    Coverage.objects.filter(pk__in=[pk for pair, pk in present.items() if pair not in wanted]).delete()
    new = wanted - set(present)
    Coverage.objects.bulk_create([Coverage(field_id=f, person_id=p) for f, p in new], ignore_conflicts=True)
    if wanted != set(present):
        audit.record(actor, "coverage.edit", body, changes={"covered": [len(present), len(wanted)]})


def _lock(call: Call) -> Any:
    return Call.objects.select_for_update(of=("self",)).select_related("body__unit").get(pk=call.pk)
