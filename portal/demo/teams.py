"""The expert groups with their people, and what happens at a meeting from the notice to the board's noting."""

import random
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial

from members.models import Person
from members.operations import appointments
from members.roles import Role
from portal.demo.offices import Offices
from portal.demo.people import Cast
from portal.demo.specs import Case, Gathering, Team
from portal.demo.story import Story, moment, weekday
from portal.demo.union import Union
from sections.models import Body
from workgroups.models import Meeting, Minutes, Participant
from workgroups.operations import agenda, attendance, groups, laying, meetings, minutes, tasks

Seats = dict[str, Person]
LINK = "https://moter.demo.example/"
OPENING = Case(
    "Godkjenning av innkalling og saksliste",
    "standing",
    text="Ingen merknader.",
    decision="Innkalling og saksliste godkjennes.",
)
CLOSING = Case("Eventuelt", "standing", text="Ingen saker var meldt.")
LAID = Case("", text="Referatet var sendt ut på forhånd.", decision="Referatet tas til orientering.")
SEATS = {
    "leader": Role.LEADER,
    "secretary": Role.SECRETARY,
    "first": Role.MEMBER,
    "second": Role.MEMBER,
    "third": Role.MEMBER,
}


def set_up(story: Story, union: Union, offices: Offices, cast: Cast, team: Team) -> tuple[Body, Seats]:
    """The group with its mandate and its people."""
    mandate = {
        "purpose": team.purpose,
        "focus": team.focus,
        "appointed_by": union.board.name,
        "adopted_on": story.day(-720),
        "decision": "14/24",
    }
    founded = story.day(-2200)
    group = groups.create(
        None,
        unit=union.section,
        name=team.name,
        slug=team.slug,
        shared_with=[union.health] if team.shared else [],
        description=team.focus,
        founded_on=founded,
        mandate=mandate,
    )
    seats: Seats = {}
    for seat, role in SEATS.items():
        seats[seat] = cast.person(login=team.logins.get(seat, ""), section=union.section, competence=team.focus)
        ended = team.leader_until if seat == "leader" else None
        # Terms of two years, begun at different times, so that they do not all end at once.
        since = -790 if ended else -440 - 10 * len(seats)
        until = ended if ended else since + 730
        _appoint(story, group, seats[seat], role, since, until)
    seats["contact"] = getattr(offices, team.contact, None) or offices.members[0]
    seats["adviser"] = getattr(offices, team.adviser)
    _appoint(story, group, seats["contact"], Role.CONTACT, -540)
    _appoint(story, group, seats["adviser"], Role.ADVISER, -700)
    return group, seats


def _appoint(story: Story, group: Body, person: Person, role: str, since: int, until: int | None = None) -> None:
    appointments.appoint(
        None,
        body=group,
        person=person,
        role=role,
        starts_on=story.day(since),
        ends_on=None if until is None else story.day(until),
        appointed_by="Yrkesseksjonsstyret",
        decision="14/24",
    )


