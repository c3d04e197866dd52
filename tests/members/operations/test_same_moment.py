"""Two clicks at the same moment: one wins, the other is told. What SQLite does by locking, PostgreSQL does by row and constraint."""

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections, transaction
from django.db.utils import IntegrityError

from members.models import Appointment
from members.operations import appointments, terms
from members.roles import Role
from portal.periods import today
from portal.workflow import Conflict
from tests.factories import AppointmentFactory, GroupFactory, PersonFactory

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*deeds):
    """Run all at the same moment, each on a connection of its own; returns what each came to."""
    ready = threading.Barrier(len(deeds))
    results = [None] * len(deeds)

    def run(place, deed):
        try:
            ready.wait(10)
            results[place] = deed()
        except (ValidationError, Conflict) as error:
            results[place] = error
        finally:
            connections["default"].close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


@pytest.fixture
def on_postgres():
    """SQLite in memory is one connection, so there is no second click."""
    return connection.vendor == "postgresql"


def test_two_leaders_appointed_at_once(on_postgres):
    group, people = GroupFactory(), [PersonFactory(), PersonFactory()]

    def appoint(person):
        return appointments.appoint(None, body=group, person=person, role=Role.LEADER, starts_on=today())

    deeds = [lambda person=person: appoint(person) for person in people]
    results = at_once(*deeds) if on_postgres else [deeds[0](), _refused(deeds[1])]
    assert Appointment.objects.filter(role=Role.LEADER).count() == 1
    assert sum(isinstance(result, ValidationError) for result in results) == 1


def test_the_same_next_term_twice_at_once(on_postgres):
    seat = AppointmentFactory(ends_on=today())
    day = today() + timedelta(days=1)

    def again():
        return terms.reappoint(None, appointment=seat, starts_on=day)

    results = at_once(again, again) if on_postgres else [again(), again()]
    assert results[0] == results[1] == Appointment.objects.get(follows=seat)


def test_the_database_refuses_what_the_verb_would(on_postgres):
    """Past the verb: two that touch at the same date are one day too many, the day after is none."""
    held = AppointmentFactory(role=Role.LEADER, ends_on=today())
    later = {"body": held.body, "role": Role.LEADER}
    AppointmentFactory(**later, starts_on=today() + timedelta(days=1))
    if on_postgres:
        with pytest.raises(IntegrityError), transaction.atomic():
            AppointmentFactory(**later, starts_on=today(), ends_on=today())
    with pytest.raises(ValidationError):
        appointments.appoint(None, person=PersonFactory(), **later, starts_on=today(), ends_on=today())


def _refused(deed):
    with pytest.raises(ValidationError) as error:
        deed()
    return error.value
