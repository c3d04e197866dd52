"""Meetings and minutes as they stand at the steps that tests begin from."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import (
    AgendaItemFactory,
    MeetingFactory,
    MinutesFactory,
    MinutesItemFactory,
    ParticipantFactory,
)
from workgroups.models import Meeting, Minutes


@pytest.fixture
def soon():
    """In three weeks, at a full hour."""
    return (timezone.now() + timedelta(days=21)).replace(minute=0, second=0, microsecond=0)


@pytest.fixture
def prepared(group, leader, member, contact):
    """A meeting in preparation with two cases, in a group of three."""
    meeting = MeetingFactory(body=group, state=Meeting.State.DRAFT, link="https://meet.example/1")
    AgendaItemFactory(meeting=meeting, position=1, title="Budget")
    AgendaItemFactory(meeting=meeting, position=2, title="Plan")
    return meeting


@pytest.fixture
def called(group, leader, member):
    """A called meeting that is still to come: the leader and the member."""
    meeting = MeetingFactory(body=group, called_by=leader, link="https://meet.example/1")
    ParticipantFactory(meeting=meeting, person=leader.person, role="leader")
    ParticipantFactory(meeting=meeting, person=member.person, role="member")
    return meeting


@pytest.fixture
def held(group, leader, member):
    """A meeting of last week: the leader and the member were there, one sent an apology."""
    starts = (timezone.now() - timedelta(days=7)).replace(microsecond=0)
    meeting = MeetingFactory(body=group, state=Meeting.State.HELD, starts_at=starts)
    ParticipantFactory(meeting=meeting, person=leader.person, role="leader", attendance="present")
    ParticipantFactory(meeting=meeting, person=member.person, role="member", attendance="partly")
    ParticipantFactory(meeting=meeting, person__first_name="Absent", attendance="apology")
    return meeting


@pytest.fixture
def draft(held):
    """Minutes that are being written: two items, the first with text."""
    minutes = MinutesFactory(meeting=held)
    MinutesItemFactory(minutes=minutes, position=1, title="Budget", text="We talked.", decision="It is kept.")
    MinutesItemFactory(minutes=minutes, position=2, title="Plan")
    return minutes


@pytest.fixture
def submitted(draft):
    draft.state, draft.submitted_at = Minutes.State.SUBMITTED, timezone.now()
    draft.save()
    return draft


@pytest.fixture
def approved(draft):
    draft.state, draft.approved_at = Minutes.State.APPROVED, timezone.now()
    draft.save()
    return draft


@pytest.fixture
def board_meeting(union):
    """The board's coming meeting."""
    return MeetingFactory(body=union.board, title="Board in spring")
