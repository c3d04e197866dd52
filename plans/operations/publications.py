"""A plan in force is published for the levels below; a worker brings it there, a batch of bodies at a time.

Who took an earlier publication gets proposals; a body on one of the chosen levels that has no plan for the period gets a draft.
"""

import logging
from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from plans import contents, published
from plans.models import Distribution, Plan, PlanSource, Publication, StrategicArea
from plans.models.cascade import LEVELS, OWN_LEVELS, below, on_levels
from plans.operations import proposals, taking
from plans.operations.plans import locked
from plans.outline import LOCAL_TITLE
from plans.published import Row
from portal import audit, documents
from portal.periods import overlapping
from portal.permissions import require
from portal.workflow import Conflict
from sections.models import Body

log = logging.getLogger(__name__)

TASK = "portal.distribute_plans"
# Bodies, or plans below, per transaction.
BATCH = 100
ATTEMPTS = 3
# A worker renews its claim with each batch; without that for so long it is taken for dead.
LOST_AFTER = timedelta(minutes=3)


@transaction.atomic
def publish(actor, *, plan: Plan, note: str = "", levels: Sequence[str] = (), at_once: bool = False) -> Publication:
    """Publish the plan's areas, goals and strategic measures, and send them to the levels below.

    Where nothing has changed since the last time, that publication is sent on to further levels. ``at_once`` leaves the
    work to the caller; else a worker takes it.
    """
    current = locked(plan)
    require(actor, "plan.publish", current)
    rows = [row.to_json() for row in rows_of(current)]
    if not rows:
        raise ValidationError(_("There is nothing to pass down: the plan has no strategic areas."))
    last = current.publications.first()
    if last is not None and last.content["rows"] == rows:
        return _again(actor, last, levels, at_once)
    publication = Publication.objects.create(
        plan=current,
        number=last.number + 1 if last else 1,
        content={"rows": rows},
        note=note.strip(),
        published_by=actor,
    )
    Distribution.objects.create(publication=publication, levels=list(levels), asked_by=actor, **_claim(at_once))
    audit.record(actor, "plan.publish", current, note=publication.note)
    _wake(at_once)
    return publication


def _again(actor, publication: Publication, levels: Sequence[str], at_once: bool) -> Publication:
    if not levels:
        raise ValidationError(_("Nothing that is passed down has changed since the last time."))
    fresh = {"levels": list(levels), "asked_by": actor, "asked_at": timezone.now(), "attempts": 0}
    distribution = Distribution.objects.get(publication=publication)
    try:
        Distribution.FLOW.move(distribution, "again", done=0, total=0, **fresh, **_claim(at_once))
    except Conflict:
        raise Conflict(_("The plan is on its way down already.")) from None
    audit.record(actor, "plan.distribute", publication.plan, note=str(publication))
    _wake(at_once)
    return publication


def rows_of(plan: Plan) -> list[Row]:
    """What the levels below take of a plan: its areas, all goals, and the measures that are set for them as well."""
    rows = []
    for area in contents.load(plan).areas:
        if area.area.is_local:
            continue
        rows.append(_row("area", area.area, None))
        rows += [_row("measure", each, ("area", area.area)) for each in area.measures if _goes(each)]
        for goal in area.goals:
            rows.append(_row("goal", goal.goal, ("area", area.area)))
            rows += [_row("measure", each, ("goal", goal.goal)) for each in goal.measures if _goes(each)]
    return rows


def _goes(measure) -> bool:
    return measure.is_strategic and bool(measure.text)


def _key(obj) -> int:
    return obj.origin_key or obj.pk


def _row(kind: str, obj, under: tuple | None) -> Row:
    values = {name: published.read(obj, name) for name in published.FIELDS[kind] if name != "under"}
    if under is not None:
        values["under"] = [under[0], _key(under[1])]
    return Row(kind, _key(obj), obj.pk, values)


def _claim(at_once: bool) -> dict:
    return {"claimed_at": timezone.now() if at_once else None}


def _wake(at_once: bool) -> None:
    if not at_once:
        transaction.on_commit(lambda: documents.send_task(TASK))


@transaction.atomic
def retry(actor, *, distribution: Distribution) -> None:
    """Go on with a distribution that was interrupted."""
    require(actor, "plan.publish", distribution.publication.plan)
    Distribution.FLOW.move(distribution, "retry", attempts=0, claimed_at=None)
    _wake(False)


