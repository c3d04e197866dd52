"""Heads in bokmål, nynorsk and English."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.imports.columns import FIELDS, NAMES, recognise, signature


@pytest.mark.parametrize(
    ("heads", "fields"),
    [
        (["Fornavn", "Etternavn", "E-post", "Mobil"], ["first_name", "last_name", "email", "phone"]),
        (["Førenamn", "Etternamn", "EPOST", "Tlf."], ["first_name", "last_name", "email", "phone"]),
        (["First name", "Surname", "E-mail address", "Mobile"], ["first_name", "last_name", "email", "phone"]),
        (
            ["Navn *", "Fagforening:", "Stilling", "Arbeidsgivar"],
            ["name", "unit", "occupation", "employer"],
        ),
        (["Verv", "Organ", "Frå og med", "Til (dato)"], ["role", "body", "starts_on", "ends_on"]),
        (["Rolle", "Gruppe", "f.o.m.", "T.o.m."], ["role", "body", "starts_on", "ends_on"]),
        (["Yrkesaktiv?", "Merknad", "seksjon"], ["occupationally_active", "note", "section"]),
    ],
)
def test_columns_are_told_by_their_heads(heads, fields):
    assert list(recognise(heads).values()) == fields


def test_the_surer_of_two_heads_is_taken():
    assert recognise(["Telefon", "Mobil", "Stilling", "Yrke"]) == {1: "phone", 3: "occupation"}


def test_a_whole_name_gives_way_to_its_parts():
    assert recognise(["Navn", "Fornavn", "Etternavn"]) == {1: "first_name", 2: "last_name"}
    assert recognise(["Navn", "Fornavn"]) == {0: "name", 1: "first_name"}


def test_what_is_unknown_is_nobodys():
    assert recognise(["Skostørrelse", "", "x" * 1000]) == {}


def test_no_head_stands_for_two_fields():
    names = [name for each in NAMES.values() for name in each]
    assert sorted(names) == sorted(set(names))


def test_files_with_the_same_heads_are_alike():
    assert signature(["E-post", "NAVN"]) == signature(["e post ", "Navn:"]) != signature(["Navn", "E-post"])


@given(st.lists(st.text(max_size=80), max_size=20))
def test_any_heads_give_each_field_at_most_once(heads):
    found = recognise(heads)
    assert len(set(found.values())) == len(found)
    assert set(found.values()) <= set(FIELDS)
