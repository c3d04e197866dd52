"""A plan for the next period, begun from the last one's: what is carried over starts anew, its dates moved with the period."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from plans import contents
from plans.models import Goal, Indicator, Measure, MeasureResponsible, Plan, StrategicArea
from plans.operations.plans import make
from portal import audit
from portal.permissions import require

# What a measure takes along as it is.
CARRIED = (
    "text", "comment", "responsible_text", "deadline_kind", "deadline_text", "review_months", "budget", "budget_text",
    "project_number", "is_strategic",
)  # fmt: skip


def unfinished(content: contents.PlanContent) -> list[Measure]:
    """The measures to carry over unless somebody chooses otherwise: neither done nor dropped."""
    return [measure for measure in content.measures if measure.status not in Measure.ENDED]


def moved(day: date | None, first: Plan, starts_on: date, ends_on: date | None) -> date | None:
    """The day as long after the new period's start as it was after the old one's, in whole months; within the new period."""
    if day is None:
        return None
    months = (starts_on.year - first.starts_on.year) * 12 + starts_on.month - first.starts_on.month
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    target = _day(year, month + 1, day.day)
    return min(max(target, starts_on), ends_on) if ends_on else max(target, starts_on)


def _day(year: int, month: int, day: int) -> date:
    """The day, or the last of the month where that has no such day."""
    for last in range(day, 27, -1):
        try:
            return date(year, month, last)
        except ValueError:
            continue
    return date(year, month, day)


@transaction.atomic
def copy(
    actor,
    *,
    plan: Plan,
    title: str,
    starts_on: date,
    ends_on: date | None,
    measures: Iterable[int],
    keep_empty: bool = True,
) -> Plan:
    """A new draft of the same body with the chosen measures. ``keep_empty``: areas and goals without any come along too.

    Status and notes start anew; deadlines move with the period. What was taken from the level above is written by the body from
    now on; indicators start from their last value.
    """
    require(actor, "plan.copy", plan)
    content = contents.load(plan)
    chosen = set(measures)
    if unknown := chosen - {measure.pk for measure in content.measures}:
        raise ValidationError(_("%(n)d of the measures are not in the plan.") % {"n": len(unknown)})
    made = make(
        body=plan.body,
        title=title,
        starts_on=starts_on,
        ends_on=ends_on,
        introduction=plan.introduction,
        challenges_short=plan.challenges_short,
        challenges_long=plan.challenges_long,
        copied_from=plan,
    )
    _Copying(plan, made, chosen, keep_empty).take(content)
    audit.record(actor, "plan.copy", made, note=plan.title)
    return made


class _Copying:
    """Rows of one plan made in another, a statement for each kind of row."""

    def __init__(self, plan: Plan, made: Plan, chosen: set[int], keep_empty: bool) -> None:
        self.plan, self.made, self.chosen, self.keep_empty = plan, made, chosen, keep_empty
        self.goals: list[tuple[contents.GoalContent, Goal]] = []
        self.measures: list[tuple[Measure, Measure]] = []

    def take(self, content: contents.PlanContent) -> None:
        for position, area in enumerate((area for area in content.areas if self._wanted(area)), start=1):
            self._area(area, position)
        Goal.objects.bulk_create(new for _old, new in self.goals)
        Measure.objects.bulk_create(new for _old, new in self.measures)
        MeasureResponsible.objects.bulk_create(
            MeasureResponsible(measure=new, person=row.person, role=row.role, label=row.label)
            for old, new in self.measures
            for row in contents.named(old)
        )
        self._indicators()

    def _wanted(self, part: contents.AreaContent | contents.GoalContent) -> bool:
        if self.keep_empty or (isinstance(part, contents.AreaContent) and part.area.is_local):
            return True
        rows = part.everything if isinstance(part, contents.AreaContent) else part.measures
        return any(measure.pk in self.chosen for measure in rows)

    def _area(self, old: contents.AreaContent, position: int) -> None:
        source = old.area
        area = StrategicArea.objects.create(
            plan=self.made, position=position, number=source.number, title=source.title, is_local=source.is_local
        )
        self._take(old.measures, area, None)
        for place, part in enumerate((goal for goal in old.goals if self._wanted(goal)), start=1):
            goal = Goal(area=area, position=place, number=part.goal.number, title=part.goal.title)
            self.goals.append((part, goal))
            self._take(part.measures, area, goal)

    def _take(self, rows: list[Measure], area: StrategicArea, goal: Goal | None) -> None:
        for position, old in enumerate((row for row in rows if row.pk in self.chosen), start=1):
            new = Measure(plan=self.made, area=area, goal=goal, position=position)
            for name in CARRIED:
                setattr(new, name, getattr(old, name))
            new.starts_on = moved(old.starts_on, self.plan, self.made.starts_on, self.made.ends_on)
            new.due_on = moved(old.due_on, self.plan, self.made.starts_on, self.made.ends_on)
            if new.due_on and any(sign.isdigit() for sign in new.deadline_text):
                # The words name the old days.
                new.deadline_text = ""
            self.measures.append((old, new))

    def _indicators(self) -> None:
        place = {part.goal.pk: goal for part, goal in self.goals}
        made = []
        for old in Indicator.objects.filter(goal__in=place).prefetch_related("values"):
            last = max(old.values.all(), key=lambda value: value.on, default=None)
            made.append(
                Indicator(
                    goal=place[old.goal_id],
                    name=old.name,
                    unit=old.unit,
                    direction=old.direction,
                    baseline=last.value if last else old.baseline,
                    baseline_on=last.on if last else old.baseline_on,
                    target=old.target,
                    target_on=moved(old.target_on, self.plan, self.made.starts_on, self.made.ends_on),
                )
            )
        Indicator.objects.bulk_create(made)
