"""Amounts as they are typed and written: exact to the øre, and refused where they could mean two things."""

from decimal import Decimal

import pytest
from django import forms
from django.utils import translation

from portal import amounts
from portal.forms import PortalForm
from portal.words import kr


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1 925 000", "1925000.00"),
        ("1\xa0925\xa0000", "1925000.00"),
        ("1 925\u202f000 kr", "1925000.00"),
        ("1.925.000,50", "1925000.50"),
        ("1925000.50", "1925000.50"),
        ("1925000,5", "1925000.50"),
        ("1.925", "1925.00"),
        ("kr 500,-", "500.00"),
        ("NOK 0,07", "0.07"),
        ("−1 200", "-1200.00"),
        ("- 12,30", "-12.30"),
        ("-0", "0.00"),
        ("9999999999,99", "9999999999.99"),
    ],
)
def test_what_people_write_is_read_exactly(text, amount):
    found = amounts.parse(text)
    assert str(found) == amount
    assert amounts.parse(amounts.typed(found)) == found


@pytest.mark.parametrize(
    "text",
    [
        "", "kr", "12,345,67", "12,345", "1,925,000.50", "1.92.000", "12 34", "1.925 000", "0.500", "1e5", "NaN", "٣٤",
        "12.5.3", "--5", "5-", "Infinity", "1" * 41, "1_000", "12,345.6", "1 925,000",
    ],
)  # fmt: skip
def test_what_could_mean_two_things_is_refused(text):
    with pytest.raises(ValueError, match=r".*"):
        amounts.parse(text)


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("1925000", "1\xa0925\xa0000\xa0kr"),
        ("1925000.50", "1\xa0925\xa0000,50\xa0kr"),
        ("-1200", "−1\xa0200\xa0kr"),
        ("-0.00", "0\xa0kr"),
        ("9999999999.99", "9\xa0999\xa0999\xa0999,99\xa0kr"),
    ],
)
def test_amounts_are_written_as_norwegians_do(amount, text):
    with translation.override("nb"):
        assert kr(Decimal(amount)) == text


class Form(PortalForm):
    amount = amounts.AmountField(label="Amount")
    change = amounts.AmountField(label="Change", required=False, lowest=-amounts.LARGEST)


def test_the_field_says_what_is_wrong_and_keeps_what_was_typed():
    for text, sentence in (
        ("12,345,67", "“12,345,67” is not an amount."),
        ("-1", "The amount is at least"),
        ("10 000 000 000", "The amount is at most"),
        ("", "This field is required."),
    ):
        form = Form({"amount": text})
        assert sentence in str(form.errors["amount"])
        assert form["amount"].value() == text
    good = Form({"amount": "85 000,50", "change": "−5"})
    assert good.is_valid()
    assert good.cleaned_data == {"amount": Decimal("85000.50"), "change": Decimal("-5.00")}
    assert Form({"amount": "1"}).fields["change"].clean("") is None
    assert Form(initial={"amount": Decimal("85000.00")})["amount"].value() == "85\xa0000"
    assert isinstance(good.fields["amount"], forms.CharField)
