"""Responsible, status and budget as people write them."""

from decimal import Decimal

import pytest

from plans import cells


@pytest.mark.parametrize(
    "raw", ["ca 50 000", "50 000 + 20 000", "-", "12 34", "10 tusen", "-500", "99999999999", "1e5"]
)
def test_what_is_not_one_amount_stays_words(raw):
    assert cells.budget(raw) == (None, raw)


@pytest.mark.parametrize(
    ("raw", "amount"),
    [
        ("50 000 kr", "50000"),
        ("kr 50.000,-", "50000"),
        ("50000", "50000"),
        ("1\N{NO-BREAK SPACE}925\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}kr", "1925000"),
        ("Kr. 1 200,50", "1200.50"),
        ("0", "0"),
        ("250 kroner", "250"),
    ],
)
def test_an_amount(raw, amount):
    assert cells.budget(raw) == (Decimal(amount), "")


def test_an_amount_and_words():
    assert cells.budget("50 000 kr\nleie av lokale") == (Decimal(50000), "leie av lokale")


@pytest.mark.parametrize(
    ("amount", "words"), [("0", ""), ("1200.50", "om mulig"), ("1925000", ""), ("999999999.99", "")]
)
def test_the_written_budget_gives_the_same(amount, words):
    assert cells.budget(cells.budget_cell(Decimal(amount), words)) == (Decimal(amount), words)


def test_a_status_in_other_words_becomes_the_note():
    assert cells.status("Venter på svar") == ("", "Venter på svar")


@pytest.mark.parametrize(
    ("raw", "code", "note"),
    [
        ("Ferdig", "done", ""),
        ("I RUTE.", "on_track", ""),
        ("Forseinka", "delayed", ""),
        ("Utgår\nikke penger", "dropped", "ikke penger"),
        ("ikkje starta", "not_started", ""),
    ],
)
def test_a_status(raw, code, note):
    assert cells.status(raw) == (code, note)


@pytest.mark.parametrize("code", ["not_started", "on_track", "delayed", "done", "dropped"])
@pytest.mark.parametrize("note", ["", "ferdig", "to\nlinjer"])
def test_the_written_status_gives_the_same(code, note):
    found, again = cells.status(cells.status_cell(code, note))
    assert (found or "not_started", again) == (code, note)


def test_those_responsible_are_split_and_named_once():
    found = cells.responsible("Leder\\nestleder. Hovedtillitsvalgt\nleder og fag- og studieutvalget")
    assert [part.name for part in found] == ["Leder", "Nestleder", "Hovedtillitsvalgt", "Fag- og studieutvalget"]
    assert [part.role for part in found] == ["leader", "deputy_leader", "chief_steward", ""]


def test_no_one_is_responsible():
    assert cells.responsible(" \n . ") == []
