"""The board's year: meetings with the groups' minutes laid before them."""

from datetime import timedelta
from functools import partial

from portal.demo.offices import Offices
from portal.demo.story import Story, moment
from portal.demo.teams import Meetings, lay_waiting, note_laid
from portal.demo.texts.board import GATHERINGS
from portal.demo.union import Union
from workgroups.models import Meeting

# Their approved minutes wait still to be laid before the board.
KEPT = ("ledelse",)


class Board:
    """Plans the board's meetings, each with what is laid before it and noted."""

    def __init__(self, story: Story, union: Union, offices: Offices) -> None:
        self.story, self.union, self.offices = story, union, offices
        member = offices.members
        self.seats = {
            "leader": offices.leader, "contact": offices.contact, "boardmember": offices.boardmember,
            "first": offices.boardmember, "second": member[0], "third": member[1], "administrator": offices.administrator,
        }  # fmt: skip

    def plan(self) -> None:
        meetings = Meetings(self.story, self.union.board, self.seats, agree=False)
        for gathering in GATHERINGS:
            starts = meetings.plan(gathering, hours=(10, 16))
            # A week before the meeting; before the coming one yesterday.
            lay = min(starts - timedelta(days=7), moment(self.story.day(-1), 10))
            self.story.when(lay, partial(self._lay, starts))
            if gathering.days < 0:
                self.story.when(starts + timedelta(days=2), partial(self._note, starts))

    def _meeting(self, starts) -> Meeting:
        return Meeting.objects.get(body=self.union.board, starts_at=starts)

    def _lay(self, starts) -> None:
        keep = KEPT if starts > self.story.now else ()
        lay_waiting(self.story, self.union, self.offices.administrator, self._meeting(starts), keep)

    def _note(self, starts) -> None:
        note_laid(self.story, self.offices.administrator, self._meeting(starts))
