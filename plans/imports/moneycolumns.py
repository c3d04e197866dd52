"""The columns of budgets and of lists from the accounts, found by their heads. Knows no Django: the child process asks it."""

import re
from collections.abc import Sequence

from members.imports.columns import words

# Column → its heads, in bokmål, nynorsk or English; the surest first.
NAMES: dict[str, tuple[str, ...]] = {
    "heading": ("overskrift", "gruppering", "kapittel", "hovedpost", "hovudpost", "område", "heading", "chapter"),
    "code": ("konto", "kontonr", "kontonummer", "konto nr", "art", "artskonto", "account", "account number"),
    "line": (
        "budsjettlinje", "budsjettpost", "post", "linje", "navn", "namn", "formål", "føremål", "benevnelse", "kontonavn",
        "kontonamn", "budget line", "line", "name", "item",
    ),
    "text": ("tekst", "bilagstekst", "beskrivelse", "beskriving", "forklaring", "text", "description"),
    "amount": ("beløp", "beløp nok", "budsjett", "kroner", "kr", "nok", "amount", "budget", "proposed", "revised"),
    "on": ("dato", "bilagsdato", "posteringsdato", "date", "voucher date"),
    "voucher": ("bilag", "bilagsnr", "bilagsnummer", "bilag nr", "voucher", "voucher number"),
    "project_number": ("prosjekt", "prosjektnr", "prosjektnummer", "prosj nr", "prosjekt nr", "project", "project number"),
    "sum": ("sum", "totalt", "total", "i alt", "sum alle år"),
}  # fmt: skip
_PLACES = {name: (field, place) for field, names in NAMES.items() for place, name in enumerate(names)}
YEAR = re.compile(r"(?:budsjett |budget |beløp )?((?:19|20)[0-9]{2})(?: budsjett| budget)?")


def recognise(heads: Sequence[str]) -> dict[int, str]:
    """Column → what it holds; a column of a year's amounts is called by the year. Each once."""
    best: dict[str, tuple[int, int]] = {}
    for column, head in enumerate(heads):
        bare = words(head)
        year = YEAR.fullmatch(bare)
        field, place = (year[1], 0) if year else _PLACES.get(bare, ("", 0))
        if field and (field not in best or place < best[field][0]):
            best[field] = (place, column)
    return {column: field for field, (_place, column) in sorted(best.items(), key=lambda item: item[1][1])}


def said(value: object) -> str:
    """A cell of a spreadsheet as text. A number with decimals has a comma: a point could set off thousands."""
    from members.imports.xlsxfile import text_of

    if isinstance(value, float) and not value.is_integer():
        cents = round(value, 2)
        # What a spreadsheet computes is a hair's breadth off; anything more is no amount, and is refused as it stands.
        return (f"{cents:.2f}" if abs(cents - value) < 1e-6 else repr(value)).replace(".", ",")
    return text_of(value)
