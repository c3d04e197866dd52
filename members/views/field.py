"""Somebody no longer works in the field: what follows for their seats, in two steps."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from members.forms import LeaveFieldForm
from members.models import Appointment, Call, Person
from members.operations import terms
from members.operations.foresight import foresee
from portal import permissions
from portal.http import attempt, visible_or_404
from portal.periods import today


@require_http_methods(["GET", "POST"])
def person_leave_field(request: HttpRequest, pk: int) -> HttpResponse:
    user: Any = request.user
    person = visible_or_404(Person.objects.select_related("unit", "section"), user, pk=pk)
    permissions.require(user, "person.leave_field", person)
    form = LeaveFieldForm(request.POST if request.method == "POST" else None, person=person)
    back = reverse("members:person.view", args=[pk])
    context = {
        "form": form, "person": person, "back": back, "cancel_url": back, "title": _("No longer works in the field"),
        "submit": _("Record it, and begin the replacement"),
    }  # fmt: skip
    if form.is_valid() and "change" not in request.POST:
        values = {"person": person, **form.cleaned_data}
        if "confirmed" in request.POST:
            left = attempt(request, terms.leave_field, form=form, done=_("It is recorded."), **values)
            if left:
                # The draft is what waits for the administration now.
                return redirect("sections:call.view", left.calls[0].pk) if left.calls else redirect(back)
        elif (told := _foresee(request, form, values)) is not None:
            return render(request, "sections/appointment/confirm.html", {**context, "told": told})
    return render(request, "members/person/leave_field.html", {**context, "submit": _("Look at what follows")})


def _foresee(request: HttpRequest, form: Any, values: dict[str, Any]) -> list[str] | None:
    bodies = Appointment.objects.filter(person=values["person"]).values_list("body_id", flat=True)
    try:
        left, told = foresee(request.user, terms.leave_field, bodies=set(bodies), **values)
    except ValidationError as error:
        form.add_operation_errors(error)
        return None
    first = _("%(name)s is noted as not occupationally active.") % {"name": values["person"].name}
    return [first, *told, *(_looked_for(call) for call in left.calls)]


def _looked_for(call: Call) -> str:
    if call.state == Call.State.DRAFT:
        return _("A draft call looks for a successor: %(call)s.") % {"call": call.title}
    return _("The successor is found by the call that is out already: %(call)s.") % {"call": call.title}


def leads_on(request: HttpRequest, person: Person) -> bool:
    """After an edit: whether seats ask for somebody who works in the field; tells so."""
    user: Any = request.user
    if person.occupationally_active or not permissions.can(user, "person.leave_field", person):
        return False
    seats = [
        seat for seat in terms.seats_in_field(person, today()) if permissions.can(user, "appointment.carry_over", seat)
    ]
    if seats:
        messages.info(
            request, _("Saved. The seats below are kept by those who work in the field: say what is to follow.")
        )
    return bool(seats)
