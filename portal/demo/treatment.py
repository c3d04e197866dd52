"""Plans on their way through the board: one returned with comments, one under revision, and a goal that is measured."""

from datetime import timedelta
from decimal import Decimal
from functools import partial

from members.models import Person
from plans.models import Goal, Indicator, Measure, Plan
from plans.operations import comments, indicators, measures, plans
from portal.demo.story import Story, moment
from portal.demo.teams import Seats
from sections.models import Body

RETURNED, REVISED = "nav", "arbeidsplassen"
# Day from today → incidents reported in the half year before.
VALUES = {-125: 15, -65: 22, -16: 27}


class Treatment:
    """Plans the events around the plans of two groups; ``decider`` leads the board."""

    def __init__(self, story: Story, places: dict[str, tuple[Body, Seats]], decider: Person) -> None:
        self.story, self.places, self.decider = story, places, decider

    def plan(self) -> None:
        """What happens, each at its own moment."""
        when, day = self.story.when, self.story.day
        when(moment(day(-45), 10), self._submit)
        when(moment(day(-31), 14), self._return)
        when(moment(day(-24), 9), self._answer)
        when(moment(day(-169), 9), self._measured)
        for offset, value in VALUES.items():
            when(moment(day(offset), 12), partial(self._value, offset, value))
        when(moment(day(-14), 10), self._revise)

    def _actor(self, slug: str, seat: str):
        return self.story.actor(self.places[slug][1][seat])

    def _of(self, slug: str) -> Plan:
        return Plan.objects.get(body=self.places[slug][0])

    def _submit(self) -> None:
        plans.submit(self._actor(RETURNED, "adviser"), plan=self._of(RETURNED))

    def _return(self) -> None:
        board, plan = self.story.actor(self.decider), self._of(RETURNED)
        first, second = Measure.objects.filter(plan=plan).with_text()[:2]
        comments.keep(board, measure=first, text="Hvilke fem kontorer? Skriv hvem som er spurt.")
        comments.keep(
            board, measure=second, text="Fristen er for kort om alle tariffområdene skal være med. Foreslå en ny."
        )
        plans.return_(
            board, plan=plan, reason="Planen er god, men for knapp. Styret savner ett tiltak for de minste kontorene."
        )

    def _answer(self) -> None:
        comment = self._of(RETURNED).comments.exclude(measure=None).first()
        if comment is not None:
            comments.mark(self._actor(RETURNED, "adviser"), comment=comment, is_done=True)

    def _measured(self) -> None:
        goal = Goal.objects.filter(area__plan=self._of(REVISED)).order_by("area__position", "position")[0]
        day = self.story.day
        indicators.create(
            self._actor(REVISED, "leader"),
            goal=goal,
            name="Meldte hendelser i skranken",
            unit="meldinger i halvåret",
            direction=Indicator.Direction.UP,
            baseline=Decimal(12),
            baseline_on=day(-180),
            target=Decimal(40),
            target_on=day(150),
        )

    def _value(self, offset: int, value: int) -> None:
        indicators.measure(
            self._actor(REVISED, "leader"),
            indicator=Indicator.objects.get(goal__area__plan=self._of(REVISED)),
            on=self.story.day(offset),
            value=Decimal(value),
            note="Talt i meldeskjemaene fra fagforeningene.",
        )

    def _revise(self) -> None:
        """The yearly revision: one measure is written anew, one moved in time, one taken out, one is new."""
        leader = self._actor(REVISED, "leader")
        plan = plans.revise(leader, plan=self._of(REVISED))
        first, second, third = Measure.objects.filter(plan=plan).with_text()[:3]
        text = "Meldeskjemaet i bruk i alle fagforeninger, også på telefon"
        measures.change(leader, measure=first, version=first.version, text=text)
        measures.change(
            leader, measure=third, version=third.version, deadline_kind=Measure.Deadline.DATE, starts_on=None,
            due_on=third.due_on + timedelta(days=60) if third.due_on else self.story.day(170),
        )  # fmt: skip
        measures.create(
            leader,
            area=second.area,
            goal=second.goal,
            text="Samtale med vernetjenesten om alenearbeid",
            responsible_text="Leder",
        )
        last = Measure.objects.filter(plan=plan).with_text().last()
        if last is not None and last.pk not in (first.pk, second.pk, third.pk):
            measures.remove(leader, measure=last)
