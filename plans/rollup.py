"""How a published plan goes on the levels below: per unit, per body and per measure, in a constant number of queries.

Counted are the plans in force that took from the plan, straight or through a level between. A user is shown the figures
of bodies that lie within the own oversight (members.access), of groups that are shared with it, and of the committees
that serve a section that the user oversees: figures alone, no names. The plans themselves open by their own rule.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Count, Max, Q
from django.utils import timezone

from plans.models import Distribution, Measure, Plan
from plans.models.cascade import below, on_levels, taken_from
from plans.progress import SILENT_DAYS, STATES, Progress, together
from portal.periods import today
from sections.models import Body


@dataclass
class Place:
    """A body below, with what its plans in force come to. ``chain``: its unit and those above it, from below."""

    pk: int
    name: str
    unit_name: str
    chain: tuple[int, ...]
    plans: list[int] = field(default_factory=list)
    progress: Progress = field(default_factory=Progress)
    told_at: datetime | None = None

    def is_silent(self, since: datetime) -> bool:
        """No plan in force, or none of its measures has had a status since then."""
        return self.told_at is None or self.told_at < since


@dataclass
class Group:
    """The places of one row of the page, as one figure."""

    places: list[Place]
    since: datetime

    @cached_property
    def progress(self) -> Progress:
        return together(place.progress for place in self.places)

    @property
    def silent(self) -> list[Place]:
        return [place for place in self.places if place.is_silent(self.since)]

    @property
    def told(self) -> int:
        return len(self.places) - len(self.silent)

    @property
    def plan_count(self) -> int:
        return sum(len(place.plans) for place in self.places)

    def bar(self, label: Any, url: str = "", note: Any = "") -> dict[str, Any]:
        """A row for charts.progress_bars()."""
        counts = {state: getattr(self.progress, state) for state in STATES}
        return {"label": label, "url": url, "note": note, **counts}


@dataclass
class RollUp:
    """All places below that the user may see figures of."""

    plan: Plan
    places: list[Place]
    since: datetime

    def group(self, places: Iterable[Place] | None = None) -> Group:
        return Group(list(self.places if places is None else places), self.since)

    def inside(self, unit_id: int) -> list[Place]:
        return [place for place in self.places if unit_id in place.chain]

    def of_unit(self, unit_id: int) -> list[Place]:
        """The bodies of the unit itself."""
        return [place for place in self.places if place.chain[0] == unit_id]

    def units_below(self, unit_id: int) -> dict[int, Group]:
        """The next units on the way down from a unit, each with all that lies in it."""
        found: dict[int, list[Place]] = defaultdict(list)
        for place in self.places:
            step = _step(place.chain, unit_id, is_top=unit_id == self.plan.body.unit_id)
            if step is not None:
                found[step].append(place)
        return {pk: self.group(places) for pk, places in found.items()}

    def measures(self) -> dict[int, Progress]:
        """Key of a published measure → how its copies go. One query."""
        plans = [pk for place in self.places for pk in place.plans]
        rows = (
            Measure.objects.filter(plan__in=plans, origin_key__isnull=False)
            .with_text()
            .values("origin_key")
            .annotate(**{state: Count("pk", filter=Q(status=state)) for state in STATES})
            .order_by()
        )
        return {row["origin_key"]: Progress.of(row) for row in rows}


def _step(chain: tuple[int, ...], unit_id: int, *, is_top: bool) -> int | None:
    """The unit next below ``unit_id`` on the way to the end of the chain; None where the chain does not lead further."""
    if unit_id in chain:
        at = chain.index(unit_id)
        return chain[at - 1] if at else None
    # A committee that serves the section lies in another branch of the tree: it is found under its county.
    return chain[max(len(chain) - 2, 0)] if is_top else None


def load(plan: Plan, user, *, days: int = SILENT_DAYS, at: date | None = None) -> RollUp:
    """Three queries, however many units there are. ``days``: who has told nothing for so long has not reported."""
    levels: set[str] = set()
    for chosen in Distribution.objects.filter(publication__plan=plan).values_list("levels", flat=True):
        levels.update(chosen)
    takers = Plan.objects.filter(taken_from(plan))
    bodies = (
        Body.objects.filter(below(plan.body))
        .filter(_overseen(user))
        .filter(on_levels(levels) | Q(pk__in=takers.values("body")))
        .order_by("unit__sort_name", "sort_name", "pk")
    )
    places = {
        row[0]: Place(row[0], row[1], row[2], tuple(pk for pk in row[3:] if pk)) for row in bodies.values_list(*_CHAIN)
    }
    counted = takers.in_force(_day(plan, at)).filter(body__in=bodies.order_by().values("pk"))
    for row in counted.values("pk", "body_id").annotate(told_at=Max("measures__status_at"), **_COUNTS).order_by("pk"):
        place = places[row["body_id"]]
        place.plans.append(row["pk"])
        place.progress += Progress.of(row)
        place.told_at = max(filter(None, (place.told_at, row["told_at"])), default=None)
    return RollUp(plan, list(places.values()), timezone.now() - timedelta(days=days))


_CHAIN = (
    "pk", "name", "unit__name", "unit_id", "unit__parent_id", "unit__parent__parent_id", "unit__parent__parent__parent_id",
)  # fmt: skip
_COUNTS = {state: Count("measures", filter=Q(measures__status=state) & ~Q(measures__text="")) for state in STATES}


def _overseen(user) -> Q:
    units = user.access.overseen_units
    shared = Body.shared_with.through.objects.filter(unit_id__in=units).values("body_id")
    return Q(unit_id__in=units) | Q(section_id__in=units) | Q(pk__in=shared) | Q(pk__in=user.access.own_body_ids)


def _day(plan: Plan, at: date | None) -> date:
    """Today, or the nearest day of the plan's period."""
    day = max(at or today(), plan.starts_on)
    return min(day, plan.ends_on) if plan.ends_on else day
