"""The note to the successor: written by the holder, read by the very next one, seen by nobody else."""

from datetime import timedelta

import pytest
from django.urls import reverse

from members.models import HandoverNote
from members.operations import appointments, handover
from members.roles import Role
from portal import duties, tasks
from portal.models import AuditEntry, OutgoingMail
from portal.periods import today
from tests.factories import AppointmentFactory, UserFactory

pytestmark = pytest.mark.django_db
SECRET = "The printer **bites** on Fridays."


def days(number):
    return today() + timedelta(days=number)


def url(verb, seat):
    return reverse(f"members:handover.{verb}", args=[seat.pk])


def owed(user):
    return {duty.verb: duty.url for duty in duties.duties(user) if duty.verb.startswith("handover.")}


def reads(user, note):
    return HandoverNote.objects.visible_to(user).filter(pk=note.pk).exists()


@pytest.fixture
def seat(leader):
    """The leader's, about to end."""
    seat = leader.person.appointments.get()
    seat.ends_on = days(30)
    seat.save()
    return seat


@pytest.fixture
def coming():
    """Will lead after the leader, and whoever comes after that."""
    return [UserFactory(person__first_name=name) for name in ("Next", "Third")]


def appoint(admin, seat, user, starts_on, role=Role.LEADER, **more):
    return appointments.appoint(admin, body=seat.body, person=user.person, role=role, starts_on=starts_on, **more)


def test_the_way_of_a_note(seat, leader, coming, admin, auditor, contact, member, adviser, as_user):
    following, third = coming
    assert owed(leader) == {"handover.write": url("write", seat)}
    client = as_user(leader)
    person = reverse("members:person.view", args=[leader.person_id])
    assert url("write", seat) in client.get(person).content.decode()
    assert "text" in client.post(url("write", seat), {"text": " ", "version": 0}).context["form"].errors
    assert client.post(url("write", seat), {"text": SECRET, "version": 0}).url == person
    note = HandoverNote.objects.get()
    assert owed(leader) == {} and not OutgoingMail.objects.exists()
    # Appointed: told once, and lets itself be read before the first day.
    appoint(admin, seat, following, days(31), ends_on=days(90))
    mail = OutgoingMail.objects.get()
    assert mail.to_address == following.person.email and url("view", seat) in mail.text
    appoint(admin, seat, third, days(91))
    assert OutgoingMail.objects.count() == 1
    client.post(url("write", seat), {"text": SECRET + " Still.", "version": 1})
    assert OutgoingMail.objects.count() == 1
    assert owed(following) == {"handover.view": url("view", seat)} and owed(third) == {}
    client = as_user(following)
    shown = client.get(url("view", seat)).content.decode()
    assert "<strong>bites</strong>" in shown and url("write", seat) not in shown
    home = reverse("members:person.view", args=[following.person_id])
    assert url("view", seat) in client.get(home).content.decode()
    assert client.get(url("write", seat)).status_code == 404
    for other in (third, admin, auditor, contact, member, adviser):
        assert as_user(other).get(url("view", seat)).status_code == 404
        assert not reads(other, note)
    # Neither the trail nor the mail holds a word of it.
    told = [f"{entry.object_text}{entry.changes}{entry.note}" for entry in AuditEntry.objects.all()]
    assert AuditEntry.objects.filter(verb="handover.write").count() == 2
    assert "bites" not in "".join([*told, mail.text, mail.html, mail.subject])


def test_two_windows_do_not_overwrite_each_other(seat, leader, as_user):
    client = as_user(leader)
    client.post(url("write", seat), {"text": "First", "version": 0})
    stale = client.post(url("write", seat), {"text": "Second", "version": 0})
    page = stale.content.decode()
    assert stale.status_code == 409 and "First" in page and "Second" in page
    assert HandoverNote.objects.get().text == "First"
    assert 'name="version" value="1"' in page
    client.post(url("write", seat), {"text": "Second", "version": 1})
    assert (HandoverNote.objects.get().text, HandoverNote.objects.get().version) == ("Second", 2)
    # Taken back, it is nobody's.
    client.post(url("write", seat), {"text": "", "version": 2})
    assert HandoverNote.objects.get().text == ""


