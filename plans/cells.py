"""What stands in the other columns: who is responsible, how it goes, what it costs."""

import re
from decimal import Decimal

from plans.outline import Responsible

NO_BREAK = "\N{NO-BREAK SPACE}"
_BREAKS = re.compile(r"[\n\\/,;]|\.(?=\s|$)|(?<![-–])\s+(?:og|samt|&|\+)\s+")

# The offices of the domain; plural and definite forms count as the office.
ROLES = {
    "leader": ("leder", "leiar", "lederen", "leiaren"),
    "deputy_leader": ("nestleder", "nestleiar", "nestlederen", "nestleiaren"),
    "secretary": ("sekretær", "sekretæren"),
    "treasurer": ("kasserer", "kassereren", "kasserar", "kasseraren"),
    "contact": ("kontaktperson", "kontaktpersonen"),
    "adviser": ("rådgiver", "rådgiveren", "rådgjevar", "rådgjevaren"),
    "training_officer": ("opplæringsansvarlig", "opplæringsansvarleg"),
    "youth_officer": ("ungdomstillitsvalgt", "ungdomstillitsvald"),
    "chief_steward": ("hovedtillitsvalgt", "hovedtillitsvalgte", "hovudtillitsvald", "hovudtillitsvalde", "htv"),
    "workplace_steward": ("plasstillitsvalgt", "plasstillitsvalgte", "plasstillitsvald", "plasstillitsvalde"),
    "section_leader": ("yrkesseksjonsleder", "yrkesseksjonsleiar", "yrkesseksjonslederen"),
}
ROLE_BY_WORD = {word: role for role, words in ROLES.items() for word in words}

STATUS_WORDS = {
    "not_started": ("ikke startet", "ikke begynt", "ikke påbegynt", "ikkje starta", "ikkje påbyrja", "planlagt"),
    "on_track": (
        "i rute",
        "i gang",
        "på vei",
        "på veg",
        "pågår",
        "under arbeid",
        "påbegynt",
        "påbyrja",
        "startet",
        "starta",
    ),
    "delayed": ("forsinket", "forseinka", "utsatt", "utsett"),
    "done": ("ferdig", "utført", "gjennomført", "fullført", "avsluttet", "avslutta", "gjort", "ok"),
    "dropped": ("utgår", "utgått", "avlyst", "henlagt", "droppet", "droppa", "bortfalt", "strøket"),
}
# What our own export writes: the first word of each, with a capital.
STATUS_CELL = {status: words[0].capitalize() for status, words in STATUS_WORDS.items()}
STATUS_BY_WORD = {word: status for status, words in STATUS_WORDS.items() for word in words}

_AMOUNT = re.compile(
    r"(?:kr\.?|nok)?\s*(?P<whole>\d{1,3}(?:[\s.'’]\d{3})+|\d+)(?:,(?P<cents>\d{1,2}))?(?:,-{1,2}|\s*kr\.?|\s*kroner|\s*nok)?",
    re.IGNORECASE,
)


def responsible(raw: str) -> list[Responsible]:
    """Those responsible, one by one, each named once."""
    found: dict[str, Responsible] = {}
    for part in _BREAKS.split(raw):
        name = " ".join(part.split()).strip(" .,;")
        if name:
            name = name[0].upper() + name[1:]
            found.setdefault(name.casefold(), Responsible(name, ROLE_BY_WORD.get(name.casefold(), "")))
    return list(found.values())


def status(raw: str) -> tuple[str, str]:
    """The status that the first line names for certain (else the empty string), and the note."""
    first, _, rest = raw.partition("\n")
    for words, note in ((first, rest), (raw, "")):
        found = STATUS_BY_WORD.get(" ".join(words.casefold().split()).strip(" .!"))
        if found:
            return found, note
    return "", raw


def status_cell(code: str, note: str) -> str:
    """The form's cell: the word, and the note below. "Not started" without a note is left blank, as people leave it."""
    if code == "not_started" and not note:
        return ""
    return "\n".join(part for part in (STATUS_CELL[code], note) if part)


def budget(raw: str) -> tuple[Decimal | None, str]:
    """The amount in kroner where the first line is one amount and nothing else, and the words."""
    first, _, rest = raw.partition("\n")
    amount = _amount(first)
    return (None, raw) if amount is None else (amount, rest)


def budget_cell(amount: Decimal | None, words: str) -> str:
    """The form's cell: "50 000 kr", and the words below."""
    if amount is None:
        return words
    kroner, cents = divmod(amount.quantize(Decimal("0.01")), 1)
    fraction = f",{int(cents * 100):02d}" if cents else ""
    number = f"{int(kroner):,}".replace(",", NO_BREAK) + fraction
    return "\n".join(part for part in (f"{number}{NO_BREAK}kr", words) if part)


def _amount(text: str) -> Decimal | None:
    match = _AMOUNT.fullmatch(" ".join(text.split()))
    if not match:
        return None
    whole = re.sub(r"\D", "", match["whole"])
    # More digits than the field holds: then it is some other number.
    if len(whole) > 10:
        return None
    return Decimal(f"{whole}.{(match['cents'] or '0').ljust(2, '0')}")
