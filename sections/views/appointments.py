"""Appointing in two steps that work without script: whom, then as what and for how long."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from members.models import Appointment, Person
from members.operations import appointments
from members.roles import BY_BODY_KIND, Role
from portal import permissions
from portal.http import attempt, visible_or_404
from portal.permissions import can
from sections.forms import (
    AppointmentEditForm,
    AppointmentForm,
    EndForm,
    NewPersonAppointmentForm,
    PersonSearch,
)
from sections.models import Body

FOUND = 20


def home_of(body: Body) -> str:
    """The page of the body."""
    return reverse("workgroups:group.view" if body.is_group else "sections:body.view", args=[body.slug])


@require_http_methods(["GET", "POST"])
def appointment_create(request: HttpRequest, slug: str) -> HttpResponse:
    body = visible_or_404(Body.objects.select_related("unit"), request.user, slug=slug)
    permissions.require(request.user, "appointment.create", body)
    role = request.GET.get("role", "")
    role = role if role in BY_BODY_KIND[body.kind] else ""
    if request.GET.get("new"):
        return _appoint(request, body, role, None)
    chosen = request.GET.get("person", "")
    if chosen.isdecimal() and len(chosen) < 19:
        person = visible_or_404(Person.objects.all(), request.user, pk=int(chosen))
        return _appoint(request, body, role, person)
    return _choose(request, body, role)


def _choose(request: HttpRequest, body: Body, role: str) -> HttpResponse:
    """First step: search among the people that one may see; before a search those who are likely."""
    user: Any = request.user
    form = PersonSearch(request.GET or None)
    sought = form.cleaned_data["q"].strip() if form.is_valid() else ""
    people = Person.objects.visible_to(user)
    people = people.search(sought) if sought else people.filter(pk__in=_likely(body, role))
    context = {
        "body": body,
        "back": home_of(body),
        "form": form,
        "sought": sought,
        "role": role,
        "role_label": Role(role).label if role else "",
        "people": people.select_related("unit", "section")[:FOUND],
        "carry": urlencode({"role": role}) if role else "",
        "may_add": bool(can(user, "person.create")),
    }
    return render(request, "sections/appointment/choose.html", context)


def _likely(body: Body, role: str):
    """The contact comes from the board, the adviser from the administration, the leader from the members.

    New members come from anywhere: for them one searches.
    """
    if role == Role.MEMBER:
        return Appointment.objects.none().values("person_id")
    where: dict[str, Q] = {
        Role.CONTACT: Q(body__unit=body.unit_id, body__kind=Body.Kind.BOARD),
        Role.ADVISER: Q(body__unit=body.unit_id, body__kind=Body.Kind.ADMINISTRATION),
    }
    return Appointment.objects.active().filter(where.get(role, Q(body=body))).values("person_id")


def _appoint(request: HttpRequest, body: Body, role: str, person: Person | None) -> HttpResponse:
    """Second step; without a person the form asks for a new one."""
    form_class = AppointmentForm if person else NewPersonAppointmentForm
    form = form_class(request.POST or None, body=body, role=role)
    if form.is_valid():
        verb: Any = appointments.appoint if person else appointments.appoint_new
        values = form.cleaned_data | ({"person": person} if person else {})
        done = _("The appointment is recorded.")
        appointment = attempt(request, verb, form=form, done=done, body=body, **values)
        if appointment:
            return redirect(home_of(body))
    carry = f"?{urlencode({'role': role})}" if role else ""
    context = {
        "form": form,
        "body": body,
        "back": home_of(body),
        "person": person,
        "title": _("Appoint %(name)s") % {"name": person.name} if person else _("Appoint a new person"),
        "submit": _("Record the appointment"),
        "cancel_url": reverse("sections:appointment.create", args=[body.slug]) + carry,
    }
    return render(request, "sections/appointment/create.html", context)


@require_http_methods(["GET", "POST"])
def appointment_edit(request: HttpRequest, pk: int) -> HttpResponse:
    appointment = get_appointment(request, pk)
    permissions.require(request.user, "appointment.edit", appointment)
    form = AppointmentEditForm(request.POST or None, appointment=appointment)
    if form.is_valid() and attempt(
        request, appointments.change, form=form, done=_("Saved."), appointment=appointment, **form.cleaned_data
    ):
        return redirect(home_of(appointment.body))
    return render(request, "sections/appointment/edit.html", _context(form, appointment, _("Edit the appointment")))


@require_http_methods(["GET", "POST"])
def appointment_end(request: HttpRequest, pk: int) -> HttpResponse:
    appointment = get_appointment(request, pk)
    permissions.require(request.user, "appointment.end", appointment)
    form = EndForm(request.POST or None)
    if form.is_valid() and attempt(
        request,
        appointments.end,
        form=form,
        done=_("The last day is recorded."),
        appointment=appointment,
        **form.cleaned_data,
    ):
        return redirect(home_of(appointment.body))
    context = _context(form, appointment, _("Let the appointment end"))
    return render(request, "sections/appointment/end.html", {**context, "submit": _("Record the last day")})


@require_http_methods(["GET", "POST"])
def appointment_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    appointment = get_appointment(request, pk)
    permissions.require(request.user, "appointment.withdraw", appointment)
    back = home_of(appointment.body)
    if request.method == "POST":
        attempt(request, appointments.withdraw, done=_("The appointment is taken back."), appointment=appointment)
        return redirect(back)
    context = {
        "appointment": appointment,
        "title": _("Take the appointment back?"),
        "text": _("It has not begun. The history keeps that it was made and taken back."),
        "submit": _("Take it back"),
        "danger": True,
        "cancel_url": back,
    }
    return render(request, "generic/confirm.html", context)


@require_safe
def appointment_view(request: HttpRequest, pk: int) -> HttpResponse:
    """An appointment has no page of its own: the body's page, as it stood on the first day."""
    appointment = get_appointment(request, pk)
    return redirect(f"{home_of(appointment.body)}?on={appointment.starts_on.isoformat()}")


def get_appointment(request: HttpRequest, pk: int) -> Appointment:
    """The appointment if the user may see it, else 404."""
    rows = Appointment.objects.select_related("person", "body__unit", "deputy_for")
    return visible_or_404(rows, request.user, pk=pk)


def _context(form: Any, appointment: Appointment, title: str) -> dict[str, Any]:
    back = home_of(appointment.body)
    return {"form": form, "appointment": appointment, "title": title, "cancel_url": back, "back": back}
