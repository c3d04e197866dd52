"""The appointments of an import: the same rules as anywhere, told at the column that breaks them."""

from datetime import date

import pytest

from members.models import Appointment, Person
from members.operations import import_runs, terms
from members.roles import Role
from tests.factories import AppointmentFactory, PersonFactory
from tests.members.operations.import_helpers import KARI, OLA, outcomes, person, run, take_back, term, wrong


def test_an_appointment_is_set_right_where_the_file_knows_more(admin, union):
    run(admin, union.section, [term()])
    kept = run(admin, union.section, [term(end="30.4.2028", note="Elected")])
    assert kept.rows.get().changes == {"ends_on": [None, "2028-04-30"], "note": ["", "Elected"]}
    assert Appointment.objects.get(person=person()).ends_on == date(2028, 4, 30)
    assert outcomes(run(admin, union.section, [term()])) == ["same"]
    assert Appointment.objects.get(person=person()).ends_on == date(2028, 4, 30)


def test_an_appointment_without_a_first_day_is_the_one_that_is_known(admin, union):
    assert wrong(run(admin, union.section, [term(start="")]))[0][:2] == (2, "Fra")
    run(admin, union.section, [term()])
    assert outcomes(run(admin, union.section, [term(start="")])) == ["same"]


def test_one_leader_at_a_time(admin, union, leader):
    kept = run(admin, union.section, [term(role="leder")])
    assert [problem[:2] for problem in wrong(kept)] == [(2, "Verv")]
    assert "There can be only one at a time." in wrong(kept)[0][2]


def test_a_change_of_leader_stands_in_its_order_however_the_list_is_sorted(admin, union):
    rows = [term("leder", start="1.5.2026"), term("leder", start="1.1.2024", end="30.4.2026", who=OLA)]
    AppointmentFactory(
        person=PersonFactory(first_name="Ola", last_name="Dal", email=OLA[2], section=union.section),
        body=union.group, role=Role.LEADER, starts_on=date(2024, 1, 1),
    )  # fmt: skip
    assert outcomes(run(admin, union.section, rows)) == ["new", "changed"]
    assert outcomes(run(admin, union.section, rows)) == ["same", "same"]


def test_two_appointments_that_touch_on_one_day_collide(admin, union):
    rows = [term("leder", end="30.4.2028"), term("leder", start="30.4.2028", who=OLA)]
    assert outcomes(run(admin, union.section, rows)) == ["new", "wrong"]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (term(body="Nowhere"), "Organ"),
        (term(body=""), "Organ"),
        (term(role=""), "Verv"),
        (term(role="kasserer"), "Verv"),
        (term(start="1.5.2026", end="1.4.2026"), "Til"),
        (term(role="personlig vara", body="Section board"), "Verv"),
    ],
)
def test_an_appointment_that_breaks_a_rule_is_told_at_its_column(row, column, admin, union):
    kept = run(admin, union.section, [row])
    assert [problem[1] for problem in wrong(kept)] == [column]
    assert not Person.objects.filter(email=KARI[2]).exists()


def test_a_role_without_a_column_for_the_body_is_left_out(admin, union):
    kept = run(admin, union.section, [["Kari Moe", "leder"]], heads=["Navn", "Verv"])
    assert outcomes(kept) == ["new"]
    assert kept.rows.get().remarks[0]["column"] == "Verv"


def test_the_board_of_the_named_unit_is_found_by_what_people_call_it(union):
    kept = run(None, None, [[*KARI, "Local union", "", "leder", "Styret", "1.1.2026"]])
    assert outcomes(kept) == ["new"]
    assert Appointment.objects.get(person=person()).body == union.local_board


def test_a_section_committee_has_a_section_leader(union):
    run(None, None, [term("leder", "County committee")])
    assert Appointment.objects.get(person=person()).role == Role.SECTION_LEADER


def test_an_appointment_that_was_ended_in_the_portal_is_not_prolonged(admin, union):
    run(admin, union.section, [term(end="30.4.2028")])
    Appointment.objects.filter(person=person()).update(ends_on=date(2026, 9, 1), ended_reason="Moved")
    kept = run(admin, union.section, [term(end="30.4.2028")])
    assert wrong(kept) == [(2, "Til", "The appointment was ended in the portal: Moved")]


def test_a_register_knows_the_decided_term_and_not_who_has_left_or_sits_on(admin, union):
    run(admin, union.section, [term(end="30.4.2028"), term(end="30.4.2028", who=OLA)])
    left, carried = (person(email).appointments.get() for email in (KARI[2], OLA[2]))
    terms.resign(admin, appointment=left, last_day=date(2026, 9, 1))
    terms.carry_over(admin, appointment=carried, reason="work", since=date(2026, 10, 1))
    kept = run(admin, union.section, [term(end="30.4.2028"), term(end="30.4.2028", who=OLA)])
    assert outcomes(kept) == ["same", "same"]
    assert "ended in the portal: resigned" in kept.rows.get(number=2).remarks[0]["reason"]
    kept = run(admin, union.section, [term(end="31.5.2028"), term(end="31.5.2028", who=OLA)])
    assert [row for row, _column, _reason in wrong(kept)] == [2, 3]
    left.refresh_from_db()
    carried.refresh_from_db()
    assert (left.ends_on, carried.ends_on, carried.term_ends_on) == (date(2026, 9, 1), None, date(2028, 4, 30))


