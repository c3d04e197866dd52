"""Once a year the members are asked for input on effort, function and so on (mandate, "input")."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from members.models import Appointment, Person
from members.roles import GROUP_SEATS
from portal import audit, mail, permissions
from portal.periods import today
from portal.workflow import Conflict
from sections.models import Body
from workgroups.models import InputAnswer, InputRound

ANSWERS = ("effort", "function", "text", "wishes_to_go_on")


def sitting(body: Body) -> list[Person]:
    """The group's own members today, leader and secretary among them; each once."""
    seats = Appointment.objects.active().filter(body=body, role__in=GROUP_SEATS).select_related("person__user")
    return list({seat.person_id: seat.person for seat in seats.listed()}.values())


@transaction.atomic
def open_round(actor, *, body: Body, closes_on: date) -> InputRound:
    """Ask every sitting member, once a year: each gets a row and a mail."""
    permissions.require(actor, "input.open", body)
    _require_day(closes_on)
    people = sitting(body)
    if not people:
        raise ValidationError(_("The group has no members to ask. Appoint them first."))
    asked, made = InputRound.objects.get_or_create(
        body=body, year=today().year, defaults={"opened_on": today(), "closes_on": closes_on, "opened_by": actor}
    )
    if not made:
        raise Conflict(_("The members have been asked this year already."))
    audit.record(actor, "input.open", asked)
    _ask(asked, people)
    return asked


@transaction.atomic
def ask_also(actor, *, round: InputRound) -> list[Person]:
    """Ask those who sit in the group and were not asked when the round began; returns them. None left: nothing happens."""
    permissions.require(actor, "input.ask", round)
    asked = _locked(round)
    _require_open(asked)
    people = not_asked(asked)
    if people:
        audit.record(actor, "input.ask", asked)
        _ask(asked, people)
    return people


def not_asked(round: InputRound) -> list[Person]:
    """Members who came to the group after the round began."""
    asked = set(round.answers.values_list("person_id", flat=True))
    return [person for person in sitting(round.body) if person.pk not in asked]


@transaction.atomic
def answer(
    actor, *, answer: InputAnswer, effort: int, function: int, text: str = "", wishes_to_go_on: bool | None = None
) -> InputAnswer:
    """What one member says; may be changed until the round is closed. The audit trail tells that, never what."""
    permissions.require(actor, "input.answer", answer)
    _require_open(_locked(answer.round))
    row = InputAnswer.objects.select_for_update(of=("self",)).select_related("round__body").get(pk=answer.pk)
    before = {name: getattr(row, name) for name in ANSWERS}
    row.effort, row.function, row.text, row.wishes_to_go_on = effort, function, text.strip(), wishes_to_go_on
    row.full_clean(exclude=["round", "person"], validate_constraints=False)
    if row.answered_at is None or before != {name: getattr(row, name) for name in ANSWERS}:
        row.answered_at = timezone.now()
        row.save(update_fields=[*ANSWERS, "answered_at"])
        audit.record(actor, "input.answer", row.round)
    return row


@transaction.atomic
def close_round(actor, *, round: InputRound) -> InputRound:
    """No more answers; from now on those who answer for the group read them."""
    permissions.require(actor, "input.close", round)
    asked = _locked(round)
    _require_open(asked)
    asked.closed_on, asked.closed_by = today(), actor
    asked.save(update_fields=["closed_on", "closed_by"])
    audit.record(actor, "input.close", asked)
    return asked


@transaction.atomic
def summarise(actor, *, round: InputRound, summary: str) -> InputRound:
    """What group and adviser make of the answers; read by everybody who may see the group."""
    permissions.require(actor, "input.summarise", round)
    asked = _locked(round)
    if asked.closed_on is None:
        raise Conflict(_("Close the round first: the answers are read when all are in."))
    if asked.summary != summary.strip():
        asked.summary = summary.strip()
        asked.save(update_fields=["summary"])
        audit.record(actor, "input.summarise", asked)
    return asked


@transaction.atomic
def reopen(actor, *, round: InputRound, closes_on: date) -> InputRound:
    """Let the members answer again, until the end of the round's year; who has not answered gets a mail."""
    permissions.require(actor, "input.reopen", round)
    asked = _locked(round)
    if asked.closed_on is None:
        raise Conflict
    if asked.year != today().year:
        raise ValidationError({"closes_on": _("The round of a year that is over stays closed.")})
    _require_day(closes_on)
    asked.closes_on, asked.closed_on, asked.closed_by = closes_on, None, None
    asked.save(update_fields=["closes_on", "closed_on", "closed_by"])
    audit.record(actor, "input.reopen", asked)
    _tell(asked, asked.answers.filter(answered_at=None).select_related("person__user"))
    return asked


def waiting(round: InputRound) -> list[Person]:
    """Who sits in the group, was asked, and has not answered."""
    silent = set(round.answers.filter(answered_at=None).values_list("person_id", flat=True))
    return [person for person in sitting(round.body) if person.pk in silent]


def _ask(round: InputRound, people: Iterable[Person]) -> None:
    InputAnswer.objects.bulk_create(InputAnswer(round=round, person=person) for person in people)
    _tell(round, round.answers.filter(person__in=list(people)).select_related("person__user"))


def _tell(round: InputRound, rows: Iterable[InputAnswer]) -> None:
    """One mail to each, with the way to the page of the answer."""
    for row in rows:
        mail.queue(
            "input_opened",
            to=row.person.recipient,
            occasion=f"input_opened:{round.pk}:{round.closes_on}",
            context={"round": round, "answer_path": reverse("workgroups:input.answer", args=[row.pk])},
            about=round,
        )


def _locked(round: InputRound) -> Any:
    """The row is the lock: nobody answers while the round is being closed."""
    return InputRound.objects.select_for_update(of=("self",)).select_related("body__unit").get(pk=round.pk)


def _require_open(round: InputRound) -> None:
    if round.closed_on is not None:
        raise Conflict(_("The round is closed."))


def _require_day(closes_on: date) -> None:
    if closes_on < today():
        raise ValidationError({"closes_on": _("This day has been. Choose one that is still to come.")})
    if closes_on.year != today().year:
        raise ValidationError({"closes_on": _("The answers belong to this year: choose a day before it ends.")})
