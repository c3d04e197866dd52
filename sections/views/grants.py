"""The budgets of a body: what is decided for which year, and recording a decision."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal import permissions
from portal.http import attempt, visible_or_404
from portal.models import AuditEntry
from portal.periods import today
from portal.permissions import can
from portal.words import kr, short_day
from sections.forms_grants import GrantForm
from sections.models import Body, Grant
from sections.operations import grants

LATEST = 20
# A year of four digits; anything else in the address is no year.
YEARS = range(1900, 2200)


def _body(request: HttpRequest, slug: str) -> Body:
    return visible_or_404(Body.objects.select_related("unit"), request.user, slug=slug)


@require_safe
def grant_view(request: HttpRequest, slug: str) -> HttpResponse:
    """Year by year, the newest first, and how the amounts came to be."""
    body = _body(request, slug)
    rows = list(Grant.objects.visible_to(request.user).filter(body=body))
    context = {
        "body": body,
        "grants": rows,
        "history": _history(rows),
        "may_decide": bool(can(request.user, "grant.decide", body)),
        "this_year": today().year,
        "has_this_year": any(grant.year == today().year for grant in rows),
    }
    return render(request, "sections/grant/view.html", context)


def _history(rows: list[Grant]) -> list[dict[str, Any]]:
    """The decisions on all of these, newest first, each told in one line."""
    entries = AuditEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Grant), object_id__in=[grant.pk for grant in rows]
    ).order_by("-id")[:LATEST]
    return [
        {"at": entry.at, "actor_name": entry.actor_name, "note": entry.note, "text": _told(entry.changes)}
        for entry in entries
    ]


def _told(changes: dict[str, list]) -> str:
    if "amount" not in changes:
        return _("The particulars of the decision were put right.")
    before, after = changes["amount"]
    if before is None:
        return _("Decided: %(amount)s") % {"amount": kr(after)}
    return _("Decided anew: %(after)s, before it was %(before)s") % {"before": kr(before), "after": kr(after)}


@require_http_methods(["GET", "POST"])
def grant_decide(request: HttpRequest, slug: str) -> HttpResponse:
    """Record a decision; with ``?year=2026`` of a year that has its budget, the decision that corrects it."""
    body = _body(request, slug)
    permissions.require(request.user, "grant.decide", body)
    year = _year(request)
    corrected = Grant.objects.filter(body=body, year=year).first() if year else None
    form = GrantForm(request.POST or None, year=year or today().year, grant=corrected)
    if form.is_valid():
        values = {"year": year, **form.cleaned_data}
        done = _("The budget for %(year)s is recorded.") % {"year": values["year"]}
        if attempt(request, grants.decide, form=form, done=done, body=body, corrects=corrected, **values):
            return redirect("sections:grant.view", slug=slug)
    context = {
        "form": form,
        "body": body,
        "title": _("New decision on the budget for %(year)s") % {"year": year} if corrected else _("Decide the budget"),
        "lead": _lead(corrected) if corrected else body.name,
        "submit": _("Record the decision"),
        "cancel_url": reverse("sections:grant.view", args=[slug]),
    }
    return render(request, "sections/grant/decide.html", context, status=422 if form.errors else 200)


def _lead(grant: Grant) -> str:
    words: dict[str, Any] = {
        "amount": kr(grant.amount),
        "decision": grant.decision,
        "day": short_day(grant.decided_on),
    }
    return _("Today it is %(amount)s, decision %(decision)s of %(day)s. The history keeps it.") % words


def _year(request: HttpRequest) -> int | None:
    text = request.GET.get("year", "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) == 4 and int(text) in YEARS):
        raise Http404
    return int(text)
