"""A plan as a file: the union's form in Word, Excel, CSV, or all of its data."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from plans.exports import files
from plans.views import pieces


@require_safe
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """``?format=`` docx (where nothing is asked for), xlsx, csv or json."""
    kind = request.GET.get("format", "docx")
    plan = pieces.plan_or_404(request, pk)
    if kind not in files.MEDIA_TYPES:
        raise Http404
    file = files.write(plan, kind)
    response = HttpResponse(file.data, content_type=file.media_type)
    response.headers["Content-Disposition"] = content_disposition_header(True, file.name) or ""
    return response
