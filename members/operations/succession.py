"""What one appointment means for others: who makes room, who moves, and what comes back when it is taken back.

Steps of the verbs in :mod:`members.operations.appointments` and :mod:`members.operations.terms`, which hold the rights and
the transaction. A seat that another one ended keeps the last day that was decided (``term_ends_on``), so that it can go on
where the other is taken back.
"""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db.models import ProtectedError, Q, QuerySet
from django.utils.translation import gettext as _

from members.models import Appointment
from members.operations import handover
from members.operations.appointment_rules import beside, store, told
from members.roles import GROUP_SEATS, SINGLE, Role
from portal import audit
from portal.periods import today
from portal.workflow import Conflict

FIELDS = [
    "starts_on", "ends_on", "rank", "deputy_for", "appointed_by", "decision", "note", "ended_reason", "ended_kind",
    "ended_decision", "carried_since", "carried_reason", "term_ends_on", "follows",
]  # fmt: skip
END = ["ends_on", "term_ends_on", "ended_kind", "ended_reason", "ended_decision", "carried_since", "carried_reason"]
DAY = timedelta(days=1)
Ended = Appointment.Ended
# Ends that another appointment brought about.
BROUGHT_ABOUT = (Ended.SUCCEEDED, Ended.CHANGED)


def place(actor, appointment: Appointment, verb: str = "appointment.create") -> Appointment:
    """Store a new appointment. A seat that is carried over until this one comes ends the day before.

    Who comes new is told if the predecessor has left a note.
    """
    _relieve(actor, appointment)
    store(appointment)
    handover.tell(appointment)
    who = {"person": [None, str(appointment.person)]}
    audit.record(actor, verb, appointment, changes=who, note=str(appointment.body))
    return appointment


def finish(
    actor,
    appointment: Appointment,
    last: date,
    kind: str,
    *,
    reason: str = "",
    decision: str = "",
    verb: str = "appointment.end",
) -> None:
    """Let an appointment end on ``last``, and keep the last day that was decided."""
    before = audit.snapshot(appointment, FIELDS)
    if not appointment.ended_kind and not appointment.carried_since:
        appointment.term_ends_on = appointment.ends_on
    appointment.ends_on, appointment.ended_kind = last, kind
    appointment.ended_reason, appointment.ended_decision = reason, decision
    if appointment.carried_since and appointment.carried_since > last:
        # It never came to that.
        appointment.carried_since, appointment.carried_reason = None, ""
    appointment.full_clean(validate_constraints=False)
    appointment.save(update_fields=END)
    audit.record(actor, verb, appointment, changes=audit.diff(before, appointment), note=str(appointment.body))


def make_room(actor, successor: Appointment, *, stays: bool = False) -> list[Appointment]:
    """End who holds the single role on the first day of the successor, and the successor's own plain seat, the day before.

    Who began on that same day and not before today never held the office for a day: that appointment is taken back, and
    what it had ended goes on. ``stays`` gives who leaves the office of a group a member's seat for the rest of the term;
    returns such seats, to be placed when the successor is.
    """
    for appointment in _holders(successor).filter(starts_on=successor.starts_on, starts_on__gte=today()):
        reason = _("%(name)s was appointed for the same day.") % {"name": successor.person.name}
        take_back(actor, _at(successor, appointment), reason)
    last, staying = successor.starts_on - DAY, []
    for holder in _holders(successor).filter(starts_on__lte=last):
        remains = stays and successor.body.is_group and not holder.carried_since
        seat = _member_after(holder, successor) if remains else None
        finish(actor, _at(successor, holder), last, Ended.CHANGED if seat else Ended.SUCCEEDED)
        if seat:
            staying.append(seat)
    for seat in _own_plain_seats(successor).filter(starts_on__lte=last):
        finish(actor, _at(successor, seat), last, Ended.CHANGED)
    return staying


def take_back(actor, appointment: Appointment, reason: str) -> None:
    """Delete an appointment that nobody has sat by; what it had ended goes on. The body's history keeps it."""
    body, day = appointment.body, appointment.starts_on
    ended = list(ended_by(appointment))
    followers = Appointment.objects.filter(follows__in=[seat.pk for seat in ended], starts_on=day)
    born = list(followers.exclude(pk=appointment.pk).select_related("person", "follows"))
    if any(seat.role == Role.DEPUTY_MEMBER and seat.person_id == appointment.person_id for seat in ended):
        moved = _moved_up(appointment)
        born, ended = [*born, *moved], [*ended, *(each.follows for each in moved if each.follows)]
    strike(actor, appointment, reason)
    for each in born:
        if each.follows and each.person_id == each.follows.person_id:
            strike(actor, _with(body, each), reason)
    for seat in ended:
        _go_on(actor, _with(body, seat))


def ended_by(appointment: Appointment) -> QuerySet[Appointment]:
    """The seats that ended because this appointment begins the day after."""
    whose = Q(pk=appointment.follows_id) | Q(person_id=appointment.person_id, ended_kind=Ended.CHANGED)
    if appointment.role in SINGLE:
        whose |= Q(role=appointment.role)
    return (
        Appointment.objects.filter(
            whose, body=appointment.body_id, ends_on=appointment.starts_on - DAY, ended_kind__in=BROUGHT_ABOUT
        )
        .exclude(pk=appointment.pk)
        .select_related("person")
    )


