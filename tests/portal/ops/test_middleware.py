"""Language of the reader, and refusals that say why."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import translation

from portal.middleware import RefusalMiddleware, UserLanguageMiddleware, wanted_language
from portal.permissions import Refused
from tests.factories import UserFactory


def request_of(user, accept=""):
    request = RequestFactory().get("/", headers={"Accept-Language": accept})
    request.user = user
    return request


@pytest.mark.parametrize(
    ("accept", "language"),
    [
        ("", "nb"),
        ("nn-NO,nn;q=0.9,nb;q=0.8", "nn"),
        ("no,en;q=0.5", "nb"),
        ("en-GB,en;q=0.9", "en"),
        ("de,fr;q=0.9", "nb"),
        ("de,en;q=0.3,nn;q=0.7", "nn"),
        ("x" * 100_000, "nb"),
        ("nn;q=broken", "nb"),
    ],
)
def test_a_stranger_reads_what_the_browser_asks_for(accept, language):
    assert wanted_language(request_of(AnonymousUser(), accept)) == language


def test_a_user_reads_in_the_chosen_language_whatever_the_browser_says(db):
    user = UserFactory(language="nn")
    seen = []

    def page(request):
        seen.append((translation.get_language(), request.LANGUAGE_CODE))
        return HttpResponse()

    before = translation.get_language()
    response = UserLanguageMiddleware(page)(request_of(user, "en"))
    assert seen == [("nn", "nn")]
    assert response.headers["Content-Language"] == "nn"
    assert translation.get_language() == before


def test_a_refusal_says_its_reason(client, db):
    request = request_of(AnonymousUser())
    request.session = client.session
    response = RefusalMiddleware(lambda request: HttpResponse()).process_exception(
        request, Refused("Only the board <decides>.")
    )
    assert response.status_code == 403
    assert "Only the board &lt;decides&gt;." in response.content.decode()


def test_other_errors_are_not_ours():
    middleware = RefusalMiddleware(lambda request: HttpResponse())
    assert middleware.process_exception(request_of(AnonymousUser()), PermissionDenied()) is None
    assert middleware.process_exception(request_of(AnonymousUser()), ValueError()) is None
