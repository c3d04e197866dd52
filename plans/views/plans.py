"""Plans: the register, the document, the editing table and the way through the board."""

from collections.abc import Iterable

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from plans import contents, measured
from plans.filters import PlanFilter
from plans.forms import NewPlanForm, PlanForm, ViewFilter
from plans.models import Measure, Plan, PlanVersion
from plans.operations import plans as verbs
from plans.operations.stale import fingerprint
from plans.outline import PlanOutline
from plans.permissions import writes
from plans.views import pieces, publications, versions
from plans.views.remarks import board_comments
from portal import audit
from portal.http import attempt
from portal.paging import paginate
from portal.periods import today
from portal.permissions import can, require

HISTORY = 8


@require_safe
def list_(request: HttpRequest) -> HttpResponse:
    """The register of the plans that one may see, with how far each has come."""
    found = PlanFilter(request.GET, Plan.objects.readable_to(request.user).select_related("body"))
    page = paginate(found.qs, ["-starts_on", "-pk"], request.GET.get("cursor", ""))
    counts = _counts([plan.pk for plan in page])
    _as_approved(request, page)
    for plan in page:
        plan.counts = counts.get(plan.pk, {"total": 0, "done": 0, "behind": 0})
    context = {"page": page, "filter": found, "may_create": can(request.user, "plan.create")}
    return render(request, "plans/plan/list.html", context)


def _as_approved(request: HttpRequest, page: Iterable[Plan]) -> None:
    """Who may not see the draft of a revision reads the title and the period that are in force; one query."""
    revised = {plan.pk: plan for plan in page if plan.is_draft and plan.is_revision}
    if not revised:
        return
    visible = Plan.objects.visible_to(request.user).filter(pk__in=revised)
    # The oldest first, so that the last one stands.
    for version in PlanVersion.objects.filter(plan__in=revised).exclude(plan__in=visible).order_by("number"):
        plan, frozen = revised[version.plan_id], PlanOutline.from_json(version.content)
        plan.title, plan.starts_on, plan.ends_on = frozen.title, frozen.starts_on or plan.starts_on, frozen.ends_on


def _counts(plan_ids: list[int]) -> dict[int, dict]:
    """Progress of the plans on the page: one query, however many there are in the register."""
    behind = Q(status=Measure.Status.DELAYED) | Q(due_on__lt=today())
    rows = (
        Measure.objects.filter(plan__in=plan_ids)
        .with_text()
        .values("plan")
        .annotate(
            total=Count("pk", filter=~Q(status="dropped")),
            done=Count("pk", filter=Q(status="done")),
            behind=Count("pk", filter=behind & ~Q(status__in=Measure.ENDED)),
        )
        .order_by()
    )
    return {row["plan"]: row for row in rows}


@require_safe
def view(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan, set as a document with its outline."""
    try:
        plan = pieces.read_plan_or_404(request, pk)
    except Http404:
        # Under revision: who may not see the draft reads what is in force meanwhile.
        return versions.in_force(request, pk)
    content = contents.load(plan)
    if plan.has_indicators:  # type: ignore[attr-defined]
        measured.attach(content)
    pieces.mark_reportable(request, content.measures)
    choice = ViewFilter(request.GET)
    chosen = choice.cleaned_data if choice.is_valid() else {}
    shown = _choose(content, chosen.get("show", ""), chosen.get("status", ""))
    context = {
        "plan": plan,
        "content": content,
        "choice": choice,
        "shown": shown,
        "is_filtered": any(chosen.values()),
        "outline": [{"anchor": area.place, "label": area.area} for area in shown],
        "approved": plan.versions.select_related("document").first() if plan.approved_at else None,
        "history": audit.history(plan)[:HISTORY],
        **board_comments(request, plan, content.measures),
        **_rights(request, plan),
        **publications.strip(request, plan),
    }
    return render(request, "plans/plan/view.html", context)


def _rights(request: HttpRequest, plan: Plan) -> dict:
    """What the page offers. One step at a time: what the state does not allow is not shown."""
    user = request.user
    submitted = plan.state == Plan.State.SUBMITTED
    return {
        "writer": writes(user, plan.body),
        "may_edit": can(user, "plan.edit", plan),
        "may_submit": plan.is_draft and can(user, "plan.submit", plan),
        "may_withdraw": submitted and can(user, "plan.withdraw", plan),
        "may_approve": submitted and can(user, "plan.approve", plan),
        "may_revise": plan.state == Plan.State.APPROVED and can(user, "plan.revise", plan),
        "may_resume": plan.is_draft and plan.is_revision and can(user, "plan.resume", plan),
        "may_report": plan.state in Plan.SETTLED and can(user, "plan.report", plan),
        "may_close": plan.state in Plan.SETTLED and can(user, "plan.close", plan),
        "may_copy": can(user, "plan.copy", plan),
    }


def _choose(content: contents.PlanContent, show: str, status: str) -> list[contents.AreaContent]:
    """The areas with the measures that the filter lets through; without a filter everything, also empty goals."""
    if not show and not status:
        return content.areas

    def fits(measure: Measure) -> bool:
        if not measure.text or (status and measure.status != status):
            return False
        return (
            measure.is_overdue if show == "overdue" else getattr(measure, "is_mine", False) if show == "mine" else True
        )

    areas = []
    for area in content.areas:
        goals = [contents.GoalContent(goal.goal, [m for m in goal.measures if fits(m)]) for goal in area.goals]
        kept = contents.AreaContent(area.area, [m for m in area.measures if fits(m)], [g for g in goals if g.measures])
        if kept.everything:
            areas.append(kept)
    return areas


def create(request: HttpRequest) -> HttpResponse:
    require(request.user, "plan.create")
    form = NewPlanForm(request.POST or None, user=request.user, initial={"body": request.GET.get("body")})
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in verbs.FIELDS}
        plan = attempt(
            request, verbs.create, form=form, done=_("The plan is begun."), body=form.cleaned_data["body"], **values
        )
        if plan:
            return redirect("plans:plan.table", plan.pk)
    return render(request, "plans/plan/create.html", {"form": form, "cancel_url": reverse("plans:plan.list")})


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    plan = pieces.plan_or_404(request, pk)
    require(request.user, "plan.edit", plan)
    form = PlanForm(request.POST or None, instance=plan)
    theirs: list = []
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in (*verbs.FIELDS, "seen")}
        saved, current = pieces.save(
            request, verbs.change, form=form, done=_("The plan is saved."), plan=plan, **values
        )
        if saved:
            return redirect("plans:plan.view", plan.pk)
        if current:
            theirs = pieces.compare(form, current, seen=fingerprint(current, verbs.FIELDS))
    context = {"form": form, "plan": plan, "theirs": theirs, "cancel_url": reverse("plans:plan.view", args=[plan.pk])}
    return render(request, "plans/plan/edit.html", context)


@require_safe
def table(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan as a table to work in."""
    plan = pieces.plan_or_404(request, pk)
    return render(request, "plans/plan/table.html", pieces.table_context(request, plan))
