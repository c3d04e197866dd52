"""What the board asks for, at each measure and for the plan as a whole; and what those who wrote it have done about it."""

from collections.abc import Mapping

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
def keep(actor, *, plan: Plan, texts: Mapping[int | None, str]) -> int:
    """Keep the actor's comments on a submitted plan until it is returned or approved: measure → text, None for the whole.

    An empty text takes the comment away; what ``texts`` does not name stays. Returns how many the actor now has. Not in the
    audit trail, which the group reads: comments become known when they are sent.
    """
    current = locked(plan)
    require(actor, "plan.return", current)
    if current.state != Plan.State.SUBMITTED:
        raise Conflict
    if any(len(text) > LONGEST for text in texts.values()):
        raise ValidationError(_("A comment is too long."))
    mine = {row.measure_id: row for row in current.comments.waiting().filter(by=actor)}
    measures = {row.pk: row for row in Measure.objects.filter(plan=current, pk__in=[pk for pk in texts if pk])}
    for pk, text in texts.items():
        if pk is None or pk in measures:
            _write(current, actor, measures.get(pk) if pk else None, mine.get(pk), text.strip())
    return current.comments.waiting().filter(by=actor).count()


def _write(plan: Plan, actor, measure: Measure | None, row: MeasureComment | None, text: str) -> None:
    if row is None and text:
        about = (measure.text or measure.comment or measure.deadline_text or "–") if measure else ""
        MeasureComment.objects.create(plan=plan, measure=measure, about=about, text=text, by=actor)
    elif row is not None and not text:
        row.delete()
    elif row is not None and row.text != text:
        row.text, row.at = text, timezone.now()
        row.save(update_fields=["text", "at"])


@transaction.atomic
def mark(actor, *, comment: MeasureComment, done: bool) -> MeasureComment:
    """Say that what a comment asks for is done, or that it is not after all."""
    require(actor, "comment.done", comment)
    values = (
        {"resolved_at": timezone.now(), "resolved_by": actor} if done else {"resolved_at": None, "resolved_by": None}
    )
    changed = MeasureComment.objects.sent().filter(pk=comment.pk, resolved_at__isnull=done).update(**values)
    comment.refresh_from_db()
    if changed:
        audit.record(actor, "comment.done" if done else "comment.reopen", comment.plan, note=comment.text[:200])
    return comment
