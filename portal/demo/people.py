"""Invented people: names put together from common Norwegian ones, the same every time."""

import random
from collections.abc import Iterator

from members.models import Person
from members.operations import people
from portal.textsearch import fold

FIRST = (
    "Åse", "Bjørn", "Cathrine", "Dagny", "Eirin", "Frøydis", "Gaute", "Hjørdis", "Ingvild", "Jørgen", "Kjersti", "Lasse",
    "Målfrid", "Njål", "Oddbjørg", "Pernille", "Ragnhild", "Sølvi", "Torbjørn", "Unn", "Vetle", "Yngvar", "Ærlend", "Øystein",
    "Ådne", "Aslaug", "Borghild", "Dordi", "Embla", "Fredrik", "Gyda", "Håvard", "Iselin", "Jorunn", "Ketil", "Live",
    "Mathilde", "Nora", "Olav", "Peder", "Ronja", "Sigbjørn", "Tale", "Ulrik", "Vilde", "Amina", "Mohamed", "Leyla",
    "Piotr", "Marja", "Áilu", "Thi", "Samir", "Zuzanna",
)  # fmt: skip
LAST = (
    "Aasgjerd", "Bråthen", "Børtveit", "Dalåker", "Eidsøren", "Fjellvåg", "Grøndokk", "Haugsbø", "Ilstadløkk", "Jærnes",
    "Kvålseth", "Langåskleiv", "Myrseter", "Nygjelten", "Opdøl", "Prestrøn", "Rødsjø", "Skjærvik", "Tangvåg", "Ulvøen",
    "Vårdalsli", "Ytreland", "Østrembø", "Ålmoen", "Brekkåsen", "Drageskar", "Engvoll", "Furukoll", "Gråsteinsvik",
    "Hestøy", "Isfjæren", "Kråkenesli", "Lyngmyra", "Måløyvik", "Nordbråten", "Olderfjell", "Rognskog", "Småbrekke",
    "Tverrlid", "Utmarken", "Varghaug", "Øverdalen", "Årøybakk",
)  # fmt: skip
OCCUPATIONS = (
    "sekretær", "helsesekretær", "saksbehandler", "førstekonsulent", "arkivmedarbeider", "lønnsmedarbeider",
    "skolesekretær", "veileder i NAV", "servicemedarbeider", "regnskapsmedarbeider", "merkantil leder", "prosjektmedarbeider",
)  # fmt: skip
# Kinds of employers, none of them real.
EMPLOYERS = (
    "Fjordvik kommune", "Storelva kommune", "Nordheia fylkeskommune", "Vestskogen sykehus", "Solsida legesenter",
    "Granmo videregående skole", "NAV Åsdalen", "Bjørkelia kommune", "Havgløtt helsehus", "Kirkebakken skole",
)  # fmt: skip


def names() -> Iterator[tuple[str, str]]:
    """Names without end (there are over two thousand), each once, always in the same order."""
    draw = random.Random("demo")
    pairs = [(first, last) for first in FIRST for last in LAST]
    draw.shuffle(pairs)
    yield from pairs


class Cast:
    """Hands out people, registered through the same verb as anybody."""

    def __init__(self) -> None:
        self._names = names()
        self._draw = random.Random("cast")

    def person(self, *, login: str = "", unit=None, section=None, occupation: str = "", competence: str = "") -> Person:
        first, last = next(self._names)
        address = login or f"{plain(first)}.{plain(last)}"
        return people.create(
            None,
            first_name=first,
            last_name=last,
            email=f"{address}@demo.example",
            phone=f"9{self._draw.randrange(10**7):07d}",
            unit=unit,
            section=section,
            employer=self._draw.choice(EMPLOYERS),
            occupation=occupation or self._draw.choice(OCCUPATIONS),
            competence=competence,
        )


def plain(name: str) -> str:
    """A name as an address can hold it."""
    letters = {"æ": "ae", "ø": "o", "å": "a", "á": "a"}
    return "".join(letters.get(letter, letter) for letter in fold(name) if letter.isalpha())
