"""An imported plan: kept for a person to look at, then stored once. Commands store at once."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import Appointment
from plans.models import (
    Goal,
    ImportMemory,
    Indicator,
    Measure,
    MeasureResponsible,
    MeasureStatus,
    Plan,
    PlanImport,
    StrategicArea,
)
from plans.operations import measures as measure_verbs
from plans.operations import plans as plan_verbs
from plans.outline import LOCAL_TITLE, MeasureOutline, PlanOutline
from portal import audit
from portal.permissions import require
from sections.models import Body


@transaction.atomic
def preview(
    actor, *, body: Body, outline: PlanOutline, title: str, starts_on: date, ends_on: date, **source: Any
) -> PlanImport:
    """Keep what was read for the page that shows it. The plan itself is not stored yet.

    ``source``: file_name, sha256, and what it was read from and how (kind, source, warnings, corrections).
    """
    require(actor, "plan.import", body)
    plan_verbs.check(title, starts_on, ends_on)
    return PlanImport.objects.create(
        body=body,
        title=title.strip(),
        starts_on=starts_on,
        ends_on=ends_on,
        content=outline.to_json(),
        unplaced=[vars(entry) for entry in outline.unplaced],
        uploaded_by=actor,
        **{**source, "file_name": source["file_name"][:200]},
    )


@transaction.atomic
def correct(
    actor,
    *,
    upload: PlanImport,
    outline: PlanOutline,
    title: str,
    starts_on: date,
    ends_on: date,
    corrections: dict[str, Any],
    signature: str,
    memory: dict[str, Any],
) -> PlanImport:
    """Keep how a person had the file read anew, for this plan and for the unit's next file of the same shape."""
    current = PlanImport.objects.select_for_update(of=("self",)).select_related("body", "plan").get(pk=upload.pk)
    require(actor, "plan.import", current.body)
    if current.plan is not None:
        raise ValidationError(_("The plan is stored. Change it in the table."))
    plan_verbs.check(title, starts_on, ends_on)
    current.title, current.starts_on, current.ends_on = title.strip(), starts_on, ends_on
    current.content, current.unplaced = outline.to_json(), [vars(entry) for entry in outline.unplaced]
    current.corrections = corrections
    current.save(update_fields=["title", "starts_on", "ends_on", "content", "unplaced", "corrections"])
    ImportMemory.objects.update_or_create(
        unit_id=current.body.unit_id,
        signature=signature,
        defaults={"mapping": memory, "used_at": timezone.now()},
    )
    return current


def remembered(body: Body, signature: str) -> dict[str, Any]:
    """How a person of the unit had such a file read the last time; empty where nobody has corrected one."""
    kept = ImportMemory.objects.filter(unit_id=body.unit_id, signature=signature).first()
    return kept.mapping if kept else {}


@transaction.atomic
def store(actor, *, upload: PlanImport) -> Plan:
    """Make the plan of a preview. A second click finds the plan of the first."""
    current = PlanImport.objects.select_for_update(of=("self",)).select_related("body", "plan").get(pk=upload.pk)
    require(actor, "plan.import", current.body)
    if current.plan is not None:
        return current.plan
    outline = PlanOutline.from_json(current.content)
    current.plan = _build(actor, current.body, outline, current.title, current.starts_on, current.ends_on)
    current.save(update_fields=["plan"])
    audit.record(actor, "plan.import", current.plan, note=current.file_name)
    return current.plan


@transaction.atomic
def import_(
    actor, *, body: Body, outline: PlanOutline, title: str, starts_on: date, ends_on: date, **source: Any
) -> Plan:
    """Store at once, with the record of what was read: preview and store in one. ``source`` as in :func:`preview`."""
    upload = preview(actor, body=body, outline=outline, title=title, starts_on=starts_on, ends_on=ends_on, **source)
    return store(actor, upload=upload)


def _build(actor, body: Body, outline: PlanOutline, title: str, starts_on: date, ends_on: date) -> Plan:
    texts = {name: getattr(outline, name) for name in ("introduction", "challenges_short", "challenges_long")}
    plan = plan_verbs.make(body=body, title=title, starts_on=starts_on, ends_on=ends_on, **texts)
    # Rows in few statements: a plan of a thousand measures is stored in a moment.
    rows: list[tuple[Measure, MeasureOutline]] = []
    indicators: list[Indicator] = []
    for place, area in enumerate(outline.areas, start=1):
        stored = StrategicArea.objects.create(
            plan=plan, position=place, number=area.number, title=area.title or LOCAL_TITLE, is_local=area.is_local
        )
        rows += [(_measure(actor, plan, stored, None, at, row), row) for at, row in enumerate(area.measures, start=1)]
        for goal_place, goal in enumerate(area.goals, start=1):
            kept = Goal.objects.create(area=stored, position=goal_place, number=goal.number, title=goal.title)
            indicators += [Indicator(goal=kept, **vars(indicator)) for indicator in goal.indicators]
            rows += [
                (_measure(actor, plan, stored, kept, at, row), row) for at, row in enumerate(goal.measures, start=1)
            ]
    if not outline.is_own and not any(area.is_local for area in outline.areas):
        StrategicArea.objects.create(plan=plan, position=len(outline.areas) + 1, title=LOCAL_TITLE, is_local=True)
    Indicator.objects.bulk_create(indicators)
    Measure.objects.bulk_create([measure for measure, _row in rows], batch_size=500)
    people = {
        a.person.name.casefold(): a.person
        for a in Appointment.objects.active().filter(body=body).select_related("person")
    }
    named: list[MeasureResponsible] = []
    for measure, row in rows:
        chosen = [people[part.name.casefold()] for part in row.responsible_parts if part.name.casefold() in people]
        named += measure_verbs.responsible_rows(measure, chosen)
    MeasureResponsible.objects.bulk_create(named, batch_size=500)
    told = [measure for measure, row in rows if row.status_raw]
    MeasureStatus.objects.bulk_create(
        [MeasureStatus(measure=each, status=each.status, note=each.status_note, by=actor) for each in told],
        batch_size=500,
    )
    return plan


def _measure(actor, plan: Plan, area: StrategicArea, goal: Goal | None, position: int, row: MeasureOutline) -> Measure:
    measure = Measure(
        plan=plan,
        area=area,
        goal=goal,
        position=position,
        text=row.text,
        comment=row.comment,
        responsible_text=row.responsible,
        status=row.status,
        status_note=row.status_note,
        budget=row.budget,
        budget_text=row.budget_words,
        project_number=row.project_number,
        is_strategic=row.is_strategic,
        reviewed_on=row.reviewed_on,
    )
    if row.status_raw:
        measure.status_at, measure.status_by = timezone.now(), actor
    measure_verbs.take_deadline(measure, row.deadline)
    measure.review_months = row.review_months or measure.review_months
    return measure
