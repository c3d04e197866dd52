"""The rules about meetings and minutes."""

from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workgroups.rules.base import BREACH, OK, SOON, Answer, number
from workgroups.standings import Standing

# Until summer nothing is late that has the whole year's time; from November too little of it is left.
REMIND_FROM, LATE_FROM = 9, 11
MINUTES_NOTICE = timedelta(days=14)


def season(day: date) -> str:
    """How hard a yearly minimum presses that is not reached yet."""
    return BREACH if day.month >= LATE_FROM else SOON if day.month >= REMIND_FROM else OK


def year_end(day: date) -> date:
    return date(day.year, 12, 31)


def physical_min(standing: Standing) -> Answer:
    """Enough meetings in person in the calendar year, held and called."""
    low = number(standing, "physical_min")
    held, called = standing.physical_held, standing.physical_called
    count, limit = held + called, str(low)
    figure = _("%(count)d of at least %(limit)d") % {"count": count, "limit": low}
    if count >= low:
        text = _("Enough, with those called.") if held < low else _("As the mandate says.")
        return Answer(OK, text, figure, limit, count, low)
    severity = season(standing.at)
    if severity == OK:
        return Answer(OK, _("There is time until the end of the year."), figure, limit, count, low)
    missing = low - count
    text = ngettext("Call %(n)d more meeting in person.", "Call %(n)d more meetings in person.", missing)
    url = reverse("workgroups:meeting.create", args=[standing.group.slug])
    return Answer(
        severity, text % {"n": missing}, figure, limit, count, low, year_end(standing.at), "meeting.create", url
    )


def physical_max(standing: Standing) -> Answer:
    """Not more meetings in person in the calendar year than the mandate allows."""
    high = number(standing, "physical_max")
    held, called = standing.physical_held, standing.physical_called
    count, limit = held + called, str(high)
    figure = _("%(count)d of at most %(limit)d") % {"count": count, "limit": high}
    if held > high:
        text = _("More than the mandate allows. Hold no more in person this year.")
        return Answer(BREACH, text, figure, limit, count, high)
    if count > high:
        text = _("More than the mandate allows in a year. Hold the next one digitally.")
        return Answer(SOON, text, figure, limit, count, high)
    return Answer(OK, _("As the mandate says."), figure, limit, count, high)


def contact_attendance(standing: Standing) -> Answer:
    """The contact was at enough of the year's meetings."""
    low, attended = number(standing, "contact_meetings_min"), standing.contact_attended
    figure, limit = _("%(count)d of at least %(limit)d") % {"count": attended, "limit": low}, str(low)
    if attended >= low:
        return Answer(OK, _("As the mandate says."), figure, limit, attended, low)
    severity = season(standing.at)
    if severity == OK:
        return Answer(OK, _("There is time until the end of the year."), figure, limit, attended, low)
    text = _("Agree with the contact on a meeting to attend before the year ends.")
    return Answer(severity, text, figure, limit, attended, low, year_end(standing.at))


def minutes_to_board(standing: Standing) -> Answer:
    """All minutes are laid before the board within the mandate's number of days; told by the oldest that is not."""
    days = number(standing, "minutes_days")
    limit = ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
    if not standing.unlaid or standing.unlaid_since is None:
        return Answer(OK, _("The board has had all of them."), "", limit, 0, days)
    since = timezone.localtime(standing.unlaid_since).date()
    due, waited = since + timedelta(days=days), (standing.at - since).days
    n = standing.unlaid
    figure = ngettext("%(n)d on its way", "%(n)d on their way", n) % {"n": n}
    if due > standing.at + MINUTES_NOTICE:
        return Answer(OK, _("Within the time that the mandate gives."), figure, limit, waited, days, due)
    text = _("Write, approve and lay them before the board.")
    return Answer(BREACH if due < standing.at else SOON, text, figure, limit, waited, days, due)
