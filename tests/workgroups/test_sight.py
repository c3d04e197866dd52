"""Lists and rules agree on meetings, minutes, tasks and participants, whoever looks and whatever their state."""

import pytest

from portal.permissions import can
from tests.factories import MeetingFactory, MinutesFactory, ParticipantFactory, TaskFactory
from workgroups.models import Meeting, Minutes, Participant, Task

pytestmark = pytest.mark.django_db
EVERYBODY = [
    "leader", "secretary", "member", "contact", "adviser", "admin", "board_leader", "board_member", "auditor",
    "county_leader", "local_leader", "stranger", "nobody",
]  # fmt: skip


@pytest.fixture
def crowd(union, group, request):
    """Everybody, with a meeting, minutes and tasks of each kind in bodies of their own, above, beside and shared."""
    users = {name: request.getfixturevalue(name) for name in EVERYBODY}
    union.other_group.shared_with.add(union.section)
    for body in (group, union.other_group, union.board, union.local_board, union.county_body):
        for state in Meeting.State.values:
            MeetingFactory(body=body, state=state, title=f"{body.slug} {state}")
        for state in Minutes.State.values:
            minutes = MinutesFactory(meeting__body=body, state=state)
            ParticipantFactory(meeting=minutes.meeting)
        TaskFactory(body=body)
    for name in ("nobody", "stranger"):
        for state in ("draft", "called"):
            meeting = MeetingFactory(body=group, state=state, title=f"{name} as guest, {state}")
            ParticipantFactory(meeting=meeting, person=users[name].person, role="")
    TaskFactory(body=group, responsible=users["nobody"].person, title="Nobody's own")
    return users


@pytest.mark.parametrize(("model", "noun"), [(Meeting, "meeting"), (Minutes, "minutes"), (Task, "task")])
@pytest.mark.parametrize("who", EVERYBODY)
def test_the_list_and_the_rule_agree(who, model, noun, crowd):
    user = crowd[who]
    found = list(model.objects.visible_to(user).values_list("pk", flat=True))
    assert len(found) == len(set(found))
    assert set(found) == {obj.pk for obj in model.objects.all() if can(user, f"{noun}.view", obj)}


@pytest.mark.parametrize("who", EVERYBODY)
def test_those_called_are_seen_with_their_meeting(who, crowd):
    seen = set(Meeting.objects.visible_to(crowd[who]).values_list("pk", flat=True))
    called = Participant.objects.visible_to(crowd[who])
    assert set(called) == set(Participant.objects.filter(meeting__in=seen))


def titles(user):
    return set(Meeting.objects.visible_to(user).values_list("title", flat=True))


def states(user, body):
    return set(Minutes.objects.visible_to(user).filter(meeting__body=body).values_list("state", flat=True))


def test_who_is_only_invited_sees_that_meeting_and_nothing_else(crowd, union):
    assert titles(crowd["nobody"]) == {"nobody as guest, called"}
    assert not Minutes.objects.visible_to(crowd["nobody"]).exists()
    assert {task.title for task in Task.objects.visible_to(crowd["nobody"])} == {"Nobody's own"}
    assert {"group called", "group draft", "nobody as guest, called"}.isdisjoint(titles(crowd["stranger"]))


@pytest.mark.parametrize("who", ["member", "contact", "board_member", "auditor"])
def test_drafts_are_for_those_who_prepare_them(who, crowd, union):
    assert "group draft" not in titles(crowd[who])
    assert {"group called", "group held", "group cancelled"} <= titles(crowd[who])
    assert "draft" not in states(crowd[who], union.group)


def test_minutes_are_shared_in_the_group_when_submitted_and_with_the_board_when_approved(crowd, union):
    final = {"approved", "laid", "noted"}
    for who in ("leader", "secretary", "adviser", "admin"):
        assert states(crowd[who], union.group) == final | {"submitted", "draft"}
    for who in ("member", "contact"):
        assert states(crowd[who], union.group) == final | {"submitted"}
    for who in ("board_member", "auditor"):
        assert states(crowd[who], union.group) == final
    for who in ("stranger", "county_leader", "local_leader", "nobody"):
        assert states(crowd[who], union.group) == set()
