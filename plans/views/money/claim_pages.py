"""What the pages of a claim show: its lines with receipts and what they lack, its way, and what the reader may do."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from plans import ledger, spending
from plans.forms_money.claims import FORMS, name_of
from plans.models import Claim, ClaimLine, Rate
from plans.operations import claims as verbs
from portal.http import visible_or_404
from portal.models import StoredFile
from portal.periods import today
from portal.permissions import can
from workgroups.models import Meeting

State = Claim.State
WITH = (
    "body", "unit", "person", "meeting", "measure", "line__budget", "agreed_by__person", "seconded_by__person",
    "approved_by__person", "paid_by__person",
)  # fmt: skip


def claim_or_404(request: HttpRequest, pk: int) -> Claim:
    return visible_or_404(Claim.objects.select_related(*WITH), request.user, pk=pk)


def url(claim: Claim) -> str:
    return reverse("money:claim.view", args=[claim.pk])


def day_of(meeting: Meeting) -> date:
    """The day of a meeting that has been, else today."""
    return min(timezone.localdate(meeting.starts_at), today())


@dataclass
class Shown:
    """A line with its receipts (files as :func:`portal.files.of` gives them) and sentences of what it lacks."""

    line: ClaimLine
    files: list[StoredFile] = field(default_factory=list)
    lacks: list[str] = field(default_factory=list)

    @property
    def form(self) -> str:
        return name_of(self.line)


def lines_of(claim: Claim) -> list[Shown]:
    """The claim's lines: two queries, whatever their number."""
    shown = {line.pk: Shown(line) for line in claim.lines.select_related("rate")}
    kept = StoredFile.objects.filter(
        content_type=ContentType.objects.get_for_model(ClaimLine), object_id__in=list(shown), removed_at=None
    )
    for stored in kept:
        shown[stored.object_id].files.append(stored)
    for each in shown.values():
        each.lacks = verbs.missing(each.line, bool(each.files))
    return list(shown.values())


def receipts_of(line: ClaimLine) -> list[StoredFile]:
    kept = StoredFile.objects.filter(content_type=ContentType.objects.get_for_model(ClaimLine), object_id=line.pk)
    return list(kept.filter(removed_at=None))


def lacks(claim: Claim) -> bool:
    lines = lines_of(claim)
    return not lines or any(each.lacks for each in lines)


def rates() -> list[Rate]:
    """Today's rates of what is paid by the kilometre."""
    found = [verbs.rate_on(kind, today()) for kind in verbs.BY_DISTANCE.values()]
    return [rate for rate in found if rate is not None]


@dataclass(frozen=True)
class Step:
    """A step of the claim's way: who and when, as far as it has come."""

    label: str
    at: datetime | date | None = None
    by: Any = None
    done: bool = False
    here: bool = False


def way(claim: Claim) -> list[Step]:
    """Handed in, agreed, approved, paid; a claim that needs two has a step for each."""
    steps: list[tuple[str, Any, Any]] = [
        (pgettext("of a claim", "Handed in"), claim.submitted_at, claim.person),
        (_("Agreed"), claim.agreed_at, _name(claim.agreed_by)),
    ]
    if claim.seconded_by_id or (claim.state == State.AGREED and verbs.needs_two(claim)):
        steps.append((_("Approved by the first of two"), claim.seconded_at, _name(claim.seconded_by)))
    steps += [
        (pgettext("of a claim", "Approved"), claim.approved_at, _name(claim.approved_by)),
        (_("Paid"), claim.paid_on, _name(claim.paid_by)),
    ]
    if claim.state in (State.DRAFT, State.RETURNED):
        steps = [(label, None, None) for label, _at, _by in steps]
    ended = claim.state in (State.WITHDRAWN, State.REVERSED)
    waiting = next((number for number, (_label, at, _by) in enumerate(steps) if at is None), len(steps))
    return [
        Step(label, at, by if at else None, done=at is not None, here=number == waiting and not ended)
        for number, (label, at, by) in enumerate(steps)
    ]


def _name(user) -> str:
    return str(user.person or user) if user is not None else ""


VERBS = ("edit", "submit", "recall", "withdraw", "agree", "approve", "return", "pay", "reverse")


def context(request: HttpRequest, claim: Claim) -> dict[str, Any]:
    """All that the claim's page shows."""
    user, shown = request.user, lines_of(claim)
    is_own = user.person_id == claim.person_id  # type: ignore[union-attr]
    may = {verb: _open(claim, verb) and bool(can(user, f"claim.{verb}", claim)) for verb in VERBS}
    second = may["approve"] and claim.seconded_by_id is not None
    if second and claim.seconded_by_id == user.pk:
        may["approve"] = False
    incomplete = [each for each in shown if each.lacks]
    handles = any(may[verb] for verb in ("agree", "approve", "pay", "reverse"))
    return {
        "claim": claim,
        "lines": shown,
        "total": sum((each.line.amount for each in shown), start=0),
        "steps": way(claim),
        "may": may,
        "is_own": is_own,
        "is_ready": bool(shown) and not incomplete,
        "incomplete": incomplete,
        "asked": "missing" in request.GET,
        "kinds": [(name, form.title) for name, form in FORMS.items()] if may["edit"] else [],
        "second": second,
        "waits_for_another": second and claim.seconded_by_id == user.pk,
        "meaning": spending.meaning(claim, claim.line) if handles and claim.line and not claim.approved_at else None,
        "warnings": ledger.warnings_of(claim) if handles or claim.body_id in user.access.own_body_ids else [],  # type: ignore[union-attr]
        "handles": not is_own,
    }


def _open(claim: Claim, verb: str) -> bool:
    """Whether the claim stands where the verb begins."""
    return claim.can_edit if verb == "edit" else Claim.FLOW.legal(claim, verb)
