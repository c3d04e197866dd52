"""A plan's rows in the order of the form, read with a constant number of queries however many measures there are."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from plans.cells import responsible
from plans.models import Goal, Indicator, Measure, MeasureResponsible, Plan, StrategicArea
from plans.outline import AreaOutline, Deadline, GoalOutline, IndicatorOutline, MeasureOutline, PlanOutline
from plans.progress import Progress
from portal.periods import today


@dataclass
class GoalContent:
    goal: Goal
    measures: list[Measure] = field(default_factory=list)
    # What it is measured by, where the page shows it (plans.measured).
    indicators: list[Indicator] = field(default_factory=list)

    @property
    def place(self) -> str:
        """The goal as a choice of where a measure stands."""
        return f"goal-{self.goal.pk}"


@dataclass
class AreaContent:
    area: StrategicArea
    measures: list[Measure] = field(default_factory=list)
    goals: list[GoalContent] = field(default_factory=list)

    @cached_property
    def everything(self) -> list[Measure]:
        return [*self.measures, *(measure for goal in self.goals for measure in goal.measures)]

    @property
    def counted(self) -> list[Measure]:
        return [measure for measure in self.everything if measure.text]

    @property
    def place(self) -> str:
        """The area as a choice of where a measure stands, and its anchor on the page."""
        return f"area-{self.area.pk}"

    @property
    def progress(self) -> dict:
        """A row for charts.progress_bars()."""
        counts = dict.fromkeys(Measure.Status.values, 0)
        for measure in self.counted:
            counts[measure.status] += 1
        return {"label": str(self.area), "url": f"#{self.place}", **counts}


@dataclass
class PlanContent:
    plan: Plan
    areas: list[AreaContent]

    @cached_property
    def measures(self) -> list[Measure]:
        return [measure for area in self.areas for measure in area.everything]

    @property
    def counted(self) -> list[Measure]:
        return [measure for measure in self.measures if measure.text]

    @property
    def open(self) -> list[Measure]:
        return [measure for measure in self.counted if measure.status not in Measure.ENDED]

    @property
    def overdue(self) -> list[Measure]:
        return [measure for measure in self.counted if measure.is_overdue]

    @property
    def done_count(self) -> int:
        return sum(measure.status == Measure.Status.DONE for measure in self.counted)

    @property
    def to_do_count(self) -> int:
        """Dropped measures are not part of what there is to do."""
        return sum(measure.status != Measure.Status.DROPPED for measure in self.counted)

    @property
    def share(self) -> Progress:
        """How far the plan has come, by the one rule."""
        return Progress.of(Counter(measure.status for measure in self.counted))

    @property
    def next_deadline(self) -> date | None:
        return min((m.due_on for m in self.open if m.due_on and m.due_on >= today()), default=None)

    @property
    def progress(self) -> list[dict]:
        return [area.progress for area in self.areas if area.counted]


def load(plan: Plan) -> PlanContent:
    """Four queries: areas, goals, measures, those responsible."""
    areas = {area.pk: AreaContent(area) for area in plan.areas.all()}
    goals: dict[int, GoalContent] = {}
    for goal in Goal.objects.filter(area__plan=plan):
        goals[goal.pk] = GoalContent(goal)
        areas[goal.area_id].goals.append(goals[goal.pk])
    people: dict[int, list[MeasureResponsible]] = {}
    for row in MeasureResponsible.objects.filter(measure__plan=plan).select_related("person"):
        people.setdefault(row.measure_id, []).append(row)
    for measure in Measure.objects.filter(plan=plan).order_by("position", "pk"):
        measure.plan = plan
        measure.named = people.get(measure.pk, [])  # type: ignore[attr-defined]
        home = goals[measure.goal_id] if measure.goal_id else areas[measure.area_id]
        home.measures.append(measure)
    return PlanContent(plan, list(areas.values()))


def outline(content: PlanContent) -> PlanOutline:
    """The plan as data: what is exported and frozen when the board approves. One query, for the indicators."""
    indicators: dict[int, list[IndicatorOutline]] = {}
    for indicator in Indicator.objects.filter(goal__area__plan=content.plan):
        indicators.setdefault(indicator.goal_id, []).append(indicator_outline(indicator))
    return PlanOutline(
        title=content.plan.title,
        introduction=content.plan.introduction,
        challenges_short=content.plan.challenges_short,
        challenges_long=content.plan.challenges_long,
        starts_on=content.plan.starts_on,
        ends_on=content.plan.ends_on,
        areas=[
            AreaOutline(
                area.area.number,
                area.area.title,
                area.area.is_local,
                measures=[measure_outline(measure) for measure in area.measures],
                goals=[
                    GoalOutline(
                        goal.goal.number,
                        goal.goal.title,
                        measures=[measure_outline(measure) for measure in goal.measures],
                        indicators=indicators.get(goal.goal.pk, []),
                        key=str(goal.goal.pk),
                    )
                    for goal in area.goals
                ],
                key=str(area.area.pk),
            )
            for area in content.areas
        ],
    )


def measure_outline(measure: Measure) -> MeasureOutline:
    who = responsible_text(measure)
    return MeasureOutline(
        text=measure.text,
        comment=measure.comment,
        responsible=who,
        responsible_parts=responsible(who),
        deadline=deadline_of(measure),
        status=measure.status,
        status_note=measure.status_note,
        budget=measure.budget,
        budget_words=measure.budget_text,
        project_number=measure.project_number,
        review_months=measure.review_months,
        reviewed_on=measure.reviewed_on,
        is_strategic=measure.is_strategic,
        key=str(measure.pk),
    )


def indicator_outline(indicator: Indicator) -> IndicatorOutline:
    names = ("name", "unit", "direction", "baseline", "baseline_on", "target", "target_on")
    return IndicatorOutline(**{name: getattr(indicator, name) for name in names})


def deadline_of(measure: Measure) -> Deadline:
    kind = measure.deadline_kind or ("text" if measure.deadline_text else "none")
    return Deadline(kind, measure.starts_on, measure.due_on, words=measure.deadline_text)


def responsible_text(measure: Measure) -> str:
    """The words as written, and the people chosen whose names the words do not hold; offices where nothing is written."""
    words = measure.responsible_text
    if not words:
        return "\n".join(str(row) for row in named(measure))
    people = [row.person.name for row in named(measure) if row.person is not None and row.person.name not in words]
    return "\n".join([words, *people])


def named(measure: Measure) -> list[MeasureResponsible]:
    """The rows of those responsible: as :func:`load` read them, else prefetched or from the database."""
    if not hasattr(measure, "named"):
        measure.named = list(measure.responsible.all())  # type: ignore[attr-defined]
    return measure.named  # type: ignore[attr-defined]
