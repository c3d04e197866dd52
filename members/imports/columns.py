"""The columns of a member register, found by their heads: bokmål, nynorsk or English, in any order."""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence

# Field → its heads, the surest first: of two columns that fit a field, the one that stands earlier here is taken.
NAMES: dict[str, tuple[str, ...]] = {
    "first_name": (
        "fornavn", "førenamn", "fornamn", "for og mellomnavn", "fornavn og mellomnavn", "first name", "firstname",
        "given name",
    ),
    "last_name": ("etternavn", "etternamn", "slektsnavn", "last name", "lastname", "surname", "family name"),
    "name": ("navn", "namn", "fullt navn", "fullt namn", "medlem", "person", "full name", "name", "medlemsnavn"),
    "email": (
        "e post", "epost", "e postadresse", "epostadresse", "e post adresse", "e mail", "email", "mail", "mailadresse",
        "e mail address", "email address", "e post privat", "privat e post", "e post jobb",
    ),
    "phone": (
        "mobil", "mobilnummer", "mobilnr", "mobiltelefon", "mobiltlf", "mobil nr", "mob", "mobile", "mobile phone", "telefon",
        "telefonnummer", "telefonnr", "tlf", "tlf nr", "tlfnr", "phone", "phone number", "telephone", "cell phone",
    ),
    "unit": (
        "fagforening", "fagforeining", "lokal fagforening", "lokal fagforeining", "avdeling", "avd", "klubb", "forening",
        "fagforeningsnr", "fagforeningsnummer", "local union", "union", "branch",
    ),
    "section": ("seksjon", "yrkesseksjon", "section"),
    "occupation": ("yrke", "stilling", "stillingstittel", "yrkestittel", "tittel", "occupation", "job title", "profession"),
    "employer": ("arbeidsgiver", "arbeidsgivar", "arbeidssted", "arbeidsstad", "arbeidsplass", "employer", "workplace"),
    "occupationally_active": (
        "yrkesaktiv", "yrkesaktive", "er yrkesaktiv", "i arbeid", "occupationally active", "active",
    ),
    "competence": ("kompetanse", "fagkompetanse", "competence"),
    "role": ("verv", "rolle", "verv i gruppa", "tillitsverv", "funksjon", "role", "office", "position"),
    "body": (
        "organ", "gruppe", "faggruppe", "utvalg", "utval", "råd", "styre", "verv i", "organ gruppe", "gruppe organ",
        "body", "group", "committee",
    ),
    "starts_on": (
        "fra", "frå", "fra dato", "frå dato", "fradato", "startdato", "fom", "f o m", "fra og med", "frå og med",
        "valgt fra", "vald frå", "vervstart", "oppnevnt fra", "oppnemnd frå", "from", "from date", "start", "start date",
    ),
    "ends_on": (
        "til", "til dato", "tildato", "sluttdato", "tom", "t o m", "til og med", "valgt til", "vald til", "vervslutt",
        "oppnevnt til", "oppnemnd til", "to", "to date", "until", "end", "end date",
    ),
    "deputy_for": (
        "vara for", "personlig vara for", "personleg vara for", "varamedlem for", "personlig varamedlem for",
        "stedfortreder for", "stadfortredar for", "deputy for", "personal deputy for", "stands in for",
    ),
    "appointed_by": (
        "oppnevnt av", "oppnemnd av", "valgt av", "vald av", "oppnevnende organ", "oppnemnande organ", "appointed by",
        "elected by",
    ),
    "decision": (
        "vedtak", "vedtaksnummer", "vedtaksnr", "vedtak nr", "saksnummer", "saksnr", "sak nr", "sak", "decision",
        "decision number", "case number",
    ),
    "note": ("merknad", "merknader", "merknadar", "kommentar", "notat", "note", "remark", "comment"),
}  # fmt: skip
FIELDS = tuple(NAMES)
# Heads → what is known of them, by column. Other tables than registers of members bring their own.
Recognise = Callable[[Sequence[str]], Mapping[int, str]]
_PLACES = {name: (field, place) for field, names in NAMES.items() for place, name in enumerate(names)}
LONGEST_HEAD = 60


def words(head: str) -> str:
    """A head without signs and brackets: "E-post (privat) *" is "e post"."""
    head = re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", head[: LONGEST_HEAD * 2].casefold())
    return " ".join(re.sub(r"[\W_]+", " ", head).split())


def recognise(heads: Sequence[str]) -> dict[int, str]:
    """Column → field. Each field once; a name in one column gives way to first and last names in two."""
    best: dict[str, tuple[int, int]] = {}
    for column, head in enumerate(heads):
        found = _PLACES.get(words(head)) if len(head) <= LONGEST_HEAD else None
        if found is None:
            continue
        field, place = found
        if field not in best or place < best[field][0]:
            best[field] = (place, column)
    if "first_name" in best and "last_name" in best:
        best.pop("name", None)
    return {column: field for field, (_place, column) in sorted(best.items(), key=lambda item: item[1][1])}


def signature(heads: Sequence[str]) -> str:
    """What makes two files alike, so that a chosen mapping is remembered: their heads in words."""
    return hashlib.sha256("|".join(words(head) for head in heads).encode()).hexdigest()
