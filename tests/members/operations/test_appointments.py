"""Appointments: the rules at their fields, and nothing that is overwritten."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from members.models import Appointment
from members.operations import appointments
from members.roles import Role
from portal.models import AuditEntry
from portal.periods import today
from portal.permissions import Refused
from tests.factories import AppointmentFactory, PersonFactory

JANUARY, MAY, JUNE = date(2025, 1, 1), date(2025, 5, 31), date(2025, 6, 1)


def appoint(actor, body, person=None, **fields):
    values = {"role": Role.MEMBER, "starts_on": JANUARY, **fields}
    return appointments.appoint(actor, body=body, person=person or PersonFactory(), **values)


@pytest.mark.parametrize(
    "who", ["leader", "secretary", "contact", "adviser", "board_leader", "auditor", "stranger", "nobody"]
)
def test_only_the_administration_appoints(who, union, request):
    with pytest.raises(Refused):
        appoint(request.getfixturevalue(who), union.group)


def test_the_administration_of_another_section_is_refused(admin, union):
    with pytest.raises(Refused):
        appoint(admin, union.other_group)


def test_appointing_is_recorded(admin, union):
    appointment = appoint(admin, union.group, decision="12/26")
    entry = AuditEntry.objects.get(verb="appointment.create")
    assert (entry.object_id, entry.unit_id, entry.actor) == (appointment.pk, union.section.pk, admin)


def test_two_leaders_at_once_are_refused_at_the_role(admin, union):
    appoint(admin, union.group, role=Role.LEADER)
    with pytest.raises(ValidationError) as error:
        appoint(admin, union.group, role=Role.LEADER, starts_on=MAY)
    assert "only one at a time" in error.value.message_dict["role"][0]


def test_two_members_at_once_are_fine(admin, union):
    appoint(admin, union.group)
    appoint(admin, union.group)
    assert union.group.appointments.count() == 2


def test_a_leader_may_follow_the_day_after(admin, union):
    appoint(admin, union.group, role=Role.LEADER, ends_on=MAY)
    with pytest.raises(ValidationError):
        appoint(admin, union.group, role=Role.LEADER, starts_on=MAY)
    assert appoint(admin, union.group, role=Role.LEADER, starts_on=JUNE).pk


def test_the_same_person_twice_in_a_role_is_refused_at_the_person(admin, union):
    person = PersonFactory()
    appoint(admin, union.board, person, ends_on=MAY)
    with pytest.raises(ValidationError) as error:
        appoint(admin, union.board, person, starts_on=MAY)
    assert "person" in error.value.message_dict
    assert appoint(admin, union.board, person, starts_on=JUNE).pk


@pytest.mark.parametrize(("first", "second"), [(Role.LEADER, Role.MEMBER), (Role.MEMBER, Role.LEADER)])
def test_a_leader_is_not_a_member_besides(first, second, admin, union):
    person = PersonFactory()
    appoint(admin, union.group, person, role=first)
    with pytest.raises(ValidationError) as error:
        appoint(admin, union.group, person, role=second)
    assert "has a seat here already" in error.value.message_dict["person"][0]


def test_a_contact_of_the_group_may_be_its_observer_too(admin, union):
    person = PersonFactory()
    appoint(admin, union.group, person, role=Role.CONTACT)
    assert appoint(admin, union.group, person, role=Role.OBSERVER).pk


def test_an_end_before_the_start_is_refused_at_the_end(admin, union):
    with pytest.raises(ValidationError) as error:
        appoint(admin, union.group, starts_on=JUNE, ends_on=MAY)
    assert "ends_on" in error.value.message_dict


def test_a_role_that_the_body_does_not_have_is_refused(admin, union):
    with pytest.raises(ValidationError) as error:
        appoint(admin, union.group, role=Role.TREASURER)
    assert "role" in error.value.message_dict


def test_a_personal_deputy_needs_somebody_else_to_stand_in_for(admin, union):
    person = PersonFactory()
    for deputy_for in (None, person):
        with pytest.raises(ValidationError) as error:
            appoint(admin, union.board, person, role=Role.PERSONAL_DEPUTY, deputy_for=deputy_for)
        assert "deputy_for" in error.value.message_dict
    assert appoint(admin, union.board, person, role=Role.PERSONAL_DEPUTY, deputy_for=PersonFactory()).pk


def test_a_closed_body_takes_nobody(admin, union):
    union.group.closed_on = MAY
    union.group.save()
    with pytest.raises(ValidationError):
        appoint(admin, union.group, starts_on=JUNE)


def test_a_change_of_leader_in_one_step(admin, union):
    old = appoint(admin, union.group, role=Role.LEADER)
    successor = PersonFactory()
    seat = appoint(admin, union.group, successor)
    appoint(admin, union.group, successor, role=Role.LEADER, starts_on=JUNE, replace=True)
    for earlier in (old, seat):
        earlier.refresh_from_db()
        assert earlier.ends_on == MAY
    assert list(union.group.appointments.active(JUNE).values_list("role", flat=True)) == [Role.LEADER]


def test_replacing_somebody_who_begins_the_same_day_is_refused(admin, union):
    appoint(admin, union.group, role=Role.LEADER)
    with pytest.raises(ValidationError) as error:
        appoint(admin, union.group, role=Role.LEADER, replace=True)
    assert "role" in error.value.message_dict


def test_the_body_as_it_stood_on_a_day(admin, union):
    first = appoint(admin, union.board, role=Role.LEADER, ends_on=MAY)
    second = appoint(admin, union.board, role=Role.LEADER, starts_on=JUNE)
    assert list(union.board.appointments.active(MAY)) == [first]
    assert list(union.board.appointments.active(JUNE)) == [second]


def test_change_corrects_and_records_what_differs(admin, union):
    appointment = appoint(admin, union.group)
    appointments.change(admin, appointment=appointment, starts_on=JANUARY, ends_on=MAY, note="until the summer")
    changes = AuditEntry.objects.get(verb="appointment.edit").changes
    assert changes == {"ends_on": [None, "2025-05-31"], "note": ["", "until the summer"]}


def test_change_cannot_make_two_leaders(admin, union):
    first = appoint(admin, union.group, role=Role.LEADER, ends_on=MAY)
    appoint(admin, union.group, role=Role.LEADER, starts_on=JUNE)
    with pytest.raises(ValidationError):
        appointments.change(admin, appointment=first, starts_on=JANUARY, ends_on=None)
    first.refresh_from_db()
    assert first.ends_on == MAY


def test_end_keeps_the_row_and_its_reason(admin, union, leader):
    appointment = appoint(admin, union.group)
    with pytest.raises(Refused):
        appointments.end(leader, appointment=appointment, ends_on=MAY)
    with pytest.raises(ValidationError):
        appointments.end(admin, appointment=appointment, ends_on=date(2024, 12, 31))
    appointments.end(admin, appointment=appointment, ends_on=MAY, reason="moved")
    appointment.refresh_from_db()
    assert (appointment.ends_on, appointment.ended_reason) == (MAY, "moved")


def test_end_cannot_prolong(admin, union):
    appointment = appoint(admin, union.group, ends_on=MAY)
    with pytest.raises(ValidationError) as error:
        appointments.end(admin, appointment=appointment, ends_on=JUNE)
    assert "ends_on" in error.value.message_dict


def test_withdraw_only_what_has_not_begun(admin, leader, union):
    begun = appoint(admin, union.group, starts_on=today())
    with pytest.raises(ValidationError):
        appointments.withdraw(admin, appointment=begun)
    coming = appoint(admin, union.group, starts_on=today() + timedelta(days=1))
    with pytest.raises(Refused):
        appointments.withdraw(leader, appointment=coming)
    appointments.withdraw(admin, appointment=coming, reason="declined")
    assert not Appointment.objects.filter(pk=coming.pk).exists()
    assert AuditEntry.objects.get(verb="appointment.withdraw").object_id == union.group.pk


def test_a_right_begins_and_ends_with_the_appointment(admin, union, nobody):
    appointment = AppointmentFactory(person=nobody.person, body=union.group, role=Role.LEADER, starts_on=today())
    assert type(nobody).objects.get(pk=nobody.pk).access.runs(union.group.pk)
    appointment.ends_on = appointment.starts_on = today() - timedelta(days=1)
    appointment.save()
    assert not type(nobody).objects.get(pk=nobody.pk).access.runs(union.group.pk)


def test_two_at_the_same_moment_is_a_message_at_the_field(admin, union, monkeypatch):
    """What PostgreSQL's exclusion constraint says to the second of two that both found the seat free."""

    def lost(self, *args, **kwargs):
        raise IntegrityError("conflicting key value violates exclusion constraint")

    monkeypatch.setattr(Appointment, "save", lost)
    with pytest.raises(ValidationError) as error:
        appoint(admin, union.group)
    assert "Somebody else has just recorded" in error.value.message_dict["person"][0]
