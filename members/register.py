"""A row of a member register as the importer reads it and the verbs take it: the form in which both speak of people."""

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass
class Problem:
    """What is wrong, or was left out: the field, its head in the file, and a sentence."""

    field: str
    column: str
    reason: str


@dataclass
class Record:
    """One row. ``values`` holds what could be read, dates in ISO form; an empty cell has no value: it never deletes."""

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    wrong: list[Problem] = field(default_factory=list)
    # Field → its head in the file, to tell where something is wrong.
    heads: dict[str, str] = field(default_factory=dict)

    def refuse(self, name: str, reason: Any) -> None:
        self.wrong.append(Problem(name, self.heads.get(name, ""), str(reason)))


def problems_to_json(problems: list[Problem]) -> list[dict[str, str]]:
    return [asdict(problem) for problem in problems]
