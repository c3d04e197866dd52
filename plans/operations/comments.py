"""What the board asks for at each measure, and what those who wrote the plan have done about it."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from plans.models import Measure, MeasureComment, Plan
from plans.operations.plans import locked
from portal import audit
from portal.permissions import require
from portal.workflow import Conflict

LONGEST = 20_000


@transaction.atomic
def keep(actor, *, measure: Measure, text: str) -> MeasureComment | None:
    """Keep the actor's comment at a measure of a submitted plan until the plan is returned or approved.

    An empty text takes it away. Not in the audit trail, which the group reads: comments become known when they are sent.
    """
    plan = locked(measure.plan)
    require(actor, "plan.return", plan)
    if plan.state != Plan.State.SUBMITTED:
        raise Conflict
    text = text.strip()
    if len(text) > LONGEST:
        raise ValidationError({"text": _("The comment is too long.")})
    mine = plan.comments.waiting().filter(by=actor, measure=measure)
    if not text:
        mine.delete()
        return None
    row = mine.first() or MeasureComment(plan=plan, measure=measure, by=actor)
    row.about = measure.text or measure.comment or measure.deadline_text or "–"
    row.text, row.at = text, timezone.now()
    row.save()
    return row


@transaction.atomic
def mark(actor, *, comment: MeasureComment, is_done: bool) -> MeasureComment:
    """Say that what a comment asks for is done, or that it is not after all."""
    require(actor, "comment.done", comment)
    values = (
        {"resolved_at": timezone.now(), "resolved_by": actor} if is_done else {"resolved_at": None, "resolved_by": None}
    )
    changed = MeasureComment.objects.sent().filter(pk=comment.pk, resolved_at__isnull=is_done).update(**values)
    comment.refresh_from_db()
    if changed:
        audit.record(actor, "comment.done" if is_done else "comment.reopen", comment.plan, note=comment.text[:200])
    return comment
