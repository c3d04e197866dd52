"""Calls: the register, one call, and its way from draft to end."""

import re
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from members.models import Application, Call
from members.operations import calls
from portal import permissions
from portal.http import attempt, visible_or_404
from portal.paging import paginate
from portal.periods import today
from portal.permissions import can
from sections.forms_calls import CallForm, CancelForm, ExtendForm
from sections.models import Body
from sections.views.appointments import home_of

COUNTED = Count("applications", filter=Q(applications__state__in=Application.COUNTED))


@require_safe
def call_list(request: HttpRequest) -> HttpResponse:
    """Calls that one may see: those that run on top, or all of one body."""
    user: Any = request.user
    permissions.require(user, "call.list")
    slug, running = request.GET.get("body", ""), request.GET.get("show", "") != "all"
    rows = Call.objects.visible_to(user).select_related("body__unit").annotate(treated=COUNTED)
    if slug:
        rows = rows.filter(body__slug=slug)
    elif running:
        rows = rows.filter(Q(state=Call.State.DRAFT) | Q(state=Call.State.OPEN, deadline__gte=today()))
    page = paginate(rows, ["-deadline", "-id"], request.GET.get("cursor", ""))
    treats = set(Call.objects.treated_by(user).filter(pk__in=[call.pk for call in page]).values_list("pk", flat=True))
    body = Body.objects.visible_to(user).select_related("unit").filter(slug=slug).first() if slug else None
    context = {
        "page": page,
        "treats": treats,
        "running": running and not slug,
        "body": body,
        "back": home_of(body) if body else "",
        "may_create": body is not None and body.is_open and bool(can(user, "call.create", body)),
    }
    return render(request, "sections/call/list.html", context)


@require_safe
def call_view(request: HttpRequest, pk: int) -> HttpResponse:
    """The call as it is announced, its link, and what comes next."""
    user: Any = request.user
    call = of(request, pk)
    treats = can(user, "call.treat", call)
    verbs = ("edit", "publish", "extend", "close", "cancel", "nominate", "decide", "answer")
    rights = {verb: bool(can(user, f"call.{verb}", call)) and fits(call, verb) for verb in verbs}
    context = {
        "call": call,
        "back": home_of(call.body),
        "link": public_link(call),
        "case_url": case_url(call, user),
        "treats": treats,
        # Others have no reason to expect the applicants here.
        "applied": not treats and call.body.unit_id in user.access.staffed_units | user.access.board_units,
        "count": call.applications.counted().count() if treats else None,
        "can": rights,
        "history": reverse("portal:history", args=["members.call", call.pk]) if treats else "",
    }
    return render(request, "sections/call/view.html", context)


def case_url(call: Call, user: Any) -> str:
    """Where the board's case stands that decided the call, if it is in the portal and the user may see it."""
    number = re.fullmatch(r"0*(\d{1,5})/(?:20)?(\d{2})", call.decision.strip(), re.ASCII)
    if number is None:
        return ""
    meetings: Any = Body._meta.get_field("meetings").related_model
    case = {"agenda__case_number": int(number[1]), "agenda__case_year": 2000 + int(number[2])}
    boards = {"body__unit": call.body.unit_id, "body__kind": Body.Kind.BOARD}
    found = meetings.objects.visible_to(user).filter(**boards, **case).values_list("pk", "agenda__pk").first()
    return f"{reverse('workgroups:meeting.view', args=[found[0]])}#item-{found[1]}" if found else ""


def fits(call: Call, verb: str) -> bool:
    """Whether the verb is possible from where the call stands."""
    if verb == "edit":
        return call.state == Call.State.DRAFT
    if verb == "close":
        return call.is_accepting
    if verb == "nominate":
        return call.standing == Call.State.CLOSED
    if verb == "decide":
        return call.is_treatable and call.answered_at is None and not call.has_appointed
    if verb == "answer":
        return call.state == Call.State.DECIDED and call.answered_at is None
    return Call.FLOW.legal(call, verb)


def public_link(call: Call) -> str:
    """The address that is passed on to members."""
    return urljoin(settings.PORTAL_URL, reverse("sections:application.create", args=[call.key]))


