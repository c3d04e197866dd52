"""The next period's plan, begun from the last one's on one page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from plans import contents
from plans.forms_approval import CopyForm
from plans.operations import copies as verbs
from plans.views import pieces
from portal.http import attempt
from portal.permissions import require


def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """Title and period, and every measure with a tick; those unfinished are ticked beforehand."""
    plan = pieces.plan_or_404(request, pk)
    require(request.user, "plan.copy", plan)
    content = contents.load(plan)
    form = CopyForm(request.POST or None, plan=plan)
    if request.method == "POST":
        chosen = {int(value) for value in request.POST.getlist("measure") if value.isdecimal()}
    else:
        chosen = {measure.pk for measure in verbs.unfinished(content)}
    if request.method == "POST" and form.is_valid():
        made = attempt(
            request,
            verbs.copy,
            form=form,
            done=_("The plan is begun."),
            plan=plan,
            measures=chosen,
            **form.cleaned_data,
        )
        if made:
            return redirect("plans:plan.view", made.pk)
    for measure in content.measures:
        measure.is_chosen = measure.pk in chosen  # type: ignore[attr-defined]
    context = {
        "form": form,
        "plan": plan,
        "content": content,
        "chosen": len(chosen),
        "cancel_url": reverse("plans:plan.view", args=[plan.pk]),
    }
    return render(request, "plans/plan/copy.html", context)
