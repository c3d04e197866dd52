"""The union's form: rows of tables → areas, goals and measures. Every text ends in a field or is told as unplaced."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from plans import rowtext
from plans.imports import columns, headings
from plans.imports.headings import GOAL, Context, Heading, heading, is_styled, is_wide, lead_cell
from plans.imports.rows import Cell, Content, Row
from plans.outline import LOCAL_TITLE, AreaOutline, GoalOutline, MeasureOutline, PlanOutline, Unplaced

# Paragraph styles that our own export gives to what stands above and below the table.
LOOSE_FIELDS = {
    "PlanTitle": "title",
    "PlanIntroduction": "introduction",
    "PlanChallengesShort": "challenges_short",
    "PlanChallengesLong": "challenges_long",
}
LOOSE_KINDS = tuple(LOOSE_FIELDS.values())
LOOSE_STRUCTURE = {"PlanFacts", "PlanNote", "PlanSituation"}
PERIOD = re.compile(r"(\d\d)\.(\d\d)\.(\d{4}) – (\d\d)\.(\d\d)\.(\d{4})$")
LONE = {"comment": "lone_comment", "deadline": "lone_deadline"}
UNDERSTOOD = {"review_months": rowtext.months, "is_strategic": rowtext.yes}


@dataclass
class Chosen:
    """What a person has said of the file: a head's words → field (or nothing), a row's name → kind."""

    columns: dict[str, str] = field(default_factory=dict)
    rows: dict[str, str] = field(default_factory=dict)


def outline(content: Content, starts_on: date | None, ends_on: date | None, chosen: Chosen) -> "Reader | None":
    """The reader when it is through, with ``plan`` and how it took each row; None where no table is the form."""
    reader = Reader(PlanOutline(), starts_on, ends_on, chosen, continues=not content.is_sheet)
    reader.read_loose(content, "before")
    if content.riding and reader.plan.starts_on and reader.plan.ends_on:
        # In a file of our own, "1 May" means the year that the plan had when it was written.
        reader.starts_on, reader.ends_on = reader.plan.starts_on, reader.plan.ends_on
    found = False
    for table in content.tables:
        found = reader.read_table(table) or found
    if not found:
        return None
    reader.read_loose(content, "")
    return reader


@dataclass
class Reader:
    """Walks the rows and keeps where it is: the area, the goal and the measure that the next row may belong to."""

    plan: PlanOutline
    starts_on: date | None
    ends_on: date | None
    chosen: Chosen
    # Whether a table without a head may go on with the one above, as in Word where a page ends.
    continues: bool = True
    # Row → area, local, goal, measure or unplaced, as it was taken.
    kinds: dict[str, str] = field(default_factory=dict)
    # What the columns of the first table are remembered by, in their order.
    keys: dict[str, str] = field(default_factory=dict)
    columns: dict[int, str] | None = None
    heads: dict[int, str] | None = None
    width: int = 0
    area: AreaOutline | None = None
    goal: GoalOutline | None = None
    measure: MeasureOutline | None = None

    def read_loose(self, content: Content, place: str) -> None:
        """Texts outside the tables: ``before`` for those above them, the empty string for all others."""
        for number, loose in enumerate(content.loose, start=1):
            if (loose.place == "before") != (place == "before"):
                continue
            name = LOOSE_FIELDS.get(loose.style) or self.chosen.rows.get(f"t{number}")
            self.kinds[f"t{number}"] = name if name in LOOSE_KINDS else "unplaced"
            if name in LOOSE_KINDS:
                setattr(self.plan, name, f"{getattr(self.plan, name)}\n{loose.text}".strip("\n"))
            elif loose.style in LOOSE_STRUCTURE:
                self.plan.structure.append(loose.text)
                self._read_period(loose.text)
            else:
                self.plan.unplaced.append(Unplaced(loose.place, loose.text, "outside_table"))

    def _read_period(self, facts: str) -> None:
        """The period, where our own export has written it under the title."""
        if match := PERIOD.search(facts):
            day, month, year, last_day, last_month, last_year = (int(part) for part in match.groups())
            try:
                self.plan.starts_on = date(year, month, day)
                self.plan.ends_on = date(last_year, last_month, last_day)
            except ValueError:
                self.plan.starts_on = self.plan.ends_on = None

    def read_table(self, table: list[Row]) -> bool:
        """Whether the table is the form, or goes on with it: the same number of columns and no head of its own."""
        body = self._open(table)
        if body is None:
            for row in table:
                self._unplace(row, "other_table")
                self.kinds[row.name] = "unplaced"
            return False
        known = self.columns or {}
        goal_numbers = any(_starts_with_goal_number(row, known) for row in body)
        rows = list(_with_following(body))
        one_level = self._is_outermost() and headings.is_one_level(((row, after) for row, after, _blank in rows), known)
        for row, following, blank_between in rows:
            if not any(cell.text for cell in row.cells):
                self.plan.blank_rows += 1
            elif self._is_repeated_head(row):
                self._take_head(row, columns.header(row, self.chosen.columns) or {}, body)
                self.plan.structure += [cell.text for cell in row.filled()]
            else:
                self._read_row(row, self._context(goal_numbers, following, blank_between, one_level))
        return True

    def _is_repeated_head(self, row: Row) -> bool:
        if row.name in self.chosen.rows or is_styled(row):
            return False
        return columns.is_repeat(row, self.heads, exactly=not self.continues)

    def _open(self, table: list[Row]) -> list[Row] | None:
        """The rows below the head; what stands above it is told as unplaced."""
        found = columns.find_header(table, self.chosen.columns)
        if found is None:
            return table if self.continues and self.columns and _width(table) == self.width else None
        head, known = found
        position = table.index(head)
        self._take_head(head, known, table[position + 1 :])
        self.plan.structure += [cell.text for cell in head.filled()]
        for row in table[:position]:
            self._unplace(row, "above_head")
        return table[position + 1 :]

    def _take_head(self, head: Row, known: dict[int, str], body: list[Row]) -> None:
        """The columns as they are called, and as a person has said of those without a name or with one of their own."""
        self.columns, self.heads = known, columns.heads(head)
        self.width = _width([head, *body])
        for column in range(self.width):
            key = columns.key(column, self.heads)
            if key in self.chosen.columns:
                known.pop(column, None)
                if self.chosen.columns[key]:
                    known[column] = self.chosen.columns[key]
            self.keys.setdefault(key, known.get(column, ""))

    def _is_outermost(self) -> bool:
        """No area has a number or goals so far, so that the next heading need not be one of its goals."""
        return not any(area.number or area.goals for area in self.plan.areas)

    def _context(self, goal_numbers: bool, following: Row | None, blank_between: bool, one_level: bool) -> Context:
        numbered = [area for area in self.plan.areas if area.number]
        return Context(
            area_number=numbered[-1].number if numbered else "",
            has_area=self.area is not None,
            area_count=len(self.plan.areas),
            goal_count=len(self.area.goals) if self.area else 0,
            form_has_goal_numbers=goal_numbers,
            following=following,
            blank_between=blank_between,
            one_level=one_level,
        )

    def _read_row(self, row: Row, context: Context) -> None:
        known = self.columns or {}
        kind = self.chosen.rows.get(row.name, "")
        if kind == "unplaced":
            self._unplace(row, "left_out")
            self.kinds[row.name] = kind
            return
        if not kind and self._continues_measure(row, known):
            self.kinds[row.name] = "measure"
            return
        found = headings.chosen(kind, row, known) if kind in headings.KINDS else None
        if not kind and not self._in_columns(row, known):
            found = heading(row, known, context)
        if found is None:
            self._add_measure(row, self._take_headings(row, known))
            return
        lead = lead_cell(row, known) or row.filled()[0]
        self._add_heading(found, row, lead.text)
        for cell in row.filled():
            if cell is not lead:
                self._unplace_cell(row, cell, "beside_heading")

    def _in_columns(self, row: Row, known: dict[int, str]) -> bool:
        """The table names area or goal in a column of its own, and the row has something in it."""
        return not is_wide(row, known) and any(
            _field(cell, known) in columns.HEADINGS for cell in row.cells if cell.text
        )

    def _take_headings(self, row: Row, known: dict[int, str]) -> dict[int, str]:
        """Open the area and the goal that the row's own columns name; the columns that are left for the measure."""
        named = {
            name: cell.text for cell in row.cells if (name := _field(cell, known)) in columns.HEADINGS and cell.text
        }
        left = {column: name for column, name in known.items() if name not in columns.HEADINGS}
        if not named:
            return known
        alone = not any(cell.text for cell in row.cells if _field(cell, left))
        area_named = "area" in named or "area_number" in named
        goal_named = "goal" in named or "goal_number" in named
        if area_named:
            number, title = headings.in_columns("area", named, "area_number" in known.values())
            self._open_area(row, number, title, anew=alone and not goal_named)
        if goal_named:
            number, title = headings.in_columns("goal", named, "goal_number" in known.values())
            self._open_goal(row, number, title, anew=alone)
        elif area_named:
            self.goal = None
        if alone:
            self.kinds[row.name] = "goal" if goal_named else "area"
        return left

    def _open_area(self, row: Row, number: str, title: str, *, anew: bool) -> None:
        raw = f"{number}\t{title}" if number else title
        same = [area for area in self.plan.areas if area.raw == raw]
        if same and not anew:
            self.area = same[-1]
            return
        is_local = headings.LOCAL.search(title) is not None or title == LOCAL_TITLE
        self.area = AreaOutline(number, title, is_local, raw, row.name, ["in_column"])
        self.goal = None
        self.plan.areas.append(self.area)

    def _open_goal(self, row: Row, number: str, title: str, *, anew: bool) -> None:
        raw = f"{number}\t{title}" if number else title
        goals = self._area_in_hand(row).goals
        same = [goal for goal in goals if goal.raw == raw]
        if same and not anew:
            self.goal = same[-1]
            return
        self.goal = GoalOutline(number, title, raw, row.name, ["in_column"])
        goals.append(self.goal)

    def _add_heading(self, found: Heading, row: Row, raw: str) -> None:
        self.measure = None
        self.kinds[row.name] = found.kind
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
            if not name or (name in UNDERSTOOD and UNDERSTOOD[name](cell.text) is None):
                self._unplace_stranger(row, cell, name)
                continue
            merged_down = merged_down or cell.continues
            values[name] = f"{values[name]}\n{cell.text}" if name in values else cell.text
        if not any(values.get(column) for column in rowtext.COLUMNS):
            self.kinds.setdefault(row.name, "unplaced")
            return
        self.kinds[row.name] = "measure"
        self.measure = rowtext.measure(values, self.starts_on, self.ends_on, row=row.name)
        self.measure.how += ["merged_down"] if merged_down else []
        (self.goal or self._area_in_hand(row)).measures.append(self.measure)
        if not self.measure.text:
            self.measure.how.append("without_text")
            for cell in row.filled():
                if (name := _field(cell, known)) in rowtext.COLUMNS:
                    self._unplace_cell(row, cell, LONE.get(name, "lone_cell"), stored=True)

    def _unplace_stranger(self, row: Row, cell: Cell, name: str) -> None:
        """A cell of a column that the form does not have, or that says something else than its column asks for."""
        if cell.continues or _field(cell, self.columns or {}) in columns.HEADINGS:
            return
        self._unplace_cell(row, cell, "not_understood" if name else "unknown_column")

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
            if name in values:
                values[name] = f"{values[name]}\n{cell.text}".strip("\n")
            else:
                self._unplace_stranger(row, cell, name)
        together = rowtext.measure(values, self.starts_on, self.ends_on)
        together.is_strategic = before.is_strategic
        together.row, together.how = before.row, [*before.how, *together.how, "continued"]
        vars(before).update(vars(together))
        return True

    def _unplace(self, row: Row, why: str) -> None:
        for cell in row.filled():
            self._unplace_cell(row, cell, why)

    def _unplace_cell(self, row: Row, cell: Cell, why: str, *, stored: bool = False) -> None:
        head = (self.heads or {}).get(cell.column, "")
        self.plan.unplaced.append(Unplaced("row", cell.text, why, row.name, head, stored))


def _field(cell: Cell, known: dict[int, str]) -> str:
    """The first of the form's columns that the cell covers."""
    return next((known[at] for at in range(cell.column, cell.column + cell.span) if at in known), "")


def _width(table: list[Row]) -> int:
    """The number of grid columns."""
    return max((cell.column + cell.span for row in table for cell in row.cells), default=0)


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
