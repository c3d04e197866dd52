"""Printed documents in the browser: asked for, waited for, read. The right is that on the object, asked at each fetch."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal import documents, links
from portal.http import visible_or_404
from portal.models import Document
from portal.permissions import can
from portal.reports import REPORTS
from portal.serving import serve

# Seconds between two looks at a document that is being made.
PATIENCE = 2
IN_HAND = (Document.State.QUEUED, Document.State.WORKING)


@require_safe
def document_open(request: HttpRequest, report: str, pk: int) -> HttpResponseBase:
    """The document of an object: at once from the archive, else by way of the page that waits for it.

    The query says what the report takes besides the object; what cannot be read is left to the report.
    """
    obj = _object(request, report, pk)
    try:
        chosen = REPORTS[report].chosen(request.GET)
    except ValueError:
        chosen = {}
    language = documents.language_of(request.user)
    try:
        document = documents.current(REPORTS[report], obj, language=language, asked_by=request.user, **chosen)
    except ValidationError as error:
        # What the document itself does not allow, such as a year without a budget.
        for sentence in error.messages:
            messages.error(request, sentence)
        return redirect(links.of(obj) or "portal:report.list")
    if document.state == Document.State.READY:
        return _serve(request, document)
    return redirect("portal:document.progress", document.key)


@require_safe
def document_progress(request: HttpRequest, key: str) -> HttpResponse:
    """Waits for a document: looks again by itself, also without JavaScript; then goes on to it."""
    document = _document(request, key)
    if document.state == Document.State.READY:
        return redirect("portal:document.file", document.key)
    context = {"document": document, "back_url": links.of(document.target)}
    response = render(request, "portal/document/progress.html", context)
    if document.state in IN_HAND:
        response["Refresh"] = str(PATIENCE)
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def document_file(request: HttpRequest, key: str) -> HttpResponseBase:
    """One made document, by its key."""
    document = _document(request, key)
    if document.state != Document.State.READY:
        return redirect("portal:document.progress", document.key)
    return _serve(request, document)


@require_POST
def document_retry(request: HttpRequest, key: str) -> HttpResponse:
    """Try a failed document again."""
    document = _document(request, key)
    if documents.retry(document):
        messages.success(request, _("The document is being made again."))
    return redirect("portal:document.progress", document.key)


def _object(request: HttpRequest, kind: str, pk: int):
    """The object of a report, for those who may see it and print it."""
    report = REPORTS.get(kind)
    if report is None:
        raise Http404
    obj = visible_or_404(report.objects(), request.user, pk=pk)
    if not can(request.user, report.permission, obj):
        raise Http404
    return obj


def _document(request: HttpRequest, key: str) -> Document:
    """A link gives no right: whoever holds it must be allowed to see the object today."""
    document = Document.objects.select_related("content_type").filter(key=key).first()
    if document is None:
        raise Http404
    document.target = _object(request, document.report, document.object_id)
    return document


def _serve(request: HttpRequest, document: Document) -> HttpResponseBase:
    return serve(
        request,
        document.file,
        name=f"{document.title}.pdf",
        media_type="application/pdf",
        sha256=document.sha256,
    )
