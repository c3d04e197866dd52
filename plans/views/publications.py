"""A plan goes downwards: publishing it, following it on its way, and taking from the level above."""

from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from plans import published
from plans.forms_cascade import PublishForm
from plans.models import Distribution, Plan, PlanSource, Proposal, Publication
from plans.operations import publications as verbs
from plans.operations import taking
from plans.permissions_cascade import follows
from plans.views import pieces
from portal.http import attempt
from portal.permissions import can, require


def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """What goes down, what has changed since the last time, and who gets it."""
    plan = pieces.plan_or_404(request, pk)
    require(request.user, "plan.publish", plan)
    form = PublishForm(request.POST or None, plan=plan)
    if request.method == "POST" and form.is_valid():
        done = _("The plan is on its way to the levels below.")
        if attempt(request, verbs.publish, form=form, done=done, plan=plan, **form.cleaned_data):
            return redirect("plans:plan.published", plan.pk)
    rows = verbs.rows_of(plan)
    last = plan.publications.first()
    context = {
        "plan": plan,
        "form": form,
        "last": last,
        "changes": published.differences(published.rows(last.content), rows) if last else [],
        "takers": PlanSource.objects.filter(source=plan).count(),
        "counts": counts(rows),
        "cancel_url": reverse("plans:plan.view", args=[plan.pk]),
    }
    return render(request, "plans/publication/publish.html", context)


def counts(rows: list[published.Row]) -> dict[str, int]:
    """How many rows of each kind."""
    return {kind: sum(row.kind == kind for row in rows) for kind in published.FIELDS}


@require_safe
def published_(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the last publication has come, and those before it. Renews itself while a worker is at it."""
    plan = pieces.plan_or_404(request, pk)
    require(request.user, "plan.publish", plan)
    found = plan.publications.defer("content").select_related("distribution", "published_by__person")
    distribution = Distribution.objects.filter(publication__plan=plan).order_by("-publication__number").first()
    context = {
        "plan": plan,
        "publications": list(found),
        "distribution": distribution,
        "takers": PlanSource.objects.filter(source=plan).count(),
        "waiting": Proposal.objects.open().filter(publication__plan=plan).count(),
    }
    response = render(request, "plans/publication/view.html", context)
    if distribution is not None and distribution.state == Distribution.State.WAITING:
        response.headers["Refresh"] = "2"
    return response


@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    plan = pieces.plan_or_404(request, pk)
    require(request.user, "plan.publish", plan)
    distribution = get_object_or_404(Distribution.objects.filter(publication__plan=plan).order_by("-pk")[:1])
    attempt(request, verbs.retry, distribution=distribution)
    return redirect("plans:plan.published", plan.pk)


def take(request: HttpRequest, pk: int) -> HttpResponse:
    """What the levels above have published for the plan's period."""
    plan = pieces.plan_or_404(request, pk)
    require(request.user, "plan.take", plan)
    found = taking.sources(plan).visible_to(request.user)
    if request.method == "POST":
        chosen = request.POST.get("publication", "")
        publication = get_object_or_404(found, pk=int(chosen) if chosen.isdigit() else 0)
        if attempt(request, taking.take, done=_("The rows stand in your plan."), plan=plan, publication=publication):
            return redirect("plans:plan.view", plan.pk)
    taken = set(plan.sources.values_list("source_id", flat=True))
    offers = [
        {"publication": each, "taken": each.plan_id in taken, "areas": _tree(each)}
        for each in found.select_related("plan__body__unit").order_by("plan__body__unit__kind", "plan_id")
    ]
    return render(request, "plans/publication/take.html", {"plan": plan, "offers": offers})


def _tree(publication: Publication) -> list[dict[str, Any]]:
    """The publication's rows, nested: areas with goals with measures."""
    nodes: dict[published.Place, dict[str, Any]] = {}
    areas: list[dict[str, Any]] = []
    for row in published.rows(publication.content):
        values = row.values
        words = values.get("text") or f"{values.get('number', '')} {values.get('title', '')}".strip()
        node: dict[str, Any] = {"words": words, "kind": row.kind, "rows": []}
        nodes[row.place] = node
        (areas if row.under is None else nodes[row.under]["rows"]).append(node)
    return areas


def strip(request: HttpRequest, plan: Plan) -> dict[str, Any]:
    """What the plan's page says of the levels above and below: one query at most, what it has taken or whether it may.

    ``plan`` as from pieces.read_plan_or_404().
    """
    waiting = Proposal.objects.open().filter(plan=OuterRef("plan")).order_by().values("plan")
    sources = PlanSource.objects.filter(plan=plan).select_related("source__body").order_by("pk")
    counted = sources.annotate(waiting=Coalesce(Subquery(waiting.annotate(count=Count("pk")).values("count")), 0))
    taken = list(counted) if plan.has_sources else []  # type: ignore[attr-defined]
    offered = not taken and bool(can(request.user, "plan.take", plan)) and taking.sources(plan).exists()
    return {
        "sources": taken,
        "may_take": offered,
        "may_publish": can(request.user, "plan.publish", plan),
        "may_rollup": plan.has_publications and follows(request.user, plan.body),  # type: ignore[attr-defined]
    }
