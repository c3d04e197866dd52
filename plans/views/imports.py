"""The union's Word form: uploaded, shown as it was read, then stored."""

import hashlib

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from plans.forms import ImportForm
from plans.imports import messages as words
from plans.imports import process
from plans.imports.guard import MAX_BYTES, NotTheForm
from plans.models import PlanImport
from plans.operations import imports as verbs
from plans.outline import AreaOutline, GoalOutline, MeasureOutline, PlanOutline
from portal.http import attempt, visible_or_404
from portal.permissions import require


def upload(request: HttpRequest) -> HttpResponse:
    require(request.user, "plan.import")
    form = ImportForm(
        request.POST or None, request.FILES or None, user=request.user, initial={"body": request.GET.get("body")}
    )
    if request.method == "POST" and form.is_valid():
        kept = _read(request, form)
        if kept:
            return redirect("plans:plan.preview", kept.pk)
    return render(request, "plans/plan/import.html", {"form": form, "cancel_url": reverse("plans:plan.list")})


def _read(request: HttpRequest, form: ImportForm) -> PlanImport | None:
    values = dict(form.cleaned_data)
    file = values.pop("file")
    if file.size > MAX_BYTES:
        form.add_error("file", words.refusal("too_large"))
        return None
    data = file.read()
    try:
        outline = process.read(file.name, data, values["starts_on"], values["ends_on"])
    except NotTheForm as refusal:
        form.add_error("file", words.refusal(refusal.code))
        return None
    values["title"] = values["title"] or outline.title
    sha256 = hashlib.sha256(data).hexdigest()
    return attempt(request, verbs.preview, form=form, outline=outline, file_name=file.name, sha256=sha256, **values)


def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """What was read, row by row, and what could not be placed; kept to be looked up. Storing twice gives one plan."""
    kept = visible_or_404(PlanImport.objects.select_related("body", "plan"), request.user, pk=pk)
    require(request.user, "plan.import", kept.body)
    if request.method == "POST":
        plan = attempt(request, verbs.store, done=_("The plan is stored as a draft."), upload=kept)
        return redirect("plans:plan.table", plan.pk) if plan else redirect("plans:plan.preview", kept.pk)
    outline = PlanOutline.from_json(kept.content)
    unplaced = [(words.place(entry), entry.text, words.reason(entry), entry.stored) for entry in outline.unplaced]
    context = {"upload": kept, "outline": outline, "unplaced": unplaced, "notes": _notes(outline)}
    return render(request, "plans/plan/preview.html", context)


def _notes(outline: PlanOutline) -> dict[str, list[str]]:
    """Row → how it was read, where there is more to say than that its columns were."""
    rows: list[AreaOutline | GoalOutline | MeasureOutline] = [*outline.areas, *outline.goals(), *outline.measures()]
    return {row.row: words.readings(row.how) for row in rows if row.how}
