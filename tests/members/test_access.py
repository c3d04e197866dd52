"""Rights are roles in force today."""

from datetime import timedelta

import pytest

from members.models import User
from members.roles import Role
from portal.periods import today
from tests.factories import AppointmentFactory, UnitFactory, UserFactory

pytestmark = pytest.mark.django_db


def _fresh(user):
    return User.objects.get(pk=user.pk).access


def test_a_right_starts_and_ends_with_the_appointment(union):
    user = UserFactory()
    appointment = AppointmentFactory(
        person=user.person, body=union.group, role=Role.LEADER, starts_on=today() + timedelta(1)
    )
    assert not _fresh(user).runs(union.group.pk)

    appointment.starts_on = today()
    appointment.save()
    assert _fresh(user).runs(union.group.pk)

    appointment.starts_on, appointment.ends_on = today() - timedelta(9), today() - timedelta(1)
    appointment.save()
    assert not _fresh(user).runs(union.group.pk)


def test_nothing_is_held_in_a_closed_body(union, leader):
    union.group.closed_on = today()
    union.group.save()

    assert _fresh(leader).holdings == []


def test_reading_what_a_user_holds_is_one_query(leader, django_assert_num_queries):
    user = User.objects.get(pk=leader.pk)
    with django_assert_num_queries(1):
        assert user.access.leads(user.access.holdings[0].body_id)
        assert user.access.own_body_ids


def test_the_contact_reads_but_does_not_run_the_group(contact, union):
    assert union.group.pk in contact.access.own_body_ids
    assert not contact.access.runs(union.group.pk)


def test_the_adviser_helps_with_all_that_the_leader_does(adviser, union):
    assert adviser.access.runs(union.group.pk)
    assert union.section.pk not in adviser.access.administered_units


def test_oversight_reaches_the_units_below_and_no_others(county_leader, union):
    club = UnitFactory(kind="club", parent=union.local)

    assert county_leader.access.overseen_units == {union.county.pk, union.local.pk, club.pk}


def test_a_section_is_overseen_by_its_own(admin, board_member, auditor, union):
    for user in (admin, board_member, auditor):
        assert user.access.overseen_units == {union.section.pk}
    assert admin.access.administered_units == {union.section.pk}
    assert not board_member.access.administered_units
    assert not auditor.access.administered_units
