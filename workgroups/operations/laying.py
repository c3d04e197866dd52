"""What happens to approved minutes: read, commented, laid before the board, noted."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal import audit, permissions
from portal.workflow import Conflict
from workgroups.agenda_templates import BOARDS
from workgroups.models import AgendaItem, Meeting, Minutes, MinutesComment, MinutesReading
from workgroups.operations import agenda

SAME_PRESS = timedelta(minutes=5)


@transaction.atomic
def read(actor, *, minutes: Minutes, at: datetime | None = None) -> MinutesReading:
    """Confirm having read."""
    permissions.require(actor, "minutes.read", minutes)
    reading, created = MinutesReading.objects.get_or_create(
        minutes=minutes, person=actor.person, defaults={"read_at": at or timezone.now()}
    )
    if created:
        audit.record(actor, "minutes.read", minutes)
    return reading


@transaction.atomic
def comment(actor, *, minutes: Minutes, text: str, at: datetime | None = None) -> MinutesComment:
    """A remark that stands below the minutes; the text itself is not touched."""
    permissions.require(actor, "minutes.comment", minutes)
    if not text.strip():
        raise ValidationError({"text": _("Write your comment first.")})
    now, text = at or timezone.now(), text.strip()
    # Two at once wait here: a button pressed twice is one remark.
    Minutes.objects.select_for_update(of=("self",)).get(pk=minutes.pk)
    if said := minutes.comments.filter(author=actor, text=text, at__gt=now - SAME_PRESS).first():
        return said
    remark = MinutesComment.objects.create(minutes=minutes, author=actor, text=text, at=now)
    audit.record(actor, "minutes.comment", minutes)
    return remark


def board_meetings(minutes: Minutes):
    """The coming meetings of the unit's board, before which the minutes may be laid."""
    return (
        Meeting.objects.filter(body__unit_id=minutes.meeting.body.unit_id, body__kind__in=BOARDS)
        .filter(state__in=(Meeting.State.DRAFT, Meeting.State.CALLED), starts_at__gt=timezone.now())
        .select_related("body")
        .order_by("starts_at", "id")
    )


@transaction.atomic
def lay(actor, *, minutes: Minutes, meeting: Meeting, at: datetime | None = None) -> AgendaItem:
    """Put the approved minutes on the agenda of a board meeting, as a case of their own."""
    permissions.require(actor, "minutes.lay", minutes)
    body = minutes.meeting.body
    if not body.is_group:
        raise Conflict(gettext_lazy("Only minutes of groups are laid before the board."))
    board = Meeting.objects.select_for_update(of=("self",)).select_related("body").get(pk=meeting.pk)
    now = at or timezone.now()
    if board.body.kind not in BOARDS or board.body.unit_id != body.unit_id:
        raise ValidationError({"meeting": _("Choose a meeting of the section's board.")})
    if board.state not in (Meeting.State.DRAFT, Meeting.State.CALLED) or board.starts_at <= now:
        raise ValidationError({"meeting": _("That meeting has been held or cancelled. Choose a coming one.")})
    Minutes.FLOW.move(minutes, "lay", laid_at=now)
    title = _("Minutes of %(group)s, %(date)s") % {"group": body.name, "date": minutes.meeting.day.strftime("%d.%m.%Y")}
    item = agenda.append(board, title=title[:200], kind=AgendaItem.Kind.INFORMATION, lays_before=minutes)
    audit.record(actor, "minutes.lay", minutes, note=str(board))
    audit.record(actor, "agenda.create", board, note=item.title)
    return item


@transaction.atomic
def note(actor, *, minutes: Minutes, at: datetime | None = None) -> Minutes:
    """The board has had the minutes at a meeting that was held."""
    permissions.require(actor, "minutes.note", minutes)
    item = minutes.laid_as.select_related("meeting").order_by("-id").first()
    if item is not None and item.meeting.state != Meeting.State.HELD:
        raise ValidationError(_("The board has not held that meeting yet."))
    Minutes.FLOW.move(minutes, "note", noted_at=at or timezone.now())
    audit.record(actor, "minutes.note", minutes, note=str(item.meeting) if item else "")
    return minutes
