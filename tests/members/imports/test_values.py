"""Dates, telephones, yes and no, roles and names as registers write them."""

import contextlib
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.imports import values
from members.register import phone_key
from members.roles import Role

DAYS = st.dates(date(1970, 1, 1), date(2069, 12, 31))
MONTHS = [
    "januar",
    "februar",
    "mars",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "desember",
]


@pytest.mark.parametrize(
    "text",
    [
        "1.5.2026", "01.05.2026", "01.05.26", "1. 5. 2026", "1/5/2026", "01-05-2026", "1. mai 2026", "1 mai 2026",
        "1.mai 2026", "1. MAI 26", "fredag 1. mai 2026", "2026-05-01", "2026-05-01T00:00:00", "2026-05-01 12:30",
        "01.05.2026 00:00:00", "01.05.2026 kl. 10:00", "20260501", "46143", "46143.0", "1. may 2026", "2026/5/1", "1.5.2026.",
    ],
)  # fmt: skip
def test_a_day_in_any_form(text):
    assert values.day(text) == date(2026, 5, 1)


@pytest.mark.parametrize(
    "text",
    [
        "31.2.2026",
        "29. februar 2027",
        "1.13.2026",
        "32.1.2026",
        "i fjor",
        "1. mars",
        "0.0.0000",
        "1.5.1026",
        "5",
        "123456789",
        "²",
    ],
)
def test_what_is_no_day(text):
    with pytest.raises(ValueError):
        values.day(text)


def test_a_leap_day():
    assert values.day("29.02.2028") == date(2028, 2, 29)


def test_a_bare_month_or_year_reaches_to_its_end():
    assert (values.day("feb 2028"), values.day("februar 2028", last=True)) == (date(2028, 2, 1), date(2028, 2, 29))
    assert (values.day("2026"), values.day("2026", last=True)) == (date(2026, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize("text", ["", "-", "d.d.", "Løpende"])
def test_no_day(text):
    assert values.day(text) is None


@given(DAYS)
def test_a_day_comes_back_from_every_form(day):
    excel = str((day - values.EXCEL_DAY_ZERO).days)
    forms = [
        day.isoformat(), f"{day:%d.%m.%Y}", f"{day.day}.{day.month}.{day.year}", f"{day:%d.%m.%y}", f"{day:%d/%m/%Y}",
        f"{day.day}. {MONTHS[day.month - 1]} {day.year}", f"{day.day} {MONTHS[day.month - 1][:3].upper()} {day.year}", excel,
    ]  # fmt: skip
    assert {values.day(form) for form in forms} == {day}


@given(st.text(max_size=40))
def test_no_text_does_more_than_fail_to_be_a_day(text):
    with contextlib.suppress(ValueError):
        assert values.day(text) is None or date(1900, 1, 1) <= values.day(text) < date(2101, 1, 1)


@pytest.mark.parametrize(
    "text",
    [
        "91234567",
        "912 34 567",
        "91 23 45 67",
        "+47 912 34 567",
        "+4791234567",
        "0047 91 23 45 67",
        "4791234567",
        "(+47) 912-34-567",
    ],
)
def test_a_mobile_number_in_any_form(text):
    assert values.phone(text) == "91234567"


def test_a_number_of_another_country_keeps_it():
    assert values.phone("0046 70-123 45 67") == values.phone("+46701234567") == "+46701234567"


@pytest.mark.parametrize("text", ["", "1234", "+47 1234", "hjemme", "91234567 / 92345678", "91 23 45 6", "+0712345678"])
def test_what_is_no_telephone(text):
    with pytest.raises(ValueError):
        values.phone(text)


@given(
    st.from_regex(r"\A[2-9][0-9]{7}\Z"),
    st.sampled_from(["", "+47", "+47 ", "0047", "0047 "]),
    st.sets(st.integers(1, 7)),
)
def test_a_telephone_comes_back_however_it_is_spaced(number, country, spaces):
    spaced = "".join(f" {digit}" if at in spaces else digit for at, digit in enumerate(number))
    assert values.phone(country + spaced) == number == values.phone(values.phone(country + spaced))
    assert phone_key(country + spaced) == number


@pytest.mark.parametrize(
    ("text", "answer"), [("Ja", True), ("NEI", False), ("x", True), ("0", False), ("ikkje", False)]
)
def test_yes_and_no(text, answer):
    assert values.yes_no(text) is answer


def test_neither_yes_nor_no():
    with pytest.raises(ValueError):
        values.yes_no("kanskje")


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Leder", (Role.LEADER, 0)),
        ("LEIAR", (Role.LEADER, 0)),
        ("2. varamedlem", (Role.DEPUTY_MEMBER, 2)),
        ("Vara 3", (Role.DEPUTY_MEMBER, 3)),
        ("varamedlem nr. 1", (Role.DEPUTY_MEMBER, 1)),
        ("Rådgjevar", (Role.ADVISER, 0)),
        ("hovedtillitsvalgt", (Role.CHIEF_STEWARD, 0)),
        ("kontaktperson i styret", (Role.CONTACT, 0)),
        ("chief_steward", (Role.CHIEF_STEWARD, 0)),
    ],
)
def test_roles_by_their_names(text, role):
    assert values.role(text) == role


def test_every_role_has_a_norwegian_name():
    assert {role for name, role in values.ROLES.items() if name not in Role.values} == set(Role.values)


@pytest.mark.parametrize("text", ["", "keiser", "123", "99999999999"])
def test_what_is_no_role(text):
    with pytest.raises(ValueError):
        values.role(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Kari Moe", ("Kari", "Moe")),
        ("Kari Anne Moe", ("Kari Anne", "Moe")),
        ("Moe, Kari Anne", ("Kari Anne", "Moe")),
        ("Jan van der Berg", ("Jan", "van der Berg")),
        ("Kari", ("", "Kari")),
        ("", ("", "")),
    ],
)
def test_a_whole_name_is_split(text, name):
    assert values.split_name(text) == name


@given(st.integers(25_569, 73_050))
def test_the_days_of_excel(number):
    assert values.day(str(number)) == date(1899, 12, 30) + timedelta(days=number)