class Meetings:
    """Plans the events of one body's meetings."""

    def __init__(self, story: Story, body: Body, seats: Seats, *, agree: bool = True) -> None:
        self.story, self.body, self.seats, self.agree = story, body, seats, agree
        self.draw = random.Random(body.slug)
        self.leader, self.writer = seats["leader"], seats.get("secretary", seats["leader"])

    def plan(self, gathering: Gathering, *, hours: tuple[int, int] = (10, 14)) -> datetime:
        """One meeting with all that follows; returns when it begins."""
        day = weekday(self.story.day(gathering.days))
        starts = moment(day, hours[0])
        called = moment(self.story.day(gathering.called), 9) if gathering.called else starts - timedelta(days=21)
        state: dict = {}
        when = self.story.when
        when(called - timedelta(days=3), partial(self._prepare, state, gathering, starts, moment(day, hours[1])))
        when(called, partial(self._call, state))
        for number in range(14):
            when(called + timedelta(days=1 + number, hours=number % 5), partial(self._answer, state, number, gathering))
        if gathering.days < 0 and gathering.minutes:
            self._afterwards(gathering, starts, state)
        return starts

    def _actor(self, person: Person):
        return self.story.actor(person)

    def _prepare(self, state: dict, gathering: Gathering, starts: datetime, ends: datetime) -> None:
        link = "" if gathering.format == "physical" else f"{LINK}{self.body.slug}"
        state["meeting"] = meeting = meetings.create(
            self._actor(self.leader),
            body=self.body,
            title=gathering.title,
            starts_at=starts,
            ends_at=ends,
            format=gathering.format,
            place=gathering.place,
            link=link,
        )
        for case in (OPENING, *gathering.cases, CLOSING):
            agenda.create(
                self._actor(self.leader),
                meeting=meeting,
                title=case.title,
                kind=case.kind,
                text=case.background,
                duration=10 if case.kind == "standing" else 30,
            )

    def _call(self, state: dict) -> None:
        state["meeting"] = meetings.call(self._actor(self.leader), meeting=state["meeting"])

    def _answer(self, state: dict, number: int, gathering: Gathering) -> None:
        """The persons called answer one by one; the demo's member has not come to it yet."""
        rows = list(Participant.objects.filter(meeting=state["meeting"]).select_related("person").order_by("id"))
        if number >= len(rows) or (gathering.days > 0 and rows[number].person == self.seats.get("first")):
            return
        away = {self.seats[seat].pk for seat in gathering.away}
        says = "no" if rows[number].person_id in away else "yes"
        attendance.answer(self._actor(rows[number].person), participant=rows[number], answer=says)

    def _afterwards(self, gathering: Gathering, starts: datetime, state: dict) -> None:
        when, reached = self.story.when, gathering.minutes
        when(starts + timedelta(hours=5), partial(self._write, state, gathering))
        if reached == "draft":
            return
        when(starts + timedelta(days=4), lambda: minutes.submit(self._actor(self.writer), minutes=state["minutes"]))
        if self.agree:
            until = None if reached != "submitted" else 2
            when(starts + timedelta(days=6), partial(self._agree, state, until))
        if reached == "submitted":
            return
        when(starts + timedelta(days=9), lambda: minutes.approve(self._actor(self.leader), minutes=state["minutes"]))
        if reached == "laid":
            when(starts + timedelta(days=12), partial(self._read, state))

    def _write(self, state: dict, gathering: Gathering) -> None:
        """Attendance, then the text of each case, the decisions and the tasks."""
        actor = self._actor(self.writer)
        state["minutes"] = written = minutes.create(actor, meeting=state["meeting"])
        state["meeting"] = written.meeting
        away = {self.seats[seat].pk for seat in gathering.away}
        rows = Participant.objects.filter(meeting=state["meeting"])
        there = {row.pk: "apology" if row.person_id in away else self._attended() for row in rows}
        attendance.record(actor, meeting=state["meeting"], attendance=there)
        cases = {case.title: case for case in (OPENING, *gathering.cases, CLOSING)}
        for item in written.items.all():
            # What the administration has put on the agenda besides: minutes of the groups.
            case = cases.get(item.title, LAID)
            minutes.save_item(actor, item=item, version=item.version, text=case.text, decision=case.decision)
            for job in case.jobs:
                self._give(actor, item, job)

    def _attended(self) -> str:
        return self.draw.choices(("present", "partly", "absent"), (30, 2, 1))[0]

    def _give(self, actor, item, job) -> None:
        held = item.minutes.meeting.day
        task = tasks.create(
            actor,
            body=self.body,
            title=job.title,
            responsible=self.seats[job.who],
            due_on=held + timedelta(days=job.days),
            minutes_item=item,
        )
        if job.done:
            done = moment(held + timedelta(days=max(3, job.days - 4)), 14)
            self.story.when(done, lambda: tasks.finish(self._actor(self.seats[job.who]), task=task))

    def _agree(self, state: dict, until: int | None) -> None:
        rows = Participant.objects.filter(meeting=state["meeting"], attendance__in=("present", "partly"))
        for row in rows.select_related("person").order_by("id")[:until]:
            minutes.agree(self._actor(row.person), minutes=state["minutes"])

    def _read(self, state: dict) -> None:
        laying.read(self._actor(self.seats["contact"]), minutes=state["minutes"])


def lay_waiting(story: Story, union: Union, administrator: Person, board_meeting: Meeting, keep: Iterable[str]) -> None:
    """Before a board meeting: the administration puts all approved minutes on its agenda, but for those of some groups."""
    waiting = (
        Minutes.objects.to_be_laid().filter(meeting__body__unit=union.section).exclude(meeting__body__slug__in=keep)
    )
    for written in waiting.select_related("meeting__body").order_by("meeting__starts_at"):
        laying.lay(story.actor(administrator), minutes=written, meeting=board_meeting)


def note_laid(story: Story, administrator: Person, board_meeting: Meeting) -> None:
    """After the board meeting: what was laid before it is noted."""
    for written in Minutes.objects.filter(laid_as__meeting=board_meeting).order_by("laid_as__position"):
        laying.note(story.actor(administrator), minutes=written)
