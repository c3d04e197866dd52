"""Writing minutes: begun from the agenda, saved item by item, handed in for approval, approved and locked.

What happens afterwards (read, commented, laid before the board, noted) stands in operations/laying.py.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal import audit, documents, permissions
from portal.models import AuditEntry, Document
from portal.workflow import Conflict
from workgroups import notices
from workgroups.models import Meeting, Minutes, MinutesApproval, MinutesItem, MinutesRevision, Participant
from workgroups.operations import meetings
from workgroups.reports import MINUTES

LOCKED = _("Approved minutes are locked.")
# Saves by the same person within this time are one line in the history; each is a revision all the same.
SITTING = timedelta(minutes=15)


class Stale(Conflict):
    """Somebody saved a newer text of the item, which is ``item``: nothing was overwritten."""

    def __init__(self, item: MinutesItem) -> None:
        super().__init__(_("Somebody else has saved a newer text. Look at both, and choose."))
        self.item = item


@transaction.atomic
def create(actor, *, meeting: Meeting, at: datetime | None = None) -> Minutes:
    """Begin the minutes with one item for each case. A called meeting that has begun is noted as held."""
    permissions.require(actor, "minutes.create", meeting)
    now = at or timezone.now()
    meeting = Meeting.objects.select_for_update(of=("self",)).select_related("body").get(pk=meeting.pk)
    existing = Minutes.objects.filter(meeting=meeting).first()
    if existing:
        return existing
    if meeting.state == Meeting.State.CALLED:
        meeting = meetings.hold(actor, meeting=meeting, at=now)
    if meeting.state != Meeting.State.HELD:
        raise ValidationError(_("Minutes are written of a meeting that was called and has begun."))
    minutes = Minutes.objects.create(meeting=meeting, created_at=now)
    MinutesItem.objects.bulk_create(
        MinutesItem(minutes=minutes, agenda_item=item, position=position, title=item.title)
        for position, item in enumerate(meeting.agenda.all(), start=1)
    )
    audit.record(actor, "minutes.create", minutes)
    return minutes


@transaction.atomic
def save_item(
    actor, *, item: MinutesItem, version: int, text: str, decision: str, at: datetime | None = None
) -> MinutesItem:
    """Save an item's text that was written on top of ``version``; :class:`Stale` where somebody was faster.

    The same text a second time changes nothing, so a save may be repeated when its answer was lost.
    """
    minutes = _draft(actor, item.minutes)
    text, decision = text.replace("\r\n", "\n"), decision.replace("\r\n", "\n")
    current = MinutesItem.objects.select_related("saved_by__person").get(pk=item.pk)
    if (current.text, current.decision) == (text, decision):
        return current
    now = at or timezone.now()
    changed = MinutesItem.objects.filter(pk=item.pk, version=version).update(
        text=text, decision=decision, version=version + 1, saved_at=now, saved_by=actor
    )
    if not changed:
        raise Stale(current)
    MinutesRevision.objects.create(
        item=item, version=version + 1, text=text, decision=decision, saved_at=now, saved_by=actor
    )
    current.text, current.decision, current.version, current.saved_at, current.saved_by = (
        text, decision, version + 1, now, actor,
    )  # fmt: skip
    recently = AuditEntry.objects.filter(
        pk__in=audit.history(minutes).values("pk")[:1], at__gte=timezone.now() - SITTING
    )
    if not recently.filter(verb="minutes.edit", actor=actor).exists():
        audit.record(actor, "minutes.edit", minutes)
    return current


@transaction.atomic
def add_item(actor, *, minutes: Minutes, title: str) -> MinutesItem:
    """A matter that was raised at the meeting and stood on no agenda. The same title again is the same matter."""
    minutes = _draft(actor, minutes)
    added = minutes.items.filter(agenda_item=None, title=title.strip()).first()
    if added:
        return added
    last = minutes.items.aggregate(last=models.Max("position"))["last"] or 0
    item = MinutesItem(minutes=minutes, position=last + 1, title=title.strip())
    item.full_clean(exclude=["minutes", "agenda_item", "saved_by"], validate_constraints=False)
    item.save()
    audit.record(actor, "minutes.edit", minutes, note=item.title)
    return item


@transaction.atomic
def submit(actor, *, minutes: Minutes, at: datetime | None = None) -> Minutes:
    """Hand in for approval: those present are asked to read and approve; contact and adviser get it too."""
    permissions.require(actor, "minutes.submit", minutes)
    if not minutes.items.exclude(text="", decision="").exists():
        raise ValidationError(_("The minutes are empty. Write what was said or decided first."))
    if not _present(minutes).exists():
        raise ValidationError(_("Record who was present first: they are the ones who approve."))
    now = at or timezone.now()
    Minutes.FLOW.move(minutes, "submit", submitted_at=now, submitted_by=actor, returned_reason="")
    audit.record(actor, "minutes.submit", minutes)
    notices.send_submitted(minutes, now)
    return minutes


@transaction.atomic
def agree(
    actor, *, minutes: Minutes, approves: bool = True, comment: str = "", at: datetime | None = None
) -> MinutesApproval:
    """One of those present approves the text, or objects and says why."""
    permissions.require(actor, "minutes.agree", minutes)
    if not approves and not comment.strip():
        raise ValidationError({"comment": _("Say what should be put right.")})
    if Minutes.objects.select_for_update(of=("self",)).get(pk=minutes.pk).state != Minutes.State.SUBMITTED:
        raise Conflict(_("The minutes do not wait for approval."))
    approval, _created = MinutesApproval.objects.update_or_create(
        minutes=minutes,
        person=actor.person,
        defaults={"approves": approves, "comment": comment.strip(), "at": at or timezone.now()},
    )
    audit.record(actor, "minutes.agree" if approves else "minutes.object", minutes, note=comment.strip())
    return approval


@transaction.atomic
def return_(actor, *, minutes: Minutes, reason: str) -> Minutes:
    """Take submitted minutes back to change them. Who has approved must do so again, for the new text."""
    permissions.require(actor, "minutes.return", minutes)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the minutes are taken back.")})
    Minutes.FLOW.move(minutes, "return", returned_reason=reason.strip())
    minutes.approvals.all().delete()
    audit.record(actor, "minutes.return", minutes, note=reason.strip())
    return minutes


@transaction.atomic
def approve(actor, *, minutes: Minutes, basis: str = Minutes.Basis.PRESENT, at: datetime | None = None) -> Minutes:
    """Record the approval: the minutes are locked, and the PDF of this moment is kept."""
    permissions.require(actor, "minutes.approve", minutes)
    if basis not in Minutes.Basis.values:
        raise ValidationError({"basis": _("Choose how the minutes were approved.")})
    now = at or timezone.now()
    # Locked: who objects at the same moment comes before or after, not in between.
    locked = Minutes.objects.select_for_update(of=("self",)).get(pk=minutes.pk)
    objections = [str(a.person) for a in minutes.approvals.filter(approves=False).select_related("person")]
    if basis == Minutes.Basis.PRESENT and objections and Minutes.FLOW.legal(locked, "approve"):
        raise ValidationError({"basis": _objected(objections)})
    Minutes.FLOW.move(minutes, "approve", approved_at=now, approved_by=actor, approval_basis=basis)
    document = documents.request(MINUTES, minutes, language=settings.LANGUAGE_CODE, asked_by=actor)
    Document.objects.filter(pk=document.pk).update(archived=True)
    Minutes.objects.filter(pk=minutes.pk).update(archived=document)
    minutes.archived = document
    audit.record(actor, "minutes.approve", minutes, note=str(minutes.get_approval_basis_display()))
    notices.send_approved(minutes, now)
    return minutes


def _objected(names: list[str]) -> str:
    return _("%(names)s has objected. Take the minutes back and change them, or let the next meeting approve them.") % {
        "names": ", ".join(names)
    }


def everybody_agrees(minutes: Minutes) -> bool:
    """All who were present have approved the text."""
    agreed = set(minutes.approvals.filter(approves=True).values_list("person_id", flat=True))
    present = set(_present(minutes).values_list("person_id", flat=True))
    return bool(present) and present <= agreed


def _present(minutes: Minutes):
    """Those who approve: the body's own who were there, not its guests."""
    there = (Participant.Attendance.PRESENT, Participant.Attendance.PARTLY)
    return minutes.meeting.participants.filter(attendance__in=there).exclude(role="")


def _draft(actor, minutes: Minutes) -> Minutes:
    """The minutes, locked for this change; refused where they are no draft, whoever asks."""
    permissions.require(actor, "minutes.edit", minutes)
    minutes = Minutes.objects.select_for_update(of=("self",)).select_related("meeting__body").get(pk=minutes.pk)
    if minutes.is_final:
        raise Conflict(LOCKED)
    if minutes.state != Minutes.State.DRAFT:
        raise Conflict(_("The minutes are submitted. Take them back to change them."))
    return minutes
