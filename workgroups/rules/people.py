"""The rules about who is in a group: how many, for how long, in which office, with which competence."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.models import Appointment
from members.roles import Role
from members.seats import Seat, State, successor_of
from portal.periods import last_day_of_term
from workgroups.rules.base import BREACH, OK, SOON, Answer, number
from workgroups.standings import Standing


def _own(standing: Standing) -> list[Seat]:
    """The taken seats of the group's own members."""
    return [seat for seat in standing.seating.taken if standing.seating.needs.counts(seat.role)]


def _last_safe_day(standing: Standing) -> date:
    """Until when an end is soon."""
    return standing.at + timedelta(days=standing.seating.needs.notice_days)


def _appoint(standing: Standing, role: Role) -> dict[str, Any]:
    """The action that puts it right: an appointment."""
    url = reverse("sections:appointment.create", args=[standing.group.slug])
    return {"needs": "appointment.create", "url": f"{url}?role={role.value}"}


def _announce(standing: Standing) -> dict[str, Any]:
    """The action that puts it right: a call for applications."""
    return {"needs": "call.create", "url": reverse("sections:call.create", args=[standing.group.slug])}


# --- How many -------------------------------------------------------------------------------------------------------


def size(standing: Standing) -> Answer:
    """The members within the mandate's numbers; who is carried over still sits, and counts."""
    seats = standing.seating
    count = seats.members
    if standing.rules is None:
        return Answer(
            BREACH,
            _("Write the mandate: it says what the group is for and which rules it works under."),
            seats.figure,
            value=count,
            needs="mandate.edit",
            url=reverse("workgroups:mandate.edit", args=[standing.group.slug]),
        )
    low, high = number(standing, "size_min"), number(standing, "size_max")
    if count < low:
        missing = low - count
        text = ngettext("Appoint %(n)d more member.", "Appoint %(n)d more members.", missing) % {"n": missing}
        return Answer(BREACH, text, seats.figure, seats.limit, count, low, **_appoint(standing, Role.MEMBER))
    if count > high:
        text = _("More than the mandate allows. Change the mandate, or let somebody leave.")
        return Answer(BREACH, text, seats.figure, seats.limit, count, high, **_appoint(standing, Role.MEMBER))
    lasting = _lasting(standing)
    if lasting < low:
        text = _("Only %(n)d go on. Find successors of those whose term ends or is over.") % {"n": lasting}
        ends = [seat.appointment.ends_on for seat in _own(standing) if seat.state == State.SOON and seat.appointment]
        due = min((day for day in ends if day), default=None)
        return Answer(SOON, text, seats.figure, seats.limit, count, low, due, **_announce(standing))
    return Answer(OK, _("As the mandate says."), seats.figure, seats.limit, count, low)


def _lasting(standing: Standing) -> int:
    """How many members there will be when those have left whose time is over or ends soon."""
    staying = {
        seat.successor.person_id if seat.successor else seat.appointment.person_id
        for seat in _own(standing)
        if seat.appointment and (seat.successor or seat.state == State.FILLED)
    }
    new = {
        each.person_id
        for each in standing.coming
        if standing.seating.needs.counts(each.role) and each.starts_on <= _last_safe_day(standing)
    }
    return len(staying | new)


# --- For how long ---------------------------------------------------------------------------------------------------


def term(standing: Standing) -> Answer:
    """Nobody sits beyond the term without a new decision, and nobody's term ends without a successor being looked for."""
    days = number(standing, "term_notice_days")
    over = {seat.person_id: end for seat, end in _over(standing)}
    if over:
        n = len(over)
        figure = ngettext("%(n)d over its time", "%(n)d over their time", n) % {"n": n}
        text = _("Appoint anew, or appoint successors: the term has run out.")
        return Answer(BREACH, text, figure, "", n, 0, min(over.values()), **_announce(standing))
    ending = {seat.person_id: end for seat, end in _ending(standing)}
    if ending:
        n = len(ending)
        figure = ngettext("%(n)d ends soon", "%(n)d end soon", n) % {"n": n}
        text = _("Appoint anew, or find successors, before the term ends.")
        return Answer(SOON, text, figure, "", n, 0, min(ending.values()), **_announce(standing))
    text = ngettext("No term ends within %(n)d day.", "No term ends within %(n)d days.", days) % {"n": days}
    return Answer(OK, text, value=0, bound=0)


