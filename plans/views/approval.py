"""A plan's way through the board: submitted, returned with comments or approved, revised, reported on, closed."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from plans.forms_approval import ApproveForm, CommentForm, ReportForm, ReturnForm
from plans.models import MeasureComment, Plan
from plans.operations import comments as comment_verbs
from plans.operations import plans as verbs
from plans.views import pieces
from plans.views.remarks import board_comments
from portal.http import attempt, visible_or_404
from portal.permissions import require


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
    """What should be changed in the plan as a whole; the comments at the measures go along."""
    words = {
        "title": _("Return the plan"),
        "text": _("The group gets your comments and can change the plan again."),
        "submit": _("Return the plan"),
    }
    form = ReturnForm(request.POST or None)
    return _step(request, pk, "plan.return", verbs.return_, _("The plan is returned to the group."), words, form)


def revise(request: HttpRequest, pk: int) -> HttpResponse:
    words = {
        "title": _("Revise the plan"),
        "text": _(
            "The plan becomes a draft that you can change and submit again. "
            "Until the board has approved the revision, the plan is in force as it was approved."
        ),
        "submit": _("Begin the revision"),
    }
    return _step(request, pk, "plan.revise", verbs.revise, _("The plan is open for revision."), words)


def resume(request: HttpRequest, pk: int) -> HttpResponse:
    words = {
        "title": _("End the revision"),
        "text": _("Nothing has been changed, so the plan is in force again as the board approved it."),
        "submit": _("End the revision"),
    }
    return _step(request, pk, "plan.resume", verbs.resume, _("The revision is ended without changes."), words)


def report(request: HttpRequest, pk: int) -> HttpResponse:
    """What came of the plan, for the board."""
    plan = pieces.plan_or_404(request, pk)
    require(request.user, "plan.report", plan)
    form = ReportForm(request.POST or None, instance=plan)
    theirs: list = []
    if request.method == "POST" and form.is_valid():
        values = {"text": form.cleaned_data["report_text"], "seen": form.cleaned_data["seen"]}
        saved, current = pieces.save(
            request, verbs.report, form=form, done=_("The board has got the report."), plan=plan, **values
        )
        if saved:
            return redirect("plans:plan.view", plan.pk)
        if current:
            theirs = pieces.compare(form, current, seen=ReportForm.stamp(current))
    context = {"form": form, "plan": plan, "theirs": theirs, "cancel_url": reverse("plans:plan.view", args=[plan.pk])}
    return render(request, "plans/plan/report.html", context)


def close(request: HttpRequest, pk: int) -> HttpResponse:
    words = {
        "title": _("Close the plan"),
        "text": _("Nothing in it can be changed or reported on any more. It stays readable."),
        "submit": _("Close the plan"),
    }
    return _step(request, pk, "plan.close", verbs.close, _("The plan is closed."), words)


def _step(
    request: HttpRequest, pk: int, right: str, verb, done: str, words: dict, form: forms.Form | None = None
) -> HttpResponse:
    """One step: a page that asks, and the verb."""
    plan = pieces.plan_or_404(request, pk)
    require(request.user, right, plan)
    if request.method == "POST" and (form is None or form.is_valid()):
        result = attempt(request, verb, form=form, done=done, plan=plan, **(form.cleaned_data if form else {}))
        if result or form is None or not form.errors:
            # A plan that is returned is the group's own draft again.
            is_seen = Plan.objects.readable_to(request.user).filter(pk=plan.pk).exists()
            return redirect("plans:plan.view", plan.pk) if is_seen else redirect("plans:plan.list")
    context = {"plan": plan, "form": form, "cancel_url": reverse("plans:plan.view", args=[plan.pk]), **words}
    if right in ("plan.approve", "plan.return"):
        context["waiting"] = plan.comments.waiting().exclude(measure=None).select_related("by__person")
    elif right == "plan.submit":
        context["remark"] = _not_done(plan)
    return render(request, "plans/plan/step.html", context)


def _not_done(plan: Plan) -> str:
    n = plan.comments.sent().filter(resolved_at=None).count()
    if not n:
        return ""
    return ngettext(
        "%(n)d comment from the board is not marked as done.",
        "%(n)d comments from the board are not marked as done.",
        n,
    ) % {"n": n}


def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """The board's comment at a measure; kept at once, known to the group when the plan is returned or approved."""
    measure = pieces.measure_or_404(request, pk)
    plan = measure.plan
    require(request.user, "plan.return", plan)
    mine = plan.comments.waiting().filter(by=request.user, measure=measure).first()
    form = CommentForm(request.POST or None, initial={"text": mine.text if mine else ""}, auto_id=f"id_{pk}_%s")
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(request, comment_verbs.keep, form=form, measure=measure, text=form.cleaned_data["text"])
    ):
        return _thread(request, plan, measure.pk)
    context = {"form": form, "plan": plan, "measure": measure, "back": _place(plan, measure.pk)}
    name = "_edit.html" if request.htmx else "edit.html"  # type: ignore[attr-defined]
    return render(request, f"plans/comment/{name}", context)


@require_POST
def mark(request: HttpRequest, pk: int) -> HttpResponse:
    """A comment is done, or is not after all."""
    found = visible_or_404(MeasureComment.objects.select_related("plan__body"), request.user, pk=pk)
    attempt(request, comment_verbs.mark, comment=found, is_done=request.POST.get("done") == "1")
    return _thread(request, found.plan, found.measure_id)


def _place(plan: Plan, measure_id: int | None) -> str:
    url = reverse("plans:plan.view", args=[plan.pk])
    return f"{url}#measure-{measure_id}" if measure_id else f"{url}#comments"


def _thread(request: HttpRequest, plan: Plan, measure_id: int | None) -> HttpResponse:
    """After a change: the comments at the measure for a page that changes in place, else back to it."""
    if not request.htmx or measure_id is None:  # type: ignore[attr-defined]
        return redirect(_place(plan, measure_id))
    measure = pieces.measure_or_404(request, measure_id)
    board = board_comments(request, measure.plan, [measure])
    return render(request, "plans/comment/_thread.html", {"measure": measure, "plan": plan, **board})
