"""Undoing a change of rows: the values before it come back, unless somebody has changed the same since."""

from typing import Any

from django.apps import apps
from django.core import serializers
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import Person
from plans.models import Goal, Measure, MeasureStatus, Plan, PlanEdit, StrategicArea
from plans.operations import edits, order
from plans.operations import measures as verbs
from plans.operations.plans import locked
from portal import audit
from portal.permissions import require
from portal.workflow import Conflict


@transaction.atomic
def undo(actor, *, edit: PlanEdit) -> PlanEdit:
    """Take back one change as a whole; :class:`Conflict` names the first row that stands in the way."""
    plan = locked(edit.plan)
    require(actor, "edit.undo", edit)
    current = PlanEdit.objects.select_for_update(of=("self",)).get(pk=edit.pk)
    if current.undone_at is not None:
        raise Conflict(_("This was undone already."))
    ids = [change["measure"] for change in current.changes]
    measures = {each.pk: each for each in _measures(plan, ids)}
    # Rows that were added lately go first, in the opposite order of their coming.
    for change in reversed(current.changes):
        UNDO[change["kind"]](actor, plan, change, measures)
    current.undone_at, current.undone_by = timezone.now(), actor
    current.save(update_fields=["undone_at", "undone_by"])
    audit.record(actor, "edit.undo", plan, note=current.what)
    return current


def _measures(plan: Plan, ids: list[int]):
    rows = Measure.objects.filter(plan=plan, pk__in=ids).select_for_update(of=("self",))
    return rows.select_related("plan", "area", "goal").prefetch_related("responsible__person")


def _unchanged(change: dict[str, Any], measures: dict[int, Measure]) -> Measure:
    """The measure, where it is as the change left it."""
    measure = measures.get(change["measure"])
    if measure is None:
        raise Conflict(_("A measure of this change has been removed since, so it cannot be undone."))
    now = edits.snapshot(measure)
    same = all(now[name] == after for name, (_before, after) in change["fields"].items())
    people = sorted(row.person_id for row in measure.responsible.all() if row.person_id)
    if not same or ("people" in change and people != change["people"][1]):
        raise Conflict(
            _("“%(measure)s” has been changed again since. What was written there is kept, so this cannot be undone.")
            % {"measure": measure}
        )
    return measure


def _restore(actor, plan: Plan, change: dict[str, Any], measures: dict[int, Measure]) -> None:
    measure = _unchanged(change, measures)
    fields = change["fields"]
    for name, (before, _after) in fields.items():
        field: Any = Measure._meta.get_field(name)
        setattr(measure, name, field.to_python(before))
    touched = [*fields, "version"]
    if set(fields) - set(Measure.REPORTED):
        measure.version += 1
    if {"status", "status_note"} & set(fields):
        measure.status_at, measure.status_by = timezone.now(), actor
        touched += ["status_at", "status_by"]
        MeasureStatus.objects.create(measure=measure, status=measure.status, note=measure.status_note, by=actor)
    measure.save(update_fields=touched)
    if "people" in change or "responsible_text" in fields:
        named = change["people"][0] if "people" in change else [r.person_id for r in measure.responsible.all()]
        verbs.name_responsible(measure, list(Person.objects.filter(pk__in=[pk for pk in named if pk])))


def _take_out(actor, plan: Plan, change: dict[str, Any], measures: dict[int, Measure]) -> None:
    _unchanged(change, measures).delete()


def _put_back(actor, plan: Plan, change: dict[str, Any], measures: dict[int, Measure]) -> None:
    row = change["rows"][0]["fields"]
    area = StrategicArea.objects.filter(plan=plan, pk=row["area"])
    goal = Goal.objects.filter(area__plan=plan, pk=row["goal"])
    if not area.exists() or (row["goal"] and not goal.exists()):
        raise Conflict(
            _("The goal or area of “%(measure)s” has been removed since, so it cannot be put back.")
            % {"measure": change["text"]}
        )
    for restored in serializers.deserialize("python", change["rows"]):
        restored.save()
    for label, pk, field, value in change["pointers"]:
        apps.get_model(label).objects.filter(pk=pk).update(**{field: value})


def _move_back(actor, plan: Plan, change: dict[str, Any], measures: dict[int, Measure]) -> None:
    """Before the row that it stood before, as far as that is still there."""
    measure, was, now = measures.get(change["measure"]), change["was"], change["now"]
    if measure is None or (measure.area_id, measure.goal_id) != (now["area"], now["goal"]):
        raise Conflict(_("“%(what)s” has been moved or removed since, so this cannot be undone.") % {"what": measure})
    area = StrategicArea.objects.filter(plan=plan, pk=was["area"]).first()
    goal = Goal.objects.filter(area=area, pk=was["goal"]).first()
    if area is None or (was["goal"] and goal is None):
        raise Conflict(
            _("The goal or area of “%(measure)s” has been removed since, so it cannot be put back.")
            % {"measure": measure}
        )
    after = was["rows"][was["rows"].index(measure.pk) + 1 :]
    rows = [each for each in Measure.objects.filter(plan=plan, area=area, goal=goal) if each.pk != measure.pk]
    rows.sort(key=lambda each: (each.position, each.pk))
    place = next((at for at, each in enumerate(rows) if each.pk in after), len(rows))
    if (measure.area_id, measure.goal_id) != (was["area"], was["goal"]):
        measure.area, measure.goal = area, goal
        measure.version += 1
        measure.save(update_fields=["area", "goal", "version"])
    order.renumber([*rows[:place], measure, *rows[place:]])


UNDO = {"change": _restore, "add": _take_out, "remove": _put_back, "move": _move_back}
