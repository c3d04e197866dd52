"""Amounts of money as people type them: exact decimals in kroner, never binary fractions. :func:`portal.words.kr` writes them."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.words import NBSP, kr

# Ten figures of kroner and two of øre: what the columns of amounts hold (max_digits=12, decimal_places=2).
LARGEST = Decimal("9999999999.99")
LONGEST = 40
# Whole kroner in one piece or in threes; a point sets off threes or øre, a comma øre alone. Anything else is refused,
# since a guess at somebody's money is worse than a question.
_PIECES = re.compile(
    r"(?P<sign>-?)(?:(?P<whole>[0-9]+|[1-9][0-9]{0,2}(?: [0-9]{3})+)(?:[.,](?P<ore>[0-9]{1,2}))?"
    r"|(?P<pointed>[1-9][0-9]{0,2}(?:\.[0-9]{3})+)(?:,(?P<pointed_ore>[0-9]{1,2}))?)"
)
_AROUND = re.compile(r"^(?:kr\.?|nok)\s*|\s*(?:kr\.?|nok|,[-–−])$", re.IGNORECASE)


def parse(text: str) -> Decimal:
    """«1 925 000», «1.925.000,50», «1925000.50», «kr 500,-» → kroner with two places; ``ValueError`` for anything else."""
    bare = _AROUND.sub("", " ".join(text.split())).replace("−", "-").replace("–", "-").replace("- ", "-")
    found = _PIECES.fullmatch(bare) if len(bare) <= LONGEST else None
    if found is None:
        raise ValueError(text)
    whole = re.sub(r"[ .]", "", found["whole"] or found["pointed"])
    ore = (found["ore"] or found["pointed_ore"] or "").ljust(2, "0")
    amount = Decimal(f"{whole}.{ore}")
    return -amount if found["sign"] and amount else amount


def typed(amount: Decimal) -> str:
    """As it stands in a field to be changed: «1 925 000,50», in every language what :func:`parse` reads."""
    whole, _point, ore = f"{abs(amount):,.2f}".partition(".")
    text = whole.replace(",", NBSP) + ("" if ore == "00" else f",{ore}")
    return f"−{text}" if amount < 0 else text


class AmountField(forms.CharField):
    """An amount in kroner; cleaned it is a ``Decimal`` with two places, or None where it may be empty."""

    default_error_messages = {
        "invalid": _("“%(text)s” is not an amount. Write for example 85 000 or 85 000,50."),
        "small": _("The amount is at least %(limit)s."),
        "large": _("The amount is at most %(limit)s."),
    }

    def __init__(self, *, lowest: Decimal = Decimal(0), highest: Decimal = LARGEST, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**kwargs)
        self.lowest, self.highest = lowest, highest
        self.empty_value = None

    def prepare_value(self, value: Any) -> Any:
        return typed(value) if isinstance(value, Decimal) else value

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if text is None:
            return None
        try:
            return parse(text)
        except ValueError:
            said = {"text": text[:LONGEST]}
            raise ValidationError(self.error_messages["invalid"], code="invalid", params=said) from None

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is None:
            return
        for code, limit, wrong in (
            ("small", self.lowest, value < self.lowest),
            ("large", self.highest, value > self.highest),
        ):
            if wrong:
                raise ValidationError(self.error_messages[code], code=code, params={"limit": kr(limit)})