def test_a_term_from_a_leap_day(admin, union):
    run(admin, union.section, [term(start="29.2.2028", end="28.2.2030")])
    assert Appointment.objects.get(person=person()).starts_on == date(2028, 2, 29)


# --- Deputies, and who appointed by which decision --------------------------------------------------------------------

BOARD_HEADS = [
    "Fornavn", "Etternavn", "E-post", "Verv", "Organ", "Fra", "Personlig vara for", "Oppnevnt av", "Vedtaksnr.",
]  # fmt: skip


def board_row(first, last, role, deputy_for="", decision="14/26"):
    email = f"{first}.{last}@register.example".lower()
    return [first, last, email, role, "Styret", "1.5.2026", deputy_for, "Landsmøtet", decision]


def test_a_board_with_personal_deputies_is_read_in_and_the_second_run_changes_nothing(admin, union):
    rows = [
        # The deputies stand before those whom they stand in for, as a list sorted by name may have it.
        board_row("Anna", "Aas", "personlig vara", "Vik, Kari"),
        board_row("Bo", "Berg", "Personlig vara", "ola.dal@register.example"),
        board_row("Kari", "Vik", "styremedlem"),
        board_row("Ola", "Dal", "leder"),
    ]
    assert outcomes(run(admin, union.section, rows, BOARD_HEADS)) == ["new"] * 4
    deputies = Appointment.objects.filter(body=union.board, role="personal_deputy").order_by("person__last_name")
    assert [(str(seat.person), str(seat.deputy_for)) for seat in deputies] == [
        ("Anna Aas", "Kari Vik"), ("Bo Berg", "Ola Dal"),
    ]  # fmt: skip
    assert {(seat.appointed_by, seat.decision) for seat in Appointment.objects.filter(body=union.board)} == {
        ("Landsmøtet", "14/26")
    }
    assert outcomes(run(admin, union.section, rows, BOARD_HEADS)) == ["same"] * 4
    # A later list says otherwise: put right, told in words, and taken back whole.
    changed = run(admin, union.section, [board_row("Anna", "Aas", "personlig vara", "Ola Dal", "20/26")], BOARD_HEADS)
    assert changed.rows.get().changes == {"deputy_for": ["Kari Vik", "Ola Dal"], "decision": ["14/26", "20/26"]}
    assert str(deputies.get(person__first_name="Anna").deputy_for) == "Ola Dal"
    take_back(admin, changed)
    seat = deputies.get(person__first_name="Anna")
    assert (str(seat.deputy_for), seat.decision) == ("Kari Vik", "14/26")


def test_a_whole_board_is_taken_back(admin, union):
    kept = run(
        admin,
        union.section,
        [board_row("Anna", "Aas", "personlig vara", "Kari Vik"), board_row("Kari", "Vik", "styremedlem")],
        BOARD_HEADS,
    )
    take_back(admin, kept)
    assert not Appointment.objects.filter(body=union.board).exists()
    assert not Person.objects.filter(email__endswith="@register.example").exists()


def test_a_deputy_for_nobody_there_is_refused_at_the_column(admin, union):
    kept = run(
        admin,
        union.section,
        [
            board_row("Kari", "Vik", "styremedlem", "Ola Dal"),
            board_row("Anna", "Aas", "personlig vara", "Somebody Else"),
            board_row("Bo", "Berg", "personlig vara"),
        ],
        BOARD_HEADS,
    )
    assert outcomes(kept) == ["new", "wrong", "wrong"]
    assert [(row, column) for row, column, _reason in wrong(kept)] == [
        (3, "Personlig vara for"),
        (4, "Personlig vara for"),
    ]
    assert "stands in for somebody" in kept.rows.get(number=2).remarks[0]["reason"]


def test_a_leader_whose_row_comes_in_a_later_batch_is_known(admin, union, leader, monkeypatch):
    """The leader's seat is read with the first batch of the body's rows."""
    monkeypatch.setattr(import_runs, "BATCH", 1)
    person = leader.person
    rows = [
        ["Early", "Bird", "early@register.example", "medlem", "Expert group", "1.1.2023", "", "", ""],
        [person.first_name, person.last_name, person.email, "leder", "Expert group", "1.1.2024", "", "", ""],
    ]
    assert wrong(run(admin, union.section, rows, BOARD_HEADS)) == []
    assert person.appointments.count() == 1
