"""On paper: the applicants of a call for the board, and the letter that confirms a participation."""

from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.matrix import matrix
from members.models import Application, Appointment, Call, Confirmation
from members.participation import Participation, draft, letter_of, participation, signers
from portal.documents import Report
from portal.models import Document


def applicants_context(call: Call) -> dict[str, Any]:
    """``applications`` in the order of the nomination; ``matrix`` of the group with those nominated or chosen."""
    rows = list(call.applications.counted().select_related("unit").prefetch_related("fields"))
    ordered = sorted(rows, key=lambda row: (row.rank or 1000, row.sort_name))
    whole = matrix(call, ordered, proposed(call, rows))
    return {"call": call, "applications": ordered, "matrix": whole}


def proposed(call: Call, applications: list[Application]) -> list[int]:
    """Those chosen, or before the decision as many of the nominated as there are places."""
    if call.state == Call.State.DECIDED:
        taken = (Application.State.CHOSEN, Application.State.APPOINTED)
        return [row.pk for row in applications if row.state in taken]
    nominated = sorted((row for row in applications if row.rank), key=lambda row: row.rank or 0)
    return [row.pk for row in nominated[: call.places]]


APPLICANTS = Report(
    kind="applicants",
    name=gettext_lazy("Applicants of a call"),
    template="pdf/applicants.html",
    permission="call.treat",
    model="members.Call",
    title=lambda call: _("Applicants: %(call)s") % {"call": call},
    head=lambda call: {"section": call.body.unit.name, "body": call.body.name},
    context=applicants_context,
)


def letter_context(letter: Confirmation) -> dict[str, Any]:
    """The letter of confirmation in words, for page and paper: ``letter`` and what it is computed from, as of its date."""
    whole = participation(letter.appointment, letter.issued_on)
    return {
        "letter": letter,
        "opening": _opening(whole, letter.issued_on),
        "terms": whole.terms,
        "about": _about(whole),
        "signed_for": _signed_for(whole, letter),
    }


def _signed_for(whole: Participation, letter: Confirmation) -> str:
    """The unit whose office the signer holds: a county committee's letter may be signed by the section above it."""
    office = next((seat for seat in signers(whole, letter.issued_on) if seat.person_id == letter.signed_by_id), None)
    return (office or whole.last).body.unit.name


def _opening(whole: Participation, day: date) -> str:
    last = whole.stretches[-1].ends_on
    words = {
        "name": whole.person.name,
        "body": _("the expert group “%(name)s”") % {"name": whole.body.name}
        if whole.body.is_group
        else whole.body.name,
        "start": _unbroken(whole.stretches[0].starts_on),
        "end": _unbroken(last) if last else "",
    }
    if last is None or last >= day:
        return (
            _("We confirm that %(name)s takes part in the work of %(body)s, and has done so since %(start)s.") % words
        )
    if len(whole.stretches) > 1:
        return (
            _(
                "We confirm that %(name)s took part in the work of %(body)s in the periods below, the last day being %(end)s."
            )
            % words
        )
    return _("We confirm that %(name)s took part in the work of %(body)s from %(start)s to %(end)s.") % words


def _unbroken(day: date) -> str:
    """A date that stays on one line."""
    return date_format(day).replace(" ", "\xa0")


def _about(whole: Participation) -> str:
    """What the body is for: as its page says it, else the first paragraph of its mandate."""
    if whole.body.description:
        return whole.body.description
    mandate = whole.body.mandates.in_force().first()
    return mandate.purpose.strip().partition("\n\n")[0] if mandate else ""


def _confirmation_context(appointment: Appointment) -> dict[str, Any]:
    """As issued; else as it would be today, marked as such. Who still sits is not thanked and wished well yet."""
    issued = letter_of(appointment)
    if issued is not None:
        return letter_context(issued)
    whole = participation(appointment)
    letter = draft(whole)
    if whole.ended_on is None or whole.ended_on >= letter.issued_on:
        letter.words = ""
    return letter_context(letter) | {"draft": _("not issued")}


def _letterhead(appointment: Appointment) -> dict[str, str]:
    unit = appointment.body.unit
    return {"section": unit.name, "body": unit.parent.name if unit.parent else ""}


def _kept(appointment: Appointment) -> Document | None:
    issued = letter_of(appointment)
    return issued.document if issued else None


CONFIRMATION = Report(
    kind="confirmation",
    name=gettext_lazy("Confirmation of participation"),
    template="pdf/confirmation.html",
    permission="confirmation.view",
    model="members.Appointment",
    title=lambda seat: _("Confirmation for %(name)s, %(body)s") % {"name": seat.person.name, "body": seat.body.name},
    head=_letterhead,
    context=_confirmation_context,
    archived=_kept,
)
