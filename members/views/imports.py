"""People from a member register: upload, columns, preview, stored in the background, taken back."""

import hashlib
from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.import_forms import ColumnsForm, PersonImportForm
from members.imports import messages as words
from members.imports import process
from members.imports.columns import recognise, signature
from members.models import Person, PersonImport, PersonImportRow
from members.operations import people_import
from portal import permissions
from portal.http import attempt, visible_or_404
from portal.paging import paginate
from portal.uploads import MAX_BYTES, Unreadable
from portal.words import short_day

# Seconds between two looks at an import in hand.
PATIENCE = 1
SAMPLES = 3
ROWS = 50
# What is told of somebody new besides name and address.
BROUGHT = ("section", "unit", "occupation", "employer", "occupationally_active", "competence")
# In the order in which somebody should look at them.
ORDER = ("wrong", "new", "changed", "same")


@require_safe
def import_list(request: HttpRequest) -> HttpResponse:
    permissions.require(request.user, "person.import")
    found = PersonImport.objects.visible_to(request.user).select_related("unit", "uploaded_by__person")
    page = paginate(found, ["-id"], request.GET.get("cursor", ""))
    return render(request, "members/import/list.html", {"page": page})


@require_http_methods(["GET", "POST"])
def import_create(request: HttpRequest) -> HttpResponse:
    permissions.require(request.user, "person.import")
    form = PersonImportForm(request.POST or None, request.FILES or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        upload = _read(request, form)
        if upload:
            return redirect("members:import.mapping", upload.pk)
    context = {
        "form": form,
        "title": _("Import people"),
        "submit": _("Read the list"),
        "cancel_url": reverse("members:import.list"),
    }
    return render(request, "members/import/create.html", context)


def _read(request: HttpRequest, form: PersonImportForm) -> PersonImport | None:
    file = form.cleaned_data["file"]
    if file.size > MAX_BYTES:
        form.add_error("file", words.refusal("too_large"))
        return None
    data = file.read()
    try:
        table = process.read(file.name, data)
    except Unreadable as refusal:
        form.add_error("file", words.refusal(refusal.code))
        return None
    if not table.rows:
        form.add_error("file", words.refusal("no_rows"))
        return None
    return attempt(
        request,
        people_import.create,
        form=form,
        unit=form.cleaned_data["unit"],
        heads=table.heads,
        rows=table.rows,
        file_name=file.name,
        sha256=hashlib.sha256(data).hexdigest(),
    )


@require_http_methods(["GET", "POST"])
def import_mapping(request: HttpRequest, pk: int) -> HttpResponse:
    """Which column is what: as chosen the last time for such a file, else as the heads say."""
    upload = _upload(request, pk)
    if not PersonImport.FLOW.legal(upload, "choose"):
        return redirect("members:import.view", upload.pk)
    key = signature(upload.heads)
    kept = {int(column): name for column, name in upload.mapping.items()}
    remembered = people_import.remembered(upload.unit, key)
    mapping = kept or remembered or recognise(upload.heads)
    form = ColumnsForm(request.POST or None, heads=upload.heads, mapping=mapping)
    if request.method == "POST" and form.is_valid():
        attempt(request, people_import.choose, upload=upload, mapping=form.mapping(), signature=key)
        return redirect("members:import.view", upload.pk)
    samples = list(upload.rows.order_by("number").values_list("cells", flat=True)[:SAMPLES])
    columns = [
        (form[f"column_{column}"], [cells[column] for cells in samples if isinstance(cells[column], str)])
        for column in range(len(upload.heads))
    ]
    context = {"upload": upload, "form": form, "columns": columns, "remembered": bool(remembered and not kept)}
    return render(request, "members/import/mapping.html", context)


@require_safe
def import_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the import stands: at work, interrupted, or its rows."""
    upload = _upload(request, pk)
    if upload.state == PersonImport.State.NEW:
        return redirect("members:import.mapping", upload.pk)
    if upload.is_at_work or upload.state == PersonImport.State.FAILED:
        response = render(request, "members/import/progress.html", {"upload": upload})
        if upload.is_at_work:
            response["Refresh"] = str(PATIENCE)
        response["Cache-Control"] = "no-store"
        return response
    return _rows(request, upload)


def _rows(request: HttpRequest, upload: PersonImport) -> HttpResponse:
    counts: dict[str, int] = dict(upload.rows.order_by().values_list("outcome").annotate(Count("id")))
    kept = upload.rows.exclude(kept="").count() if upload.state == PersonImport.State.UNDONE else 0
    shown = request.GET.get("show", "")
    if shown not in ORDER:
        shown = next((name for name in ORDER if counts.get(name)), "wrong")
    page = paginate(upload.rows.filter(outcome=shown), ["number", "id"], request.GET.get("cursor", ""), ROWS)
    seen = set(
        Person.objects.visible_to(request.user)
        .filter(pk__in=[row.person_id for row in page if row.person_id])
        .values_list("pk", flat=True)
    )
    for row in page:
        row.told = _told(row)
        row.has_page = row.person_id in seen
    address = reverse("members:import.view", args=[upload.pk])
    labels = dict(PersonImportRow.Outcome.choices)
    context = {
        "upload": upload,
        "page": page,
        "shown": shown,
        "counts": counts,
        "kept": kept,
        "sound": counts.get("new", 0) + counts.get("changed", 0),
        "tabs": [(f"{address}?show={name}", labels[name], counts.get(name, 0), name == shown) for name in ORDER],
    }
    return render(request, "members/import/view.html", context)


def _told(row: PersonImportRow) -> list[tuple[str, str, str]]:
    """What a row brings as (field, before, after), in words; of somebody new nothing was before."""
    labels = {**words.FIELDS, "rank": _("rank")}
    changes: dict[str, list] = row.changes
    if row.outcome == PersonImportRow.Outcome.NEW:
        left_out = {remark["field"] for remark in row.remarks}
        brought = {name: ["", row.values[name]] for name in BROUGHT if name in row.values and name not in left_out}
        changes = {**brought, **changes}
    return [
        (str(labels.get(name, name)), _word(name, before), _word(name, after))
        for name, (before, after) in changes.items()
    ]


def _word(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name == "ends_on" and value:
        return short_day(value)
    return str(value or "")


@require_POST
def import_store(request: HttpRequest, pk: int) -> HttpResponse:
    upload = _upload(request, pk)
    attempt(request, people_import.store, upload=upload)
    return redirect("members:import.view", upload.pk)


@require_http_methods(["GET", "POST"])
def import_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks first; then takes the whole import back."""
    upload = _upload(request, pk)
    address = reverse("members:import.view", args=[upload.pk])
    if request.method == "POST":
        attempt(request, people_import.undo, upload=upload)
        return redirect(address)
    if upload.state != PersonImport.State.STORED:
        return redirect(address)
    context = {
        "upload": upload,
        "title": _("Take the import back?"),
        "text": _(
            "Those whom the import added are removed, and what it changed becomes as it was. What somebody has changed "
            "or used since stays, and you are told."
        ),
        "submit": _("Take the import back"),
        "cancel_url": address,
        "danger": True,
    }
    return render(request, "members/import/undo.html", context)


@require_POST
def import_retry(request: HttpRequest, pk: int) -> HttpResponse:
    upload = _upload(request, pk)
    attempt(request, people_import.retry, upload=upload)
    return redirect("members:import.view", upload.pk)


def _upload(request: HttpRequest, pk: int) -> PersonImport:
    """Seen by those who administer its unit, and by nobody else: the rows are people."""
    imports = PersonImport.objects.select_related(
        "unit", "uploaded_by__person", "stored_by__person", "undone_by__person"
    )
    upload = visible_or_404(imports, request.user, pk=pk)
    permissions.require(request.user, "person.import", upload.unit)
    return upload
