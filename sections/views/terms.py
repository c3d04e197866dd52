"""What happens around a term, each in two calm steps: say what, look at what follows, do it."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from members.models import Appointment
from members.operations import terms
from members.operations.foresight import foresee
from portal import permissions
from portal.forms import PortalForm
from portal.http import attempt
from portal.workflow import Conflict
from sections.forms_terms import (
    CarryOverForm,
    NoForm,
    ReappointForm,
    RemoveForm,
    ResignForm,
    SubstituteForm,
    SucceedForm,
)
from sections.views.appointments import get_appointment, home_of


@dataclass(frozen=True)
class Step:
    """One verb of a seat: its form and its words."""

    verb: str
    form: type[PortalForm]
    title: Any
    submit: Any
    done: Any
    text: Any = ""
    danger: bool = False


REAPPOINT = Step(
    "reappoint", ReappointForm, _("Appoint for the next term"), _("Record the appointment"),
    _("The next term is recorded."), _("The days follow from the mandate; put them right if the board has decided others."),
)  # fmt: skip
RESIGN = Step(
    "resign", ResignForm, _("Resigns"), _("Record the resignation"), _("The resignation is recorded."),
    _("The rights of the office end with the last day. The list as it was on any day stays."),
)  # fmt: skip
REMOVE = Step(
    "remove", RemoveForm, _("Removed by decision"), _("Record the removal"), _("The removal is recorded."),
    _("The board decides; here its decision is recorded, with the reason."), danger=True,
)  # fmt: skip
SUBSTITUTE = Step(
    "substitute", SubstituteForm, _("A deputy takes over"), _("Record the change"), _("The deputy has taken over."),
    _("The deputy sits for the rest of the term, and the deputies after move up a place."),
)  # fmt: skip
SUCCEED = Step(
    "succeed", SucceedForm, _("The office goes over to somebody else"), _("Record the change"), _("The change is recorded."),
    _("Those who sit in the body can be chosen. Appoint others on the page of the body first."),
)  # fmt: skip
CARRY_OVER = Step(
    "carry_over", CarryOverForm, _("Let sit until a successor is appointed"), _("Carry the seat over"),
    _("The seat is carried over. Announce the place, so that a successor can be appointed."),
    _("The seat has no last day then: it ends the day before the successor starts. Rights go on so long."),
)  # fmt: skip
RESUME = Step(
    "resume", NoForm, _("Not carried over after all"), _("Take it back"), _("The seat has its last day again."),
    _("The seat has the last day again that was decided."),
)  # fmt: skip


@require_http_methods(["GET", "POST"])
def appointment_reappoint(request: HttpRequest, pk: int) -> HttpResponse:
    return _take(request, pk, REAPPOINT)


@require_http_methods(["GET", "POST"])
def appointment_resign(request: HttpRequest, pk: int) -> HttpResponse:
    return _take(request, pk, RESIGN)


@require_http_methods(["GET", "POST"])
def appointment_remove(request: HttpRequest, pk: int) -> HttpResponse:
    return _take(request, pk, REMOVE)


@require_http_methods(["GET", "POST"])
def appointment_substitute(request: HttpRequest, pk: int) -> HttpResponse:
    return _take(request, pk, SUBSTITUTE)


@require_http_methods(["GET", "POST"])
def appointment_succeed(request: HttpRequest, pk: int) -> HttpResponse:
    return _take(request, pk, SUCCEED)


@require_http_methods(["GET", "POST"])
def appointment_carry_over(request: HttpRequest, pk: int) -> HttpResponse:
    return _take(request, pk, CARRY_OVER)


@require_http_methods(["GET", "POST"])
def appointment_resume(request: HttpRequest, pk: int) -> HttpResponse:
    return _take(request, pk, RESUME)


def _take(request: HttpRequest, pk: int, step: Step) -> HttpResponse:
    """The form; then what follows, with the same values; then the deed. “Change” leads back to what was typed."""
    appointment = get_appointment(request, pk)
    permissions.require(request.user, f"appointment.{step.verb}", appointment)
    data = request.POST if request.method == "POST" else None
    form = step.form(data, appointment=appointment)
    back = home_of(appointment.body)
    context = {
        "form": form, "appointment": appointment, "title": step.title, "lead": step.text, "submit": step.submit,
        "danger": step.danger, "back": back, "cancel_url": back,
    }  # fmt: skip
    if request.method == "POST" and form.is_valid() and "change" not in request.POST:
        verb: Any = getattr(terms, step.verb)
        values = {"appointment": appointment, **form.cleaned_data}
        if "confirmed" in request.POST:
            if attempt(request, verb, form=form, done=step.done, **values):
                return redirect(back)
        elif (told := _foresee(request, form, verb, appointment, values)) is not None:
            return render(request, "sections/appointment/confirm.html", {**context, "told": told})
    return render(request, "sections/appointment/step.html", {**context, "submit": _("Look at what follows")})


def _foresee(request: HttpRequest, form: Any, verb: Any, appointment: Appointment, values: Any) -> list[str] | None:
    try:
        return foresee(request.user, verb, bodies=[appointment.body_id], **values)[1]
    except ValidationError as error:
        form.add_operation_errors(error)
    except Conflict as conflict:
        messages.warning(request, str(conflict))
    return None
