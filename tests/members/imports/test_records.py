"""Rows become records: what is read, what is wrong and where."""

from members.imports.columns import FIELDS, recognise
from members.imports.messages import FIELDS as WORDS
from members.imports.records import parse
from members.imports.table import FORMULA

HEADS = ["Fornavn", "Etternavn", "E-post", "Mobil", "Verv", "Fra"]


def record(*cells, heads=HEADS):
    return parse([(2, list(cells))], recognise(heads), heads)[0]


def wrong(*cells, heads=HEADS):
    return [(problem.field, problem.column) for problem in record(*cells, heads=heads).wrong]


def test_a_row_is_read():
    found = record("Kari", "Moe", "Kari.MOE@People.example", "+47 912 34 567", "1. vara", "1. mai 2026")
    assert found.wrong == []
    assert found.values == {
        "first_name": "Kari", "last_name": "Moe", "email": "kari.moe@people.example", "phone": "91234567",
        "role": "deputy_member", "rank": 1, "starts_on": "2026-05-01",
    }  # fmt: skip


def test_empty_cells_have_no_value():
    assert record("Kari", "Moe", "", "-", "", "").values == {"first_name": "Kari", "last_name": "Moe"}


def test_blank_rows_are_no_records():
    assert parse([(2, ["", "-"]), (3, [])], {0: "first_name", 1: "last_name"}, ["a", "b"]) == []


def test_each_wrong_cell_is_told_with_its_head():
    assert wrong("Kari", "", "kari", "12", "keiser", "31.2.2026") == [
        ("email", "E-post"),
        ("phone", "Mobil"),
        ("role", "Verv"),
        ("starts_on", "Fra"),
        ("last_name", "Etternavn"),
    ]


def test_a_formula_is_wrong_wherever_it_stands():
    assert wrong(FORMULA, "Moe", "", "", "", "") == [("first_name", "Fornavn")]
    assert wrong("=cmd|' /C calc'!A0", "Moe", "", "", "", "") == [("first_name", "Fornavn")]


def test_a_broken_row_is_wrong_even_where_the_break_is_elsewhere():
    heads = ["Skostørrelse", "Navn"]
    assert wrong({"problem": "unclosed"}, "Kari Moe", heads=heads) == [("", "")]


def test_texts_that_are_too_long_are_told_and_not_cut():
    assert wrong("K" * 81, "Moe", "", "", "", "") == [("first_name", "Fornavn")]
    assert wrong("x" * 200_000, "Moe", "", "", "", "") == [("first_name", "Fornavn")]


def test_a_name_has_letters():
    assert wrong("123", "🙂", "", "", "", "") == [("first_name", "Fornavn"), ("last_name", "Etternavn")]


def test_a_line_break_in_an_address_is_no_address():
    assert wrong("Kari", "Moe", "a@b.example\nBcc: c@d.example", "", "", "") == [("email", "E-post")]


def test_a_whole_name_is_taken_apart_unless_its_parts_stand_beside_it():
    assert record("Moe, Kari", heads=["Navn"]).values == {"first_name": "Kari", "last_name": "Moe"}
    assert wrong("Kari", heads=["Navn"]) == [("first_name", "Navn")]
    heads = ["Navn", "Fornavn"]
    assert record("Kari Anne Moe", "Kari", heads=heads).values == {"first_name": "Kari", "last_name": "Moe"}


def test_every_field_has_a_name():
    assert set(WORDS) == set(FIELDS)
