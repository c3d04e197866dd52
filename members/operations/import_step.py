"""What one row of a register comes to."""

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError

from members.models import Appointment, Person
from members.register import Problem, Record

# The verb's fields → the columns in which the file says them.
SAID_IN = {"person": "role", "deputy_for": "role", "unit_id": "unit", "section_id": "section"}


def said_in(record: Record, name: str) -> str:
    """The field in whose column a row says ``name``: its own where the file has one."""
    return name if name in record.heads else SAID_IN.get(name, name)


@dataclass
class Step:
    """One row: the person and the appointment that it means, and what it changes of them (field → [before, after])."""

    record: Record
    unit: Any = None
    section: Any = None
    body: Any = None
    person: Person | None = None
    created: bool = False
    changes: dict[str, list] = field(default_factory=dict)
    appointment: Appointment | None = None
    appointed: bool = False
    term: dict[str, list] = field(default_factory=dict)
    remarks: list[Problem] = field(default_factory=list)

    @property
    def outcome(self) -> str:
        if self.record.wrong:
            return "wrong"
        if self.created:
            return "new"
        return "changed" if self.changes or self.appointed or self.term else "same"

    def is_wrong(self) -> bool:
        return bool(self.record.wrong)

    def remark(self, name: str, reason: Any) -> None:
        self.remarks.append(Problem(name, self.record.heads.get(name, ""), str(reason)))

    def refuse(self, error: ValidationError) -> None:
        """Tell a broken rule at the column of its field."""
        for name, sentences in error.message_dict.items():
            self.record.refuse(said_in(self.record, name), " ".join(sentences))
