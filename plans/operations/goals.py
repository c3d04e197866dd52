"""The goals of an area."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from plans.models import Goal, StrategicArea
from plans.operations import order
from plans.operations.plans import locked
from plans.operations.stale import refuse_stale
from portal import audit
from portal.permissions import require

FIELDS = ("number", "title")


@transaction.atomic
def create(actor, *, area: StrategicArea, title: str, number: str | None = None) -> Goal:
    """A new goal at the end of the area; its number follows unless it is given."""
    plan = locked(area.plan)
    require(actor, "plan.edit", plan)
    _check(title, number or "")
    if number is None:
        number = _next_number(area)
    goal = Goal.objects.create(
        area=area, number=number.strip(), title=title.strip(), position=order.next_position(area.goals.all())
    )
    audit.record(actor, "goal.create", plan, note=str(goal)[:200])
    return goal


def _next_number(area: StrategicArea) -> str:
    if not area.number:
        return ""
    heads = (number.rpartition(".") for number in area.goals.values_list("number", flat=True))
    used = [int(last) for head, _dot, last in heads if head == area.number and last.isdigit()]
    return f"{area.number}.{max(used, default=0) + 1}"


@transaction.atomic
def change(actor, *, goal: Goal, number: str, title: str, seen: str = "") -> Goal:
    plan = locked(goal.area.plan)
    require(actor, "plan.edit", plan)
    current = Goal.objects.get(pk=goal.pk)
    refuse_stale(current, FIELDS, seen)
    _check(title, number)
    before = audit.snapshot(current, list(FIELDS))
    current.number, current.title = number.strip(), title.strip()
    if changes := audit.diff(before, current):
        current.save(update_fields=list(FIELDS))
        audit.record(actor, "goal.edit", plan, changes=changes)
    return current


def _check(title: str, number: str) -> None:
    if not title.strip():
        raise ValidationError({"title": _("Write what the goal is.")})
    if len(number) > order.LONGEST_NUMBER:
        raise ValidationError({"number": _("The number is too long.")})


@transaction.atomic
def move(actor, *, goal: Goal, up: bool) -> None:
    """One place up or down within the area. The numbers stay where they are: they tell the place."""
    plan = locked(goal.area.plan)
    require(actor, "plan.edit", plan)
    goals = list(goal.area.goals.all())
    other = order.neighbour(goals, goal, up)
    if other is None:
        return
    mine = next(each for each in goals if each.pk == goal.pk)
    order.swap(goals, mine, other)
    if mine.number and other.number:
        mine.number, other.number = other.number, mine.number
        mine.save(update_fields=["number"])
        other.save(update_fields=["number"])
    audit.record(actor, "goal.move", plan, note=str(mine)[:200])


@transaction.atomic
def remove(actor, *, goal: Goal) -> None:
    """Take away a goal that has no measures."""
    plan = locked(goal.area.plan)
    require(actor, "plan.edit", plan)
    if goal.measures.exists():
        raise ValidationError(_("The goal still has measures. Move or remove them first."))
    audit.record(actor, "goal.remove", plan, note=str(goal)[:200])
    goal.delete()
