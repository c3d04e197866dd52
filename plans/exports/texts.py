"""The texts that every kind of file writes alike. Norwegian, as the form is the union's."""

from dataclasses import replace
from datetime import date

from plans.outline import LOCAL_TITLE, MeasureOutline, PlanOutline, plain

# Field → the heading above it, and the paragraph style by which the import knows it.
SITUATION = {
    "challenges_short": ("Utfordringer på kort sikt", "Plan Challenges Short"),
    "challenges_long": ("Utfordringer på lang sikt", "Plan Challenges Long"),
}


def line(text: str) -> str:
    """One line: a tab or a line break would mean something else to the reader of the form."""
    return " ".join(plain(text).split())


def heading_text(title: str) -> str:
    """Line breaks are kept; a tab would be taken for the one after the number."""
    return plain(title.replace("\t", " ")) or LOCAL_TITLE


def period(starts_on: date, ends_on: date | None) -> str:
    return f"{starts_on:%d.%m.%Y} – {ends_on:%d.%m.%Y}" if ends_on else f"{starts_on:%d.%m.%Y}"


def written(outline: PlanOutline) -> PlanOutline:
    """The plan without rows that are wholly blank: in a file they are no rows."""
    areas = [
        replace(
            area,
            measures=_filled(area.measures),
            goals=[replace(goal, measures=_filled(goal.measures)) for goal in area.goals],
        )
        for area in outline.areas
    ]
    return replace(outline, areas=areas)


def _filled(measures: list[MeasureOutline]) -> list[MeasureOutline]:
    def says(measure: MeasureOutline) -> bool:
        texts = (measure.text, measure.comment, measure.responsible, measure.deadline.words, measure.status_note)
        if any(plain(text) for text in (*texts, measure.budget_words, measure.project_number)):
            return True
        return (
            measure.deadline.kind not in ("none", "text")
            or measure.status != "not_started"
            or measure.budget is not None
        )

    return [measure for measure in measures if says(measure)]
