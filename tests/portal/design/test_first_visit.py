"""P4: what a first visit of a page costs besides the font, and a later one."""

import gzip
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.urls import reverse

PAGES = [
    "portal:home",
    "workgroups:group.list",
    "workgroups:meeting.list",
    "plans:plan.list",
    "portal:report.list",
    "members:person.list",
    "sections:unit.list",
]


def packed(content: bytes) -> int:
    return len(gzip.compress(content, 6))


def files_of(html: BeautifulSoup) -> set[str]:
    """What the browser fetches for the page: style, script, font, pictures."""
    wanted = {tag["href"] for tag in html.select("link[rel=stylesheet], link[rel=preload]")}
    wanted |= {tag["src"] for tag in html.select("script[src], img[src]")}
    return wanted


@pytest.mark.parametrize("view", PAGES)
def test_first_and_later_visits_are_light(client, admin, view):
    client.force_login(admin)
    response = client.get(reverse(view))
    assert response.status_code == 200
    html = BeautifulSoup(response.content, "html.parser")
    files = files_of(html)
    assert len(files) + 1 <= 4, files
    page = packed(response.content)
    fetched = sum(
        packed(
            (Path(settings.BASE_DIR) / "static" / url.removeprefix(f"/{settings.STATIC_URL.strip('/')}/")).read_bytes()
        )
        for url in files
        if not url.endswith(".woff2")
    )
    assert page <= 8_000
    assert page + fetched <= 24_000


@pytest.mark.parametrize("view", PAGES)
def test_frame_says_where_one_is(client, admin, view):
    client.force_login(admin)
    html = BeautifulSoup(client.get(reverse(view)).content, "html.parser")
    assert len(html.select("h1")) == 1
    assert html.select_one(".rail [aria-current=page]")["href"] == reverse(view)
    assert html.html["lang"] == admin.language
    assert html.select_one("a.skip")["href"] == "#main"


def test_login_page_has_no_rail_and_labels_for_its_fields(client, db):
    html = BeautifulSoup(client.get(reverse("account_login")).content, "html.parser")
    assert html.select_one(".rail") is None
    for field in html.select("main input:not([type=hidden])"):
        assert html.select_one(f"label[for={field['id']}]") is not None


def test_a_page_that_is_not_there_is_told_in_words(client, admin):
    client.force_login(admin)
    response = client.get("/no/such/page/")
    assert response.status_code == 404
    assert BeautifulSoup(response.content, "html.parser").h1 is not None
