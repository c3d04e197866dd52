"""Plans, written, submitted, approved and reported on through the plan's own verbs."""

from datetime import date, timedelta
from functools import partial

from members.models import Person
from plans.models import Goal, Measure, StrategicArea
from plans.operations import areas, goals, measures, plans
from portal.demo.specs import Scheme, Step
from portal.demo.story import Story, moment
from portal.demo.teams import Seats
from sections.models import Body


class Planning:
    """Plans the events of one plan: written by the leader, decided by the board, reported on as time goes."""

    def __init__(self, story: Story, body: Body, seats: Seats, decider: Person, *, is_strategic: bool = False) -> None:
        """``is_strategic``: what stands in the areas is set for the levels below as well."""
        self.story, self.body, self.seats, self.decider, self.is_strategic = story, body, seats, decider, is_strategic
        self.leader = seats["leader"]

    def plan(self, scheme: Scheme, *, years: int = 2) -> dict:
        """All that happens with the plan, from the draft to the last report. It stands in the result once it is written."""
        start = date(self.story.day(-150 if years > 1 else 0).year, 1, 1)
        end = date(start.year + years - 1, 12, 31)
        state: dict = {}
        at = moment(self.story.day(scheme.written), 11)
        when = self.story.when
        when(at, partial(self._write, state, scheme, start, end))
        if scheme.state == "draft":
            return state
        when(at + timedelta(days=7), lambda: plans.submit(self._actor(), plan=state["plan"]))
        if scheme.state == "submitted":
            return state
        when(at + timedelta(days=20), partial(self._approve, state))
        when(at + timedelta(days=60), partial(self._report, state, part=0))
        when(moment(self.story.day(-12), 13), partial(self._report, state, part=1))
        return state

    def _actor(self):
        return self.story.actor(self.leader)

    def _write(self, state: dict, scheme: Scheme, start: date, end: date) -> None:
        years = f"{start.year}" if start.year == end.year else f"{start.year}–{end.year}"
        state["plan"] = plan = plans.create(
            self._actor(),
            body=self.body,
            title=f"{scheme.title} {years}",
            starts_on=start,
            ends_on=end,
            introduction=scheme.introduction,
            challenges_short=scheme.short_term,
            challenges_long=scheme.long_term,
        )
        state["steps"] = steps = []
        for title, aims in scheme.areas:
            area = areas.create(self._actor(), plan=plan, title=title)
            for aim, lines in aims:
                goal = goals.create(self._actor(), area=area, title=aim)
                steps += [(self._measure(line, area, goal), line) for line in lines]
        local = plan.areas.get(is_local=True)
        steps += [(self._measure(line, local, None), line) for line in scheme.outside]

    def _measure(self, step: Step, area: StrategicArea, goal: Goal | None) -> Measure:
        return measures.create(
            self._actor(),
            area=area,
            goal=goal,
            text=step.text,
            comment=step.comment,
            responsible_text=step.who,
            people=[self.seats[seat] for seat in step.seats],
            budget=step.budget,
            project_number=step.project,
            is_strategic=self.is_strategic and not area.is_local,
            **self._deadline(step),
        )

    def _deadline(self, step: Step) -> dict:
        if step.due is None:
            return {}
        if isinstance(step.due, str):
            return {"deadline_kind": Measure.Deadline.CONTINUOUS, "review_months": 6}
        if isinstance(step.due, tuple):
            first, last = (self.story.day(days) for days in step.due)
            return {"deadline_kind": Measure.Deadline.PERIOD, "starts_on": first, "due_on": last}
        return {"deadline_kind": Measure.Deadline.DATE, "due_on": self.story.day(step.due)}

    def _approve(self, state: dict) -> None:
        plans.approve(self.story.actor(self.decider), plan=state["plan"], decision="33/25")

    def _report(self, state: dict, part: int) -> None:
        """Half of what has been done was told early, the rest lately."""
        for number, (measure, step) in enumerate(state["steps"]):
            if step.status != Measure.Status.NOT_STARTED and number % 2 == part:
                measure.refresh_from_db()
                measures.set_status(self._actor(), measure=measure, status=step.status, note=step.note)
