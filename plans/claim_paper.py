"""A claim on paper: its lines, what the employer answered, its way with names and dates, and the receipts behind it."""

from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from plans.models import Claim, ClaimLine
from portal.documents import Report
from portal.models import StoredFile


@dataclass(frozen=True)
class Numbered:
    """A receipt with the number that it has on the paper."""

    number: int
    file: StoredFile


def _context(claim: Claim) -> dict[str, Any]:
    lines = list(claim.lines.select_related("rate"))
    kept = StoredFile.objects.filter(
        content_type=ContentType.objects.get_for_model(ClaimLine),
        object_id__in=[line.pk for line in lines],
        removed_at=None,
    )
    files: dict[int, list[StoredFile]] = {}
    for stored in kept:
        files.setdefault(stored.object_id, []).append(stored)
    rows: list[tuple[ClaimLine, list[Numbered]]] = []
    receipts: list[Numbered] = []
    for line in lines:
        its = [Numbered(len(receipts) + number, file) for number, file in enumerate(files.get(line.pk, []), start=1)]
        receipts += its
        rows.append((line, its))
    return {
        "rows": rows,
        "receipts": receipts,
        "total": claim.total,
        "facts": _facts(claim),
        "way": _way(claim),
        "draft": claim.get_state_display() if claim.can_edit or claim.state in ENDED else "",
    }


ENDED = (Claim.State.WITHDRAWN, Claim.State.REVERSED)


def _facts(claim: Claim) -> list[tuple[Any, str]]:
    meeting = claim.meeting
    return [
        (_("Whose"), claim.person.name),
        (_("Bank account"), claim.account),
        (_("Meeting"), f"{meeting.title}, {date_format(timezone.localtime(meeting.starts_at))}" if meeting else ""),
        (_("Measure"), claim.measure.text if claim.measure else ""),
        (_("Project no."), claim.project_number),
        (_("Budget line"), f"{claim.line} ({claim.line.budget.year})" if claim.line else ""),
    ]


def _way(claim: Claim) -> list[tuple[str, str, str]]:
    """Step, name, date: in place of signatures."""
    steps: list[tuple[str, Any, Any]] = [
        (pgettext("of a claim", "Handed in"), claim.person, claim.submitted_at),
        (_("Agreed"), claim.agreed_by, claim.agreed_at),
        (_("Approved by the first of two"), claim.seconded_by, claim.seconded_at),
        (pgettext("of a claim", "Approved"), claim.approved_by, claim.approved_at),
        (_("Paid"), claim.paid_by, claim.paid_on),
    ]
    return [(label, str(by or ""), _day(at)) for label, by, at in steps if at is not None]


def _day(at: Any) -> str:
    return date_format(timezone.localtime(at) if hasattr(at, "hour") else at)


CLAIM = Report(
    kind="claim",
    name=gettext_lazy("Claim with its receipts"),
    template="pdf/claim.html",
    permission="claim.view",
    model="plans.Claim",
    title=lambda claim: _("Claim %(number)d: %(title)s") % {"number": claim.pk, "title": claim.title},
    head=lambda claim: {"section": str(claim.unit), "body": claim.body.name},
    context=_context,
)
