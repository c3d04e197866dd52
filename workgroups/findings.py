"""What is missing in a group: each rule of the mandate held against its figure, with what to do and by when.

The only place that computes them; pages, reminders and reports ask here. A finding is a pure function of a Standing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.models import Appointment
from members.roles import Role
from portal.permissions import can
from workgroups.standings import Standing

OK, SOON, BREACH = "ok", "soon", "breach"
WORST_FIRST = (BREACH, SOON, OK)
TERM_NOTICE = timedelta(days=60)
MINUTES_NOTICE = timedelta(days=14)
# Until summer nothing is late that has the whole year's time; from November too little of it is left.
REMIND_FROM, LATE_FROM = 9, 11


@dataclass(frozen=True)
class Finding:
    """One rule: how it stands, the figure, what to do and by when. ``needs`` is the right that the action takes."""

    code: str
    rule: str
    severity: str
    figure: str
    text: str
    limit: str = ""
    due: date | None = None
    needs: str = ""
    url: str = ""


def findings(standing: Standing) -> list[Finding]:
    """All rules, the worst first."""
    found = [*_people(standing), *_meetings(standing), _plan(standing), _minutes(standing)]
    return sorted(found, key=lambda finding: WORST_FIRST.index(finding.severity))


def worst(found: list[Finding]) -> str:
    """The severity of the whole."""
    return found[0].severity if found else OK


def open_findings(found: list[Finding]) -> list[Finding]:
    """Those with something to do."""
    return [finding for finding in found if finding.severity != OK]


def for_user(found: list[Finding], user: Any, group: Any) -> list[Finding]:
    """The links of those actions alone that the user may take."""
    rights = {finding.needs: bool(can(user, finding.needs, group)) for finding in found if finding.needs}
    return [finding if not finding.needs or rights[finding.needs] else replace(finding, url="") for finding in found]


# --- Who ------------------------------------------------------------------------------------------------------------


def _people(standing: Standing) -> Iterator[Finding]:
    if standing.rules is None:
        yield Finding(
            "mandate",
            _("Mandate"),
            BREACH,
            "",
            _("Write the mandate: it says what the group is for and which rules it works under."),
            needs="mandate.edit",
            url=reverse("workgroups:mandate.edit", args=[standing.group.slug]),
        )
    else:
        yield _size(standing, standing.rules)
    yield _holder(standing, Role.LEADER, _("Leader"), _("Appoint a leader among the members."))
    yield _holder(standing, Role.CONTACT, _("Board contact"), _("Choose a member of the board as contact."))
    yield _holder(standing, Role.ADVISER, _("Adviser"), _("Choose an adviser from the administration."))
    yield _terms(standing)


def _size(standing: Standing, rules: dict[str, Any]) -> Finding:
    count, low, high = len(standing.members), rules["size_min"], rules["size_max"]
    limit = f"{low}–{high}"
    severity, text = OK, _("As the mandate says.")
    if count < low:
        missing = low - count
        severity = BREACH
        text = ngettext("Appoint %(n)d more member.", "Appoint %(n)d more members.", missing) % {"n": missing}
    elif count > high:
        severity, text = BREACH, _("More than the mandate allows. Change the mandate, or let somebody leave.")
    figure = _("%(count)d of %(limit)s") % {"count": count, "limit": limit}
    return _appointing(standing, Role.MEMBER, "size", _("Members"), severity, figure, text, limit)


def _holder(standing: Standing, role: Role, rule: str, advice: str) -> Finding:
    holder = standing.holder(role)
    if holder:
        return Finding(role.value, rule, OK, holder.person.name, _since(holder))
    following = next((seat for seat in standing.coming if seat.role == role), None)
    if following:
        text = _("%(name)s begins %(day)s.") % {
            "name": following.person.name,
            "day": date_format(following.starts_on),
        }
        return Finding(role.value, rule, SOON, _("vacant"), text, due=following.starts_on)
    return _appointing(standing, role, role.value, rule, BREACH, _("vacant"), advice)


def _since(seat: Appointment) -> str:
    if seat.ends_on:
        return _("until %(day)s") % {"day": date_format(seat.ends_on)}
    return _("since %(day)s") % {"day": date_format(seat.starts_on)}


def _appointing(
    standing: Standing, role: Role, code: str, rule: str, severity: str, figure: str, text: str, limit: str = ""
) -> Finding:
    """A finding that an appointment puts right."""
    if severity == OK:
        return Finding(code, rule, OK, figure, text, limit)
    url = reverse("sections:appointment.create", args=[standing.group.slug])
    return Finding(
        code, rule, severity, figure, text, limit, needs="appointment.create", url=f"{url}?role={role.value}"
    )


def _terms(standing: Standing) -> Finding:
    """Terms that end within sixty days without a successor or a new term; carried-over seats wait for one already."""
    follows = {(seat.person_id, seat.role) for seat in standing.coming}
    ending = [
        seat
        for seat in standing.present
        if seat.ends_on and seat.ends_on <= standing.at + TERM_NOTICE and (seat.person_id, seat.role) not in follows
    ]
    carried = [seat for seat in standing.present if seat.is_carried(standing.at)]
    rule, due = _("Terms"), min((seat.ends_on for seat in ending if seat.ends_on), default=None)
    if not ending and not carried:
        return Finding("term", rule, OK, "", _("No term ends within 60 days."))
    if carried:
        n = len(carried)
        figure = ngettext("%(n)d carried over", "%(n)d carried over", n) % {"n": n}
        return Finding(
            "term", rule, BREACH, figure, _("Appoint successors: the term of those who sit has run out."), due=due
        )
    n = len(ending)
    figure = ngettext("%(n)d ends soon", "%(n)d end soon", n) % {"n": n}
    text = _("Appoint anew, or find successors, before the term ends.")
    return Finding("term", rule, SOON, figure, text, due=due)


# --- Meetings -------------------------------------------------------------------------------------------------------


def _season(standing: Standing) -> str:
    """How hard a yearly minimum presses that is not reached yet."""
    month = standing.at.month
    return BREACH if month >= LATE_FROM else SOON if month >= REMIND_FROM else OK


def _meetings(standing: Standing) -> Iterator[Finding]:
    if standing.rules is None:
        return
    low, high = standing.rules["physical_min"], standing.rules["physical_max"]
    held, called = standing.physical_held, standing.physical_called
    year_end = date(standing.at.year, 12, 31)
    figure = _("%(count)d of %(limit)s") % {"count": held, "limit": f"{low}–{high}"}
    rule = _("Meetings in person this year")
    if held + called > high:
        text = _("More than the mandate allows in a year. Hold the next one digitally.")
        yield Finding("physical_max", rule, BREACH if held > high else SOON, figure, text, str(high))
    elif held + called < low:
        missing = low - held - called
        text = ngettext("Call %(n)d more meeting in person.", "Call %(n)d more meetings in person.", missing) % {
            "n": missing
        }
        yield _calling(standing, "physical_min", rule, _season(standing), figure, text, str(low), year_end)
    else:
        text = _("Enough, with those called.") if held < low else _("As the mandate says.")
        yield Finding("physical_min", rule, OK, figure, text, str(low))
    yield _contact(standing, standing.rules["contact_meetings_min"], year_end)


def _contact(standing: Standing, low: int, year_end: date) -> Finding:
    attended = standing.contact_attended
    rule = _("The contact at meetings this year")
    figure = _("%(count)d of %(limit)s") % {"count": attended, "limit": low}
    if attended >= low:
        return Finding("contact_attendance", rule, OK, figure, _("As the mandate says."), str(low))
    text = _("Agree with the contact on a meeting to attend before the year ends.")
    return Finding("contact_attendance", rule, _season(standing), figure, text, str(low), year_end)


def _calling(
    standing: Standing, code: str, rule: str, severity: str, figure: str, text: str, limit: str, due: date
) -> Finding:
    """A finding that a new meeting puts right."""
    if severity == OK:
        return Finding(code, rule, OK, figure, _("There is time until the end of the year."), limit)
    url = reverse("workgroups:meeting.create", args=[standing.group.slug])
    return Finding(code, rule, severity, figure, text, limit, due, "meeting.create", url)


# --- Plan and minutes -----------------------------------------------------------------------------------------------


def _plan(standing: Standing) -> Finding:
    rule, plan = _("Action plan"), standing.plan
    create = f"{reverse('plans:plan.create')}?body={standing.group.pk}"
    if plan is None:
        text = _("Write an action plan and submit it to the board.")
        return Finding("plan", rule, BREACH, _("none"), text, needs="plan.create", url=create)
    url = reverse("plans:plan.view", args=[plan.id])
    if plan.in_force and plan.behind:
        figure = ngettext("%(n)d measure behind", "%(n)d measures behind", plan.behind) % {"n": plan.behind}
        return Finding("plan", rule, SOON, figure, _("Look at what is late, and say how it goes."), "", None, "", url)
    if plan.in_force:
        figure = _("%(done)d of %(total)d measures done") % {"done": plan.done, "total": plan.total}
        return Finding("plan", rule, OK, figure, _("Approved by the board."))
    if plan.state == "submitted":
        return Finding("plan", rule, SOON, _("submitted"), _("It waits for the board's approval."), url=url)
    if plan.state == "closed":
        return Finding("plan", rule, OK, _("closed"), _("The plan of this period is closed."))
    text = _("Finish the draft and submit it to the board.")
    return Finding("plan", rule, BREACH, _("draft"), text, needs="plan.create", url=url)


def _minutes(standing: Standing) -> Finding:
    rule = _("Minutes laid before the board")
    if not standing.unlaid or standing.unlaid_since is None:
        return Finding("minutes_to_board", rule, OK, "", _("The board has had all of them."))
    n = standing.unlaid
    days = standing.rules["minutes_days"] if standing.rules else 60
    due = timezone.localtime(standing.unlaid_since).date() + timedelta(days=days)
    figure = ngettext("%(n)d on its way", "%(n)d on their way", n) % {"n": n}
    severity = BREACH if due < standing.at else SOON if due <= standing.at + MINUTES_NOTICE else OK
    text = (
        _("Write, approve and lay them before the board.")
        if severity != OK
        else _("Within the time that the mandate gives.")
    )
    return Finding("minutes_to_board", rule, severity, figure, text, str(days), due)
