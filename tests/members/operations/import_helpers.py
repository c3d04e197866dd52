"""A whole import in one call, as a worker does it."""

from members.imports import job
from members.imports.columns import recognise, signature
from members.models import Person, PersonImport
from members.operations import people_import

HEADS = [
    "Fornavn",
    "Etternavn",
    "E-post",
    "Mobil",
    "Fagforening",
    "Arbeidsgiver",
    "Verv",
    "Organ",
    "Fra",
    "Til",
    "Merknad",
]

KARI = ["Kari", "Moe", "kari.moe@register.example", "91234567"]
OLA = ["Ola", "Dal", "ola.dal@register.example", "+47 922 34 567"]


def person(email="kari.moe@register.example") -> Person:
    return Person.objects.get(email=email)


def term(role="medlem", body="Expert group", start="1.5.2026", end="", note="", who=KARI):
    return [*who, "", "", role, body, start, end, note]


def upload(actor, unit, rows, heads=None) -> PersonImport:
    heads = heads or HEADS
    numbered = [(number, [*row, *[""] * (len(heads) - len(row))]) for number, row in enumerate(rows, start=2)]
    return people_import.create(actor, unit=unit, heads=heads, rows=numbered, file_name="members.csv", sha256="0" * 64)


def compare(actor, unit, rows, heads=None) -> PersonImport:
    """As far as the preview."""
    heads = heads or HEADS
    kept = upload(actor, unit, rows, heads)
    people_import.choose(actor, upload=kept, mapping=recognise(heads), signature=signature(heads))
    work()
    kept.refresh_from_db()
    return kept


def run(actor, unit, rows, heads=None) -> PersonImport:
    """As far as the store."""
    kept = compare(actor, unit, rows, heads)
    people_import.store(actor, upload=kept)
    work()
    kept.refresh_from_db()
    return kept


def take_back(actor, kept: PersonImport) -> PersonImport:
    people_import.undo(actor, upload=kept)
    work()
    kept.refresh_from_db()
    return kept


def work() -> None:
    while (waiting := people_import.claim()) is not None:
        job.run(waiting)


def outcomes(kept: PersonImport) -> list[str]:
    return list(kept.rows.order_by("number").values_list("outcome", flat=True))


def wrong(kept: PersonImport) -> list[tuple[int, str, str]]:
    return [
        (row.number, problem["column"], problem["reason"])
        for row in kept.rows.order_by("number")
        for problem in row.problems
    ]
