"""What can be printed, and the documents that were made lately."""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from portal.models import Document
from portal.reports import REPORTS

RECENT = 12


@dataclass(frozen=True)
class Printable:
    """One kind of document: what it is, where one goes to print it."""

    kind: str
    title: Any
    text: Any
    icon: str
    view: str
    link: Any


PRINTABLES = (
    Printable(
        "notice",
        _("Notice with agenda"),
        _("What goes out to those called: time, place, cases. Open the meeting and choose “PDF”."),
        "calendar-days",
        "workgroups:meeting.list",
        _("To the meetings"),
    ),
    Printable(
        "minutes",
        _("Minutes"),
        _("Who was there, what was said and decided, who does what. Approved minutes are kept as they were printed."),
        "file-text",
        "workgroups:meeting.list",
        _("To the meetings"),
    ),
    Printable(
        "plan",
        _("Action plan in the union’s form"),
        _("Areas, goals and measures with all seven columns, as PDF or as a Word file."),
        "list-checks",
        "plans:plan.list",
        _("To the plans"),
    ),
    Printable(
        "plan-status",
        _("Status report of a plan"),
        _(
            "How far it has come, what is behind and why, what is new and what comes, on any day. Under “How it stands”."
        ),
        "chart-no-axes-column",
        "plans:plan.list",
        _("To the plans"),
    ),
    Printable(
        "group",
        _("Overview of a group"),
        _(
            "Who is in it, how it stands with the mandate, the year’s meetings with attendance, and the plan. On the group’s page."
        ),
        "users-round",
        "workgroups:group.list",
        _("To the groups"),
    ),
    Printable(
        "mandates",
        _("All groups with their mandates’ rules"),
        _(
            "Which rules each group keeps, and what is to be done by when, on any day. For those who oversee the groups."
        ),
        "table-properties",
        "workgroups:check.list",
        _("To the mandates’ rules"),
    ),
    Printable(
        "appointments",
        _("Those appointed to a body"),
        _("Members, deputies and who comes later, with periods and decisions. On the page of the body."),
        "contact-round",
        "sections:unit.list",
        _("To the units"),
    ),
    Printable(
        "applicants",
        _("Applicants of a call"),
        _("Side by side with the competence of the group, for the board’s papers. On the page of the applicants."),
        "megaphone",
        "sections:call.list",
        _("To the calls"),
    ),
    Printable(
        "budget",
        _("Budget against spent"),
        _("A year by line and by group, with four years beside each other; as PDF and Excel. On the page of control."),
        "landmark",
        "money:home",
        _("To the money"),
    ),
    Printable(
        "claim",
        _("Claim with its receipts"),
        _(
            "The lines, the employer’s answer, its way with names and dates, and all receipts behind it. On the claim’s page."
        ),
        "receipt",
        "money:claim.list",
        _("To my claims"),
    ),
)


@require_safe
def report_list(request: HttpRequest) -> HttpResponse:
    """The kinds of documents with their places, then the newest documents of what the reader may see."""
    kinds = [(printable, reverse(printable.view)) for printable in PRINTABLES]
    documents = list(_visible(request.user).order_by("-id")[:RECENT])
    return render(request, "portal/report/list.html", {"kinds": kinds, "documents": documents})


def _visible(user):
    """Documents of objects that the user may see: archived ones, and those that the user asked for."""
    seen = Q()
    for report in REPORTS.values():
        model = apps.get_model(report.model)
        objects = model._default_manager.visible_to(user).order_by().values("pk")
        seen |= Q(report=report.kind, content_type=ContentType.objects.get_for_model(model), object_id__in=objects)
    mine = Q(archived=True) | Q(asked_by=user)
    return Document.objects.filter(seen & mine, state=Document.State.READY)
