"""What the board approved, and what has changed: against today, between versions, and from one period's plan to the next."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from plans import versions
from plans.differences import Change, tree
from plans.differences import compare as differences
from plans.models import Plan, PlanVersion
from plans.outline import PlanOutline
from portal.http import visible_or_404

TODAY = "today"


def in_force(request: HttpRequest, pk: int) -> HttpResponse:
    """For who may not see the draft of a revision: the version that is in force meanwhile, else nothing is there."""
    version = PlanVersion.objects.visible_to(request.user).filter(plan=pk).first()
    if version is None:
        raise Http404
    return redirect("plans:version.view", version.pk)


def _plan_or_404(request: HttpRequest, pk: int) -> Plan:
    return get_object_or_404(Plan.objects.readable_to(request.user).select_related("body__unit"), pk=pk)


@require_safe
def list_(request: HttpRequest, pk: int) -> HttpResponse:
    """Every version that the board has approved, and what to compare."""
    plan = _plan_or_404(request, pk)
    rows = list(plan.versions.select_related("document", "made_by__person"))
    context = {
        "plan": plan,
        "versions": rows,
        "sees_today": _sees_today(request, plan),
        "others": _others(request, plan),
    }
    return render(request, "plans/version/list.html", context)


@require_safe
def view(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan as it was approved."""
    found = PlanVersion.objects.select_related("plan__body__unit", "document", "made_by__person")
    version = visible_or_404(found, request.user, pk=pk)
    outline = versions.frozen(version)
    context = {
        "plan": version.plan,
        "version": version,
        "content": outline,
        "is_last": not PlanVersion.objects.filter(plan=version.plan_id, number__gt=version.number).exists(),
        "sees_today": _sees_today(request, version.plan),
        "areas": tree(outline),
    }
    return render(request, "plans/version/view.html", context)


@require_safe
def changes(request: HttpRequest, pk: int) -> HttpResponse:
    """From one version to another, or to today's plan; without a choice from the last one approved to today."""
    plan = _plan_or_404(request, pk)
    rows = list(plan.versions.select_related("made_by__person"))
    if not rows:
        raise Http404
    sees_today = _sees_today(request, plan)
    before = _chosen(rows, request.GET.get("from", "")) or (rows[0] if sees_today else rows[-1])
    after = _chosen(rows, request.GET.get("to", ""))
    if after is None and not sees_today:
        after = rows[0]
    now = versions.frozen(after) if after else versions.today(plan)
    context = {
        "plan": plan,
        "versions": rows,
        "before": before,
        "after": after,
        "sees_today": sees_today,
        **_told(versions.frozen(before), now, same_plan=True),
    }
    return render(request, "plans/version/changes.html", context)


@require_safe
def periods(request: HttpRequest, pk: int) -> HttpResponse:
    """Two plans of the same body: what was carried over, left out, and is new."""
    plan = _plan_or_404(request, pk)
    others = _others(request, plan)
    chosen = request.GET.get("with", "")
    other = next((each for each in others if str(each.pk) == chosen), None) or _before(plan, others)
    context: dict[str, Any] = {"plan": plan, "others": others, "other": other}
    if other:
        older, newer = sorted((plan, other), key=lambda each: (each.starts_on, each.pk))
        outlines = _readable(request, older), _readable(request, newer)
        context |= {"older": older, "newer": newer, **_told(*outlines, same_plan=False)}
    return render(request, "plans/version/periods.html", context)


def _chosen(rows: list[PlanVersion], number: str) -> PlanVersion | None:
    return next((row for row in rows if str(row.number) == number), None)


def _sees_today(request: HttpRequest, plan: Plan) -> bool:
    return Plan.objects.visible_to(request.user).filter(pk=plan.pk).exists()


def _others(request: HttpRequest, plan: Plan) -> list[Plan]:
    """The same body's other plans that the reader may read, the newest first."""
    found = Plan.objects.readable_to(request.user).filter(body=plan.body_id).exclude(pk=plan.pk)
    return list(found.order_by("-starts_on", "-pk")[:40])


def _before(plan: Plan, others: list[Plan]) -> Plan | None:
    """The plan that this one carries on, else that of the period before, else any."""
    named = (each for each in others if each.pk == plan.copied_from_id)
    earlier = (each for each in others if each.starts_on < plan.starts_on)
    return next(named, None) or next(earlier, None) or next(iter(others), None)


def _readable(request: HttpRequest, plan: Plan) -> PlanOutline:
    """Today's plan, or for who may not see it the version in force."""
    version = None if _sees_today(request, plan) else plan.versions.first()
    return versions.frozen(version) if version else versions.today(plan)


def _told(before: PlanOutline, after: PlanOutline, *, same_plan: bool) -> dict[str, Any]:
    found = differences(before, after, same_plan=same_plan)
    return {
        "comparison": found,
        "outline": [
            {"anchor": _anchor(n), "label": _label(area)} for n, area in enumerate(found.areas) if area.is_touched
        ],
    }


def _anchor(n: int) -> str:
    return f"area-{n}"


def _label(area: Change) -> str:
    return area.node.title or _("Measures")
