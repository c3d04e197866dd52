"""Who holds which office: the board with a change in the middle of its term, the administration, the counties and locals."""

from dataclasses import dataclass, field

from django.contrib.auth.hashers import make_password

from members.models import Person, User
from members.operations import accounts, appointments, terms
from members.roles import Role
from portal.demo.people import Cast
from portal.demo.story import Story
from portal.demo.union import Union
from sections.models import Body

# For trying out only: the command refuses to run in production.
PASSWORD = "demo-portal"
COUNTY, LOCAL = "Nordland", "Fagforeningen Fjordvik"


@dataclass
class Offices:
    """Those whom the rest of the story calls by their office."""

    administrator: Person
    adviser: Person
    second_adviser: Person
    leader: Person
    contact: Person
    boardmember: Person
    members: list[Person] = field(default_factory=list)


def fill(story: Story, union: Union, cast: Cast) -> Offices:
    """Appoint everybody outside the groups."""
    staff = _administration(story, union, cast)
    offices = _board(story, union, cast, staff)
    for place, login in enumerate(("auditor", "", "")):
        _seat(story, union.control, cast.person(login=login, section=union.section), Role.AUDITOR, -700 - place)
    _other_section(story, union, cast)
    for name, body in union.counties.items():
        login = "county" if name == COUNTY else ""
        leader = cast.person(login=login, unit=body.unit, section=union.section)
        _seat(story, body, leader, Role.SECTION_LEADER, -640)
        for _number in range(3 if login else 0):
            _seat(story, body, cast.person(unit=body.unit, section=union.section), Role.MEMBER, -640)
    for name, body in union.local_boards.items():
        _local_board(story, body, cast, "local" if name == LOCAL else "")
    return offices


def open_accounts() -> None:
    """An account for everybody with an e-mail; those of the demo's log-ins share one password (hashed once: it is slow)."""
    for person in Person.objects.filter(user=None).order_by("id"):
        accounts.create(None, person=person, invite=False)
    logins = [f"{name}@demo.example" for name in LOGINS]
    User.objects.filter(email__in=logins).update(password=make_password(PASSWORD))


LOGINS = (
    "admin", "adviser", "boardleader", "boardmember", "contact", "leader", "secretary", "member", "county", "local",
    "auditor",
)  # fmt: skip


def _seat(story: Story, body: Body, person: Person, role: str, since: int, until: int | None = None, **fields) -> None:
    ends = None if until is None else story.day(until)
    appointments.appoint(None, body=body, person=person, role=role, starts_on=story.day(since), ends_on=ends, **fields)


def _administration(story: Story, union: Union, cast: Cast) -> dict[str, Person]:
    staff = {}
    for login, role in (
        ("head", Role.HEAD_OF_UNIT),
        ("admin", Role.ADMINISTRATOR),
        ("adviser", Role.ADVISER),
        ("second", Role.ADVISER),
        ("secretariat", Role.SECRETARY),
    ):
        known = login if login in LOGINS else ""
        staff[login] = cast.person(login=known, section=union.section, occupation="rådgiver")
        _seat(story, union.administration, staff[login], role, -1400)
    return staff


def _board(story: Story, union: Union, cast: Cast, staff: dict[str, Person]) -> Offices:
    """Leader, deputy leader, five members; ranked deputies; a personal deputy; one member resigned and a deputy moved up."""
    board, section = union.board, union.section
    elected = {"appointed_by": "Yrkesseksjonskonferansen", "decision": "7/24"}

    def sit(login: str, role: str, until: int | None = None, **fields) -> Person:
        person = cast.person(login=login, section=section)
        _seat(story, board, person, role, -560, until, **elected, **fields)
        return person

    leader = sit("boardleader", Role.LEADER)
    sit("", Role.DEPUTY_LEADER)
    boardmember = sit("boardmember", Role.MEMBER)
    contact = sit("contact", Role.MEMBER)
    members = [sit("", Role.MEMBER) for _number in range(2)]
    leaving = sit("", Role.MEMBER)
    first = sit("", Role.DEPUTY_MEMBER, rank=1)
    for rank in (2, 3, 4):
        sit("", Role.DEPUTY_MEMBER, rank=rank)
    sit("", Role.PERSONAL_DEPUTY, deputy_for=members[1])
    _move_up(story, board, leaving, first)
    return Offices(staff["admin"], staff["adviser"], staff["second"], leader, contact, boardmember, [*members, first])


def _move_up(story: Story, board: Body, leaving: Person, first: Person) -> None:
    """A member resigns, and the first deputy takes over for the rest of the term."""
    seat = board.appointments.get(person=leaving)
    terms.resign(None, appointment=seat, last_day=story.day(-201), reason="Byttet arbeid")
    terms.substitute(
        None,
        appointment=seat,
        deputy=board.appointments.get(person=first),
        starts_on=story.day(-200),
        appointed_by="Yrkesseksjonsstyret",
        decision="21/25",
    )


def _other_section(story: Story, union: Union, cast: Cast) -> None:
    for role in (Role.LEADER, Role.DEPUTY_LEADER, Role.MEMBER, Role.MEMBER):
        _seat(story, union.health_board, cast.person(section=union.health), role, -560)
    for role in (Role.HEAD_OF_UNIT, Role.ADVISER):
        _seat(story, union.health_administration, cast.person(section=union.health), role, -900)


def _local_board(story: Story, body: Body, cast: Cast, login: str) -> None:
    roles = [Role.LEADER, Role.DEPUTY_LEADER, Role.TREASURER]
    if login:
        roles += [Role.SECRETARY, Role.TRAINING_OFFICER, Role.YOUTH_OFFICER, Role.CHIEF_STEWARD, Role.SECTION_LEADER]
    for role in roles:
        known = login if role == Role.LEADER else ""
        _seat(story, body, cast.person(login=known, unit=body.unit), role, -610)
