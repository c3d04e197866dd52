"""The board's comments where they belong: at each measure, and for the plan as a whole."""

from typing import Any

from django.db.models import F, Q
from django.http import HttpRequest

from plans.models import Measure, MeasureComment, Plan
from plans.permissions import writes
from portal.permissions import can


def board_comments(request: HttpRequest, plan: Plan, measures: list[Measure]) -> dict[str, Any]:
    """Sets ``board_comments`` and ``has_own_comment`` on each measure, and gives what the page says of the whole; one query.

    Those of the treatment that goes on, and of an earlier one what is not done.
    """
    may_comment = plan.state == Plan.State.SUBMITTED and bool(can(request.user, "plan.return", plan))
    found: dict[int | None, list[MeasureComment]] = {}
    # The plan's page knows beforehand whether there are any.
    for row in _shown(plan, may_comment) if getattr(plan, "has_comments", True) else ():
        found.setdefault(row.measure_id, []).append(row)
    for measure in measures:
        mine = found.get(measure.pk, [])
        measure.board_comments = mine  # type: ignore[attr-defined]
        measure.has_own_comment = any(not row.sent_at and row.by_id == request.user.pk for row in mine)  # type: ignore[attr-defined]
    at_measures = [row for measure in measures for row in found.get(measure.pk, []) if row.sent_at]
    is_open = [row for row in at_measures if not row.resolved_at]
    board = {
        "whole": found.get(None, []),
        "at_measures": len(at_measures),
        "open": len(is_open),
        "first": (is_open or at_measures)[0].measure_id if at_measures else None,
        "waiting": sum(not row.sent_at for rows in found.values() for row in rows),
    }
    may_mark = plan.state != Plan.State.CLOSED and writes(request.user, plan.body)
    return {"board": board, "may_comment": may_comment, "may_mark": may_mark}


def _shown(plan: Plan, may_comment: bool):
    """Who decides sees what is kept until it is sent, also a colleague's."""
    shown = Q(sent_at__isnull=False, resolved_at=None)
    if plan.state in Plan.UNSETTLED:
        shown |= Q(sent_at__isnull=False, plan__approved_at=None) | Q(sent_at__gt=F("plan__approved_at"))
    if may_comment:
        shown |= Q(sent_at=None)
    return plan.comments.filter(shown).select_related("by__person")
