"""Rows of a publication come into plans below: copies that know where they came from, a few statements for many plans."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from plans import published
from plans.models import Goal, Measure, MeasureResponsible, Plan, PlanSource, Publication, StrategicArea
from plans.models.cascade import above
from plans.operations import measures as measure_verbs
from plans.operations.plans import locked
from plans.published import Place, Row
from portal import audit
from portal.periods import overlapping
from portal.permissions import require
from sections.models import Body

MODELS: dict[str, Any] = {"area": StrategicArea, "goal": Goal, "measure": Measure}


class Rows:
    """The rows of some plans, found by what they were taken from: three queries."""

    def __init__(self, plans: Iterable[Plan]) -> None:
        self.plans = {plan.pk: plan for plan in plans}
        self.taken: dict[tuple[int, Place], Any] = {}
        # Own rows by what they say and where they stand; local parts; the last position in each place.
        self.own: dict[tuple, Any] = {}
        self.local: dict[int, StrategicArea] = {}
        self.last: dict[tuple, int] = defaultdict(int)
        for area in StrategicArea.objects.filter(plan__in=self.plans):
            self.add("area", area)
        for goal in Goal.objects.filter(area__plan__in=self.plans).select_related("area"):
            self.add("goal", goal)
        for measure in Measure.objects.filter(plan__in=self.plans).select_related("area", "goal"):
            self.add("measure", measure)

    def add(self, kind: str, obj: Any) -> None:
        plan_id = obj.area.plan_id if kind == "goal" else obj.plan_id
        if kind == "area" and obj.is_local:
            self.local.setdefault(plan_id, obj)
            return
        if obj.origin_key is not None:
            self.taken[plan_id, (kind, obj.origin_key)] = obj
        else:
            self.own.setdefault(_looks(kind, obj, plan_id), obj)
        place = _siblings(kind, obj, plan_id)
        self.last[place] = max(self.last[place], obj.position)

    def get(self, plan_id: int, place: Place | None) -> Any:
        """The copy of a row above, None where there is none."""
        return self.taken.get((plan_id, place)) if place else None


def _siblings(kind: str, obj: Any, plan_id: int) -> tuple:
    if kind == "area":
        return kind, plan_id
    return (kind, obj.area_id) if kind == "goal" else (kind, obj.area_id, obj.goal_id)


def _looks(kind: str, obj: Any, plan_id: int) -> tuple:
    words = obj.text if kind == "measure" else f"{obj.number} {obj.title}"
    return *_siblings(kind, obj, plan_id), published.same(words)


@transaction.atomic
def take(actor, *, plan: Plan, publication: Publication) -> PlanSource:
    """Take a publication into a draft. A row that says the same is tied to the one above; a second time changes nothing."""
    current = locked(plan)
    require(actor, "plan.take", current)
    link = PlanSource.objects.filter(plan=current, source=publication.plan_id).first()
    if link is not None:
        return link
    if not sources(current).filter(pk=publication.pk).exists():
        raise ValidationError(_("This plan is not one that yours can take from."))
    insert([current], published.rows(publication.content))
    audit.record(actor, "plan.take", current, note=str(publication))
    return PlanSource.objects.create(
        plan=current, source_id=publication.plan_id, publication=publication, taken_by=actor
    )


def sources(plan: Plan):
    """The last publication of each plan above whose period overlaps this one's."""
    plans = Plan.objects.filter(
        overlapping(plan.starts_on, plan.ends_on), body__in=Body.objects.filter(above(plan.body))
    )
    later = Publication.objects.filter(plan=OuterRef("plan"), number__gt=OuterRef("number"))
    return Publication.objects.filter(~Exists(later), plan__in=plans.exclude(state=Plan.State.CLOSED))


def insert(plans: Sequence[Plan], rows: Sequence[Row]) -> Rows:
    """Copy the rows into the plans, where they are not already. A row whose parent is not there is left out."""
    here = Rows(plans)
    alive = {
        kind: set(
            model.objects.filter(pk__in=[row.pk for row in rows if row.kind == kind]).values_list("pk", flat=True)
        )
        for kind, model in MODELS.items()
    }
    for kind, model in MODELS.items():
        new: list[Any] = []
        tied: list[Any] = []
        for row in rows:
            if row.kind == kind:
                for plan in plans:
                    _place(here, plan, row, alive[kind], new, tied)
        _store(model, new, tied)
        for obj in new:
            here.taken[_plan_id(kind, obj), (kind, obj.origin_key)] = obj
    _local_last(here)
    return here


def _plan_id(kind: str, obj: Any) -> int:
    return obj.area.plan_id if kind == "goal" else obj.plan_id


def _place(here: Rows, plan: Plan, row: Row, alive: set[int], new: list, tied: list) -> None:
    """Make the copy of a row for one plan, or tie the row there that says the same."""
    if (plan.pk, row.place) in here.taken:
        return
    obj = _copy(here, plan, row)
    if obj is None:
        return
    own = here.own.pop(_looks(row.kind, obj, plan.pk), None)
    chosen = own or obj
    chosen.origin_key, chosen.origin_id = row.key, row.pk if row.pk in alive else None
    if row.kind == "measure":
        chosen.is_strategic = True
    if own is not None:
        here.taken[plan.pk, row.place] = own
        tied.append(own)
        return
    place = _siblings(row.kind, obj, plan.pk)
    here.last[place] += 1
    obj.position = here.last[place]
    new.append(obj)


def _copy(here: Rows, plan: Plan, row: Row) -> Any:
    """The row as it would stand here; None where what it stands under is not here."""
    obj: Any
    parent = here.get(plan.pk, row.under)
    if row.kind == "area":
        obj = StrategicArea(plan=plan)
    elif parent is None:
        return None
    elif row.kind == "goal":
        obj = Goal(area=parent)
    elif isinstance(parent, Goal):
        obj = Measure(plan=plan, area=parent.area, goal=parent)
    else:
        obj = Measure(plan=plan, area=parent)
    for name in published.FIELDS[row.kind]:
        if name != "under":
            published.write(obj, name, row.values[name])
    return obj


def _store(model: Any, new: list, tied: list) -> None:
    model.objects.bulk_create(new, batch_size=500)
    if model is Measure:
        people: list[MeasureResponsible] = []
        for measure in new:
            people += measure_verbs.responsible_rows(measure, [])
        MeasureResponsible.objects.bulk_create(people, batch_size=500)
    names = ["origin", "origin_key", *(["is_strategic"] if model is Measure else [])]
    model.objects.bulk_update(tied, names, batch_size=500)


def _local_last(here: Rows) -> None:
    """The part for measures outside the areas stays the last."""
    moved = []
    for plan_id, area in here.local.items():
        last = here.last["area", plan_id]
        if area.position <= last:
            area.position = last + 1
            moved.append(area)
    StrategicArea.objects.bulk_update(moved, ["position"], batch_size=500)
