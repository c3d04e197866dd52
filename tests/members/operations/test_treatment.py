"""The board's treatment: nobody in their own case, every step safe to repeat, nothing told before it is decided."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from members.matrix import matrix
from members.models import Application, Appointment, Call, Coverage, Person
from members.operations import appointments, treatment
from members.roles import Role
from portal.models import AuditEntry, OutgoingMail
from portal.periods import today
from portal.permissions import Refused, can
from portal.workflow import Conflict
from tests.factories import ApplicationFactory, AppointmentFactory, CallFactory, PersonFactory

State = Application.State


@pytest.fixture
def call(group):
    """Over its deadline, not decided."""
    return CallFactory(body=group, deadline=today() - timedelta(days=1))


@pytest.fixture
def two(call):
    return ApplicationFactory(call=call), ApplicationFactory(call=call)


def decide(actor, call, *chosen, **changed):
    values = {"decision": "12/26", "decided_on": today(), **changed}
    return treatment.decide(actor, call=call, chosen=[row.pk for row in chosen], **values)


VERBS = {
    "note": lambda actor, row: treatment.note(actor, application=row, text="Known to be able."),
    "nominate": lambda actor, row: treatment.nominate(actor, call=row.call, places={row.pk: 1}, reasons={}),
    "decide": lambda actor, row: decide(actor, row.call, row),
    "appoint": lambda actor, row: treatment.appoint(actor, application=row),
    "answer": lambda actor, row: treatment.answer(actor, call=row.call),
}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("who", ["leader", "member", "auditor", "county_leader", "stranger", "nobody", "board_member"])
def test_others_take_no_part(who, verb, two, request):
    with pytest.raises(Refused):
        VERBS[verb](request.getfixturevalue(who), two[0])


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("who", ["admin", "board_leader", "adviser"])
def test_who_has_applied_takes_no_part(who, verb, call, two, request):
    user = request.getfixturevalue(who)
    ApplicationFactory(call=call, email=user.person.email.upper())
    with pytest.raises(Refused):
        VERBS[verb](user, two[0])


@pytest.mark.parametrize("who", ["admin", "board_leader", "board_member", "adviser"])
def test_those_in_charge_see_the_applicants(who, call, two, request):
    user = request.getfixturevalue(who)
    assert can(user, "call.treat", call)
    assert set(Application.objects.visible_to(user)) == set(two)


def test_who_has_applied_sees_no_other_applicant_and_is_told_why(board_member, call, two):
    own = ApplicationFactory(call=call, email=board_member.email)
    refusal = can(board_member, "call.treat", call)
    assert not refusal
    assert "applied here yourself" in str(refusal.reason)
    assert not Application.objects.visible_to(board_member).exists()
    # Also after taking it back: they have competed.
    own.state = State.WITHDRAWN
    own.save()
    assert not can(board_member, "call.treat", call)
    elsewhere = ApplicationFactory(call=CallFactory(body=call.body))
    assert Application.objects.visible_to(board_member).get() == elsewhere


def test_nobody_is_locked_out_by_an_application_that_somebody_else_typed(board_member, call, two):
    ApplicationFactory(call=call, email=board_member.email, state=State.UNCONFIRMED)
    assert can(board_member, "call.treat", call)


def test_the_list_and_the_rule_agree(call, two, admin, board_member, auditor, leader, stranger, nobody, county_leader):
    ApplicationFactory(call=call, email=board_member.email)
    ApplicationFactory(call=CallFactory(body=call.body, state="draft"))
    CallFactory(body=call.body, state="decided")
    for user in (admin, board_member, auditor, leader, stranger, nobody, county_leader):
        for model, noun in ((Call, "call"), (Application, "application")):
            listed = set(model.objects.visible_to(user))
            assert listed == {row for row in model.objects.all() if can(user, f"{noun}.view", row)}, (user, noun)


def test_nominating_orders_and_gives_reasons(admin, call, two):
    one, other = two
    for _click in range(2):
        treatment.nominate(admin, call=call, places={one.pk: 2, other.pk: 1}, reasons={one.pk: "Law"}, text="Both.")
    one.refresh_from_db()
    call.refresh_from_db()
    assert (one.rank, one.reason, call.nomination) == (2, "Law", "Both.")
    with pytest.raises(ValidationError):
        treatment.nominate(admin, call=call, places={one.pk: 1, other.pk: 1}, reasons={})


def test_nothing_is_nominated_or_decided_while_people_still_apply(admin, group):
    row = ApplicationFactory(call=CallFactory(body=group))
    for verb in ("nominate", "decide", "appoint", "answer"):
        with pytest.raises(Conflict):
            VERBS[verb](admin, row)


@pytest.mark.parametrize("state", ["draft", "cancelled"])
def test_a_draft_or_cancelled_call_is_not_decided(state, admin, group):
    row = ApplicationFactory(call=CallFactory(body=group, state=state))
    for verb in ("nominate", "decide", "answer"):
        with pytest.raises(Conflict):
            VERBS[verb](admin, row)


def test_the_decision_is_recorded_with_its_number_and_can_be_put_right(board_leader, call, two):
    one, other = two
    decide(board_leader, call, one)
    decide(board_leader, call, one)
    assert AuditEntry.objects.filter(verb="call.decide").count() == 1
    decide(board_leader, call, other)
    one.refresh_from_db()
    other.refresh_from_db()
    call.refresh_from_db()
    assert (call.state, call.decision, call.ended_on) == ("decided", "12/26", today())
    assert (one.state, other.state) == (State.NOT_CHOSEN, State.CHOSEN)


@pytest.mark.parametrize(
    ("field", "changed"), [("decision", {"decision": " "}), ("decided_on", {"decided_on": today() + timedelta(days=1)})]
)
def test_a_decision_without_number_or_in_the_future_is_refused(field, changed, admin, call, two):
    with pytest.raises(ValidationError) as error:
        decide(admin, call, two[0], **changed)
    assert field in error.value.error_dict


def test_the_decision_stands_when_somebody_is_appointed_or_told(admin, call, two):
    decide(admin, call, two[0])
    treatment.appoint(admin, application=two[0])
    decide(admin, call, two[0])
    with pytest.raises(Conflict):
        decide(admin, call, two[1])


def test_appointing_registers_a_new_person_with_dates_and_decision(admin, call, union):
    field = call.body.competence_fields.create(name="Law")
    row = ApplicationFactory(call=call, unit=union.local, phone="99")
    row.fields.add(field)
    decide(admin, call, row)
    appointment = treatment.appoint(admin, application=row)
    assert treatment.appoint(admin, application=row) == appointment
    person = appointment.person
    assert (person.email, person.unit, person.section) == (row.email, union.local, union.section)
    assert (appointment.starts_on, appointment.ends_on) == (call.term_starts_on, call.term_ends_on)
    assert (appointment.role, appointment.decision) == (Role.MEMBER, "12/26")
    assert Coverage.objects.get().person == person
    row.refresh_from_db()
    assert (row.state, row.appointment) == (State.APPOINTED, appointment)
    assert Appointment.objects.filter(body=call.body).count() == 1


def test_appointing_finds_a_known_person_by_the_e_mail(admin, call):
    known = PersonFactory(email="known@people.example")
    row = ApplicationFactory(call=call, email="known@people.example")
    decide(admin, call, row)
    assert treatment.appoint(admin, application=row).person == known
    assert Person.objects.filter(email__iexact=row.email).count() == 1


def test_an_appointment_that_is_taken_back_can_be_made_once_more(admin, call):
    row = ApplicationFactory(call=call)
    decide(admin, call, row)
    appointments.withdraw(admin, appointment=treatment.appoint(admin, application=row))
    row.refresh_from_db()
    assert (row.state, row.appointment) == (State.APPOINTED, None)
    again = treatment.appoint(admin, application=row)
    assert Appointment.objects.get(body=call.body) == again


def test_who_was_not_chosen_is_not_appointed(admin, call, two):
    decide(admin, call, two[0])
    with pytest.raises(Conflict):
        treatment.appoint(admin, application=two[1])


def test_a_member_whose_term_goes_on_is_told_of_and_stays_chosen(admin, call):
    sitting = AppointmentFactory(body=call.body, person__email="sits@people.example")
    row = ApplicationFactory(call=call, email=sitting.person.email)
    decide(admin, call, row)
    with pytest.raises(ValidationError):
        treatment.appoint(admin, application=row)
    row.refresh_from_db()
    assert row.state == State.CHOSEN


def test_everybody_is_answered_once_and_differently(admin, call, two):
    one, other = two
    decide(admin, call, one)
    assert not OutgoingMail.objects.exists()
    assert treatment.answer(admin, call=call, to_chosen="We meet in May.", to_others="Try again.") == 2
    with pytest.raises(Conflict):
        treatment.answer(admin, call=call)
    chosen, declined = (OutgoingMail.objects.get(to_address=row.email) for row in (one, other))
    assert "We meet in May." in chosen.text and "Try again." not in chosen.text
    assert "Try again." in declined.text and "You are chosen" not in declined.text
    with pytest.raises(Conflict):
        decide(admin, call, other)


def test_the_matrix_counts_the_sitting_and_the_chosen_set(call, two):
    one, other = two
    law, archives, money = (call.body.competence_fields.create(name=n) for n in ("Law", "Archives", "Money"))
    call.fields.set([law, archives])
    stays = AppointmentFactory(body=call.body)
    leaves = AppointmentFactory(body=call.body, ends_on=call.term_starts_on - timedelta(days=1))
    Coverage.objects.create(field=law, person=stays.person)
    Coverage.objects.create(field=money, person=leaves.person)
    one.fields.set([archives])
    alone = matrix(call, [one, other])
    assert [row.name for row in alone.missing] == ["Archives", "Money"]
    assert alone.rows[1].could == [one.name]
    with_one = matrix(call, [one, other], {one.pk})
    assert [row.name for row in with_one.missing] == ["Money"]
    assert (with_one.size, with_one.covered) == (2, 2)
    assert with_one.rows[0].covered_by == [stays.person.name]


def test_coverage_is_set_for_the_given_people_alone(admin, leader, group):
    law = group.competence_fields.create(name="Law")
    foreign = CallFactory().body.competence_fields.create(name="Foreign")
    mine, other = PersonFactory(), PersonFactory()
    Coverage.objects.create(field=law, person=other)
    pairs = [(law.pk, mine.pk), (foreign.pk, mine.pk), (law.pk, other.pk)]
    with pytest.raises(Refused):
        treatment.cover(leader, body=group, pairs=pairs, people_ids=[mine.pk])
    for _click in range(2):
        treatment.cover(admin, body=group, pairs=pairs, people_ids=[mine.pk])
    assert set(Coverage.objects.values_list("field", "person")) == {(law.pk, mine.pk), (law.pk, other.pk)}
    treatment.cover(admin, body=group, pairs=[], people_ids=[mine.pk])
    assert Coverage.objects.get().person == other
