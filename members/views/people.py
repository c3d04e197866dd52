"""The register of people, and the page of one."""

from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from members import handing_over
from members.forms import PersonFilter, PersonForm, ProfileForm
from members.history import terms_of
from members.models import Appointment, Confirmation, HandoverNote, Person
from members.operations import people
from members.views.field import leads_on
from portal import permissions
from portal.http import attempt, visible_or_404
from portal.paging import paginate
from portal.periods import today
from portal.permissions import can


@require_safe
def person_list(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    permissions.require(user, "person.list")
    form = PersonFilter(request.GET or None)
    held = Appointment.objects.visible_to(user).active().select_related("body").listed()
    found = (
        form.apply(Person.objects.visible_to(user), user)
        .select_related("unit", "section")
        .prefetch_related(Prefetch("appointments", held, to_attr="roles_today"))
    )
    page = paginate(found, ["sort_name", "id"], request.GET.get("cursor", ""))
    context = {"page": page, "form": form, "can_create": can(user, "person.create")}
    return render(request, "members/person/list.html", context)


@require_safe
def person_view(request: HttpRequest, pk: int) -> HttpResponse:
    user: Any = request.user
    people_in_sight = Person.objects.select_related("unit", "section", "user")
    person = visible_or_404(people_in_sight, user, pk=pk)
    appointments = list(
        Appointment.objects.visible_to(user).filter(person=person).select_related("body").order_by("-starts_on", "-id")
    )
    context = {
        "person": person,
        "account": getattr(person, "user", None),
        "now": [seat for seat in appointments if seat.is_active()],
        "terms": terms_of(appointments, user),
        "own": person.pk == user.person_id,
        **_left(user, person),
        "can_edit": bool(can(user, "person.edit", person)),
        "can_manage_account": bool(can(user, "account.create", person)),
        "can_leave_field": person.occupationally_active and bool(can(user, "person.leave_field", person)),
        "history": reverse("portal:history", args=["members.person", person.pk]),
    }
    return render(request, "members/person/view.html", context)


def _left(user: Any, person: Person) -> dict[str, Any]:
    """Letters of confirmation; for oneself also the notes to and from."""
    letters = Confirmation.objects.visible_to(user).filter(person=person).select_related("body")
    if person.pk != user.person_id:
        return {"letters": letters}
    return {
        "letters": letters,
        "offices": handing_over.writable(person.pk, today()),
        "notes": HandoverNote.objects.left_to(person.pk).select_related("appointment__body"),
    }


@require_http_methods(["GET", "POST"])
def person_create(request: HttpRequest) -> HttpResponse:
    permissions.require(request.user, "person.create")
    form = PersonForm(request.POST or None, user=request.user)
    if form.is_valid():
        person = attempt(request, people.create, form=form, done=_("The person is added."), **form.cleaned_data)
        if person:
            return redirect("members:person.view", pk=person.pk)
    context = {
        "form": form,
        "title": _("New person"),
        "submit": _("Add the person"),
        "cancel_url": reverse("members:person.list"),
    }
    return render(request, "members/person/edit.html", context)


@require_http_methods(["GET", "POST"])
def person_edit(request: HttpRequest, pk: int) -> HttpResponse:
    user: Any = request.user
    person = visible_or_404(Person.objects.all(), user, pk=pk)
    permissions.require(user, "person.edit", person)
    if person.pk == user.person_id and not user.access.administered_units:
        return redirect("members:profile.edit")
    form = PersonForm(request.POST or None, user=user, instance=person)
    if form.is_valid():
        kept = Person.objects.get(pk=person.pk)
        if attempt(request, people.edit, form=form, done=_("Saved."), person=kept, **form.cleaned_data):
            if kept.occupationally_active and leads_on(request, person):
                return redirect("members:person.leave_field", pk=person.pk)
            return redirect("members:person.view", pk=person.pk)
    context = {
        "form": form,
        "person": person,
        "title": _("Edit person"),
        "cancel_url": reverse("members:person.view", args=[person.pk]),
    }
    return render(request, "members/person/edit.html", context)


@require_http_methods(["GET", "POST"])
def profile_edit(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    form = ProfileForm(request.POST or None, user=user)
    if form.is_valid() and attempt(request, people.edit_profile, form=form, done=_("Saved."), **form.cleaned_data):
        return redirect("members:profile.edit")
    context = {"form": form, "title": _("My profile"), "submit": _("Save"), "user": user, "person": user.person}
    return render(request, "members/profile/edit.html", context)
