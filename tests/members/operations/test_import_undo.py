"""Taking an import back: everything as it was, and what somebody has built on since stays and is told."""

from datetime import date

import pytest

from members.models import Appointment, Person
from members.operations import people_import
from portal.models import AuditEntry
from portal.workflow import Conflict
from tests.factories import AppointmentFactory, PersonFactory, UserFactory
from tests.members.operations.import_helpers import KARI, OLA, compare, outcomes, person, run, take_back, term


def test_an_undo_leaves_everything_as_it_was(admin, union):
    known = PersonFactory(first_name="Ola", last_name="Dal", email=OLA[2], section=union.section, employer="The school")
    AppointmentFactory(person=known, body=union.group, starts_on=date(2026, 1, 1), note="old")
    before = [list(model.objects.order_by("pk").values()) for model in (Person, Appointment)]
    rows = [
        term(), term(role="vara", body="Section board"),
        [*OLA, "", "The library", "medlem", "Expert group", "1.1.2026", "31.12.2027", "new"],
    ]  # fmt: skip
    kept = run(admin, union.section, rows)
    assert outcomes(kept) == ["new", "changed", "changed"]
    take_back(admin, kept)
    assert kept.state == "undone"
    assert [list(model.objects.order_by("pk").values()) for model in (Person, Appointment)] == before
    assert set(kept.rows.values_list("kept", flat=True)) == {""}
    assert AuditEntry.objects.filter(verb="person.remove").count() == 1
    assert AuditEntry.objects.filter(verb="appointment.withdraw").count() == 2


def test_what_was_changed_since_stays_and_is_told(admin, union):
    PersonFactory(first_name="Kari", last_name="Moe", email=KARI[2], section=union.section)
    kept = run(admin, union.section, [[*KARI, "", "The library"]])
    Person.objects.filter(email=KARI[2]).update(employer="The school")
    take_back(admin, kept)
    assert (person().phone, person().employer) == ("", "The school")
    assert kept.rows.get().kept == "“employer” stays: it has been changed since."


def test_a_person_whom_others_refer_to_stays(admin, union):
    kept = run(admin, union.section, [KARI, OLA])
    UserFactory(person=person())
    take_back(admin, kept)
    assert Person.objects.filter(email=KARI[2]).exists()
    assert not Person.objects.filter(email=OLA[2]).exists()
    assert "refers to them" in kept.rows.get(number=2).kept


def test_a_person_who_was_changed_since_stays(admin, union):
    kept = run(admin, union.section, [KARI])
    Person.objects.update(phone="99999999")
    take_back(admin, kept)
    assert "changed since" in kept.rows.get().kept


def test_an_appointment_that_was_ended_since_stays_with_its_person(admin, union):
    kept = run(admin, union.section, [term()])
    Appointment.objects.filter(person=person()).update(ends_on=date(2026, 9, 1), ended_reason="Moved")
    take_back(admin, kept)
    assert Appointment.objects.filter(person=person()).exists()
    assert "The appointment stays" in kept.rows.get().kept and "The person stays" in kept.rows.get().kept


def test_after_an_undo_the_list_can_be_imported_again(admin, union):
    take_back(admin, run(admin, union.section, [KARI]))
    assert outcomes(run(admin, union.section, [KARI])) == ["new"]


def test_only_a_stored_import_is_undone(admin, union):
    kept = compare(admin, union.section, [KARI])
    with pytest.raises(Conflict):
        people_import.undo(admin, upload=kept)
