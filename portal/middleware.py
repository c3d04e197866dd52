"""What happens around every page: its language, and how a refusal is told."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

from portal.permissions import Refused

# What browsers send for Norwegian without saying which.
SAME_AS = {"no": "nb"}


def wanted_language(request: HttpRequest) -> str:
    """The user's own choice; for somebody not logged in the one made here before, what the browser asks for, else Bokmål."""
    ours = dict(settings.LANGUAGES)
    if request.user.is_authenticated:
        chosen = getattr(request.user, "language", "")
        if chosen in ours:
            return chosen
    elif request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) in ours:
        return request.COOKIES[settings.LANGUAGE_COOKIE_NAME]
    for asked, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")[:500]):
        base = asked.partition("-")[0]
        if SAME_AS.get(base, base) in ours:
            return SAME_AS.get(base, base)
    return settings.LANGUAGE_CODE


class UserLanguageMiddleware:
    """Show each page in the language of the one who reads it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = wanted_language(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        if not request.user.is_authenticated:
            patch_vary_headers(response, ["Accept-Language", "Cookie"])
        return response


class RefusalMiddleware:
    """A refusal becomes a page that says its reason; any other PermissionDenied stays Django's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Refused):
            return render(request, "403.html", {"reason": exception.reason}, status=403)
        return None
