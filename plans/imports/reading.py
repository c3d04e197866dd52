"""A file's rows → the plan in it: as the union's form where there is its table, else as running text."""

from dataclasses import dataclass
from datetime import date

from plans import riding
from plans.imports import columns, form, text
from plans.imports.form import Chosen
from plans.imports.guard import NotTheForm
from plans.imports.rows import Content
from plans.outline import PlanOutline

# Running text of one unit is remembered as one, as its looks vary from file to file.
TEXT_SIGNATURE = columns.signature(["running text"])


@dataclass
class Reading:
    """What was read and how. ``kind``: form, text or sheet; ``kinds``: row → what it was taken for.

    ``keys``: what the columns (in running text: the looks of lines) are remembered by → what they were taken for.
    """

    kind: str
    outline: PlanOutline
    kinds: dict[str, str]
    keys: dict[str, str]

    @property
    def signature(self) -> str:
        return TEXT_SIGNATURE if self.kind == "text" else columns.signature(list(self.keys))


def read(content: Content, starts_on: date | None, ends_on: date | None, chosen: Chosen | None = None) -> Reading:
    """Raise :class:`NotTheForm` where the file holds no plan."""
    chosen = chosen or Chosen()
    table = form.outline(content, starts_on, ends_on, chosen)
    if table is not None:
        riding.unpack(table.plan, content.riding)
        return Reading("sheet" if content.is_sheet else "form", table.plan, table.kinds, table.keys)
    if content.is_sheet:
        raise NotTheForm("no_table")
    running = text.outline(content, starts_on, ends_on, chosen)
    if running is None:
        raise NotTheForm("no_table" if content.tables else "no_plan")
    return Reading("text", running.plan, running.kinds, running.keys)