@require_http_methods(["GET", "HEAD", "POST"])
def call_create(request: HttpRequest, slug: str) -> HttpResponse:
    body = visible_or_404(Body.objects.select_related("unit"), request.user, slug=slug)
    permissions.require(request.user, "call.create", body)
    form = CallForm(request.POST or None, body=body)
    if form.is_valid():
        done = _("The call is saved as a draft. Look through it, then publish it.")
        call = attempt(request, calls.create, form=form, done=done, body=body, **form.cleaned_data)
        if call:
            return redirect("sections:call.view", pk=call.pk)
    context = {
        "form": form,
        "body": body,
        "back": home_of(body),
        "title": _("Announce places"),
        "submit": _("Save the draft"),
        "cancel_url": home_of(body),
    }
    return render(request, "sections/call/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def call_edit(request: HttpRequest, pk: int) -> HttpResponse:
    call = of(request, pk)
    permissions.require(request.user, "call.edit", call)
    form = CallForm(request.POST or None, body=call.body, call=call)
    if form.is_valid() and attempt(request, calls.edit, form=form, done=_("Saved."), call=call, **form.cleaned_data):
        return redirect("sections:call.view", pk=call.pk)
    context = _context(call, title=_("Edit the call"), submit=_("Save"), form=form)
    return render(request, "sections/call/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def call_publish(request: HttpRequest, pk: int) -> HttpResponse:
    call = of(request, pk)
    permissions.require(request.user, "call.publish", call)
    if request.method == "POST":
        attempt(request, calls.publish, done=_("The call is published."), call=call)
        return redirect("sections:call.view", pk=call.pk)
    leaders = list(calls.section_leaders(call))
    context = _context(call, title=_("Publish the call?"), submit=_("Publish and send"))
    return render(request, "sections/call/publish.html", context | {"leaders": leaders})


@require_http_methods(["GET", "HEAD", "POST"])
def call_extend(request: HttpRequest, pk: int) -> HttpResponse:
    call = of(request, pk)
    permissions.require(request.user, "call.extend", call)
    form = ExtendForm(request.POST or None, initial={"deadline": max(call.deadline, today())})
    done = _("The deadline is moved, and those who have applied are told.")
    if form.is_valid() and attempt(request, calls.extend, form=form, done=done, call=call, **form.cleaned_data):
        return redirect("sections:call.view", pk=call.pk)
    context = _context(call, title=_("Move the deadline"), submit=_("Move the deadline"), form=form)
    return render(request, "sections/call/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def call_close(request: HttpRequest, pk: int) -> HttpResponse:
    call = of(request, pk)
    permissions.require(request.user, "call.close", call)
    if request.method == "POST":
        attempt(request, calls.close, done=_("The call is closed."), call=call)
        return redirect("sections:call.view", pk=call.pk)
    text = _(
        "Nobody can apply from now on. Those who have applied are told. You can open it again with a new deadline."
    )
    context = _context(call, title=_("Close the call before its deadline?"), submit=_("Close the call"), text=text)
    return render(request, "sections/call/confirm.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def call_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    call = of(request, pk)
    permissions.require(request.user, "call.cancel", call)
    form = CancelForm(request.POST or None)
    done = _("The call is cancelled, and those who have applied are told.")
    if form.is_valid() and attempt(request, calls.cancel, form=form, done=done, call=call, **form.cleaned_data):
        return redirect("sections:call.view", pk=call.pk)
    text = _("Those who have applied get a mail with your reason. A cancelled call cannot be opened again.")
    context = _context(call, title=_("Cancel the call?"), submit=_("Cancel the call"), form=form, text=text)
    status = 422 if form.errors else 200
    return render(request, "sections/call/confirm.html", {**context, "danger": True}, status=status)


def of(request: HttpRequest, pk: int) -> Call:
    """The call, for those who may see it."""
    return visible_or_404(Call.objects.select_related("body__unit").prefetch_related("fields"), request.user, pk=pk)


def _context(call: Call, **parts: Any) -> dict[str, Any]:
    url = reverse("sections:call.view", args=[call.pk])
    return {"call": call, "body": call.body, "back": home_of(call.body), "cancel_url": url, **parts}
