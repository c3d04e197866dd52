"""An import of people: refusals first, then whom a row means, what it changes, and that nothing is done twice."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone

from members.imports.columns import recognise
from members.models import Appointment, ColumnMapping, Person, PersonImport, PersonImportRow, User
from members.operations import import_runs, people, people_import
from portal.models import AuditEntry, OutgoingMail
from portal.permissions import Refused
from portal.workflow import Conflict
from sections.models import Unit
from tests.factories import PersonFactory, UnitFactory, UserFactory
from tests.members.operations.import_helpers import (
    HEADS,
    KARI,
    OLA,
    compare,
    outcomes,
    person,
    run,
    upload,
    work,
    wrong,
)

# --- Rights ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "who", ["leader", "secretary", "member", "contact", "adviser", "board_leader", "auditor", "county_leader", "nobody"]
)
def test_only_the_administration_imports(who, union, request):
    with pytest.raises(Refused):
        upload(request.getfixturevalue(who), union.section, [KARI])
    assert not PersonImport.objects.exists()


def test_nobody_imports_into_a_unit_of_others(admin, union):
    for unit in (union.other, union.federation, union.county):
        with pytest.raises(Refused):
            upload(admin, unit, [KARI])


def test_a_person_imports_for_a_unit(admin):
    with pytest.raises(ValidationError):
        upload(admin, None, [KARI])


@pytest.mark.parametrize("verb", ["store", "undo", "retry"])
def test_each_step_asks_again(verb, admin, union, stranger):
    kept = compare(admin, union.section, [KARI])
    with pytest.raises(Refused):
        getattr(people_import, verb)(stranger, upload=kept)


def test_the_right_is_asked_once_more_when_the_worker_stores(admin, union):
    kept = compare(admin, union.section, [KARI])
    people_import.store(admin, upload=kept)
    Appointment.objects.filter(person=admin.person).update(ends_on=timezone.localdate() - timedelta(days=1))
    work()
    kept.refresh_from_db()
    assert (kept.state, kept.failed_in) == ("failed", "storing")
    assert not Person.objects.filter(email=KARI[2]).exists()


def test_somebody_of_another_unit_is_not_changed(admin, union):
    PersonFactory(first_name="Kari", last_name="Moe", email=KARI[2], section=union.other, phone="99999999")
    kept = run(admin, union.section, [KARI])
    assert wrong(kept) == [(2, "E-post", "This e-mail belongs to somebody in another unit. Ask its administration.")]
    assert person().phone == "99999999"


def test_a_namesake_of_another_unit_is_not_told_of(admin, union):
    PersonFactory(first_name="Kari", last_name="Moe", email="", phone="91234567", section=union.other)
    kept = run(admin, union.section, [["Kari", "Moe", "", "91234567"]])
    assert outcomes(kept) == ["new"]


def test_a_body_of_another_unit_is_refused(admin, union):
    kept = run(admin, union.section, [[*KARI, "", "", "medlem", "Foreign group", "1.1.2026"]])
    assert wrong(kept) == [(2, "Organ", "You do not administer the unit of this body.")]
    assert not Person.objects.filter(email=KARI[2]).exists()


def test_a_local_union_that_one_does_not_administer_is_left_out(admin, union):
    kept = run(admin, union.section, [[*KARI, "Local union"]])
    assert outcomes(kept) == ["new"]
    assert kept.rows.get().remarks[0]["reason"] == "You do not administer “Local union”. It was left out."
    assert (person().unit, person().section) == (None, union.section)


# --- Whom a row means -------------------------------------------------------------------------------------------------


def test_new_people_belong_to_the_unit(admin, union):
    kept = run(admin, union.section, [KARI, OLA])
    assert outcomes(kept) == ["new", "new"]
    found = person()
    assert (found.name, found.phone, found.section) == ("Kari Moe", "91234567", union.section)
    assert found.sort_name and found.search_text
    assert Person.objects.search("moe").get() == found


def test_a_person_is_found_by_the_e_mail_in_any_case(admin, union):
    PersonFactory(first_name="Kari", last_name="Dal", email=KARI[2], section=union.section)
    kept = run(admin, union.section, [["KARI", "Moe", "Kari.Moe@REGISTER.example", "+47 912 34 567"]])
    assert outcomes(kept) == ["changed"]
    assert kept.rows.get().changes == {"last_name": ["Dal", "Moe"], "phone": ["", "91234567"]}
    assert person().name == "Kari Moe"


def test_an_e_mail_with_another_name_means_nobody(admin, union):
    PersonFactory(first_name="Siri", last_name="Dal", email=KARI[2], section=union.section)
    kept = run(admin, union.section, [KARI])
    assert wrong(kept) == [(2, "E-post", "The e-mail belongs to Siri Dal, who has another name.")]


def test_a_person_is_found_by_name_and_telephone(admin, union):
    known = PersonFactory(first_name="Kari", last_name="Moe", email="", phone="+47 912 34 567", section=union.section)
    kept = run(admin, union.section, [KARI])
    assert kept.rows.get().changes == {"email": ["", KARI[2]]}
    known.refresh_from_db()
    assert (known.email, known.phone) == (KARI[2], "+47 912 34 567")


def test_a_person_is_found_by_name_and_local_union(union):
    known = PersonFactory(first_name="Kari", last_name="Moe", email="", unit=union.local)
    kept = run(None, None, [["Kari", "Moe", "", "91234567", "Local union"]])
    assert outcomes(kept) == ["changed"]
    known.refresh_from_db()
    assert known.phone == "91234567"


def test_two_of_the_same_name_in_a_local_union_are_not_guessed_at(union):
    for _ in range(2):
        PersonFactory(first_name="Kari", last_name="Moe", email="", unit=union.local)
    kept = run(None, None, [["Kari", "Moe", "", "", "Local union"]])
    assert [problem[:2] for problem in wrong(kept)] == [(2, "Etternavn")]


def test_two_of_the_same_name_with_other_e_mails_are_two(union):
    rows = [["Kari", "Moe", f"kari{n}@register.example", "", "Local union"] for n in (1, 2)]
    assert outcomes(run(None, None, rows)) == ["new", "new"]
    assert outcomes(run(None, None, rows)) == ["same", "same"]


def test_a_bare_name_beside_a_known_person_means_nobody(admin, union):
    PersonFactory(first_name="Kari", last_name="Moe", email=KARI[2], section=union.section)
    kept = run(admin, union.section, [["Kari", "Moe"]])
    assert wrong(kept)[0][:2] == (2, "Etternavn")


def test_a_bare_name_is_found_again(admin, union):
    assert outcomes(run(admin, union.section, [["Kari", "Moe"]])) == ["new"]
    assert outcomes(run(admin, union.section, [["KARI", "MOE"]])) == ["same"]


def test_a_local_union_that_does_not_exist_is_told_and_left_out(union):
    kept = run(None, None, [[*KARI, "Atlantis"]])
    assert outcomes(kept) == ["new"]
    assert "Atlantis" in kept.rows.get().remarks[0]["reason"]


def test_two_local_unions_of_one_name_are_told_apart_by_number(union):
    twin = UnitFactory(kind=Unit.Kind.LOCAL_UNION, name="Local union", number="042", parent=union.county)
    kept = run(None, None, [[*KARI, "Local union"], [*OLA, "042"]])
    assert kept.rows.get(number=2).remarks
    assert person(OLA[2]).unit == twin
    assert person().unit is None


# --- What a row changes ------------------------------------------------------------------------------------------------


def test_an_empty_cell_never_deletes(admin, union):
    PersonFactory(
        first_name="Kari",
        last_name="Moe",
        email=KARI[2],
        phone="91234567",
        employer="The library",
        section=union.section,
    )
    kept = run(admin, union.section, [["Kari", "Moe", KARI[2], "", "", ""]])
    assert outcomes(kept) == ["same"]
    assert (person().phone, person().employer) == ("91234567", "The library")


def test_a_second_time_changes_nothing(admin, union):
    rows = [
        [*KARI, "", "The library", "medlem", "Expert group", "1.5.2026", "30. april 2028", "By the board"],
        [*OLA, "", "", "leder", "Section board", "2026-05-01"],
        [*OLA, "", "", "medlem", "group", "2026-05-01"],
        ["", "Feil"],
    ]
    assert outcomes(run(admin, union.section, rows)) == ["new", "new", "changed", "wrong"]
    people_before = Person.objects.count()
    trail = AuditEntry.objects.exclude(verb__startswith="import.").count()
    assert outcomes(run(admin, union.section, rows)) == ["same", "same", "same", "wrong"]
    assert Person.objects.count() == people_before
    assert Appointment.objects.filter(person__email__in=[KARI[2], OLA[2]]).count() == 3
    assert AuditEntry.objects.exclude(verb__startswith="import.").count() == trail


def test_the_preview_stores_nothing(admin, union):
    before = (Person.objects.count(), AuditEntry.objects.count())
    kept = compare(admin, union.section, [KARI])
    assert kept.state == "ready" and outcomes(kept) == ["new"]
    assert (Person.objects.count(), AuditEntry.objects.count()) == before


def test_the_trail_tells_of_each_person(admin, union):
    kept = run(admin, union.section, [[*KARI, "", "", "medlem", "Expert group", "1.5.2026"]])
    verbs = list(AuditEntry.objects.filter(actor=admin).order_by("id").values_list("verb", "object_text", "unit_id"))
    assert verbs == [
        ("person.create", "Kari Moe", union.section.pk),
        ("appointment.create", "Kari Moe, member", union.section.pk),
        ("import.store", kept.file_name, union.section.pk),
    ]


def test_a_bad_row_stops_no_other(admin, union):
    rows = [["Kari", "", "kari"], OLA, ["=1+1", "Moe"], [*KARI[:3], "", "", "", "keiser", "Expert group", "1.5.2026"]]
    kept = run(admin, union.section, rows)
    assert outcomes(kept) == ["wrong", "new", "wrong", "wrong"]
    assert {(number, column) for number, column, _reason in wrong(kept)} == {
        (2, "E-post"), (2, "Etternavn"), (4, "Fornavn"), (5, "Verv"),
    }  # fmt: skip


def test_rows_that_contradict_an_earlier_one_are_wrong(admin, union):
    rows = [KARI, [*KARI[:3], "99999999"], [*KARI, "", "The library"]]
    kept = run(admin, union.section, rows)
    assert outcomes(kept) == ["new", "wrong", "changed"]
    assert wrong(kept) == [(3, "Mobil", "Row 2 says otherwise about the same person.")]
    assert outcomes(run(admin, union.section, rows)) == ["same", "wrong", "same"]


def test_the_login_follows_the_e_mail(admin, union):
    user = UserFactory(person__first_name="Kari", person__last_name="Moe", person__phone="91234567")
    Person.objects.filter(pk=user.person_id).update(section=union.section)
    run(admin, union.section, [KARI])
    assert User.objects.get(pk=user.pk).email == KARI[2]
    assert OutgoingMail.objects.filter(template="account_email_changed").count() == 1


# --- The work -----------------------------------------------------------------------------------------------------------


def test_a_second_click_stores_once(admin, union):
    kept = compare(admin, union.section, [KARI])
    people_import.store(admin, upload=kept)
    with pytest.raises(Conflict):
        people_import.store(admin, upload=PersonImport.objects.get(pk=kept.pk))


def test_columns_must_be_chosen_well(admin, union):
    kept = upload(admin, union.section, [KARI])
    for mapping in ({2: "email"}, {0: "first_name"}, {0: "name", 1: "name"}):
        with pytest.raises(ValidationError):
            people_import.choose(admin, upload=kept, mapping=mapping, signature="x")


def test_the_choice_of_columns_is_remembered_for_the_unit(admin, union):
    kept = upload(admin, union.section, [KARI])
    people_import.choose(admin, upload=kept, mapping={0: "first_name", 1: "last_name"}, signature="x")
    assert people_import.remembered(union.section, "x") == {0: "first_name", 1: "last_name"}
    assert people_import.remembered(union.other, "x") is None
    people_import.choose(admin, upload=upload(admin, union.section, [KARI]), mapping={0: "name"}, signature="x")
    assert ColumnMapping.objects.get().mapping == {"0": "name"}


def test_a_worker_that_died_is_followed_by_another_that_goes_on(admin, union, monkeypatch):
    monkeypatch.setattr(import_runs, "BATCH", 1)
    kept = compare(admin, union.section, [KARI, OLA])
    people_import.store(admin, upload=kept)
    taken = people_import.claim()
    assert taken is not None and people_import.claim() is None

    def die(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_runs.store(taken, told=die)
    PersonImport.objects.update(claimed_at=timezone.now() - people_import.LOST_AFTER * 2)
    work()
    kept.refresh_from_db()
    assert (kept.state, outcomes(kept)) == ("stored", ["new", "new"])
    assert AuditEntry.objects.filter(verb="person.create").count() == 2


def test_a_failure_is_told_and_can_be_gone_on_from(admin, union, monkeypatch):
    kept = compare(admin, union.section, [KARI])
    people_import.store(admin, upload=kept)
    with monkeypatch.context() as patch:
        patch.setattr(import_runs, "_store_batch", lambda *args: 1 / 0)
        work()
    kept.refresh_from_db()
    assert (kept.state, kept.failed_in) == ("failed", "storing")
    people_import.retry(admin, upload=kept)
    work()
    kept.refresh_from_db()
    assert (kept.state, outcomes(kept)) == ("stored", ["new"])


def test_somebody_elses_same_moment_costs_one_row(admin, union, monkeypatch):
    kept = compare(admin, union.section, [KARI, OLA])
    people_import.store(admin, upload=kept)
    write = import_runs._write

    def collide(upload, scope, steps):
        if any(step.person.first_name == "Kari" for step in steps):
            raise IntegrityError
        write(upload, scope, steps)

    monkeypatch.setattr(import_runs, "_write", collide)
    work()
    assert outcomes(kept) == ["wrong", "new"]
    assert "Somebody else" in wrong(kept)[0][2]


def test_what_somebody_changed_between_preview_and_store_is_seen(admin, union):
    kept = compare(admin, union.section, [KARI])
    people.create(admin, first_name="Kari", last_name="Moe", email=KARI[2], phone="91234567", section=union.section)
    people_import.store(admin, upload=kept)
    work()
    assert outcomes(kept) == ["same"]


def test_ten_thousand_rows_take_few_statements(union, django_assert_max_num_queries):
    rows = [
        [
            f"Kari{n}",
            f"Moe{n}",
            f"kari{n}@register.example",
            f"9{n:07}",
            "Local union",
            "",
            "medlem",
            "Expert group",
            "1.5.2026",
        ]
        for n in range(10_000)
    ]
    # Twenty batches of some thirty statements (SQLite takes 999 values at a time), however many rows there are.
    with django_assert_max_num_queries(1_500):
        kept = run(None, None, rows)
    assert kept.rows.filter(outcome="new").count() == 10_000
    assert Appointment.objects.filter(body=union.group).count() == 10_000
    assert AuditEntry.objects.filter(verb="person.create").count() == 10_000


def test_rows_are_forgotten_after_their_keeping(admin, union):
    old = run(admin, union.section, [KARI])
    run(admin, union.section, [OLA])
    PersonImport.objects.filter(pk=old.pk).update(uploaded_at=timezone.now() - people_import.KEPT - timedelta(days=1))
    people_import.forget()
    assert not PersonImportRow.objects.filter(upload=old).exists()
    assert PersonImportRow.objects.count() == 1


def test_the_heads_of_the_tests_are_known():
    assert len(recognise(HEADS)) == len(HEADS)
