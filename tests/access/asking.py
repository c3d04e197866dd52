"""Asking one address as everybody, and telling the answers in one letter each."""

from operator import attrgetter

from django.db import transaction
from django.test import Client
from django.urls import reverse

ROLES = (
    "anonymous", "nobody", "stranger", "member", "leader", "secretary", "contact", "adviser", "admin", "board_leader",
    "board_member", "auditor", "county_leader", "local_leader",
)  # fmt: skip
# Let in: the page, a form with errors, or a way on. What the rules of the thing itself say comes after the right.
IN, LOGIN, FORBIDDEN, ABSENT, NOT_SO = "+", "L", "x", "0", "-"
SIGNS = {403: FORBIDDEN, 404: ABSENT, 405: NOT_SO}


def clients(users) -> dict[str, Client]:
    """A logged-in browser for each role; the anonymous one is not logged in."""
    made = {}
    for role in ROLES:
        made[role] = Client()
        if role != "anonymous":
            made[role].force_login(users[role])
    return made


def address(name: str, arguments: str, world) -> str:
    """``arguments`` are attributes of the world, or words in quotation marks."""
    args = [word.strip("'") if word.startswith("'") else attrgetter(word)(world) for word in arguments.split()]
    return reverse(name, args=args)


def data(posted: dict[str, str], world) -> dict:
    """What is posted; a value with a dot is an attribute of the world."""
    return {name: attrgetter(value)(world) if "." in value else value for name, value in posted.items()}


def ask(browsers: dict[str, Client], method: str, url: str, posted: dict | None = None) -> str:
    """One sign for each role. Whatever a request changes is undone before the next, in the browser too."""
    signs = []
    for role in ROLES:
        cookies = browsers[role].cookies.copy()
        with transaction.atomic():
            response = getattr(browsers[role], method)(url, posted or {})
            # Read to its end a file closes itself; closed by hand it would end the connection in the midst of the test.
            if response.streaming:
                b"".join(response.streaming_content)
            transaction.set_rollback(True)
        browsers[role].cookies = cookies
        if response.status_code == 302 and response.url.startswith("/account/login/"):
            signs.append(LOGIN)
        else:
            assert response.status_code < 500, (url, role, response.status_code)
            signs.append(SIGNS.get(response.status_code, IN))
    return "".join(signs)
