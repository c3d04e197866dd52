"""What the portal's pages are measured against."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sections.models import Unit


@login_not_required
def trivial(request: HttpRequest) -> HttpResponse:
    """The least that the framework can do."""
    return HttpResponse("ok")


def empty(request: HttpRequest) -> HttpResponse:
    """The portal's frame for somebody logged in, with session, user and one query, and nothing on it."""
    Unit.objects.filter(pk=1).first()
    return render(request, "base.html")
