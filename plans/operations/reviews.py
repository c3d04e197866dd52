"""Telling how it goes from where one stands: a status by two taps, a continuous measure looked at. Both can be undone."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from plans.models import Measure, PlanEdit
from plans.operations import edits
from plans.operations import measures as verbs
from portal import audit
from portal.periods import today
from portal.permissions import require


@transaction.atomic
def report(actor, *, measure: Measure, status: str, note: str = "") -> PlanEdit:
    """A status as :func:`plans.operations.measures.set_status` takes it, kept so that it can be undone."""
    current = _held(measure)
    before = edits.snapshot(current)
    verbs.set_status(actor, measure=current, status=status, note=note)
    return edits.record(
        actor, current.plan, PlanEdit.Verb.REPORT, [current], [edits.changed(current, before, ([], []))]
    )


@transaction.atomic
def review(actor, *, measure: Measure) -> PlanEdit:
    """A continuous measure was looked at today; the next time is counted from now."""
    current = _held(measure)
    require(actor, "measure.review", current)
    if current.deadline_kind != Measure.Deadline.CONTINUOUS:
        raise ValidationError(_("Only a continuous measure is reviewed at intervals."))
    before = edits.snapshot(current)
    current.reviewed_on = today()
    current.save(update_fields=["reviewed_on"])
    entry = edits.changed(current, before, ([], []))
    audit.record(actor, "measure.review", current.plan, changes=entry["fields"], note=current.text[:200])
    return edits.record(actor, current.plan, PlanEdit.Verb.REVIEW, [current], [entry])


def _held(measure: Measure) -> Measure:
    """The measure as it is now, held until the transaction ends."""
    rows = Measure.objects.select_for_update(of=("self",)).select_related("plan__body")
    return rows.get(pk=measure.pk)
