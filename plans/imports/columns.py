"""The form's columns, found by their names: bokmål or nynorsk, in any order, some may be missing."""

import re

from plans.imports.rows import Row

NAMES = {
    "text": ("tiltak", "tiltaka", "tiltakene", "aktivitet", "aktiviteter", "aktivitetar"),
    "comment": ("kommentar", "kommentarer", "kommentarar", "merknad", "merknader", "merknadar"),
    "responsible": ("ansvar", "ansvarlig", "ansvarleg", "ansvarlige", "ansvarlege", "ansvarshavende"),
    "deadline": ("frist", "frister", "fristar", "tidsfrist", "når"),
    "status": ("status", "framdrift", "fremdrift"),
    "budget": ("budsjett", "kostnad", "kostnader", "kostnadar", "beløp", "økonomi"),
    "project_number": ("prosj nr", "prosjnr", "prosj", "prosjekt", "prosjektnr", "prosjekt nr", "prosjektnummer"),
}
FIELDS = tuple(NAMES)
FIELD_BY_NAME = {name: field for field, names in NAMES.items() for name in names}
LONGEST_HEAD = 40


def field_of(text: str) -> str:
    """The field that a column head names, or the empty string. "Ansvar (hvem)" counts by its first word."""
    if len(text) > LONGEST_HEAD:
        return ""
    words = re.sub(r"[^\w]+", " ", text.casefold()).split()
    if not words:
        return ""
    return FIELD_BY_NAME.get(" ".join(words)) or FIELD_BY_NAME.get(words[0], "")


def header(row: Row) -> dict[int, str] | None:
    """Grid column → field, where the row is the form's head: the measures' column and at least one more."""
    columns: dict[int, str] = {}
    for cell in row.filled():
        name = field_of(cell.text)
        if name and name not in columns.values():
            for column in range(cell.column, cell.column + cell.span):
                columns[column] = name
    fields = set(columns.values())
    return columns if "text" in fields and len(fields) > 1 else None


def is_repeat(row: Row) -> bool:
    """The head once more, as at the top of a new page: whole column names and nothing else."""
    names = [" ".join(re.sub(r"[^\w]+", " ", cell.text.casefold()).split()) for cell in row.filled()]
    return header(row) is not None and all(name in FIELD_BY_NAME for name in names)


def find_header(rows: list[Row]) -> tuple[Row, dict[int, str]] | None:
    """The row that names the most columns, the first of them where several do."""
    found = [(row, columns) for row in rows if (columns := header(row))]
    return max(found, key=lambda pair: len(set(pair[1].values())), default=None)


def heads(row: Row) -> dict[int, str]:
    """Grid column → the words of its head, also for columns that the form does not know."""
    return {column: cell.text for cell in row.filled() for column in range(cell.column, cell.column + cell.span)}
