"""The agenda of a meeting: cases, their order, and their numbers."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from portal import audit, permissions
from portal.workflow import Conflict
from sections.models import Body
from workgroups.agenda_templates import PREVIOUS, TEMPLATES
from workgroups.models import AgendaItem, CaseSeries, Meeting, Minutes

TOO_LATE = _("The agenda can be changed until the meeting has been held.")


@transaction.atomic
def create(
    actor, *, meeting: Meeting, title: str, kind: str = AgendaItem.Kind.DISCUSSION, text: str = "", presenter=None, duration=None
) -> AgendaItem:  # fmt: skip
    """Add a case at the end. Where the notice is sent already, it gets its number at once."""
    meeting = _open(actor, meeting)
    item = append(meeting, title=title, kind=kind, text=text, presenter=presenter, duration=duration)
    audit.record(actor, "agenda.create", meeting, note=item.title)
    return item


@transaction.atomic
def edit(
    actor, *, item: AgendaItem, title: str, kind: str, text: str = "", presenter=None, duration=None
) -> AgendaItem:
    """Change a case; its number stays."""
    meeting = _open(actor, item.meeting)
    fields = ["title", "kind", "text", "presenter", "duration"]
    before = audit.snapshot(item, fields)
    item.title, item.kind, item.text, item.presenter, item.duration = title, kind, text, presenter, duration
    if changes := audit.diff(before, item):
        item.save(update_fields=fields)
        audit.record(actor, "agenda.edit", meeting, changes=changes, note=item.title)
    return item


@transaction.atomic
def move(actor, *, item: AgendaItem, up: bool) -> None:
    """Swap places with the neighbour above or below; at the end nothing happens."""
    meeting = _open(actor, item.meeting)
    items = list(meeting.agenda.all())
    place = next((index for index, other in enumerate(items) if other.pk == item.pk), None)
    if place is None:
        raise Conflict
    target = place - 1 if up else place + 1
    if not 0 <= target < len(items):
        return
    items[place], items[target] = items[target], items[place]
    for position, other in enumerate(items, start=1):
        other.position = position
    AgendaItem.objects.bulk_update(items, ["position"])
    audit.record(actor, "agenda.move", meeting, note=item.title)


@transaction.atomic
def remove(actor, *, item: AgendaItem) -> None:
    """Take a case off the agenda. Minutes that it would have laid before the board wait again."""
    meeting = _open(actor, item.meeting)
    withdraw(actor, item)
    title = item.title
    if AgendaItem.objects.filter(pk=item.pk).delete()[0]:
        audit.record(actor, "agenda.remove", meeting, note=title)


def append(meeting: Meeting, **fields) -> AgendaItem:
    """A new last case of a meeting, numbered where the notice is sent. Part of other verbs: asks for no right."""
    last = meeting.agenda.aggregate(last=models.Max("position"))["last"] or 0
    item = AgendaItem(meeting=meeting, body_id=meeting.body_id, position=last + 1, **fields)
    item.full_clean(exclude=["meeting", "body", "presenter", "lays_before"], validate_constraints=False)
    item.save()
    if meeting.state == Meeting.State.CALLED:
        number_cases(meeting)
        item.refresh_from_db(fields=["case_year", "case_number"])
    return item


def fill(meeting: Meeting, code: str) -> None:
    """Give a new meeting the cases of a template, or those that the last meeting hands on."""
    if code == PREVIOUS:
        lines = _handed_on(meeting)
    elif code in TEMPLATES:
        lines = [
            {"title": str(line.title), "kind": line.kind, "duration": line.minutes} for line in TEMPLATES[code].lines
        ]
    else:
        raise ValidationError({"agenda": _("There is no such template.")})
    AgendaItem.objects.bulk_create(
        AgendaItem(meeting=meeting, body_id=meeting.body_id, position=position, **line)
        for position, line in enumerate(lines, start=1)
    )


def _handed_on(meeting: Meeting) -> list[dict]:
    """Standing items of the last meeting, and cases whose minutes are empty: they were not reached."""
    last = (
        Meeting.objects.filter(body_id=meeting.body_id, starts_at__lt=meeting.starts_at)
        .exclude(pk=meeting.pk)
        .exclude(state=Meeting.State.CANCELLED)
        .order_by("-starts_at", "-id")
        .first()
    )
    if last is None:
        return []
    unfinished = models.Q(minutes_item__text="", minutes_item__decision="")
    kept = last.agenda.filter(models.Q(kind=AgendaItem.Kind.STANDING) | unfinished).filter(lays_before=None)
    names = ("title", "kind", "text", "presenter_id", "duration")
    return [
        {name: getattr(item, name) if name != "text" or item.kind != AgendaItem.Kind.STANDING else "" for name in names}
        for item in kept
    ]


def number_cases(meeting: Meeting) -> None:
    """Give each case without a number the body's next one of the year (12/26).

    The body's row is locked meanwhile, so that two notices sent at once do not share a number.
    """
    Body.objects.select_for_update().get(pk=meeting.body_id)
    year = meeting.day.year
    series, _created = CaseSeries.objects.get_or_create(body_id=meeting.body_id, year=year)
    for item in meeting.agenda.filter(case_number=None):
        series.last += 1
        AgendaItem.objects.filter(pk=item.pk, case_number=None).update(case_year=year, case_number=series.last)
    series.save(update_fields=["last"])


def withdraw(actor, item: AgendaItem, at: datetime | None = None) -> None:
    """Minutes that the case was to lay before the board go back to those that wait for a board meeting."""
    minutes = item.lays_before
    if minutes is None:
        return
    if Minutes.FLOW.legal(minutes, "withdraw"):
        Minutes.FLOW.move(minutes, "withdraw", laid_at=None)
        audit.record(actor, "minutes.withdraw", minutes)
    item.lays_before = None
    item.save(update_fields=["lays_before"])


def _open(actor, meeting: Meeting) -> Meeting:
    """The meeting as it stands, locked; refused where it has been held or cancelled."""
    permissions.require(actor, "meeting.edit", meeting)
    meeting = Meeting.objects.select_for_update(of=("self",)).select_related("body").get(pk=meeting.pk)
    if meeting.state not in (Meeting.State.DRAFT, Meeting.State.CALLED):
        raise Conflict(TOO_LATE)
    return meeting
