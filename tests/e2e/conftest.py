"""Journeys through the portal as it runs: its own processes, its demo data, a real Chromium, mails read from where they were sent.

With DATABASE_URL and REDIS_URL set the journeys go over PostgreSQL and Redis, else over the embedded default.
"""

import email
import io
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pypdf
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "demo-portal"
# A zone in which it is about noon now: a meeting that begins in a minute is not split by midnight.
ZONE = f"Etc/GMT{(datetime.now(UTC).hour - 12):+d}"
CHROMIUM = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@dataclass(frozen=True)
class Portal:
    """A running portal."""

    address: str
    mail: Path

    def letters(self, to: str, subject: str) -> list[EmailMessage]:
        """Mails to an address whose subject holds some words, oldest first."""
        found = []
        for file in sorted(self.mail.glob("*.log"), key=lambda path: path.stat().st_mtime):
            for raw in re.split(rb"^-{79}\n", file.read_bytes(), flags=re.MULTILINE):
                message = email.message_from_bytes(raw.strip() + b"\n", policy=default)
                if message["To"] and to in str(message["To"]) and subject in str(message["Subject"]):
                    found.append(message)
        return found

    def wait_for_letter(self, to: str, subject: str, seconds: float = 60) -> EmailMessage:
        """The newest such mail, as soon as a worker has sent one."""
        return wait_for(lambda: self.letters(to, subject), seconds, f"a mail to {to} about “{subject}”")[-1]


def wait_for(look: Callable[[], list], seconds: float, what: str) -> list:
    """Look until there is something."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := look():
            return found
        time.sleep(0.3)
    raise AssertionError(f"there was not {what} within {seconds} s")


def text_of(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    return body.get_content()


def pdf_of(page: Page, address: str, seconds: float = 60) -> str:
    """The text of a document, as soon as a worker has made it: the address answers a page of progress until then."""

    def look() -> list[bytes]:
        answer = page.request.get(address)
        assert answer.ok, answer.status
        return [answer.body()] if answer.headers["content-type"] == "application/pdf" else []

    reader = pypdf.PdfReader(io.BytesIO(wait_for(look, seconds, f"a finished {address}")[0]))
    return " ".join(" ".join(sheet.extract_text().split()) for sheet in reader.pages)


@pytest.fixture(scope="session")
def _database() -> Iterator[dict[str, str]]:
    """A database of the journeys' own."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        yield {}
        return
    parts = urlsplit(url)
    name = f"portal_e2e_{os.getpid()}"
    server = urlunsplit(parts._replace(path="/postgres"))
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    try:
        yield {"DATABASE_URL": urlunsplit(parts._replace(path=f"/{name}"))}
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/readyz", timeout=5) as response:
            return response.status == 200
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


@pytest.fixture(scope="session")
def portal(tmp_path_factory, _database) -> Iterator[Portal]:
    """``manage.py portal`` with the demo data, as ``make run`` starts it."""
    var = tmp_path_factory.mktemp("portal var")
    port = _free_port()
    address = f"http://localhost:{port}"
    environment = {
        **{name: value for name, value in os.environ.items() if name not in ("DJANGO_SETTINGS_MODULE", "DATABASE_URL")},
        **_database,
        "PORTAL_VAR": str(var),
        "PORTAL_URL": address,
        "PORT": str(port),
        "TIME_ZONE": ZONE,
    }
    subprocess.run(
        [sys.executable, "manage.py", "prepare", "--demo"], cwd=ROOT, env=environment, check=True, timeout=240
    )
    log = (var / "portal.log").open("w")
    process = subprocess.Popen(
        [sys.executable, "manage.py", "portal"], cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT
    )
    try:
        wait_for(lambda: [1] if _answers(address) else [], 60, f"a ready portal (see {var / 'portal.log'})")
        yield Portal(address, var / "mail")
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)
        log.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser: Browser, portal: Portal) -> Iterator[Callable[..., Page]]:
    """``visit("leader")`` is a browser of their own in which that person has logged in; a page error fails the test."""
    contexts: list[BrowserContext] = []
    troubles: list[str] = []

    def open_as(role: str = "", *, phone: bool = False, script: bool = True) -> Page:
        size = {"width": 390, "height": 800} if phone else {"width": 1280, "height": 900}
        context = browser.new_context(
            base_url=portal.address, viewport=size, locale="nb-NO", java_script_enabled=script, accept_downloads=True
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on(
            "response",
            lambda answer: troubles.append(f"{answer.status} {answer.url}") if answer.status >= 500 else None,
        )
        page.on(
            "console", lambda message: troubles.append(message.text) if "Content Security" in message.text else None
        )
        if role:
            page.goto("/account/login/")
            page.get_by_label("E-post").fill(f"{role}@demo.example")
            page.get_by_label("Passord", exact=True).fill(PASSWORD)
            page.get_by_role("button", name="Logg inn").click()
            page.wait_for_url("**/")
        return page

    yield open_as
    for context in contexts:
        context.close()
    assert troubles == []
