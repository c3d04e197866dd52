"""Every address × every role. An address that is not in the table fails."""

from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.access.asking import ABSENT, FORBIDDEN, IN, LOGIN, NOT_SO, ROLES, address, ask, clients, data
from tests.access.table import POSTED, TABLE
from tests.access.world import build

PLACES = sorted({name.partition(":")[0] if ":" in name else "" for name in TABLE})
# Open without a login: what load balancers ask, the login itself, the language, and the signed links.
OPEN = {"portal:healthz", "portal:readyz", "portal:language.set", "workgroups:rsvp.answer"}
PUBLIC = ("account_", "sections:application.")
SIGNED_IN_ONLY = {"sections:application.view", "sections:application.appoint"}


def addresses(resolver, namespace: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, namespace + (f"{pattern.namespace}:" if pattern.namespace else ""))
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}"


def test_every_address_has_its_line_and_every_line_an_address():
    assert set(addresses(get_resolver())) == set(TABLE)


def test_the_table_is_filled_in():
    for name, (_arguments, *answers) in TABLE.items():
        for signs in answers:
            assert len(signs) == len(ROLES), name
            assert set(signs) <= {IN, LOGIN, FORBIDDEN, ABSENT, NOT_SO}, name


def test_nothing_is_open_without_a_login_but_what_must_be():
    for name, (_arguments, *answers) in TABLE.items():
        if name in OPEN or (name.startswith(PUBLIC) and name not in SIGNED_IN_ONLY):
            continue
        assert IN not in {signs[0] for signs in answers}, name


def test_whoever_holds_no_office_is_not_let_in_to_any_object():
    """Addresses that carry an object of the group or the section."""
    nobody = ROLES.index("nobody")
    for name, (arguments, *answers) in TABLE.items():
        if "." not in arguments or name.startswith(PUBLIC):
            continue
        assert IN not in {signs[nobody] for signs in answers}, name


@pytest.mark.parametrize("place", PLACES)
def test_each_role_is_let_in_where_the_table_says_so(place, db, union, group, request):
    users = {role: request.getfixturevalue(role) for role in ROLES if role != "anonymous"}
    world, browsers = build(union, users), clients(users)
    wrong = []
    for name, (arguments, get, post) in TABLE.items():
        if (name.partition(":")[0] if ":" in name else "") != place:
            continue
        url = address(name, arguments, world)
        for method, expected in (("get", get), ("post", post)):
            posted = data(POSTED.get(name, {}), world) if method == "post" else None
            found = ask(browsers, method, url, posted)
            wrong += [
                f"{method.upper()} {name} as {role}: {now} instead of {wanted}"
                for role, now, wanted in zip(ROLES, found, expected, strict=True)
                if now != wanted
            ]
    assert not wrong, "\n".join(wrong)
