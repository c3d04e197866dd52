"""The section's plan goes down to the section committees; a year later its revision reaches them as proposals."""

from datetime import timedelta
from functools import partial

from members.models import Appointment, Person
from plans.models import Measure, Plan
from plans.operations import measures, plans, publications
from portal.demo.offices import COUNTY, Offices
from portal.demo.schemes import Planning
from portal.demo.story import Story, moment
from portal.demo.texts.section_plan import ADDED, SCHEME, SHARPER
from portal.demo.union import Union
from sections.models import Body

# Of the nineteen committees so many have not adopted their plan yet, and so many more have not told how it goes.
NOT_ADOPTED, SILENT = 4, 3


class Cascade:
    """Plans the events: publication, the committees' own plans and reports, the revision."""

    def __init__(self, story: Story, union: Union, offices: Offices) -> None:
        self.story, self.union, self.offices = story, union, offices
        names = sorted(name for name in union.counties if name != COUNTY)
        self.adopting = [COUNTY, *names[NOT_ADOPTED:]]
        self.telling = self.adopting[:-SILENT]

    def plan(self) -> None:
        seats = {"leader": self.offices.leader}
        planning = Planning(self.story, self.union.board, seats, self.offices.administrator, is_strategic=True)
        state = planning.plan(SCHEME, years=4)
        at = moment(self.story.day(SCHEME.written + 25), 12)
        self.story.when(at, partial(self._publish, state, ["section_committee"], ""))
        for number, name in enumerate(self.adopting):
            later = at + timedelta(days=20 + number)
            self.story.when(later, partial(self._adopt, self.union.counties[name]))
        for number, name in enumerate(self.telling):
            later = moment(self.story.day(-60 + 2 * number), 14)
            self.story.when(later, partial(self._tell, self.union.counties[name], number))
        self.story.when(moment(self.story.day(-10), 12), partial(self._revise, state))
        self.story.when(moment(self.story.day(-3), 9), partial(self._open, self.union.counties[COUNTY]))

    def _publish(self, state: dict, levels: list[str], note: str) -> None:
        actor = self.story.actor(self.offices.leader)
        publication = publications.publish(actor, plan=state["plan"], levels=levels, note=note, at_once=True)
        publications.distribute(publication.distribution)

    def _leader(self, body: Body) -> Person:
        return Appointment.objects.get(body=body, role="section_leader").person

    def _adopt(self, body: Body) -> None:
        """The county has no administration in the demo, so the committee's decision is recorded by the system itself."""
        plan = Plan.objects.get(body=body)
        plans.submit(self.story.actor(self._leader(body)), plan=plan)
        plans.approve(None, plan=plan, decision="7/26")

    def _tell(self, body: Body, number: int) -> None:
        """Each a little further or behind: the states go round, a measure more or less from county to county."""
        actor = self.story.actor(self._leader(body))
        states = ("done", "on_track", "on_track", "delayed", "not_started", "done")
        for place, measure in enumerate(Measure.objects.filter(plan__body=body).order_by("pk")[: 3 + number % 4]):
            measures.set_status(actor, measure=measure, status=states[(place + number) % len(states)])

    def _revise(self, state: dict) -> None:
        leader = self.story.actor(self.offices.leader)
        plan = plans.revise(leader, plan=state["plan"])
        sharper = plan.measures.get(text=SHARPER[0])
        measures.change(leader, measure=sharper, version=sharper.version, text=SHARPER[1])
        last = plan.measures.filter(is_strategic=True).order_by("-pk")[0]
        measures.create(
            leader, area=last.area, goal=last.goal, text=ADDED, responsible_text="Yrkesseksjonsleder", is_strategic=True
        )
        plans.submit(leader, plan=plan)
        plans.approve(self.story.actor(self.offices.administrator), plan=plan, decision="41/26")
        self._publish({"plan": plan}, [], "Årlig revisjon: to fagdager, og et nytt tiltak om digitalisering.")

    def _open(self, body: Body) -> None:
        plans.revise(self.story.actor(self._leader(body)), plan=Plan.objects.get(body=body))
