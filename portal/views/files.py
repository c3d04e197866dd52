"""Files that people attached: fetched by whoever may see the object that they belong to."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal import files, links, toasts
from portal.models import StoredFile
from portal.permissions import can
from portal.serving import serve


@require_safe
def file_download(request: HttpRequest, key: str) -> HttpResponseBase:
    """The file, after the right on its object has been asked."""
    stored = _stored(request, key)
    return serve(request, stored.file, name=stored.name, media_type=stored.media_type, sha256=stored.sha256)


@require_POST
def file_remove(request: HttpRequest, key: str) -> HttpResponse:
    """Take a file away from its object."""
    stored = _stored(request, key)
    files.remove(request.user, stored=stored)
    toasts.done(request, _("The file is taken away."))
    return redirect(links.of(stored.owner) or "portal:home")


def _stored(request: HttpRequest, key: str) -> StoredFile:
    stored = StoredFile.objects.select_related("content_type").filter(key=key, removed_at=None).first()
    if stored is None or stored.owner is None:
        raise Http404
    if not can(request.user, f"{stored.owner._meta.model_name}.view", stored.owner):
        raise Http404
    return stored
