"""The form's columns, found by their names: bokmål or nynorsk, in any order, some may be missing."""

import hashlib
import re
from collections.abc import Mapping

from plans.imports.rows import Row

NAMES = {
    "text": (
        "tiltak", "tiltaka", "tiltakene", "aktivitet", "aktiviteter", "aktivitetar", "hva", "kva", "oppgave", "oppgaver",
        "oppgåve", "oppgåver",
    ),
    "comment": ("kommentar", "kommentarer", "kommentarar", "merknad", "merknader", "merknadar"),
    "responsible": ("ansvar", "ansvarlig", "ansvarleg", "ansvarlige", "ansvarlege", "ansvarshavende", "hvem", "kven"),
    "deadline": ("frist", "frister", "fristar", "tidsfrist", "når", "tidspunkt"),
    "status": ("status", "framdrift", "fremdrift"),
    "budget": ("budsjett", "kostnad", "kostnader", "kostnadar", "beløp", "økonomi"),
    "project_number": ("prosj nr", "prosjnr", "prosj", "prosjekt", "prosjektnr", "prosjekt nr", "prosjektnummer"),
    # Tables that have the headings in columns instead of rows.
    "area": (
        "satsingsområde", "satsingsområder", "satsingsområda", "satsningsområde", "satsningsområder", "innsatsområde",
        "strategisk område", "område", "hovedområde", "hovudområde",
    ),
    "goal": ("mål", "delmål", "målsetting", "målsetjing", "hovedmål", "hovudmål"),
    "area_number": ("områdenr", "områdenummer", "område nr"),
    "goal_number": ("målnr", "målnummer", "mål nr"),
    # Columns of this portal's own spreadsheets.
    "review_months": ("gjennomgang", "gjennomgang mnd"),
    "is_strategic": ("strategisk",),
}  # fmt: skip
HEADINGS = ("area", "goal", "area_number", "goal_number")
FIELDS = tuple(NAMES)
FIELD_BY_NAME = {name: field for field, names in NAMES.items() for name in names}
LONGEST_HEAD = 40


def words(text: str) -> str:
    """A head without signs and capitals."""
    return " ".join(re.sub(r"[\W_]+", " ", text.casefold()).split())


def field_of(text: str, chosen: Mapping[str, str] | None = None) -> str:
    """The field that a column head names, or the empty string. "Ansvar (hvem)" counts by its first word.

    ``chosen``: what a person has said of a head (its words → field, or nothing).
    """
    key = words(text)
    if chosen and key in chosen:
        return chosen[key]
    if not key or len(text) > LONGEST_HEAD:
        return ""
    return FIELD_BY_NAME.get(key) or FIELD_BY_NAME.get(key.split()[0], "")


def header(row: Row, chosen: Mapping[str, str] | None = None) -> dict[int, str] | None:
    """Grid column → field, where the row is the form's head: the measures' column and at least one more."""
    columns: dict[int, str] = {}
    for cell in row.filled():
        name = field_of(cell.text, chosen)
        if name and name not in columns.values():
            for column in range(cell.column, cell.column + cell.span):
                columns[column] = name
    fields = set(columns.values())
    return columns if "text" in fields and len(fields) > 1 else None


def is_repeat(row: Row, head: Mapping[int, str] | None = None, *, exactly: bool = False) -> bool:
    """The head once more, as at the top of a new page: the same words again, or (unless ``exactly``) other column names."""
    if head and heads(row) == head:
        return True
    if exactly:
        return False
    return header(row) is not None and all(words(cell.text) in FIELD_BY_NAME for cell in row.filled())


def find_header(rows: list[Row], chosen: Mapping[str, str] | None = None) -> tuple[Row, dict[int, str]] | None:
    """The row that names the most columns, the first of them where several do."""
    found = [(row, columns) for row in rows if (columns := header(row, chosen))]
    return max(found, key=lambda pair: len(set(pair[1].values())), default=None)


def heads(row: Row) -> dict[int, str]:
    """Grid column → the words of its head, also for columns that the form does not know."""
    return {column: cell.text for cell in row.filled() for column in range(cell.column, cell.column + cell.span)}


def key(column: int, head: Mapping[int, str]) -> str:
    """What a column is remembered by: the words of its head, or its place where it has none."""
    return words(head.get(column, "")) or f"#{column + 1}"


def signature(keys: list[str]) -> str:
    """What makes two tables alike."""
    return hashlib.sha256("|".join(keys).encode()).hexdigest()
