"""What was changed in a plan's rows of late, kept with the values before and after so that it can be undone."""

import json
from typing import Any

from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.deletion import Collector
from django.utils.translation import gettext_lazy as _

from members.models import Person
from plans.models import Measure, Plan, PlanEdit
from portal import audit

# What is older than this many changes can no longer be undone.
KEPT = 50
# What a change of a measure's cells may touch.
FIELDS = (
    "text", "comment", "responsible_text", "deadline_kind", "deadline_text", "starts_on", "due_on", "review_months",
    "reviewed_on", "status", "status_note", "budget", "budget_text", "project_number",
)  # fmt: skip


def record(actor, plan: Plan, verb: str, rows: list[Measure], changes: list[dict[str, Any]]) -> PlanEdit:
    """Keep one change of one or many rows; the oldest is forgotten."""
    what = str(rows[0])[:200] if len(rows) == 1 else ""
    edit = PlanEdit.objects.create(plan=plan, verb=verb, what=what, changes=changes, by=actor)
    old = plan.edits.order_by("-pk").values_list("pk", flat=True)[KEPT:]
    plan.edits.filter(pk__in=list(old)).delete()
    return edit


def snapshot(measure: Measure) -> dict[str, Any]:
    return audit.snapshot(measure, list(FIELDS))


def changed(measure: Measure, before: dict[str, Any], people: tuple[list[int], list[int]]) -> dict[str, Any]:
    """One row's change: field → [before, after], and the people named before and after where these differ."""
    entry: dict[str, Any] = {"kind": "change", "measure": measure.pk, "fields": audit.diff(before, measure)}
    if sorted(people[0]) != sorted(people[1]):
        entry["people"] = [sorted(people[0]), sorted(people[1])]
    return entry


def added(measure: Measure, people: list[Person]) -> dict[str, Any]:
    return {
        "kind": "add",
        "measure": measure.pk,
        "fields": {name: [None, value] for name, value in snapshot(measure).items()},
        "people": [[], sorted(person.pk for person in people)],
    }


def moved(measure: Measure, before: list[int]) -> dict[str, Any]:
    """One row that has changed its place: where it stood, among which (the row itself with them), and where it stands now."""
    was = {"area": measure.area_id, "goal": measure.goal_id, "rows": before}
    return {"kind": "move", "measure": measure.pk, "fields": {}, "was": was}


def removed(measure: Measure) -> dict[str, Any]:
    """The measure with all that goes with it, as rows to put back, and what will have lost its pointer to it.

    Raises ``ValidationError`` where money is posted to the measure.
    """
    collector = Collector(using="default")
    try:
        collector.collect([measure])
    except models.ProtectedError as error:
        raise ValidationError(
            _("Money is posted to “%(measure)s”, so it cannot be removed. It can be dropped, with a note.")
            % {"measure": measure}
        ) from error
    rows: list[models.Model] = [measure]
    batches: list[Any] = [*collector.data.values(), *collector.fast_deletes]
    for found in batches:
        rows += [row for row in found if row != measure]
    updates: dict[Any, Any] = collector.field_updates
    pointers = [
        [row._meta.label_lower, row.pk, field.attname, getattr(row, field.attname)]
        for (field, _value), pointing in updates.items()
        for batch in pointing
        for row in batch
    ]
    return {
        "kind": "remove",
        "measure": measure.pk,
        "text": str(measure),
        "rows": json.loads(serializers.serialize("json", rows)),
        "pointers": pointers,
    }
