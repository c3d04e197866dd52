"""The strategic areas of a draft."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from plans.models import Plan, StrategicArea
from plans.operations import order
from plans.operations.plans import locked
from plans.operations.stale import refuse_stale
from portal import audit
from portal.permissions import require

FIELDS = ("number", "title")


@transaction.atomic
def create(actor, *, plan: Plan, title: str, number: str | None = None) -> StrategicArea:
    """A new area before the local part; its number follows the last one unless it is given."""
    current = locked(plan)
    require(actor, "plan.edit", current)
    _check(title, number or "")
    areas = list(current.areas.all())
    if number is None:
        numbers = [int(area.number) for area in areas if area.number.isdigit()]
        number = str(max(numbers, default=0) + 1)
    area = StrategicArea(plan=current, number=number.strip(), title=title.strip(), position=0)
    local = [each for each in areas if each.is_local]
    area.save()
    order.renumber([*(each for each in areas if not each.is_local), area, *local])
    audit.record(actor, "area.create", current, note=str(area)[:200])
    return area


@transaction.atomic
def change(actor, *, area: StrategicArea, number: str, title: str, seen: str = "") -> StrategicArea:
    plan = locked(area.plan)
    require(actor, "plan.edit", plan)
    current = StrategicArea.objects.get(pk=area.pk)
    refuse_stale(current, FIELDS, seen)
    _check(title, number)
    before = audit.snapshot(current, list(FIELDS))
    current.number, current.title = number.strip(), title.strip()
    if changes := audit.diff(before, current):
        current.save(update_fields=list(FIELDS))
        audit.record(actor, "area.edit", plan, changes=changes)
    return current


def _check(title: str, number: str) -> None:
    if not title.strip():
        raise ValidationError({"title": _("Give the area a name.")})
    if len(number) > order.LONGEST_NUMBER:
        raise ValidationError({"number": _("The number is too long.")})


@transaction.atomic
def move(actor, *, area: StrategicArea, up: bool) -> None:
    """One place up or down. The numbers stay where they are, also those of the goals: they tell the place."""
    plan = locked(area.plan)
    require(actor, "plan.edit", plan)
    areas = list(plan.areas.all())
    other = order.neighbour(areas, area, up)
    if other is None:
        return
    mine = next(each for each in areas if each.pk == area.pk)
    order.swap(areas, mine, other)
    if mine.number and other.number:
        _swap_numbers(mine, other)
    audit.record(actor, "area.move", plan, note=str(mine)[:200])


def _swap_numbers(first: StrategicArea, second: StrategicArea) -> None:
    for area, old, new in ((first, first.number, second.number), (second, second.number, first.number)):
        for goal in area.goals.filter(number__startswith=f"{old}."):
            goal.number = (new + goal.number[len(old) :])[: order.LONGEST_NUMBER]
            goal.save(update_fields=["number"])
    first.number, second.number = second.number, first.number
    first.save(update_fields=["number"])
    second.save(update_fields=["number"])


@transaction.atomic
def remove(actor, *, area: StrategicArea) -> None:
    """Take away an area that holds nothing; what is in it must be moved first, so that nothing goes by mistake."""
    plan = locked(area.plan)
    require(actor, "plan.edit", plan)
    if area.goals.exists() or area.measures.exists():
        raise ValidationError(_("The area still has goals or measures. Move or remove them first."))
    audit.record(actor, "area.remove", plan, note=str(area)[:200])
    area.delete()
