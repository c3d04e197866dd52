"""Plans: the register, the document, the editing table and the way through the board."""

import re

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from plans import contents
from plans.filters import PlanFilter
from plans.forms import ApproveForm, NewPlanForm, PlanForm, ReturnForm, ViewFilter
from plans.models import Measure, Plan
from plans.operations import plans as verbs
from plans.operations.stale import fingerprint
from plans.permissions import writes
from plans.views import pieces
from portal import audit
from portal.http import attempt
from portal.paging import paginate
from portal.periods import today
from portal.permissions import can, require

WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
HISTORY = 8


@require_safe
def list_(request: HttpRequest) -> HttpResponse:
    """The register of the plans that one may see, with how far each has come."""
    found = PlanFilter(request.GET, Plan.objects.visible_to(request.user).select_related("body"))
    page = paginate(found.qs, ["-starts_on", "-pk"], request.GET.get("cursor", ""))
    counts = _counts([plan.pk for plan in page])
    for plan in page:
        plan.counts = counts.get(plan.pk, {"total": 0, "done": 0, "behind": 0})
    context = {"page": page, "filter": found, "may_create": can(request.user, "plan.create")}
    return render(request, "plans/plan/list.html", context)


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
    plan = pieces.plan_or_404(request, pk)
    content = contents.load(plan)
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
        **_rights(request, plan),
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


def submit(request: HttpRequest, pk: int) -> HttpResponse:
    words = {
        "title": _("Submit to the board"),
        "text": _("Until the board has decided, the measures cannot be changed; status can still be reported."),
        "submit": _("Submit the plan"),
    }
    return _step(request, pk, "plan.submit", verbs.submit, _("The plan is submitted to the board."), words)


def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    words = {
        "title": _("Withdraw the plan"),
        "text": _("The board will not decide on it until you submit it again."),
        "submit": _("Withdraw the plan"),
    }
    done = _("The plan is withdrawn and can be changed again.")
    return _step(request, pk, "plan.withdraw", verbs.withdraw, done, words)


def approve(request: HttpRequest, pk: int) -> HttpResponse:
    words = {
        "title": _("Approve the plan"),
        "text": _("The plan is kept as it stands today, so that later changes can be seen against it."),
        "submit": _("Approve the plan"),
    }
    form = ApproveForm(request.POST or None)
    return _step(request, pk, "plan.approve", verbs.approve, _("The plan is approved and in force."), words, form)


def return_(request: HttpRequest, pk: int) -> HttpResponse:
    words = {
        "title": _("Return the plan"),
        "text": _("The group gets your comment and can change the plan again."),
        "submit": _("Return the plan"),
    }
    form = ReturnForm(request.POST or None)
    return _step(request, pk, "plan.return", verbs.return_, _("The plan is returned to the group."), words, form)


def _step(request: HttpRequest, pk: int, right: str, verb, done: str, words: dict, form=None) -> HttpResponse:
    """One step through the board: a page that asks, and the verb."""
    plan = pieces.plan_or_404(request, pk)
    require(request.user, right, plan)
    if request.method == "POST" and (form is None or form.is_valid()):
        result = attempt(request, verb, form=form, done=done, plan=plan, **(form.cleaned_data if form else {}))
        if result or form is None or not form.errors:
            return redirect("plans:plan.view", plan.pk)
    context = {"plan": plan, "form": form, "cancel_url": reverse("plans:plan.view", args=[plan.pk]), **words}
    return render(request, "plans/plan/step.html", context)


@require_safe
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan as the union's Word form."""
    # Here, as python-docx and lxml take memory that no other page needs.
    from plans.exports import form as word

    plan = pieces.plan_or_404(request, pk)
    outline = contents.outline(contents.load(plan))
    facts = f"{plan.body.unit} · {plan.body} · {plan.starts_on:%d.%m.%Y} – {plan.ends_on:%d.%m.%Y}"
    data = word.document(outline, facts=facts, starts_on=plan.starts_on, ends_on=plan.ends_on)
    response = HttpResponse(data, content_type=WORD_TYPE)
    name = re.sub(r"[^\w-]+", "-", f"{plan.title}-{plan.starts_on.year}").strip("-")[:80]
    response.headers["Content-Disposition"] = content_disposition_header(True, f"{name or 'plan'}.docx") or ""
    return response
