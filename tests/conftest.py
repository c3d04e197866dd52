"""A small union with named people: each fixture is a user who holds exactly the role that its name says."""

import uuid
from types import SimpleNamespace

import pytest
from django.core.cache import caches
from django.db import connection
from django.utils import translation

from members.roles import Role
from portal import immutable
from sections.models import Body, Unit
from tests.factories import AppointmentFactory, BodyFactory, GroupFactory, MandateFactory, UnitFactory, UserFactory


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(autouse=True)
def _english():
    """Messages are compared by their msgids; pages in Norwegian are asked for by a user who reads it."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _audit_guard(request):
    """Tests that commit are cleaned by DELETE, which the guard of the audit trail refuses: it is lifted for them."""
    marker = request.node.get_closest_marker("django_db")
    commits = {"transactional_db", "live_server"} & set(request.fixturenames) or (
        marker and marker.kwargs.get("transaction")
    )
    if not commits:
        yield
        return
    request.getfixturevalue("django_db_setup")
    blocker = request.getfixturevalue("django_db_blocker")
    with blocker.unblock():
        immutable.unguard_all(connection)
    yield
    # This may end before the clean-up begins: then there is nothing left to refuse.
    with blocker.unblock():
        with connection.cursor() as cursor:
            for table in immutable.tables():
                cursor.execute(f"DELETE FROM {table}")
        immutable.guard_all(connection)


@pytest.fixture
def union(db) -> SimpleNamespace:
    """Federation, section with board, administration, control committee and a group; county and local union; another section."""
    federation = UnitFactory(kind=Unit.Kind.FEDERATION, name="Federation", slug="federation")
    section = UnitFactory(name="Section Office", slug="office", parent=federation)
    county = UnitFactory(kind=Unit.Kind.COUNTY, name="County", slug="county", parent=federation)
    local = UnitFactory(kind=Unit.Kind.LOCAL_UNION, name="Local union", slug="local", parent=county)
    other = UnitFactory(name="Other section", slug="other", parent=federation)
    return SimpleNamespace(
        federation=federation,
        section=section,
        county=county,
        local=local,
        other=other,
        board=BodyFactory(unit=section, name="Section board", slug="board"),
        administration=BodyFactory(
            unit=section, kind=Body.Kind.ADMINISTRATION, name="Administration", slug="administration"
        ),
        control=BodyFactory(unit=section, kind=Body.Kind.CONTROL, name="Control committee", slug="control"),
        county_body=BodyFactory(
            unit=county, kind=Body.Kind.SECTION_COMMITTEE, name="County committee", slug="county-committee"
        ),
        local_board=BodyFactory(unit=local, name="Local board", slug="local-board"),
        group=GroupFactory(unit=section, name="Expert group", slug="group"),
        other_group=GroupFactory(unit=other, name="Foreign group", slug="foreign-group"),
    )


def _user(name: str, body, role, **fields):
    user = UserFactory(person__first_name=name, person__last_name="Tester")
    AppointmentFactory(person=user.person, body=body, role=role, **fields)
    return user


@pytest.fixture
def group(union):
    """The expert group, with a mandate."""
    MandateFactory(body=union.group)
    return union.group


@pytest.fixture
def leader(union):
    return _user("Leader", union.group, Role.LEADER)


@pytest.fixture
def secretary(union):
    return _user("Secretary", union.group, Role.SECRETARY)


@pytest.fixture
def member(union):
    return _user("Member", union.group, Role.MEMBER)


@pytest.fixture
def contact(union):
    """The board's contact of the group: a board member too."""
    user = _user("Contact", union.group, Role.CONTACT)
    AppointmentFactory(person=user.person, body=union.board, role=Role.MEMBER)
    return user


@pytest.fixture
def adviser(union):
    """The group's adviser, on the section's staff."""
    user = _user("Adviser", union.group, Role.ADVISER)
    AppointmentFactory(person=user.person, body=union.administration, role=Role.ADVISER)
    return user


@pytest.fixture
def admin(union):
    return _user("Admin", union.administration, Role.ADMINISTRATOR)


@pytest.fixture
def board_leader(union):
    return _user("Boardleader", union.board, Role.LEADER)


@pytest.fixture
def board_member(union):
    return _user("Boardmember", union.board, Role.MEMBER)


@pytest.fixture
def auditor(union):
    return _user("Auditor", union.control, Role.AUDITOR)


@pytest.fixture
def county_leader(union):
    return _user("County", union.county_body, Role.SECTION_LEADER)


@pytest.fixture
def local_leader(union):
    return _user("Local", union.local_board, Role.LEADER)


@pytest.fixture
def stranger(union):
    """Leads a group of another section; nothing here is the stranger's business."""
    return _user("Stranger", union.other_group, Role.LEADER)


@pytest.fixture
def nobody(union):
    """An account without any appointment."""
    return UserFactory(person__first_name="Nobody", person__last_name="Tester")


@pytest.fixture
def as_user(client):
    """``as_user(leader)`` is a logged-in client."""

    def login(user):
        client.force_login(user)
        return client

    return login


@pytest.fixture(autouse=True)
def _own_cache():
    """Redis does not roll back: each test counts its rate limits from nothing."""
    caches["default"].key_prefix = f"test-{uuid.uuid4()}"
