"""Which ones? and May I? give the same answer, for everybody and everything: lists and pages cannot drift apart."""

from datetime import timedelta

import pytest

from members.models import Appointment, Person
from members.roles import Role
from portal.periods import today
from portal.permissions import can
from sections.models import Body, Unit
from tests.factories import AppointmentFactory, PersonFactory
from workgroups.models import Mandate, WorkGroup

pytestmark = pytest.mark.django_db
EVERYBODY = [
    "leader", "secretary", "member", "contact", "adviser", "admin", "board_leader", "board_member", "auditor",
    "county_leader", "local_leader", "stranger", "nobody",
]  # fmt: skip


@pytest.fixture
def crowd(union, group, request):
    """Everybody of the fixtures, and people whose only trace is a unit, the past, the future or a shared group."""
    users = {name: request.getfixturevalue(name) for name in EVERYBODY}
    union.other_group.shared_with.add(union.section)
    AppointmentFactory(body=group, person__first_name="Past", ends_on=today() - timedelta(days=1))
    AppointmentFactory(body=group, person__first_name="Future", starts_on=today() + timedelta(days=1))
    AppointmentFactory(body=union.other_group, person__first_name="Shared")
    PersonFactory(first_name="Registered", section=union.section)
    PersonFactory(first_name="Local", unit=union.local)
    PersonFactory(first_name="Unknown")
    return users


@pytest.mark.parametrize(
    ("model", "noun"),
    [
        (Person, "person"),
        (Appointment, "appointment"),
        (Unit, "unit"),
        (Body, "body"),
        (WorkGroup, "group"),
        (Mandate, "mandate"),
    ],
)
@pytest.mark.parametrize("who", EVERYBODY)
def test_the_list_and_the_rule_agree(who, model, noun, crowd):
    user = crowd[who]
    listed = set(model.objects.visible_to(user).values_list("pk", flat=True))
    allowed = {obj.pk for obj in model.objects.all() if can(user, f"{noun}.view", obj)}
    assert listed == allowed


def seen_by(user) -> set[str]:
    return set(Person.objects.visible_to(user).values_list("first_name", flat=True))


def test_nobody_is_listed_twice(crowd):
    AppointmentFactory(
        person=crowd["member"].person, body=crowd["member"].person.appointments.get().body, role=Role.OBSERVER
    )
    for user in crowd.values():
        pks = list(Person.objects.visible_to(user).values_list("pk", flat=True))
        assert len(pks) == len(set(pks))


@pytest.mark.parametrize(
    ("who", "sees", "does_not_see"),
    [
        ("nobody", {"Nobody"}, {"Leader", "Registered"}),
        ("member", {"Member", "Leader", "Contact"}, {"Past", "Future", "Registered", "Boardleader", "Stranger"}),
        ("board_member", {"Leader", "Past", "Future", "Shared"}, {"Registered", "Local", "Unknown"}),
        ("admin", {"Registered", "Past", "Shared", "Stranger"}, {"Local", "Unknown", "County"}),
        ("auditor", {"Registered", "Leader"}, {"Local", "Unknown"}),
        ("local_leader", {"Local"}, {"Leader", "Registered", "County"} - {"Local"}),
        ("stranger", {"Stranger", "Shared"}, {"Leader", "Registered"}),
    ],
)
def test_only_those_with_a_reason_see_a_person(who, sees, does_not_see, crowd):
    seen = seen_by(crowd[who])
    assert sees <= seen
    assert not does_not_see & seen


def test_a_role_in_a_body_out_of_sight_is_not_told_by_the_filter(crowd, union):
    AppointmentFactory(person=crowd["leader"].person, body=union.local_board, role=Role.TREASURER)
    assert not Person.objects.visible_to(crowd["member"]).holding(Role.TREASURER, crowd["member"]).exists()
    assert Person.objects.holding(Role.TREASURER, crowd["local_leader"]).exists()