def claim() -> Distribution | None:
    """The next distribution that waits, marked as taken; also one whose worker was lost."""
    now = timezone.now()
    waiting = models.Q(claimed_at=None) | models.Q(claimed_at__lt=now - LOST_AFTER)
    with transaction.atomic():
        distribution = (
            Distribution.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(waiting, state=Distribution.State.WAITING)
            .select_related("publication__plan__body__unit", "asked_by")
            .order_by("id")
            .first()
        )
        if distribution is None:
            return None
        distribution.claimed_at, distribution.attempts = now, distribution.attempts + 1
        distribution.save(update_fields=["claimed_at", "attempts"])
    return distribution


def run(distribution: Distribution) -> None:
    """Do the work of a distribution. Whatever goes wrong is told on its page, with a way on."""
    try:
        if distribution.attempts > ATTEMPTS:
            Distribution.FLOW.move(distribution, "fail", claimed_at=None)
        else:
            with translation.override(documents.language_of(distribution.asked_by)):
                distribute(distribution)
    except Exception:
        # Nobody waits for the answer of a worker: the page must tell, whatever it was.
        log.exception("distribution %s stopped", distribution.pk)
        Distribution.FLOW.move(distribution, "fail", claimed_at=None)


def distribute(distribution: Distribution) -> None:
    """Proposals to those who took an earlier publication, drafts for bodies without a plan. Going on, it repeats nothing."""
    publication = distribution.publication
    links = PlanSource.objects.filter(source=publication.plan_id, publication__number__lt=publication.number).exclude(
        plan__state=Plan.State.CLOSED
    )
    takers = list(links.order_by("plan_id").values_list("pk", flat=True))
    bodies = list(without_plan(publication.plan, distribution.levels).order_by("pk").values_list("pk", flat=True))
    distribution.done, distribution.total = 0, len(takers) + len(bodies)
    for ids in _batches(takers):
        with transaction.atomic():
            distribution.proposals_made += proposals.propose(distribution.asked_by, publication, ids)
            _advance(distribution, len(ids))
    for ids in _batches(bodies):
        with transaction.atomic():
            distribution.drafts_made += _draft(distribution, ids)
            _advance(distribution, len(ids))
    Distribution.FLOW.move(distribution, "finish", attempts=0, claimed_at=None)


def _batches(ids: list[int]) -> Iterable[list[int]]:
    return (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))


def _advance(distribution: Distribution, count: int) -> None:
    distribution.done += count
    distribution.claimed_at = timezone.now()
    distribution.save(update_fields=["done", "total", "drafts_made", "proposals_made", "claimed_at"])


def without_plan(plan: Plan, levels: Iterable[str]) -> models.QuerySet[Body]:
    """Bodies below on the given levels that have no plan for any part of the period."""
    planned = Plan.objects.filter(overlapping(plan.starts_on, plan.ends_on), body=models.OuterRef("pk"))
    return Body.objects.filter(below(plan.body)).filter(on_levels(levels)).exclude(models.Exists(planned))


def free_bodies(plan: Plan) -> dict[str, int]:
    """Level → how many bodies there have no plan for the period."""
    found: dict[str, int] = {}
    rows = without_plan(plan, LEVELS).order_by().values_list("kind", "unit__kind").annotate(models.Count("pk"))
    for kind, unit_kind, count in rows:
        level = kind if kind in OWN_LEVELS else unit_kind
        found[level] = found.get(level, 0) + count
    return found


def _draft(distribution: Distribution, body_ids: list[int]) -> int:
    """A draft for each of the bodies that still has no plan, with the publication taken into it."""
    publication, actor = distribution.publication, distribution.asked_by
    above = publication.plan
    # Held first and asked after: of two publications at once, the second finds the drafts of the first.
    held = [body.pk for body in Body.objects.select_for_update().filter(pk__in=body_ids).order_by("pk")]
    bodies = list(without_plan(above, distribution.levels).filter(pk__in=held).select_related("unit"))
    years = sorted({above.starts_on.year, (above.ends_on or above.starts_on).year})
    title = gettext("Action plan %(years)s") % {"years": "–".join(map(str, years))}
    plans = Plan.objects.bulk_create(
        [Plan(body=body, title=title, starts_on=above.starts_on, ends_on=above.ends_on) for body in bodies]
    )
    StrategicArea.objects.bulk_create(
        [StrategicArea(plan=plan, position=1, title=LOCAL_TITLE, is_local=True) for plan in plans]
    )
    taking.insert(plans, published.rows(publication.content))
    PlanSource.objects.bulk_create(
        [PlanSource(plan=plan, source=above, publication=publication, taken_by=actor) for plan in plans]
    )
    audit.record_all([audit.draft(actor, "plan.draft", plan, note=str(publication)) for plan in plans])
    return len(plans)
