"""How far a plan has come, as one figure: the one rule, for every page, mail and report. Pure: knows no database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

# State of a measure → its share of being done, in quarters; dropped measures are no part of what there is to do.
QUARTERS = {"done": 4, "on_track": 2, "delayed": 1, "not_started": 0}
STATES = (*QUARTERS, "dropped")
RULE = _(
    "A measure that is done counts 1, on track ½, delayed ¼, not started 0; dropped measures are left out. "
    "Each body weighs as much as it has measures."
)
# Without a status for so long, a plan in force has not reported.
SILENT_DAYS = 90


@dataclass(frozen=True)
class Progress:
    """Counts of measures per state, and what they come to."""

    done: int = 0
    on_track: int = 0
    delayed: int = 0
    not_started: int = 0
    dropped: int = 0

    @classmethod
    def of(cls, counts: Mapping[str, int | None]) -> "Progress":
        """From a mapping of states; other keys are left alone."""
        return cls(**{state: counts.get(state) or 0 for state in STATES})

    @property
    def total(self) -> int:
        """What there is to do."""
        return self.done + self.on_track + self.delayed + self.not_started

    @property
    def percent(self) -> int | None:
        """0–100, or None where there is nothing to do."""
        if not self.total:
            return None
        return round(100 * sum(getattr(self, state) * weight for state, weight in QUARTERS.items()) / (4 * self.total))

    def __add__(self, other: "Progress") -> "Progress":
        return Progress(*(getattr(self, state) + getattr(other, state) for state in STATES))


def together(parts: Iterable[Progress]) -> Progress:
    """Several bodies as one: by the counts, so that each weighs as much as it has measures."""
    return sum(parts, Progress())
