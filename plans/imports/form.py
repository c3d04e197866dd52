"""The union's form: rows of tables → areas, goals and measures. Every text ends in a field or is told as unplaced."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from plans import cells, deadlines
from plans.imports import columns, rows
from plans.imports.guard import NotTheForm
from plans.imports.headings import GOAL, Context, Heading, heading, is_styled, is_wide, lead_cell
from plans.imports.rows import Content, Row
from plans.outline import LOCAL_TITLE, AreaOutline, GoalOutline, MeasureOutline, PlanOutline, Unplaced

# Paragraph styles that our own export gives to what stands above and below the table.
LOOSE_FIELDS = {"PlanTitle": "title", "PlanIntroduction": "introduction"}
LOOSE_STRUCTURE = {"PlanFacts", "PlanNote"}
LONE = {"comment": "lone_comment", "deadline": "lone_deadline"}


def parse(data: bytes, starts_on: date | None = None, ends_on: date | None = None) -> PlanOutline:
    """Read a Word document that the guard has let through."""
    return outline(rows.read(data), starts_on, ends_on)


def outline(content: Content, starts_on: date | None = None, ends_on: date | None = None) -> PlanOutline:
    reader = Reader(PlanOutline(), starts_on, ends_on)
    reader.read_loose(content, "before")
    found = False
    for table in content.tables:
        found = reader.read_table(table) or found
    if not found:
        raise NotTheForm("no_table")
    reader.read_loose(content, "")
    return reader.plan


@dataclass
class Reader:
    """Walks the rows and keeps where it is: the area, the goal and the measure that the next row may belong to."""

    plan: PlanOutline
    starts_on: date | None
    ends_on: date | None
    columns: dict[int, str] | None = None
    heads: dict[int, str] | None = None
    area: AreaOutline | None = None
    goal: GoalOutline | None = None
    measure: MeasureOutline | None = None

    def read_loose(self, content: Content, place: str) -> None:
        """Texts outside the tables: ``before`` for those above them, the empty string for all others."""
        for loose in content.loose:
            if (loose.place == "before") != (place == "before"):
                continue
            name = LOOSE_FIELDS.get(loose.style)
            if name:
                setattr(self.plan, name, f"{getattr(self.plan, name)}\n{loose.text}".strip("\n"))
            elif loose.style in LOOSE_STRUCTURE:
                self.plan.structure.append(loose.text)
            else:
                self.plan.unplaced.append(Unplaced(loose.place, loose.text, "outside_table"))

    def read_table(self, table: list[Row]) -> bool:
        """Whether the table is the form, or goes on with it: the same number of columns and no head of its own."""
        body = self._open(table)
        if body is None:
            for row in table:
                self._unplace(row, "other_table")
            return False
        goal_numbers = any(_starts_with_goal_number(row, self.columns or {}) for row in body)
        for row, following, blank_between in _with_following(body):
            if not any(cell.text for cell in row.cells):
                self.plan.blank_rows += 1
            elif columns.is_repeat(row) and not is_styled(row):
                self.columns, self.heads = columns.header(row), columns.heads(row)
                self.plan.structure += [cell.text for cell in row.filled()]
            else:
                self._read_row(row, self._context(goal_numbers, following, blank_between))
        return True

    def _open(self, table: list[Row]) -> list[Row] | None:
        """The rows below the head; what stands above it is told as unplaced."""
        found = columns.find_header(table)
        if found is None:
            width = max((cell.column + cell.span for row in table for cell in row.cells), default=0)
            return table if self.columns and width == max(self.columns) + 1 else None
        head, self.columns = found
        self.heads = columns.heads(head)
        self.plan.structure += [cell.text for cell in head.filled()]
        position = table.index(head)
        for row in table[:position]:
            self._unplace(row, "above_head")
        return table[position + 1 :]

    def _context(self, goal_numbers: bool, following: Row | None, blank_between: bool) -> Context:
        numbered = [area for area in self.plan.areas if area.number]
        return Context(
            area_number=numbered[-1].number if numbered else "",
            has_area=self.area is not None,
            area_count=len(self.plan.areas),
            goal_count=len(self.area.goals) if self.area else 0,
            form_has_goal_numbers=goal_numbers,
            following=following,
            blank_between=blank_between,
        )

    def _read_row(self, row: Row, context: Context) -> None:
        known = self.columns or {}
        if self._continues_measure(row, known):
            return
        found = heading(row, known, context)
        if found is None:
            self._add_measure(row, known)
            return
        lead = lead_cell(row, known)
        self._add_heading(found, row, lead.text if lead else "")
        for cell in row.filled():
            if cell is not lead:
                self._unplace_cell(row, cell, "beside_heading")

    def _add_heading(self, found: Heading, row: Row, raw: str) -> None:
        self.measure = None
        if found.kind == "goal":
            self.goal = GoalOutline(found.number, found.title, raw, row.name, found.how)
            self._area_in_hand(row).goals.append(self.goal)
            return
        self.goal = None
        self.area = AreaOutline(found.number, found.title, found.kind == "local", raw, row.name, found.how)
        self.plan.areas.append(self.area)

    def _area_in_hand(self, row: Row) -> AreaOutline:
        """The area that the row belongs to; rows before the first heading get one without a name."""
        if self.area is None:
            self.area = AreaOutline(title=LOCAL_TITLE, is_local=True, row=row.name, how=["no_heading"])
            self.plan.areas.append(self.area)
        return self.area

    def _add_measure(self, row: Row, known: dict[int, str]) -> None:
        values: dict[str, str] = {}
        merged_down = False
        for cell in row.cells:
            name = _field(cell, known)
            if not cell.text:
                continue
            if not name:
                if not cell.continues:
                    self._unplace_cell(row, cell, "unknown_column")
                continue
            merged_down = merged_down or cell.continues
            values[name] = f"{values[name]}\n{cell.text}" if name in values else cell.text
        if not values:
            return
        self.measure = self._measure(values, row)
        self.measure.how += ["merged_down"] if merged_down else []
        (self.goal or self._area_in_hand(row)).measures.append(self.measure)
        if not self.measure.text:
            self.measure.how.append("without_text")
            for cell in row.filled():
                if name := _field(cell, known):
                    self._unplace_cell(row, cell, LONE.get(name, "lone_cell"), stored=True)

    def _measure(self, values: dict[str, str], row: Row) -> MeasureOutline:
        status_raw, budget_raw = values.get("status", ""), values.get("budget", "")
        status, status_note = cells.status(status_raw)
        budget, budget_words = cells.budget(budget_raw)
        measure = MeasureOutline(
            text=values.get("text", ""),
            comment=values.get("comment", ""),
            responsible=values.get("responsible", ""),
            responsible_parts=cells.responsible(values.get("responsible", "")),
            deadline=deadlines.parse(values.get("deadline", ""), self.starts_on, self.ends_on),
            status=status or "not_started",
            status_note=status_note,
            status_raw=status_raw,
            budget=budget,
            budget_words=budget_words,
            budget_raw=budget_raw,
            project_number=values.get("project_number", ""),
            row=row.name,
        )
        measure.how += ["deadline_in_words"] if measure.deadline.kind == "text" else []
        measure.how += ["status_in_words"] if status_note and not status else []
        measure.how += ["budget_in_words"] if budget_words and budget is None else []
        return measure

    def _continues_measure(self, row: Row, known: dict[int, str]) -> bool:
        """The measure's cell is merged downwards: this row's other cells add to the same measure."""
        goes_on = any(cell.continues and cell.text and known.get(cell.column) == "text" for cell in row.cells)
        if not goes_on or self.measure is None:
            return False
        before = self.measure
        values = {name: getattr(before, name) for name in ("text", "comment", "responsible", "project_number")}
        values |= {"deadline": before.deadline.raw, "status": before.status_raw, "budget": before.budget_raw}
        for cell in row.filled():
            name = known.get(cell.column, "")
            if name:
                values[name] = f"{values[name]}\n{cell.text}".strip("\n")
            else:
                self._unplace_cell(row, cell, "unknown_column")
        together = self._measure(values, row)
        together.row, together.how = before.row, [*before.how, *together.how, "continued"]
        vars(before).update(vars(together))
        return True

    def _unplace(self, row: Row, why: str) -> None:
        for cell in row.filled():
            self._unplace_cell(row, cell, why)

    def _unplace_cell(self, row: Row, cell: rows.Cell, why: str, *, stored: bool = False) -> None:
        head = (self.heads or {}).get(cell.column, "")
        self.plan.unplaced.append(Unplaced("row", cell.text, why, row.name, head, stored))


def _field(cell: rows.Cell, known: dict[int, str]) -> str:
    """The first of the form's columns that the cell covers."""
    return next((known[at] for at in range(cell.column, cell.column + cell.span) if at in known), "")


def _starts_with_goal_number(row: Row, known: dict[int, str]) -> bool:
    lead = lead_cell(row, known)
    return lead is not None and is_wide(row, known) and GOAL.fullmatch(lead.text) is not None


def _with_following(body: list[Row]) -> Iterator[tuple[Row, Row | None, bool]]:
    """Each row with the next one that is not blank, and whether blank rows lie between."""
    following: Row | None = None
    distance = 0
    found = []
    for row in reversed(body):
        found.append((row, following, distance > 0))
        if any(cell.text for cell in row.cells):
            following, distance = row, 0
        else:
            distance += 1
    return reversed(found)
