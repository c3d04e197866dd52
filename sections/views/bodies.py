"""The pages of boards, committees and administrations."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.participation import letters_due
from portal import permissions
from portal.http import attempt, visible_or_404
from portal.permissions import can
from portal.sheets import MEDIA_TYPES
from sections import exports
from sections.forms import BodyForm, CloseForm, OnForm
from sections.models import Body, Unit
from sections.operations import bodies
from sections.operations.grants import this_year
from sections.rosters import roster

LATEST = 6


@require_safe
def body_view(request: HttpRequest, slug: str) -> HttpResponse:
    user: Any = request.user
    body = visible_or_404(Body.objects.select_related("unit", "section"), user, slug=slug)
    if body.is_group:
        return redirect("workgroups:group.view", slug=slug)
    plain: Any = body
    meetings = plain.meetings.visible_to(user)
    context = {
        "body": body,
        "roster": roster(body, OnForm.day(request.GET)),
        "next_meeting": meetings.coming().first(),
        "meetings": meetings.took_place().select_related("minutes").order_by("-starts_at")[:LATEST],
        "plans": plain.plans.visible_to(user).order_by("-starts_on")[:LATEST],
        "grant": this_year(body),
        "letters": letters_due(user, body),
        "can_edit": bool(can(user, "body.edit", body)),
        "can_appoint": body.is_open and bool(can(user, "appointment.create", body)),
        "can_call": bool(can(user, "meeting.create", body)),
        "history": reverse("portal:history", args=["sections.body", body.pk]),
    }
    return render(request, "sections/body/view.html", context)


@require_safe
def body_export(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """The list as a spreadsheet, as of ``?on=``: for whoever may see the body."""
    body = visible_or_404(Body.objects.select_related("unit"), request.user, slug=slug)
    if form not in MEDIA_TYPES:
        raise Http404
    on = OnForm.day(request.GET)
    answer = HttpResponse(exports.document(body, on, form), content_type=MEDIA_TYPES[form])
    answer["Content-Disposition"] = content_disposition_header(True, exports.file_name(body, on, form))
    return answer


@require_http_methods(["GET", "POST"])
def body_create(request: HttpRequest, slug: str) -> HttpResponse:
    unit = visible_or_404(Unit.objects.all(), request.user, slug=slug)
    permissions.require(request.user, "body.create", unit)
    form = BodyForm(request.POST or None)
    if form.is_valid():
        done = _("The body is made. Appoint its members next.")
        body = attempt(request, bodies.create, form=form, done=done, unit=unit, **form.cleaned_data)
        if body:
            return redirect("sections:body.view", slug=body.slug)
    context = {
        "form": form,
        "unit": unit,
        "title": _("New body of %(name)s") % {"name": unit.name},
        "submit": _("Make the body"),
        "cancel_url": reverse("sections:unit.view", args=[slug]),
    }
    return render(request, "sections/unit/edit.html", context)


@require_http_methods(["GET", "POST"])
def body_edit(request: HttpRequest, slug: str) -> HttpResponse:
    body = _body(request, slug)
    permissions.require(request.user, "body.edit", body)
    form = BodyForm(request.POST or None, body=body)
    back = reverse("sections:body.view", args=[slug])
    if form.is_valid() and attempt(request, bodies.edit, form=form, done=_("Saved."), body=body, **form.cleaned_data):
        return redirect(back)
    context = {"form": form, "body": body, "title": _("Edit body"), "cancel_url": back}
    return render(request, "sections/body/edit.html", context)


@require_http_methods(["GET", "POST"])
def body_close(request: HttpRequest, slug: str) -> HttpResponse:
    body = _body(request, slug)
    permissions.require(request.user, "body.close", body)
    form = CloseForm(request.POST or None)
    back = reverse("sections:body.view", args=[slug])
    if form.is_valid() and attempt(
        request, bodies.close, form=form, done=_("It is closed."), body=body, **form.cleaned_data
    ):
        return redirect(back)
    context = {
        "form": form,
        "body": body,
        "roster": roster(body),
        "title": _("Close %(name)s?") % {"name": body.name},
        "submit": _("Close"),
        "danger": True,
        "cancel_url": back,
    }
    return render(request, "sections/body/close.html", context)


@require_POST
def body_reopen(request: HttpRequest, slug: str) -> HttpResponse:
    body = _body(request, slug)
    attempt(request, bodies.reopen, done=_("It is open again. Appoint its people anew."), body=body)
    return redirect("sections:body.view", slug=slug)


def _body(request: HttpRequest, slug: str) -> Body:
    """A body that is no expert group: those have pages and verbs of their own."""
    others = Body.objects.exclude(kind=Body.Kind.WORKING_GROUP).select_related("unit")
    return visible_or_404(others, request.user, slug=slug)
