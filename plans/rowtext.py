"""One row of the form: a measure as the texts of its cells, and the texts read as a measure."""

from datetime import date

from plans import cells, deadlines
from plans.outline import MeasureOutline, plain

# The form's columns, in its order.
COLUMNS = ("text", "comment", "responsible", "deadline", "status", "budget", "project_number")
MOST_MONTHS = 120


def texts(measure: MeasureOutline, starts_on: date | None, ends_on: date | None) -> dict[str, str]:
    """Column → what stands in its cell, as a file can carry it."""
    written = {
        "text": measure.text,
        "comment": measure.comment,
        "responsible": measure.responsible,
        "deadline": deadlines.cell(measure.deadline, starts_on, ends_on),
        "status": cells.status_cell(measure.status, measure.status_note),
        "budget": cells.budget_cell(measure.budget, measure.budget_words),
        "project_number": measure.project_number,
    }
    return {column: plain(text) for column, text in written.items()}


def measure(values: dict[str, str], starts_on: date | None, ends_on: date | None, *, row: str = "") -> MeasureOutline:
    """Column → text, read. What gives no certain value is kept in words."""
    status_raw, budget_raw = values.get("status", ""), values.get("budget", "")
    status, status_note = cells.status(status_raw)
    budget, budget_words = cells.budget(budget_raw)
    deadline = deadlines.parse(values.get("deadline", ""), starts_on, ends_on)
    default = deadlines.REVIEW_MONTHS if deadline.kind == "continuous" else None
    made = MeasureOutline(
        text=values.get("text", ""),
        comment=values.get("comment", ""),
        responsible=values.get("responsible", ""),
        responsible_parts=cells.responsible(values.get("responsible", "")),
        deadline=deadline,
        status=status or "not_started",
        status_note=status_note,
        status_raw=status_raw,
        budget=budget,
        budget_words=budget_words,
        budget_raw=budget_raw,
        project_number=values.get("project_number", ""),
        review_months=months(values.get("review_months", "")) or default,
        is_strategic=yes(values.get("is_strategic", "")) or False,
        row=row,
    )
    made.how += ["deadline_in_words"] if deadline.kind == "text" else []
    made.how += ["status_in_words"] if status_note and not status else []
    made.how += ["budget_in_words"] if budget_words and budget is None else []
    return made


def months(text: str) -> int | None:
    """The rhythm of review where the cell is a whole number of months."""
    return int(text) if text.isdecimal() and len(text) < 4 and 1 <= int(text) <= MOST_MONTHS else None


def yes(text: str) -> bool | None:
    """Yes, no, or None where the cell says something else."""
    word = text.casefold().strip(" .")
    return True if word in ("ja", "x", "yes") else False if word in ("nei", "no", "-", "") else None
