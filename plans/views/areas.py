"""Strategic areas of a draft."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from plans.forms import AreaForm
from plans.operations import areas as verbs
from plans.operations.stale import fingerprint
from plans.views import pieces
from portal.http import attempt
from portal.permissions import require


def create(request: HttpRequest, pk: int) -> HttpResponse:
    plan = pieces.plan_or_404(request, pk)
    require(request.user, "plan.edit", plan)
    form = AreaForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        title, number = form.cleaned_data["title"], form.cleaned_data["number"] or None
        if attempt(request, verbs.create, form=form, plan=plan, title=title, number=number):
            return pieces.answer(request, plan)
    return render(request, "plans/area/create.html", {"form": form, "plan": plan, "cancel_url": pieces.table_url(plan)})


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    area = pieces.area_or_404(request, pk)
    form = AreaForm(request.POST or None, instance=area)
    theirs: list = []
    if request.method == "POST" and form.is_valid():
        saved, current = pieces.save(request, verbs.change, form=form, area=area, **form.cleaned_data)
        if saved:
            return pieces.answer(request, area.plan)
        if current:
            theirs = pieces.compare(form, current, seen=fingerprint(current, verbs.FIELDS))
    context = {"form": form, "plan": area.plan, "theirs": theirs, "title": _("Change the area")}
    context["cancel_url"] = pieces.table_url(area.plan)
    return render(request, "plans/plan/part.html", context)


@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    area = pieces.area_or_404(request, pk)
    attempt(request, verbs.move, area=area, up=request.POST.get("up") == "1")
    return pieces.answer(request, area.plan, f"area-{area.pk}")


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    area = pieces.area_or_404(request, pk)
    attempt(request, verbs.remove, area=area)
    return pieces.answer(request, area.plan)
