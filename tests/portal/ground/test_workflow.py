"""Of two that want the same move, one wins and the other is told."""

import pytest

from portal.workflow import Conflict
from tests.factories import MeetingFactory
from workgroups.models import Meeting

pytestmark = pytest.mark.django_db


def test_a_move_that_is_not_in_the_table_is_refused():
    meeting = MeetingFactory(state=Meeting.State.CANCELLED)

    with pytest.raises(Conflict):
        Meeting.FLOW.move(meeting, "call")

    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.CANCELLED


def test_the_second_of_two_loses_though_its_copy_looks_right():
    first = MeetingFactory(state=Meeting.State.DRAFT)
    second = Meeting.objects.get(pk=first.pk)

    Meeting.FLOW.move(first, "call")

    assert Meeting.FLOW.legal(second, "call")  # what the second one believes
    with pytest.raises(Conflict) as conflict:
        Meeting.FLOW.move(second, "call")
    assert "changed" in str(conflict.value)


def test_a_move_sets_the_object_and_the_row_alike():
    meeting = MeetingFactory(state=Meeting.State.DRAFT)

    Meeting.FLOW.move(meeting, "cancel", cancelled_reason="Storm")

    assert (meeting.state, meeting.cancelled_reason) == ("cancelled", "Storm")
    meeting.refresh_from_db()
    assert (meeting.state, meeting.cancelled_reason) == ("cancelled", "Storm")
