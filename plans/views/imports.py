"""A plan from a file: uploaded, shown as it was read, read anew as a person says, then stored."""

import hashlib

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from plans.forms_imports import CorrectForm, ImportForm
from plans.imports import corrections, process
from plans.imports import messages as words
from plans.imports.guard import MAX_BYTES, NotTheForm
from plans.imports.process import Found
from plans.models import PlanImport
from plans.operations import imports as verbs
from plans.outline import AreaOutline, GoalOutline, MeasureOutline, PlanOutline
from portal.http import attempt, visible_or_404
from portal.permissions import require

# Rows on one page of corrections.
ROWS = 150


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
    asked = values["starts_on"], values["ends_on"]
    try:
        found = process.read(file.name, data, *asked)
        memory = verbs.remembered(values["body"], found.reading.signature)
        found, chosen = corrections.as_last_time(found, *asked, memory)
    except NotTheForm as refusal:
        form.add_error("file", words.refusal(refusal.code))
        return None
    outline = found.outline
    values["title"] = (values["title"] or outline.title or _("Action plan %(year)s") % {"year": asked[0].year})[:150]
    if outline.starts_on and outline.ends_on and not {"starts_on", "ends_on"} & set(form.changed_data):
        values["starts_on"], values["ends_on"] = outline.starts_on, outline.ends_on
    source = {"file_name": file.name, "sha256": hashlib.sha256(data).hexdigest(), **found.kept()}
    source["corrections"] = corrections.to_json(chosen)
    return attempt(request, verbs.preview, form=form, outline=outline, **source, **values)


def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """What was read, row by row, and what could not be placed; kept to be looked up. Storing twice gives one plan."""
    kept = visible_or_404(PlanImport.objects.select_related("body", "plan"), request.user, pk=pk)
    require(request.user, "plan.import", kept.body)
    if request.method == "POST":
        plan = attempt(request, verbs.store, done=_("The plan is stored as a draft."), upload=kept)
        return redirect("plans:plan.table", plan.pk) if plan else redirect("plans:plan.preview", kept.pk)
    outline = PlanOutline.from_json(kept.content)
    context = {
        "upload": kept,
        "outline": outline,
        "unplaced": [(words.place(entry), entry.text, words.reason(entry), entry.stored) for entry in outline.unplaced],
        "notes": _notes(outline),
        "warnings": [words.warning(code, detail) for code, detail in kept.warnings],
        "corrected": any(kept.corrections.values()),
        "may_correct": bool(kept.source) and kept.plan is None,
    }
    return render(request, "plans/plan/preview.html", context)


def _notes(outline: PlanOutline) -> dict[str, list[str]]:
    """Row → how it was read, where there is more to say than that its columns were."""
    rows: list[AreaOutline | GoalOutline | MeasureOutline] = [*outline.areas, *outline.goals(), *outline.measures()]
    return {row.row: words.readings(row.how) for row in rows if row.how}


def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what the columns (or the looks of lines) mean and what each row is; the file is read anew so."""
    kept = visible_or_404(PlanImport.objects.select_related("body", "plan"), request.user, pk=pk)
    require(request.user, "plan.import", kept.body)
    if kept.plan is not None or not kept.source:
        return redirect("plans:plan.preview", kept.pk)
    chosen = corrections.from_json(kept.corrections)
    plain = process.again(kept.source, kept.starts_on, kept.ends_on)
    now = plain.again(kept.starts_on, kept.ends_on, chosen)
    texts = corrections.row_texts(kept.source)
    start = _start(request, len(texts))
    shown = dict(list(texts.items())[start : start + ROWS])
    form = CorrectForm(
        request.POST or None, reading=now.reading, automatic=plain.reading, chosen=chosen, rows=shown, upload=kept
    )
    if request.method == "POST" and form.is_valid() and _read_anew(request, form, kept, plain):
        return redirect("plans:plan.preview", kept.pk)
    context = {
        "upload": kept,
        "form": form,
        "kind": now.reading.kind,
        "rows": list(zip(form.row_fields(), shown.items(), strict=True)),
        "previous": max(0, start - ROWS) if start else None,
        "following": start + ROWS if start + ROWS < len(texts) else None,
        "cancel_url": reverse("plans:plan.preview", args=[kept.pk]),
    }
    return render(request, "plans/plan/correct.html", context)


def _start(request: HttpRequest, count: int) -> int:
    """The first row of the page, from 0."""
    asked = request.GET.get("start", "")
    return min(int(asked), count - 1) if asked.isdecimal() and len(asked) < 7 and count else 0


def _read_anew(request: HttpRequest, form: CorrectForm, kept: PlanImport, plain: Found) -> PlanImport | None:
    chosen, values = form.chosen(), form.cleaned_data
    try:
        found = plain.again(values["starts_on"], values["ends_on"], chosen)
    except NotTheForm:
        form.add_error(None, _("Read so, nothing is left of the plan: it needs a column or lines with the measures."))
        return None
    return attempt(
        request,
        verbs.correct,
        form=form,
        done=_("The file is read as you said. The next such file is read in the same way."),
        upload=kept,
        outline=found.outline,
        title=values["title"],
        starts_on=values["starts_on"],
        ends_on=values["ends_on"],
        corrections=corrections.to_json(chosen),
        signature=plain.reading.signature,
        memory=corrections.memory(kept.source, chosen, verbs.remembered(kept.body, plain.reading.signature)),
    )
