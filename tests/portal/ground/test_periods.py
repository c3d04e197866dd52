"""From and to are both included."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from members.models import Appointment
from portal.periods import overlapping, require_order
from tests.factories import AppointmentFactory

pytestmark = pytest.mark.django_db
MAY_31, JUNE_1 = date(2026, 5, 31), date(2026, 6, 1)


def test_first_and_last_day_are_in_force():
    AppointmentFactory(starts_on=MAY_31, ends_on=JUNE_1)

    days = [date(2026, 5, 30), MAY_31, JUNE_1, date(2026, 6, 2)]
    assert [Appointment.objects.active(day).count() for day in days] == [0, 1, 1, 0]


def test_without_a_last_day_it_runs_on():
    appointment = AppointmentFactory(starts_on=MAY_31)

    assert appointment.is_active(date(2099, 1, 1))
    assert Appointment.objects.active(date(2099, 1, 1)).exists()


def test_periods_that_touch_do_not_overlap():
    AppointmentFactory(starts_on=date(2026, 1, 1), ends_on=MAY_31)

    assert not Appointment.objects.filter(overlapping(JUNE_1, None)).exists()
    assert Appointment.objects.filter(overlapping(MAY_31, MAY_31)).exists()
    assert Appointment.objects.filter(overlapping(date(2025, 1, 1), None)).exists()
    assert not Appointment.objects.filter(overlapping(date(2025, 1, 1), date(2025, 12, 31))).exists()


def test_the_database_refuses_an_end_before_the_start():
    with pytest.raises(IntegrityError), transaction.atomic():
        AppointmentFactory(starts_on=JUNE_1, ends_on=MAY_31)


def test_the_refusal_stands_at_the_field():
    with pytest.raises(ValidationError) as error:
        require_order(JUNE_1, MAY_31)

    assert list(error.value.message_dict) == ["ends_on"]
    require_order(JUNE_1, JUNE_1)
    require_order(JUNE_1, None)