def decided_end(standing: Standing, seat: Appointment) -> date:
    """The last day of the term: as decided, else as the mandate's length of a term has it."""
    return seat.term_ends_on or seat.ends_on or last_day_of_term(seat.starts_on, number(standing, "term_months"))


def _over(standing: Standing) -> Iterable[tuple[Appointment, date]]:
    """Seats whose term is over: carried over for that reason, sat on in without a word, or left empty."""
    for seat in _own(standing):
        held = seat.appointment
        if held is None or seat.successor:
            continue
        end = decided_end(standing, held)
        if seat.state == State.CARRIED and held.carried_reason != Appointment.Carried.WORK:
            yield held, min(end, held.carried_since or end)
        elif held.ends_on is None and end < standing.at:
            yield held, end
    short = max(0, number(standing, "size_min") - standing.seating.members)
    yield from _left_empty(standing)[:short]


def _left_empty(standing: Standing) -> list[tuple[Appointment, date]]:
    """Ended with their term, and nobody went on; the latest first."""
    after = [*standing.present, *standing.coming]
    found = [
        (seat, seat.ends_on)
        for seat in standing.departed
        if seat.ends_on and not seat.ended_kind and successor_of(seat, _later(seat, after), is_group=True) is None
    ]
    return sorted(found, key=lambda pair: pair[1], reverse=True)


def _later(seat: Appointment, others: list[Appointment]) -> list[Appointment]:
    return [other for other in others if other.starts_on > seat.starts_on]


def _ending(standing: Standing) -> Iterable[tuple[Appointment, date]]:
    """Seats whose term ends within the mandate's days of warning, with nobody to go on."""
    for seat in _own(standing):
        held = seat.appointment
        if held is None or seat.successor or seat.state == State.CARRIED:
            continue
        end = held.ends_on or decided_end(standing, held)
        if end <= _last_safe_day(standing):
            yield held, end


# --- The offices ----------------------------------------------------------------------------------------------------


def leader(standing: Standing) -> Answer:
    """One of the members leads. Leader is a member's seat, so whoever holds it is one of them."""
    return _office(standing, Role.LEADER, _("Appoint a leader among the members."))


def contact(standing: Standing) -> Answer:
    """A member of the board of the section that owns the group is its contact."""
    advice = _("Choose a member of the board as contact.")
    answer = _office(standing, Role.CONTACT, advice)
    seat = standing.contact
    if seat is None or answer.severity != OK:
        return answer
    if not seat.on_board:  # type: ignore[attr-defined]
        text = _("The contact is not on the section’s board. Choose another one.")
        return Answer(BREACH, text, answer.figure, value=0, bound=1, **_appoint(standing, Role.CONTACT))
    text = _("The contact’s time on the board ends. Choose who goes on.")
    return _outside(standing, answer, seat.board_until, text, Role.CONTACT)  # type: ignore[attr-defined]


def adviser(standing: Standing) -> Answer:
    """Somebody of the administration is adviser."""
    advice = _("Choose an adviser from the administration.")
    answer = _office(standing, Role.ADVISER, advice)
    seat = standing.adviser
    if seat is None or answer.severity != OK:
        return answer
    if not seat.on_staff:  # type: ignore[attr-defined]
        text = _("The adviser does not work in the administration any more. Choose another one.")
        return Answer(BREACH, text, answer.figure, value=0, bound=1, **_appoint(standing, Role.ADVISER))
    text = _("The adviser leaves the administration. Choose who goes on.")
    return _outside(standing, answer, seat.staff_until, text, Role.ADVISER)  # type: ignore[attr-defined]


def _outside(standing: Standing, answer: Answer, until: date | None, text: str, role: Role) -> Answer:
    """All is well, unless the holder's office outside the group ends soon."""
    if until is None or until > _last_safe_day(standing):
        return answer
    return Answer(SOON, text, answer.figure, value=1, bound=1, due=until, **_appoint(standing, role))


