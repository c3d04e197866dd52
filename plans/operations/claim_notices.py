"""Mails on a claim's way: to whoever is to handle it, and back to its owner. No amounts, and nothing of what it is for."""

from django.urls import reverse

from members.access import STAFF
from members.models import Appointment
from members.roles import Role
from plans.models import Claim
from portal import mail


def submitted(claim: Claim) -> None:
    """Tell the body's adviser; the administration where there is none, or where the claim is the adviser's own."""
    advisers = Appointment.objects.active().filter(body=claim.body, role=Role.ADVISER).exclude(person=claim.person_id)
    _ask(claim, advisers if advisers.exists() else _administration(claim), f"claim.submit:{claim.pk}:{_stamp(claim)}")


def agreed(claim: Claim) -> None:
    """Tell the administration that it waits for approval; the second of two, once the first has approved."""
    others = _administration(claim)
    if claim.seconded_by_id is not None:
        others = others.exclude(person__user=claim.seconded_by_id)
    _ask(claim, others, f"claim.agree:{claim.pk}:{_stamp(claim)}:{claim.seconded_by_id or ''}")


def moved(claim: Claim) -> None:
    """Tell the owner where the claim has come: returned, approved, paid or reversed."""
    context = {"claim": claim, "claim_path": _path(claim)}
    occasion = f"claim.{claim.state}:{claim.pk}:{_stamp(claim)}"
    mail.queue("claim_moved", to=claim.person.recipient, occasion=occasion, context=context, about=claim)


def _administration(claim: Claim):
    offices = Appointment.objects.active().filter(
        body__unit=claim.unit_id, body__kind="administration", body__closed_on=None, role__in=STAFF
    )
    return offices.exclude(person=claim.person_id)


def _ask(claim: Claim, appointments, occasion: str) -> None:
    people = {each.person_id: each.person for each in appointments.select_related("person__user")}
    context = {"claim": claim, "claim_path": _path(claim)}
    for person in people.values():
        mail.queue("claim_waits", to=person.recipient, occasion=occasion, context=context, about=claim)


def _path(claim: Claim) -> str:
    return reverse("money:claim.view", args=[claim.pk])


def _stamp(claim: Claim) -> str:
    """Tells one round from the next: a returned claim is handed in again."""
    return claim.submitted_at.isoformat() if claim.submitted_at else ""
