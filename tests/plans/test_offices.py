"""Offices ticked in a form, and the words of the plan."""

import pytest

from plans import offices


@pytest.mark.parametrize(
    ("words", "chosen", "after"),
    [
        ("", ["leader", "chief_steward"], "Leder\nHovedtillitsvalgt"),
        ("Leder\\nestleder i samråd med\nkretsen", ["leader"], "Leder\\nestleder i samråd med\nkretsen"),
        ("Lederen og rådet", ["leader"], "Lederen og rådet"),
        ("Lederen og rådet", ["leader", "treasurer"], "Lederen og rådet\nKasserer"),
        ("Lederen og rådet", [], "Rådet"),
        ("HTV", ["leader"], "Leder"),
    ],
)
def test_the_words_name_the_offices_chosen(words, chosen, after):
    assert offices.with_chosen(words, chosen) == after
