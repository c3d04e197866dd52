"""What a rule is, and what it says of a group: a finding."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from workgroups.standings import Standing

OK, SOON, BREACH = "ok", "soon", "breach"
WORST_FIRST = (BREACH, SOON, OK)


@dataclass(frozen=True)
class Finding:
    """One rule: how it stands, the figure, what to do and by when. ``needs`` is the right that the action takes."""

    code: str
    rule: str
    severity: str
    # As people read it; ``value`` and ``bound`` are the same for machines, None where there is no number.
    figure: str
    text: str
    limit: str = ""
    due: date | None = None
    needs: str = ""
    url: str = ""
    value: int | None = None
    bound: int | None = None
    source: str = ""


@dataclass(frozen=True)
class Answer:
    """What a rule says of a group; the finding without the rule's own name. See :class:`Finding` for the fields."""

    severity: str
    text: str
    figure: str = ""
    limit: str = ""
    value: int | None = None
    bound: int | None = None
    due: date | None = None
    needs: str = ""
    url: str = ""


@dataclass(frozen=True)
class Rule:
    """One rule of the mandate.

    ``check`` is a pure function of a standing. ``numbers`` are the fields of the mandate in force on the day that it
    asks; without a mandate on that day the rule says nothing. ``switch`` is the field by which a mandate does without it.
    """

    code: str
    label: Any
    # The part of the mandate that it stands in.
    source: Any
    check: Callable[[Standing], Answer]
    numbers: tuple[str, ...] = ()
    switch: str = ""

    def finding(self, standing: Standing) -> Finding | None:
        if standing.rules is None:
            if self.numbers or self.switch:
                return None
            answer = self.check(standing)
        elif self.switch and not standing.rules[self.switch]:
            answer = Answer(OK, _("The mandate does not ask for it."))
        else:
            answer = self.check(standing)
        return Finding(
            self.code, str(self.label), answer.severity, answer.figure, answer.text, answer.limit, answer.due,
            answer.needs, answer.url, answer.value, answer.bound, str(self.source),
        )  # fmt: skip


def number(standing: Standing, name: str) -> int:
    """A number of the mandate in force."""
    if standing.rules is None:
        raise LookupError(f"{name} is asked of a group without a mandate")
    return standing.rules[name]