def test_who_is_the_successor(seat, leader, member, coming, union):
    """In a single office the next other holder; for a seat whoever follows in it; a term of one's own is no successor."""
    following, third = coming
    note = HandoverNote.objects.create(appointment=seat, text=SECRET)
    lead = {"body": seat.body, "role": Role.LEADER}
    again = AppointmentFactory(**lead, person=leader.person, starts_on=days(31), ends_on=days(61))
    new = AppointmentFactory(**lead, person=following.person, starts_on=days(62), ends_on=days(92))
    AppointmentFactory(**lead, person=third.person, starts_on=days(93))
    AppointmentFactory(body=union.other_group, person=third.person, role=Role.LEADER, starts_on=days(31))
    assert handover.successors(seat) == handover.successors(again) == [new]
    assert (reads(following, note), reads(third, note), reads(leader, note)) == (True, False, True)
    # Withdrawn, the one after is the next.
    new.delete()
    assert reads(third, note) and not reads(following, note)
    held = member.person.appointments.get()
    plain = HandoverNote.objects.create(appointment=held, text="For the seat.")
    beside = AppointmentFactory(body=seat.body, person=third.person, starts_on=days(31))
    named = AppointmentFactory(body=seat.body, person=following.person, starts_on=days(31), follows=held)
    assert handover.successors(held) == [named] and not reads(third, plain)
    assert reads(following, plain) and beside.follows is None
    named.starts_on, named.ends_on = days(-9), days(-1)
    named.save()
    assert not reads(following, plain)


def test_when_a_note_is_asked_for(seat, leader, member, coming):
    held = member.person.appointments.get()
    for fields, asked in (
        ({"ends_on": days(200)}, False),
        ({"ends_on": days(200), "ended_kind": "resigned"}, True),
        ({"ends_on": days(200), "ended_kind": "closed"}, False),
        ({"ends_on": None, "ended_kind": "", "carried_since": days(-3)}, True),
        ({"ends_on": days(60), "carried_since": None}, True),
        ({"ends_on": days(61)}, False),
        ({"ends_on": days(10), "role": Role.OBSERVER}, False),
    ):
        for name, value in fields.items():
            setattr(held, name, value)
        held.save()
        assert bool(owed(member)) is asked, fields
    AppointmentFactory(body=seat.body, person=leader.person, role=Role.LEADER, starts_on=days(31))
    assert owed(leader) == {}


def test_after_the_last_day_one_may_still_write_for_a_while(seat, leader, as_user, coming):
    seat.ends_on = days(-90)
    seat.save()
    new = AppointmentFactory(body=seat.body, person=coming[0].person, role=Role.LEADER, starts_on=days(-89))
    client = as_user(leader)
    client.post(url("write", seat), {"text": SECRET, "version": 0})
    # The successor is there already: told now, and reminded only while new.
    assert OutgoingMail.objects.get().to_address == new.person.email
    assert owed(coming[0]) == {}
    seat.ends_on = days(-91)
    seat.save()
    assert client.get(url("write", seat)).status_code == 403


def test_what_one_wrote_in_the_term_before_is_there_to_go_on_from(seat, leader, as_user):
    HandoverNote.objects.create(appointment=seat, text=SECRET)
    seat.ends_on = days(-1)
    seat.save()
    on = AppointmentFactory(
        body=seat.body, person=leader.person, role=Role.LEADER, starts_on=today(), ends_on=days(9), follows=seat
    )
    assert "The printer" in as_user(leader).get(url("write", on)).content.decode()


def test_notes_are_forgotten_after_two_years_and_the_trail_keeps_that(seat):
    note = HandoverNote.objects.create(appointment=seat, text=SECRET)
    seat.starts_on, seat.ends_on = days(-900), days(-730)
    seat.save()
    assert tasks.forget_notes() == 0
    seat.ends_on = days(-731)
    seat.save()
    assert tasks.forget_notes() == 1 and tasks.forget_notes() == 0
    assert not HandoverNote.objects.exists()
    assert AuditEntry.objects.get(verb="handover.forget").object_text == f"#{note.pk}"
