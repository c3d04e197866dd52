"""The audit trail for those who answer for it, and the history of one object for those who may see the object."""

from typing import Any, cast

import django_filters
from django import forms
from django.apps import apps
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from members.models import User
from portal import audit, links
from portal.audit_words import SENTENCES, changes
from portal.forms import DateInput
from portal.models import AuditEntry
from portal.paging import paginate
from portal.permissions import can

# What has a history page, and the right that a reader needs. A person's history tells former addresses and telephones:
# it is for those who keep the register, not for everybody who may see the name.
HISTORIES: dict[str, str] = {
    "members.appointment": "appointment.view",
    "members.call": "call.treat",
    "members.person": "person.edit",
    "plans.plan": "plan.view",
    "sections.body": "body.view",
    "sections.unit": "unit.view",
    "workgroups.mandate": "mandate.view",
    "workgroups.meeting": "meeting.view",
    "workgroups.minutes": "minutes.view",
    "workgroups.task": "task.view",
    "workgroups.workgroup": "group.view",
}


def _verbs() -> list[tuple[str, Any]]:
    return sorted(SENTENCES.items(), key=lambda item: str(item[1]))


class AuditFilter(django_filters.FilterSet):
    """By what was done, by whom and when."""

    verb = django_filters.ChoiceFilter(label=_("What was done"), choices=_verbs, empty_label=_("Everything"))
    person = django_filters.CharFilter(label=_("By whom"), field_name="actor_name", lookup_expr="folds", max_length=100)
    since = django_filters.DateFilter(label=_("From"), field_name="at", lookup_expr="date__gte", widget=DateInput)
    until = django_filters.DateFilter(label=_("To"), field_name="at", lookup_expr="date__lte", widget=DateInput)

    class Meta:
        model = AuditEntry
        fields: list[str] = []
        form = forms.Form


def _told(entries) -> list[AuditEntry]:
    """The entries with their changes in words and the page of what they are about."""
    for entry in entries:
        entry.said = changes(entry)
        entry.url = links.of_entry(entry.content_type, entry.object_id)
    return entries


@require_safe
def audit_list(request: HttpRequest) -> HttpResponse:
    """Entries of the units that the reader administers or audits."""
    # Login is required of every page.
    access = cast(User, request.user).access
    units = access.administered_units | access.audited_units
    if not units:
        raise Http404
    entries: QuerySet[AuditEntry] = AuditEntry.objects.filter(unit_id__in=units).select_related("content_type")
    found = AuditFilter(request.GET, entries)
    page = paginate(found.qs, ["-id"], request.GET.get("cursor", ""))
    _told(page.rows)
    return render(request, "portal/audit/list.html", {"page": page, "filter": found})


@require_safe
def history(request: HttpRequest, label: str, pk: int) -> HttpResponse:
    """What happened to one object, newest first."""
    if label not in HISTORIES:
        raise Http404
    obj = apps.get_model(label)._default_manager.filter(pk=pk).first()
    if obj is None or not can(request.user, HISTORIES[label], obj):
        raise Http404
    entries = audit.history(obj).select_related("content_type")
    page = paginate(entries, ["-id"], request.GET.get("cursor", ""))
    _told(page.rows)
    context = {"object": obj, "page": page, "back_url": _address(obj)}
    return render(request, "portal/audit/history.html", context)


def _address(obj) -> str:
    label = obj._meta.label_lower
    return links.address(label, getattr(obj, links.PAGES[label][1])) if label in links.PAGES else ""
