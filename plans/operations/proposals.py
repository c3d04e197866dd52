"""What a later publication changes reaches the plans below as proposals; those who write the plan accept or decline each.

Nothing that was written locally is touched: a field that was changed here is a conflict, and is replaced only when said so.
"""

import json
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from plans import published
from plans.models import Goal, Measure, Plan, PlanSource, Proposal, Publication, StrategicArea
from plans.operations import order, taking
from plans.operations.plans import locked
from plans.published import Difference
from portal import audit
from portal.permissions import require
from portal.workflow import Conflict


def propose(actor, publication: Publication, link_ids: list[int]) -> int:
    """Make the proposals of a publication for some plans below; open ones of earlier publications give way. A few queries.

    A change that the plan has already, or has declined before, is not proposed again. Where nothing is left, the
    publication is settled at once. ``link_ids`` are numbers of PlanSource.
    """
    links = list(PlanSource.objects.filter(pk__in=link_ids).select_related("plan__body").order_by("plan_id"))
    earlier = Publication.objects.in_bulk({link.publication_id for link in links})
    plans = [link.plan for link in links]
    mine = Proposal.objects.filter(plan__in=plans, publication__plan=publication.plan_id)
    mine.open().delete()
    declined = {
        (plan_id, kind, (row, key), _mark(after))
        for plan_id, kind, row, key, after in mine.filter(state=Proposal.State.DECLINED).values_list(
            "plan_id", "kind", "row", "key", "after"
        )
    }
    here = taking.Rows(plans)
    new = published.rows(publication.content)
    found = {pk: published.differences(published.rows(each.content), new) for pk, each in earlier.items()}
    made: list[Proposal] = []
    settled: list[PlanSource] = []
    for link in links:
        fresh = [_proposal(link.plan, publication, difference, here) for difference in found[link.publication_id]]
        kept = [
            each
            for each in fresh
            if each and (each.plan_id, each.kind, (each.row, each.key), _mark(each.after)) not in declined
        ]
        made += kept
        if not kept:
            link.publication = publication
            settled.append(link)
    Proposal.objects.bulk_create(made, batch_size=500, ignore_conflicts=True)
    PlanSource.objects.bulk_update(settled, ["publication"])
    told = {proposal.plan_id: proposal.plan for proposal in made}
    audit.record_all([audit.draft(actor, "plan.propose", plan, note=str(publication)) for plan in told.values()])
    return len(made)


def _mark(after: dict[str, Any]) -> str:
    return json.dumps(after, sort_keys=True)


def _proposal(plan: Plan, publication: Publication, difference: Difference, here: taking.Rows) -> Proposal | None:
    """The difference as a proposal to the plan; None where there is nothing for it to decide."""
    row = difference.row
    target = here.get(plan.pk, row.place)
    before, after = difference.before, difference.after
    if (difference.kind == "add") != (target is None):
        return None
    if difference.kind == "change":
        names = [name for name in after if _here(target, name) != after[name]]
        if not names:
            return None
        before, after = {name: before[name] for name in names}, {name: after[name] for name in names}
    proposal = Proposal(
        plan=plan,
        publication=publication,
        kind=difference.kind,
        row=row.kind,
        key=row.key,
        before=before,
        after=after,
        position=difference.position,
    )
    if target is not None:
        setattr(proposal, row.kind, target)
    return proposal


def _here(target: Any, name: str) -> Any:
    """The local value of a published field."""
    if name != "under":
        return published.read(target, name)
    parent = getattr(target, "goal", None) or target.area
    return ["goal" if isinstance(parent, Goal) else "area", parent.origin_key]


def target_of(proposal: Proposal) -> Any:
    """The row here that is meant, None for an addition, or where it has been removed since."""
    return getattr(proposal, proposal.row)


def conflicts(proposal: Proposal) -> list[str]:
    """The fields that were changed here, so that accepting keeps the local words unless told to replace them."""
    target = target_of(proposal)
    if target is None or proposal.kind == Proposal.Kind.ADD:
        return []
    known = proposal.before
    changed = [name for name in known if name in published.FIELDS[proposal.row] and _here(target, name) != known[name]]
    if proposal.kind == Proposal.Kind.CHANGE:
        return [name for name in changed if _here(target, name) != proposal.after[name]]
    return changed


@transaction.atomic
def accept(actor, *, proposal: Proposal, replace: bool = False) -> Proposal:
    """Let the change into the plan. What was changed here stays, unless ``replace``; what was removed above and has become
    local work stays as the plan's own."""
    plan = locked(proposal.plan)
    current = _fresh(proposal)
    require(actor, "proposal.accept", current)
    _accept(actor, plan, [current], replace)
    return current


@transaction.atomic
def accept_all(actor, *, plan: Plan, chosen: list[int]) -> int:
    """Accept several at once; what was changed here stays. Those decided meanwhile are passed over. How many it were."""
    held = locked(plan)
    waiting = list(_whole().open().filter(plan=held, pk__in=chosen))
    for each in waiting:
        require(actor, "proposal.accept", each)
    _accept(actor, held, waiting, False)
    return len(waiting)


