"""A measure as a row of cells with text, as in the union's form: what stands in each, and how typed text is read.

Deadlines are read by :mod:`plans.deadlines`, responsible, status and money by :mod:`plans.cells`, as an import does.
"""

import hashlib

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from plans import cells, contents, deadlines
from plans.models import Measure
from plans.outline import plain
from portal.forms import TEXT_LIMIT

# In the order of the form; the note stands below the status in the same column.
COLUMNS = ("text", "comment", "responsible", "deadline", "status", "budget", "project_number")
CELLS = ("text", "comment", "responsible", "deadline", "status", "note", "budget", "project_number")
# May be reported as long as the plan runs; the others belong to the draft.
REPORTED = ("status", "note")
HEADS = {
    "text": _("Measure"),
    "comment": _("Comment"),
    "responsible": _("Responsible"),
    "deadline": _("Deadline"),
    "status": _("Status"),
    "note": _("Status note"),
    "budget": _("Budget"),
    "project_number": _("Project no."),
}
# Cell → the fields of the measure that it shows.
FIELDS: dict[str, tuple[str, ...]] = {
    "text": ("text",),
    "comment": ("comment",),
    "responsible": ("responsible_text",),
    "deadline": ("deadline_kind", "deadline_text", "starts_on", "due_on", "review_months"),
    "status": ("status",),
    "note": ("status_note",),
    "budget": ("budget", "budget_text"),
    "project_number": ("project_number",),
}
NO_BREAK = cells.NO_BREAK


def cell(measure: Measure, name: str) -> str:
    """The text of one cell; of the status its code."""
    if name == "responsible":
        return contents.responsible_text(measure)
    if name == "deadline":
        plan = measure.plan
        return deadlines.cell(contents.deadline_of(measure), plan.starts_on, plan.ends_on)
    if name == "budget":
        return cells.budget_cell(measure.budget, measure.budget_text).replace(NO_BREAK, " ")
    return getattr(measure, FIELDS[name][0])


def row(measure: Measure) -> dict[str, str]:
    return {name: cell(measure, name) for name in CELLS}


def clean(text: str) -> str:
    """Typed or pasted text as it is compared and stored."""
    return plain(text.replace(NO_BREAK, " "))


def print_of(text: str) -> str:
    """Tells whether a cell has changed since it was shown."""
    return hashlib.sha256(clean(text).encode()).hexdigest()[:8]


def prints(shown: dict[str, str]) -> str:
    """The prints of a whole row, as a page carries them."""
    return ".".join(print_of(shown[name]) for name in CELLS)


def seen(carried: str) -> dict[str, str]:
    """Cell → print, from what :func:`prints` wrote; empty where it is something else."""
    parts = carried.split(".")
    return dict(zip(CELLS, parts, strict=True)) if len(parts) == len(CELLS) else {}


def check(name: str, text: str) -> None:
    """Raise ``ValidationError`` for text that the cell cannot hold."""
    if len(text) > TEXT_LIMIT:
        numbers = {"limit": TEXT_LIMIT, "length": len(text)}
        raise ValidationError({name: _("The text can have at most %(limit)d characters; it has %(length)d.") % numbers})
    if name == "status" and text not in Measure.Status.values:
        raise ValidationError({name: _("Choose one of the states.")})


def put(measure: Measure, name: str, text: str) -> None:
    """Read ``text`` into the measure's fields; deadlines are taken, and those responsible named, by the verbs of measures."""
    check(name, text)
    if name == "budget":
        measure.budget, measure.budget_text = cells.budget(text)
    else:
        setattr(measure, FIELDS[name][0], text)