def _office(standing: Standing, role: Role, advice: str) -> Answer:
    seat = next((seat for seat in standing.seating.seats if seat.role == role), None)
    if seat is None or seat.appointment is None:
        following = seat.successor if seat else None
        if following is None:
            return Answer(BREACH, advice, _("vacant"), value=0, bound=1, **_appoint(standing, role))
        words = {"name": following.person.name, "day": date_format(following.starts_on)}
        return Answer(
            SOON, _("%(name)s begins %(day)s.") % words, _("vacant"), value=0, bound=1, due=following.starts_on
        )
    held = seat.appointment
    name = held.person.name
    if seat.state == State.CARRIED and seat.successor is None:
        text = _("Sits only until a successor is appointed.")
        return Answer(SOON, text, name, value=1, bound=1, **_appoint(standing, role))
    if seat.state == State.SOON:
        text = _("The term ends. Appoint who goes on.")
        return Answer(SOON, text, name, value=1, bound=1, due=held.ends_on, **_appoint(standing, role))
    return Answer(OK, _since(held), name, value=1, bound=1)


def _since(seat: Appointment) -> str:
    if seat.ends_on:
        return _("until %(day)s") % {"day": date_format(seat.ends_on)}
    return _("since %(day)s") % {"day": date_format(seat.starts_on)}


# --- Work and competence --------------------------------------------------------------------------------------------


def works_in_field(standing: Standing) -> Answer:
    """The members work in the field. Who does not any more sits until the successor is appointed."""
    out = {
        seat.appointment.person_id: seat
        for seat in _own(standing)
        if seat.appointment and not seat.appointment.person.works_in_field(standing.at)
    }
    n = len(out)
    if not out:
        return Answer(OK, _("All work in the field."), value=0, bound=0)
    figure = ngettext("%(n)d does not", "%(n)d do not", n) % {"n": n}
    waiting = [person for person, seat in out.items() if seat.state != State.CARRIED and not seat.successor]
    if waiting:
        text = _("Begin the replacement. Who has left the field may sit until the successor is appointed.")
        url = reverse("members:person.leave_field", args=[waiting[0]])
        return Answer(BREACH, text, figure, "", n, 0, needs="appointment.create", url=url)
    if any(seat.successor is None for seat in out.values()):
        text = _("Appoint the successor of who sits on until then.")
        return Answer(SOON, text, figure, "", n, 0, **_announce(standing))
    return Answer(OK, _("The successor is appointed."), figure, "", n, 0)


def competence(standing: Standing) -> Answer:
    """What the group must know about is known by those who sit. Who covers what has no date: it is told as it is now."""
    if not standing.fields:
        return Answer(OK, _("No fields of competence are defined for the group."))
    sitting = {seat.appointment.person_id for seat in _own(standing) if seat.appointment}
    lasting = {
        seat.appointment.person_id
        for seat in _own(standing)
        if seat.appointment and (seat.state == State.FILLED or _goes_on_oneself(seat))
    }
    missing = [field.name for field in standing.fields if not field.people & sitting]
    thin = [field.name for field in standing.fields if not field.people & lasting]
    total = len(standing.fields)
    covered = total - len(missing)
    figure, limit = _("%(count)d of %(limit)s") % {"count": covered, "limit": total}, str(total)
    if missing:
        text = _("Not covered: %(fields)s.") % {"fields": ", ".join(missing)}
        under_way = standing.call_until is not None
        severity, due = (SOON, standing.call_until) if under_way else (BREACH, None)
        return Answer(severity, text, figure, limit, covered, total, due, **_announce(standing))
    if thin:
        text = _("Covered only by somebody who leaves soon: %(fields)s.") % {"fields": ", ".join(thin)}
        return Answer(SOON, text, figure, limit, covered, total, **_announce(standing))
    return Answer(OK, _("All fields are covered."), figure, limit, covered, total)


def _goes_on_oneself(seat: Seat) -> bool:
    return bool(seat.successor and seat.appointment and seat.successor.person_id == seat.appointment.person_id)


# --- Who has left ---------------------------------------------------------------------------------------------------


def confirmation(standing: Standing) -> Answer:
    """Who has left has a written confirmation, within the mandate's number of days."""
    days = number(standing, "confirmation_days")
    due = [seat.ends_on + timedelta(days=days) for seat in standing.without_letter if seat.ends_on]
    if not due:
        return Answer(OK, _("All who left have theirs."), value=0, bound=0)
    n, first = len(due), min(due)
    figure = ngettext("%(n)d without", "%(n)d without", n) % {"n": n}
    text = _("Write the confirmation of the participation, and send it.")
    url = f"{reverse('workgroups:group.view', args=[standing.group.slug])}#letters"
    return Answer(
        BREACH if first < standing.at else SOON, text, figure, "", n, 0, first, needs="appointment.create", url=url
    )
