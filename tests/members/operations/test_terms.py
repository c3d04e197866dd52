"""What happens around a term: dated, one at a time, and safe to repeat."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from members.models import Appointment, Call, CompetenceField, Coverage
from members.operations import appointments, calls, terms, treatment
from members.roles import Role
from portal.models import AuditEntry
from portal.periods import today
from portal.permissions import Refused
from portal.workflow import Conflict
from tests.factories import ApplicationFactory, AppointmentFactory, CallFactory, MandateFactory, PersonFactory

DAY = timedelta(days=1)
ENDS = date(2026, 2, 28)


def seat(body, role=Role.MEMBER, since=date(2024, 2, 29), until=ENDS, **fields):
    return AppointmentFactory(body=body, role=role, starts_on=since, ends_on=until, **fields)


def now(appointment):
    appointment.refresh_from_db()
    return appointment


def state(appointment):
    row = now(appointment)
    return row.ends_on, row.ended_kind, row.term_ends_on, row.carried_since


def test_only_the_administration_and_only_its_own(admin, leader, group, union):
    held, foreign = seat(group), seat(union.other_group)
    tries = {
        terms.reappoint: {"starts_on": today()},
        terms.resign: {"last_day": ENDS},
        terms.remove: {"last_day": ENDS, "reason": "x", "decision": "1/26"},
        terms.substitute: {"deputy": held, "starts_on": today()},
        terms.succeed: {"person": held.person, "starts_on": today()},
        terms.carry_over: {"reason": "term"},
        terms.resume: {},
    }
    for verb, values in tries.items():
        for actor, appointment in ((leader, held), (admin, foreign)):
            with pytest.raises(Refused):
                verb(actor, appointment=appointment, **values)
    for actor in (leader, admin):
        with pytest.raises(Refused):
            terms.leave_field(actor, person=foreign.person, since=today())


def test_the_next_term_follows_the_mandate_also_from_a_leap_day(admin, group):
    held = seat(group, decision="1/24", rank=0)
    starts_on, ends_on = terms.next_term(held)
    assert (starts_on, ends_on) == (date(2026, 3, 1), date(2028, 2, 29))
    again = terms.reappoint(admin, appointment=held, starts_on=starts_on, ends_on=ends_on, decision="9/26")
    assert (again.person, again.role, again.follows, again.decision) == (held.person, held.role, held, "9/26")
    assert state(held) == (ENDS, "", None, None)
    assert terms.reappoint(admin, appointment=held, starts_on=starts_on, ends_on=ends_on) == again
    with pytest.raises(Conflict):
        terms.reappoint(admin, appointment=held, starts_on=starts_on + DAY)
    assert AuditEntry.objects.filter(verb="appointment.reappoint").count() == 1


def test_a_term_without_end_or_without_mandate(admin, union):
    endless = seat(union.board, until=None)
    with pytest.raises(ValidationError):
        terms.reappoint(admin, appointment=endless, starts_on=today())
    assert terms.next_term(seat(union.board)) == (date(2026, 3, 1), None)
    assert terms.next_term(seat(union.group)) == (date(2026, 3, 1), None)


def test_resigning_takes_the_own_coming_terms_along(admin, group):
    held = seat(group, until=today() + 10 * DAY)
    again = terms.reappoint(admin, appointment=held, starts_on=today() + 11 * DAY, ends_on=today() + 700 * DAY)
    third = terms.reappoint(admin, appointment=again, starts_on=today() + 701 * DAY)
    for _twice in range(2):
        terms.resign(admin, appointment=held, last_day=today(), reason="moves")
    assert state(held) == (today(), "resigned", today() + 10 * DAY, None)
    assert not Appointment.objects.filter(pk__in=[again.pk, third.pk]).exists()
    assert AuditEntry.objects.filter(verb="appointment.resign").count() == 1
    with pytest.raises(ValidationError) as error:
        terms.resign(admin, appointment=held, last_day=today() + DAY)
    assert "last_day" in error.value.message_dict


def test_removal_needs_a_reason_and_a_decision(admin, group):
    held = seat(group, until=None)
    with pytest.raises(ValidationError) as error:
        terms.remove(admin, appointment=held, last_day=ENDS, reason=" ", decision="")
    assert set(error.value.message_dict) == {"reason", "decision"}
    terms.remove(admin, appointment=held, last_day=ENDS, reason="never came", decision="4/26")
    assert state(held) == (ENDS, "removed", None, None)
    assert (held.ended_reason, held.ended_decision) == ("never came", "4/26")


@pytest.fixture
def board(union):
    """A member and three ranked deputies, all until the same day."""
    until = today() + 300 * DAY
    people = [seat(union.board, until=until)]
    people += [seat(union.board, Role.DEPUTY_MEMBER, until=until, rank=rank) for rank in (1, 2, 3)]
    return people


def test_a_deputy_takes_over_for_the_rest_of_the_term_and_the_others_move_up(admin, board):
    member, first, second, third = board
    day, until = today() + 20 * DAY, member.ends_on
    for _twice in range(2):
        new = terms.substitute(admin, appointment=member, deputy=first, starts_on=day, decision="3/26")
    assert (new.person, new.role, new.starts_on, new.ends_on) == (first.person, "member", day, until)
    assert state(member) == (day - DAY, "succeeded", until, None)
    assert state(first) == (day - DAY, "changed", until, None)
    on_the_day = Appointment.objects.active(day).filter(role=Role.DEPUTY_MEMBER).order_by("rank")
    assert [(each.person, each.rank, each.ends_on) for each in on_the_day] == [
        (second.person, 1, until), (third.person, 2, until)
    ]  # fmt: skip
    before = Appointment.objects.active(day - DAY).filter(role=Role.DEPUTY_MEMBER)
    assert sorted(before.values_list("rank", flat=True)) == [1, 2, 3]
    # Taken back before it begins, everything is as it was.
    appointments.withdraw(admin, appointment=new)
    assert [state(each)[:2] for each in board] == [(until, "")] * 4
    assert Appointment.objects.filter(body=member.body).count() == 4


def test_a_deputy_for_somebody_who_has_left_already(admin, board):
    member, first = board[:2]
    until = member.ends_on
    terms.resign(admin, appointment=member, last_day=today())
    new = terms.substitute(admin, appointment=member, deputy=first, starts_on=today() + DAY)
    assert new.ends_on == until
    assert state(member)[:2] == (today(), "resigned")


def test_who_cannot_be_a_substitute(admin, board, union):
    member, first = board[:2]
    other = seat(union.group)
    leader = seat(union.board, Role.LEADER)
    cases = [
        (member, other, today(), "deputy"),
        (member, member, today(), "deputy"),
        (leader, first, today(), "__all__"),
        (member, first, first.starts_on, "starts_on"),
        (member, first, first.ends_on + DAY, "deputy"),
    ]
    for held, deputy, day, field in cases:
        with pytest.raises(ValidationError) as error:
            terms.substitute(admin, appointment=held, deputy=deputy, starts_on=day)
        assert field in (error.value.message_dict if hasattr(error.value, "error_dict") else {"__all__"})
    assert state(member)[1] == ""


def test_a_change_of_leader_who_stays_as_a_member(admin, group):
    until = today() + 300 * DAY
    old, other = seat(group, Role.LEADER, until=until), seat(group, until=until)
    day = today() + 10 * DAY
    for _twice in range(2):
        new = terms.succeed(
            admin, appointment=old, person=other.person, starts_on=day, ends_on=until, stays=True
        )  # fmt: skip
    assert state(old) == state(other) == (day - DAY, "changed", until, None)
    assert new.follows == old
    stay = group.appointments.get(person=old.person, role=Role.MEMBER)
    assert (stay.starts_on, stay.ends_on, stay.follows) == (day, until, old)
    assert group.appointments.active(day).filter(role=Role.LEADER).get() == new
    appointments.withdraw(admin, appointment=new)
    assert state(old) == state(other) == (until, "", None, None)
    assert group.appointments.count() == 2


def test_a_change_of_leader_on_the_day_on_which_the_leader_began(admin, group):
    """The one of the morning never led for a day: no day has two leaders, and the trail tells what was done."""
    until = today() + 300 * DAY
    first = seat(group, Role.LEADER, until=until)
    second, third = seat(group, until=until), seat(group, until=until)
    morning = terms.succeed(admin, appointment=first, person=second.person, starts_on=today())
    noon = terms.succeed(admin, appointment=morning, person=third.person, starts_on=today())
    assert not Appointment.objects.filter(pk=morning.pk).exists()
    assert state(second) == (until, "", None, None)
    assert state(first) == (today() - DAY, "succeeded", until, None)
    assert state(third) == (today() - DAY, "changed", until, None)
    told = AuditEntry.objects.get(verb="appointment.withdraw")
    assert second.person.name in told.changes["appointment"][0]
    assert third.person.name in told.note
    # And back to the first: as if nothing had happened.
    back = terms.succeed(admin, appointment=noon, person=first.person, starts_on=today())
    assert back == first
    assert state(first) == state(third) == (until, "", None, None)


def test_a_run_out_term_is_sat_beyond_until_the_successor_starts(admin, group):
    held = seat(group, Role.LEADER)
    for _twice in range(2):
        terms.carry_over(admin, appointment=held, reason="term")
    assert state(held) == (None, "", ENDS, ENDS + DAY)
    assert held.is_carried(ENDS + DAY)
    assert not held.is_carried(ENDS)
    new = appointments.appoint(
        admin, body=group, person=PersonFactory(), role=Role.LEADER, starts_on=today() + DAY
    )  # fmt: skip
    assert state(held) == (today(), "succeeded", ENDS, ENDS + DAY)
    appointments.change(admin, appointment=new, starts_on=today() + 5 * DAY)
    assert state(held)[0] == today() + 4 * DAY
    appointments.withdraw(admin, appointment=now(new))
    assert state(held) == (None, "", ENDS, ENDS + DAY)
    terms.resume(admin, appointment=held)
    assert state(held) == (ENDS, "", None, None)


def test_who_cannot_be_carried_over(admin, group, union):
    resigned = terms.resign(admin, appointment=seat(group), last_day=ENDS - DAY)
    for held, reason, since in (
        (resigned, "term", None),
        (seat(union.board, until=None), "term", None),
        (seat(group), "work", date(2024, 2, 29)),
        (seat(group), "work", ENDS + 2 * DAY),
    ):
        with pytest.raises(ValidationError):
            terms.carry_over(admin, appointment=held, reason=reason, since=since)
        assert now(held).carried_since is None


def test_carried_over_to_a_successor_who_is_appointed_already(admin, group):
    held = seat(group, Role.LEADER, until=today() + DAY)
    appointments.appoint(admin, body=group, person=PersonFactory(), role=Role.LEADER, starts_on=today() + 9 * DAY)
    terms.carry_over(admin, appointment=held, reason="term")
    assert state(held) == (today() + 8 * DAY, "succeeded", today() + DAY, today() + 2 * DAY)


def test_a_new_term_for_who_was_carried_over(admin, group):
    held = terms.carry_over(admin, appointment=seat(group), reason="term")
    starts_on, ends_on = terms.next_term(held)
    assert starts_on == today()
    terms.reappoint(admin, appointment=held, starts_on=starts_on, ends_on=ends_on)
    assert state(held)[:2] == (today() - DAY, "succeeded")
    assert group.appointments.active().count() == 1


def test_leaving_the_field_carries_over_and_looks_for_a_successor(admin, group, union):
    person = PersonFactory(section=union.section, occupation="Archivist")
    held = seat(group, until=today() + 300 * DAY, person=person)
    seat(union.board, until=None, person=person)
    foreign = seat(union.other_group, until=None, person=person)
    MandateFactory(body=union.other_group)
    lost, kept = (CompetenceField.objects.create(body=group, name=name) for name in ("Records", "Payroll"))
    colleague = seat(group, until=None)
    for field, who in ((lost, person), (kept, person), (kept, colleague.person)):
        Coverage.objects.create(field=field, person=who)
    since = today() - DAY
    left = terms.leave_field(admin, person=person, since=since, occupation="Retired")
    assert state(held) == (None, "", today() + 300 * DAY, since)
    assert state(foreign)[3] is None
    person.refresh_from_db()
    assert (person.works_in_field(), person.inactive_since, person.occupation) == (False, since, "Retired")
    (call,) = left.calls
    assert (call.state, call.body_id, call.role, call.places) == ("draft", group.pk, "member", 1)
    assert [field.name for field in call.fields.all()] == ["Records"]
    assert call.term_ends_on is not None and call.term_starts_on.day == 1
    assert person.name not in call.text + call.title
    again = terms.leave_field(admin, person=person, since=since, occupation="Retired")
    assert (again.carried, again.calls) == ([], [])
    assert Call.objects.count() == 1
    with pytest.raises(ValidationError):
        terms.reappoint(admin, appointment=held, starts_on=today())


def test_each_who_leaves_the_field_has_a_place_in_a_call(admin, group, union):
    members = [seat(group, until=None, person=PersonFactory(section=union.section)).person for _each in range(3)]
    for number, person in enumerate(members[:2]):
        field = CompetenceField.objects.create(body=group, name=f"Field {number}")
        Coverage.objects.create(field=field, person=person)
        (call,) = terms.leave_field(admin, person=person, since=today()).calls
    assert Call.objects.get() == call
    assert (call.places, [field.name for field in call.fields.all()]) == (2, ["Field 0", "Field 1"])
    calls.publish(admin, call=call)
    # The call that is out has places for two, and cannot be changed any more.
    (second,) = terms.leave_field(admin, person=members[2], since=today()).calls
    assert (second.state, second.places) == ("draft", 1)
    # Whose successor is appointed needs none.
    held = seat(group, until=today() + 9 * DAY, person=PersonFactory(section=union.section))
    appointments.appoint(
        admin, body=group, person=PersonFactory(), role=Role.MEMBER, starts_on=today() + 10 * DAY, follows=held
    )  # fmt: skip
    left = terms.leave_field(admin, person=held.person, since=today())
    assert ([one.pk for one in left.carried], left.calls) == ([held.pk], [])
    assert Call.objects.count() == 2


def test_who_is_appointed_from_the_call_relieves_who_has_waited_longest(admin, group):
    later, first = (
        terms.carry_over(admin, appointment=seat(group), reason="work", since=date(2026, month, 2)) for month in (2, 1)
    )
    call = CallFactory(
        body=group, state="decided", deadline=today() - 9 * DAY, term_starts_on=today() + 5 * DAY, decided_on=today(), decision="7/26"
    )  # fmt: skip
    application = ApplicationFactory(call=call, state="chosen")
    new = treatment.appoint(admin, application=application)
    assert new.follows == first
    assert state(first)[:2] == (today() + 4 * DAY, "succeeded")
    assert state(later)[0] is None
    # Who applied for their own seat goes on in it, whoever has waited longer.
    own = ApplicationFactory(call=call, state="chosen", email=later.person.email)
    assert treatment.appoint(admin, application=own).follows == later


def test_nobody_goes_on_from_a_seat_that_runs_on(admin, group, union):
    running, elsewhere = seat(group, until=None), seat(union.board)
    for follows, field in ((running, "starts_on"), (elsewhere, "follows")):
        with pytest.raises(ValidationError) as error:
            appointments.appoint(
                admin, body=group, person=PersonFactory(), role=Role.MEMBER, starts_on=today(), follows=follows
            )  # fmt: skip
        assert field in error.value.message_dict
