"""A plan as data, without the database: what the union's form holds. Import makes it, export writes it, verbs store it.

Knows neither Django nor Word, so that the reading process can be small and start quickly.
"""

import re
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

# Characters that XML 1.0 cannot carry; a Word file can neither hold nor give them.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

# The last part's heading where the form gives none.
LOCAL_TITLE = "Tiltak utenom satsingsområdene"


def plain(text: str) -> str:
    """Text as a Word file can carry it: one kind of line break, no control characters, no blank space at the edges."""
    text = _FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "\n".join(line.strip() for line in text.split("\n")).strip()


@dataclass
class Deadline:
    """kind: none, date, period, continuous, or text (words that give no certain date).

    ``raw`` is the whole cell; ``words`` what it says beyond the kind and the dates.
    """

    kind: str = "none"
    starts_on: date | None = None
    ends_on: date | None = None
    words: str = ""
    raw: str = ""

    @property
    def means(self) -> tuple[str, date | None, date | None]:
        return self.kind, self.starts_on, self.ends_on


@dataclass
class Responsible:
    """One of those responsible; ``role`` is a role's code where the words name one for certain."""

    name: str
    role: str = ""


@dataclass
class MeasureOutline:
    text: str = ""
    comment: str = ""
    responsible: str = ""
    responsible_parts: list[Responsible] = field(default_factory=list)
    deadline: Deadline = field(default_factory=Deadline)
    status: str = "not_started"
    status_note: str = ""
    status_raw: str = ""
    budget: Decimal | None = None
    budget_words: str = ""
    budget_raw: str = ""
    project_number: str = ""
    # Months between two looks at a continuous measure.
    review_months: int | None = None
    # When it was last looked at.
    reviewed_on: date | None = None
    # Passed down to the plans below.
    is_strategic: bool = False
    row: str = ""
    how: list[str] = field(default_factory=list)
    # Tells the row from version to version of one plan; no part of what the form says.
    key: str = field(default="", compare=False)

    def texts(self) -> list[str]:
        """Every text of the row as it stood in the form."""
        cells = [self.text, self.comment, self.responsible, self.deadline.raw, self.status_raw, self.budget_raw]
        return [text for text in [*cells, self.project_number] if text]


@dataclass
class IndicatorOutline:
    """What a goal is measured by: from a baseline to a target. The values on the way are no part of the plan."""

    name: str
    unit: str = ""
    direction: str = "up"
    baseline: Decimal | None = None
    baseline_on: date | None = None
    target: Decimal | None = None
    target_on: date | None = None


@dataclass
class GoalOutline:
    number: str = ""
    title: str = ""
    raw: str = ""
    row: str = ""
    how: list[str] = field(default_factory=list)
    measures: list[MeasureOutline] = field(default_factory=list)
    # The form has no place for them.
    indicators: list[IndicatorOutline] = field(default_factory=list, compare=False)
    key: str = field(default="", compare=False)


@dataclass
class AreaOutline:
    number: str = ""
    title: str = ""
    is_local: bool = False
    raw: str = ""
    row: str = ""
    how: list[str] = field(default_factory=list)
    goals: list[GoalOutline] = field(default_factory=list)
    # Measures straight under the area, as in the local part.
    measures: list[MeasureOutline] = field(default_factory=list)
    key: str = field(default="", compare=False)


@dataclass
class Unplaced:
    """A text that a person should look at. ``stored``: it went into a measure's field as well, so nothing is lost."""

    place: str
    text: str
    why: str
    row: str = ""
    column: str = ""
    stored: bool = False


@dataclass
class PlanOutline:
    title: str = ""
    introduction: str = ""
    challenges_short: str = ""
    challenges_long: str = ""
    # The period, where the file tells it.
    starts_on: date | None = None
    ends_on: date | None = None
    areas: list[AreaOutline] = field(default_factory=list)
    unplaced: list[Unplaced] = field(default_factory=list)
    # From a file that this portal has written: no area of it is missing.
    is_own: bool = False
    # Texts that are the form itself (column heads, repeated heads), not content.
    structure: list[str] = field(default_factory=list)
    blank_rows: int = 0

    def goals(self) -> list[GoalOutline]:
        return [goal for area in self.areas for goal in area.goals]

    def measures(self) -> list[MeasureOutline]:
        """All measures in the order of the form: an area's own come before those under its goals."""
        found = []
        for area in self.areas:
            found += area.measures
            for goal in area.goals:
                found += goal.measures
        return found

    def counted(self) -> list[MeasureOutline]:
        """The measures that say what is to be done; rows with a lone comment or deadline do not count."""
        return [measure for measure in self.measures() if measure.text]

    def to_json(self) -> dict[str, Any]:
        return _jsonable(asdict(self))

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "PlanOutline":
        """Also of what an earlier version of the portal has kept, which knew fewer fields."""
        names = ("title", "introduction", "challenges_short", "challenges_long", "is_own", "structure", "blank_rows")
        outline = cls(**{name: data[name] for name in names if name in data})
        outline.starts_on, outline.ends_on = _date(data.get("starts_on")), _date(data.get("ends_on"))
        outline.areas = [_area(area) for area in data["areas"]]
        outline.unplaced = [Unplaced(**entry) for entry in data["unplaced"]]
        return outline


def _jsonable(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _jsonable(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_jsonable(inner) for inner in value]
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _area(data: dict[str, Any]) -> AreaOutline:
    goals = [_goal(goal) for goal in data["goals"]]
    return AreaOutline(**{**data, "goals": goals, "measures": [_measure(row) for row in data["measures"]]})


def _goal(data: dict[str, Any]) -> GoalOutline:
    measures = [_measure(row) for row in data["measures"]]
    indicators = [_indicator(row) for row in data.get("indicators", [])]
    return GoalOutline(**{**data, "measures": measures, "indicators": indicators})


def _indicator(data: dict[str, Any]) -> IndicatorOutline:
    days = {name: _date(data[name]) for name in ("baseline_on", "target_on")}
    figures = {name: _decimal(data[name]) for name in ("baseline", "target")}
    return IndicatorOutline(**{**data, **days, **figures})


def _measure(data: dict[str, Any]) -> MeasureOutline:
    deadline = data["deadline"]
    return MeasureOutline(
        **{
            **data,
            "responsible_parts": [Responsible(**part) for part in data["responsible_parts"]],
            "deadline": Deadline(
                deadline["kind"],
                _date(deadline["starts_on"]),
                _date(deadline["ends_on"]),
                deadline["words"],
                deadline["raw"],
            ),
            "budget": _decimal(data["budget"]),
            "reviewed_on": _date(data.get("reviewed_on")),
        }
    )


def _date(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _decimal(value: str | None) -> Decimal | None:
    return Decimal(value) if value is not None else None