def follow(actor, seats: list[Appointment], body, starts_on: date) -> None:
    """The appointment that ended ``seats`` begins on another day now, and so they end on another day."""
    for seat in seats:
        last = starts_on - DAY
        if not seat.carried_since and seat.term_ends_on is not None:
            last = min(last, seat.term_ends_on)
        if last < seat.starts_on:
            raise ValidationError(
                {"starts_on": _("%(name)s is %(role)s, %(period)s. Choose a later day.") % told(seat)}
            )
        if last != seat.ends_on:
            finish(actor, _with(body, seat), last, seat.ended_kind, reason=seat.ended_reason)


def _relieve(actor, successor: Appointment) -> None:
    """End seats that are carried over until this appointment comes: named by it, of the same single role, or one's own."""
    before = successor.follows
    if before is not None and (before.body_id != successor.body_id or before.starts_on >= successor.starts_on):
        raise ValidationError({"follows": _("Nobody goes on from a seat that began later, or elsewhere.")})
    own_roles = GROUP_SEATS if successor.body.is_group and successor.role in GROUP_SEATS else {successor.role}
    whose = Q(pk=successor.follows_id) | Q(person_id=successor.person_id, role__in=own_roles)
    if successor.role in SINGLE:
        whose |= Q(role=successor.role)
    last = successor.starts_on - DAY
    for seat in beside(successor).filter(whose, starts_on__lte=last):
        if seat.carried_since:
            finish(actor, _at(successor, seat), last, Ended.SUCCEEDED)
        elif seat.pk == successor.follows_id:
            message = _("%(name)s is %(role)s, %(period)s. Choose a later day, or let that seat end first.")
            raise ValidationError({"starts_on": message % told(seat)})


def _holders(successor: Appointment) -> QuerySet[Appointment]:
    return beside(successor).filter(role=successor.role).exclude(person=successor.person_id)


def _own_plain_seats(successor: Appointment) -> QuerySet[Appointment]:
    if not (successor.body.is_group and successor.role in GROUP_SEATS):
        return Appointment.objects.none()
    return beside(successor).filter(role=Role.MEMBER, person=successor.person_id)


def _member_after(holder: Appointment, successor: Appointment) -> Appointment:
    return Appointment(
        body=successor.body,
        person=holder.person,
        role=Role.MEMBER,
        starts_on=successor.starts_on,
        ends_on=holder.ends_on,
        appointed_by=holder.appointed_by,
        decision=holder.decision,
        follows=holder,
    )


def _moved_up(appointment: Appointment) -> list[Appointment]:
    """Deputies who moved up on the day because this one took a member's seat."""
    day = appointment.starts_on
    rows = Appointment.objects.filter(
        body=appointment.body_id, role=Role.DEPUTY_MEMBER, starts_on=day, follows__role=Role.DEPUTY_MEMBER,
        follows__ends_on=day - DAY, follows__ended_kind=Ended.CHANGED,
    )  # fmt: skip
    return list(rows.select_related("person", "follows__person"))


def holds_already(appointment: Appointment) -> Appointment | None:
    """What the person holds on the first day already, in the same role."""
    same = beside(appointment).filter(person=appointment.person_id, role=appointment.role)
    return same.filter(starts_on__lte=appointment.starts_on).first()


def strike(actor, appointment: Appointment, reason: str) -> None:
    """Delete an appointment that has not begun, or that another one of the same day made void; the history keeps it."""
    text = f"{appointment.person}, {appointment.get_role_display()}, {appointment.starts_on.isoformat()}"
    try:
        deleted, _rows = Appointment.objects.filter(pk=appointment.pk, starts_on=appointment.starts_on).delete()
    except ProtectedError:
        message = _("Something has been written about the appointment already, so it stays. Let it end instead.")
        raise ValidationError(message) from None
    if not deleted:
        raise Conflict
    audit.record(
        actor, "appointment.withdraw", appointment.body, changes={"appointment": [text, None]}, note=reason
    )  # fmt: skip


def _go_on(actor, seat: Appointment) -> None:
    """A seat that another appointment had ended goes on as it was decided, unless somebody else has come by now."""
    before = audit.snapshot(seat, FIELDS)
    seat.ends_on = None if seat.carried_since else seat.term_ends_on
    own = Q(person_id=seat.person_id)
    if beside(seat).filter(own | Q(role=seat.role) if seat.role in SINGLE else own).exists():
        return
    seat.ended_kind = seat.ended_reason = seat.ended_decision = ""
    if not seat.carried_since:
        seat.term_ends_on = None
    store(seat)
    audit.record(actor, "appointment.resume", seat, changes=audit.diff(before, seat), note=str(seat.body))


def _at(successor: Appointment, seat: Appointment) -> Appointment:
    return _with(successor.body, seat)


def _with(body, seat: Appointment) -> Appointment:
    seat.body = body
    return seat
