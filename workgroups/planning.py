"""What the mandate says of a meeting that is being planned: told before the notice is sent.

One meeting in person too many is not forbidden, but it takes a reason (docs/decisions/006-beyond-the-mandate.md): the verbs ask
:func:`excess` and refuse without one.
"""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workgroups.findings import BREACH, SOON, Finding
from workgroups.models import Mandate, Meeting
from workgroups.standings import IN_PERSON


@dataclass(frozen=True)
class Excess:
    """A meeting in person that makes more in its calendar year than the mandate allows."""

    count: int
    limit: int
    year: int

    @property
    def text(self) -> str:
        return _("This would be number %(count)d in %(year)d; the mandate allows %(limit)d. Could it be digital?") % {
            "count": self.count, "year": self.year, "limit": self.limit,
        }  # fmt: skip


def excess(body_id: int, format: str, day: date, meeting_id: int | None = None) -> Excess | None:
    """Whether a meeting of the format on the day goes beyond the mandate in force then; ``meeting_id`` is the meeting itself."""
    if format not in IN_PERSON:
        return None
    mandate = Mandate.objects.in_force(day).filter(body_id=body_id).first()
    if mandate is None:
        return None
    others = Meeting.objects.in_year(day.year).filter(
        body_id=body_id, format__in=IN_PERSON, state__in=(Meeting.State.CALLED, Meeting.State.HELD)
    )
    count = others.exclude(pk=meeting_id).count() + 1
    return Excess(count, mandate.physical_max, day.year) if count > mandate.physical_max else None


def excess_of(meeting: Meeting) -> Excess | None:
    return excess(meeting.body_id, meeting.format, meeting.day, meeting.pk)


def advice(meeting: Meeting) -> list[Finding]:
    """Findings on a draft: too short a notice, one meeting in person too many, an empty agenda."""
    mandate = Mandate.objects.in_force(meeting.day).filter(body_id=meeting.body_id).first()
    found = [_notice(meeting, mandate), _in_person(excess_of(meeting))] if mandate else []
    if not meeting.agenda.exists():
        text = _("Put at least one case on it, so that those called know what it is about.")
        found.append(Finding("agenda", _("The agenda is empty"), SOON, "", text))
    return [finding for finding in found if finding]


def _notice(meeting: Meeting, mandate: Mandate) -> Finding | None:
    days = max(0, (meeting.day - timezone.localdate()).days)
    if days >= mandate.notice_days:
        return None
    figure = ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
    text = ngettext(
        "The mandate asks for at least %(n)d day. You can send it all the same.",
        "The mandate asks for at least %(n)d days. You can send it all the same.",
        mandate.notice_days,
    ) % {"n": mandate.notice_days}
    return Finding("notice_days", _("Short notice"), SOON, figure, text, str(mandate.notice_days))


def _in_person(beyond: Excess | None) -> Finding | None:
    if beyond is None:
        return None
    figure, limit = f"{beyond.count}/{beyond.limit}", str(beyond.limit)
    return Finding(
        "physical_max", _("Meetings in person this year"), BREACH, figure, beyond.text, limit,
        value=beyond.count, bound=beyond.limit,
    )  # fmt: skip
