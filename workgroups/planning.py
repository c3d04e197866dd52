"""What the mandate says of a meeting that is being planned: told before the notice is sent, never in the way of it."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workgroups.findings import SOON, Finding
from workgroups.models import Mandate, Meeting

IN_PERSON = (Meeting.Format.PHYSICAL, Meeting.Format.HYBRID)


def advice(meeting: Meeting) -> list[Finding]:
    """Findings on a draft: too short a notice, one meeting in person too many, an empty agenda."""
    found = []
    mandate = Mandate.objects.in_force(meeting.day).filter(body_id=meeting.body_id).first()
    if mandate is not None:
        found += [finding for finding in (_notice(meeting, mandate), _in_person(meeting, mandate)) if finding]
    if not meeting.agenda.exists():
        text = _("Put at least one case on it, so that those called know what it is about.")
        found.append(Finding("agenda", _("The agenda is empty"), SOON, "", text))
    return found


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


def _in_person(meeting: Meeting, mandate: Mandate) -> Finding | None:
    if meeting.format not in IN_PERSON:
        return None
    others = (
        Meeting.objects.in_year(meeting.day.year)
        .filter(body_id=meeting.body_id, format__in=IN_PERSON, state__in=(Meeting.State.CALLED, Meeting.State.HELD))
        .exclude(pk=meeting.pk)
        .count()
    )
    if others + 1 <= mandate.physical_max:
        return None
    text = _("This would be number %(count)d in %(year)d; the mandate allows %(limit)d. Could it be digital?") % {
        "count": others + 1, "year": meeting.day.year, "limit": mandate.physical_max,
    }  # fmt: skip
    limit = str(mandate.physical_max)
    return Finding("physical_max", _("Meetings in person this year"), SOON, f"{others + 1}/{limit}", text, limit)
