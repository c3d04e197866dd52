"""A row of a member register as the importer reads it and the verbs take it: the form in which both speak of people."""

import re
from dataclasses import asdict, dataclass, field
from typing import Any

from portal.textsearch import fold


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


def phone(text: str) -> str:
    """Eight figures for a Norwegian number, else with the country's: "+47 912 34 567" and "0047 91234567" are one."""
    digits = re.sub(r"[\s.\-/()\u00ad]", "", text)
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    if re.fullmatch(r"47[2-9]\d{7}", digits):
        digits = "+" + digits
    if re.fullmatch(r"\+47\d{8}", digits):
        return digits[3:]
    if re.fullmatch(r"[2-9]\d{7}|0\d{4}|\+[1-9]\d{6,14}", digits) and not digits.startswith("+47"):
        return digits
    raise ValueError(text)


def phone_key(text: str) -> str:
    """For comparing with what somebody has typed: the normal form where there is one."""
    try:
        return phone(text)
    except ValueError:
        return fold(text)
