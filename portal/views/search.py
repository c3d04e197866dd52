"""The search of the top line."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal import search as searching


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Hits by kind; a query too short to search for is told so."""
    text = request.GET.get("q", "").strip()[: searching.LONGEST]
    words = searching.words_of(text)
    found = searching.search(request.user, text)
    return render(
        request, "portal/search/list.html", {"q": text, "found": found, "too_short": bool(text) and not words}
    )