def _accept(actor, plan: Plan, chosen: list[Proposal], replace: bool) -> None:
    for each in chosen:
        _decide(actor, each, "accept")
    for publication in {each.publication for each in chosen}:
        added = [each for each in chosen if each.publication == publication and each.kind == Proposal.Kind.ADD]
        if added:
            _add(actor, plan, publication, added)
    for each in chosen:
        target = target_of(each)
        if target is not None and each.kind == Proposal.Kind.REMOVE:
            _remove(each, target, replace)
        elif target is not None and each.kind == Proposal.Kind.CHANGE:
            _change(plan, each, target, replace)
    audit.record_all(
        [audit.draft(actor, "proposal.accept", plan, changes=_changes(each), note=_words(each)) for each in chosen]
    )
    for publication in {each.publication for each in chosen}:
        _settle(plan, publication)


@transaction.atomic
def decline(actor, *, proposal: Proposal, reason: str = "") -> Proposal:
    """Say no; the same change is not proposed again."""
    plan = locked(proposal.plan)
    current = _fresh(proposal)
    require(actor, "proposal.decline", current)
    _decide(actor, current, "decline", reason=reason.strip())
    audit.record(actor, "proposal.decline", plan, note=current.reason or _words(current))
    _settle(plan, current.publication)
    return current


def _whole():
    return Proposal.objects.select_related(
        "plan__body", "publication__plan", "area", "goal__area", "measure__area", "measure__goal"
    ).defer("publication__content")


def _fresh(proposal: Proposal) -> Proposal:
    found = _whole().select_for_update(of=("self",)).filter(pk=proposal.pk).first()
    if found is None:
        raise Conflict(_("A later publication has replaced this proposal. Look at the proposals as they are now."))
    return found


def _decide(actor, proposal: Proposal, move: str, **more: Any) -> None:
    Proposal.FLOW.move(proposal, move, decided_at=timezone.now(), decided_by=actor, **more)


def _settle(plan: Plan, publication: Publication) -> None:
    """When all that a publication proposed is decided, it is the one that the next is compared with."""
    if not Proposal.objects.open().filter(plan=plan, publication=publication).exists():
        PlanSource.objects.filter(plan=plan, source=publication.plan_id).update(publication=publication)


def _add(actor, plan: Plan, publication: Publication, chosen: list[Proposal]) -> None:
    """Insert the rows of a publication, and what they stand under where that is not here yet."""
    rows = {row.place: row for row in published.rows(publication.content)}
    needed = set()
    for each in chosen:
        place: published.Place | None = (each.row, each.key)
        while place is not None:
            needed.add(place)
            place = rows[place].under
    taking.insert([plan], [row for place, row in rows.items() if place in needed])
    along = Proposal.objects.open().filter(plan=plan, publication=publication, kind=Proposal.Kind.ADD)
    for kind, key in needed:
        along.filter(row=kind, key=key).update(
            state=Proposal.State.ACCEPTED, decided_at=timezone.now(), decided_by=actor
        )


def _change(plan: Plan, proposal: Proposal, target: Any, replace: bool) -> None:
    kept = [] if replace else conflicts(proposal)
    names = [name for name in proposal.after if name not in kept]
    for name in names:
        if name == "under":
            _move(plan, target, proposal.after["under"])
        else:
            published.write(target, name, proposal.after[name])
    if isinstance(target, Measure):
        target.version += 1
    target.save()


def _move(plan: Plan, target: Any, under: list) -> None:
    """To the copy of its new place above; it stays where that is not here."""
    kind, key = under
    if kind == "goal":
        goal = Goal.objects.filter(area__plan=plan, origin_key=key).select_related("area").first()
        area = goal.area if goal else None
    else:
        goal, area = None, StrategicArea.objects.filter(plan=plan, origin_key=key).first()
    if area is None:
        return
    target.area = area
    if isinstance(target, Measure):
        target.goal = goal
        siblings: Any = Measure.objects.filter(plan=plan, area=area, goal=goal)
    else:
        Measure.objects.filter(goal=target).update(area=area)
        siblings = area.goals.all()
    target.position = order.next_position(siblings)


def _remove(proposal: Proposal, target: Any, replace: bool) -> None:
    """Remove the row; where it holds local work, it becomes the plan's own instead."""
    if _is_untouched(target) and (replace or not conflicts(proposal)):
        target.delete()
        return
    target.origin = target.origin_key = None
    if isinstance(target, Measure):
        target.is_strategic = False
        target.version += 1
    target.save()


def _is_untouched(target: Any) -> bool:
    """Holds nothing: no measures or goals, no reports, tasks, evidence or costs."""
    if isinstance(target, StrategicArea):
        return not (target.goals.exists() or target.measures.exists())
    if isinstance(target, Goal):
        return not (target.measures.exists() or target.indicators.exists())
    links = (target.statuses, target.evidence, target.task_links, target.comments, target.postings, target.claims)
    return target.status == Measure.Status.NOT_STARTED and not any(link.exists() for link in links)


def _words(proposal: Proposal) -> str:
    values = {**proposal.before, **proposal.after}
    row = values.get("text") or values.get("title") or str(target_of(proposal) or "")
    return f"{proposal.get_kind_display()}: {row}"[:200]


def _changes(proposal: Proposal) -> dict[str, list]:
    names = {*proposal.before, *proposal.after} - {"under"}
    return {name: [proposal.before.get(name), proposal.after.get(name)] for name in sorted(names)}
