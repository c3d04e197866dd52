"""Bytes that are kept outside the web's reach, sent after the right has been asked: under a name, closed, and revalidated."""

import logging
import re
import unicodedata
from typing import Any

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, quote_etag

log = logging.getLogger(__name__)
# Shown in the browser; everything else is saved. Types are proved when a file is attached.
SHOWN = ("application/pdf", "image/png", "image/jpeg")
# Nothing in a file may run or fetch. A browser's own PDF viewer does not open under a sandbox, so PDF goes without.
CLOSED = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
SANDBOX = f"{CLOSED}; sandbox"


def serve(request: HttpRequest, file: FieldFile, *, name: str, media_type: str, sha256: str) -> HttpResponseBase:
    """The file, or "not modified" where the reader's browser has it; the browser asks each time whether it still may."""
    etag = quote_etag(sha256)
    response: Any = get_conditional_response(request, etag=etag)
    if response is None:
        try:
            response = FileResponse(file.open("rb"), content_type=media_type)
        except FileNotFoundError:
            log.error("a stored file is gone: %s", file.name)
            raise Http404 from None
        response["Content-Disposition"] = content_disposition_header(media_type not in SHOWN, file_name(name))
        response["Content-Security-Policy"] = CLOSED if media_type == "application/pdf" else SANDBOX
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return response


def file_name(name: str) -> str:
    """A name that every file system takes; letters stay as they are, what is invisible goes."""
    plain = "".join(" " if unicodedata.category(c)[0] == "C" else c for c in name)
    return " ".join(re.sub(r'[\\/:*?"<>|]+', " ", plain).split())[-160:].strip(" .") or "file"
