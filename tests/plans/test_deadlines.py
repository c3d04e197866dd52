"""Deadlines as people write them."""

from datetime import date

import pytest

from plans import deadlines
from plans.outline import Deadline

FROM, TO = date(2021, 1, 1), date(2021, 12, 31)


def read(raw: str, starts_on=FROM, ends_on=TO):
    return deadlines.parse(raw, starts_on, ends_on)


@pytest.mark.parametrize(
    "raw",
    ["snarest", "vinteren", "30. februar", "uke 54", "1. kvartal og 2. kvartal", "etter behov", "5. halvår", "0.0.2021",
     "desember-januar", "99.99.9999", "uke 99 9999", "12"],
)  # fmt: skip
def test_what_is_not_certain_stays_words(raw):
    assert read(raw) == Deadline("text", words=raw, raw=raw)


def test_a_day_without_a_year_is_not_guessed_in_a_plan_of_two_years():
    assert read("1. mai", FROM, date(2022, 12, 31)).kind == "text"
    assert read("1. mai", FROM, date(2022, 3, 31)).ends_on == date(2021, 5, 1)
    assert read("1. mai", None, None).kind == "text"


@pytest.mark.parametrize(
    "raw",
    [
        "Kontinuerlig",
        " kontinuerlig ",
        "Kontinuerleg",
        "Løpende",
        "Fortløpande",
        "Kontinuerlig gjennom året",
        "hele året",
    ],
)
def test_continuous(raw):
    assert read(raw).kind == "continuous"


def test_continuous_with_a_date_is_not_certain():
    assert read("Kontinuerlig til 1. mai").kind == "text"


@pytest.mark.parametrize(
    ("raw", "day"),
    [
        ("20 januar 2021", date(2021, 1, 20)),
        ("20. jan. 2021", date(2021, 1, 20)),
        ("20.01.2021", date(2021, 1, 20)),
        ("20.1.21", date(2021, 1, 20)),
        ("2021-01-20", date(2021, 1, 20)),
        ("20/1-2021", date(2021, 1, 20)),
        ("innen 1. mai", date(2021, 5, 1)),
        ("Innan 1. mai.", date(2021, 5, 1)),
        ("15/3", date(2021, 3, 15)),
    ],
)
def test_a_day(raw, day):
    deadline = read(raw)
    assert (deadline.kind, deadline.starts_on, deadline.ends_on) == ("date", None, day)


@pytest.mark.parametrize(
    ("raw", "first", "last"),
    [
        ("høsten 2021", date(2021, 8, 1), date(2021, 12, 31)),
        ("Våren", date(2021, 1, 1), date(2021, 6, 30)),
        ("2. halvår", date(2021, 7, 1), date(2021, 12, 31)),
        ("3. kvartal 2021", date(2021, 7, 1), date(2021, 9, 30)),
        ("2. tertial", date(2021, 5, 1), date(2021, 8, 31)),
        ("uke 23", date(2021, 6, 7), date(2021, 6, 13)),
        ("veke 23 2022", date(2022, 6, 6), date(2022, 6, 12)),
        ("februar 2024", date(2024, 2, 1), date(2024, 2, 29)),
        ("mars - mai", date(2021, 3, 1), date(2021, 5, 31)),
        ("fra mars til mai 2022", date(2022, 3, 1), date(2022, 5, 31)),
        ("2021", date(2021, 1, 1), date(2021, 12, 31)),
    ],
)
def test_a_period(raw, first, last):
    deadline = read(raw)
    assert (deadline.kind, deadline.starts_on, deadline.ends_on) == ("period", first, last)


def test_nothing_is_none():
    assert read("  ") == Deadline("none", words="  ", raw="  ")
    assert read("") == Deadline()


@pytest.mark.parametrize(
    "deadline",
    [
        Deadline("date", None, date(2021, 5, 1), "før ferien"),
        Deadline("period", date(2021, 5, 1), date(2021, 6, 2), ""),
        Deadline("period", date(2021, 5, 1), date(2021, 6, 2), "høsten 2021"),
        Deadline("period", date(2021, 8, 1), date(2021, 12, 31), "høsten 2021"),
        Deadline("continuous", words="1. mai"),
        Deadline("continuous"),
        Deadline("text", words="snarest"),
        Deadline(),
    ],
)
def test_the_written_cell_gives_the_same_deadline(deadline):
    again = read(deadlines.cell(deadline, FROM, TO))
    assert (again.means, again.words) == (deadline.means, deadline.words)
