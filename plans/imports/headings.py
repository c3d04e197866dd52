"""Which rows of the form are headings: strategic areas, the local part, goals with and without a number."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from plans.deadlines import MONTHS
from plans.imports.rows import Cell, Row

# Written by our own export as paragraph styles: what they say is certain.
STYLES = {"PlanArea": "area", "PlanLocalArea": "local", "PlanGoal": "goal", "PlanMeasure": "measure"}
LONGEST_NUMBER = 20
KINDS = ("area", "local", "goal")
WORD_HEADING = re.compile(r"(?:heading|overskrift)(\d)", re.IGNORECASE)

GOAL = re.compile(r"(?P<number>\d{1,2}(?:\.\d{1,2}){1,3})(?:\.(?!\d)|(?![.\d]))[\s):-]*(?P<title>.*)", re.DOTALL)
AREA = re.compile(r"(?P<number>\d{1,2})(?P<dot>[.):]?)(?![\d.])\s+(?P<title>.*)", re.DOTALL)
LOCAL = re.compile(
    r"ikk[ej]e?\s+(?:hører|høyrer)\s+(?:hjemme|heime|til)|^(?:egne|eigne|lokale|andre|øvrige|øvrege)\s+(?:lokale\s+)?tiltak"
    r"|^lokal\s+del|utenom\s+satsingsområde|utanom\s+satsingsområd",
    re.IGNORECASE,
)


@dataclass
class Heading:
    kind: str  # area, local or goal
    number: str
    title: str
    how: list[str] = field(default_factory=list)


@dataclass
class Context:
    """What the rows so far, and the rows to come, say about the row in question."""

    area_number: str = ""
    has_area: bool = False
    goal_count: int = 0
    area_count: int = 0
    form_has_goal_numbers: bool = False
    # The next row that is not blank, and whether a blank row lies between.
    following: Row | None = None
    blank_between: bool = False
    # None of the table's headings has a number, and none follows another: they are areas with measures.
    one_level: bool = False


def is_wide(row: Row, columns: dict[int, str]) -> bool:
    """The row's first filled cell is merged over several columns of the form, the measures' column among them."""
    lead = lead_cell(row, columns)
    if lead is None:
        return False
    covered = {columns[at] for at in range(lead.column, lead.column + lead.span) if at in columns}
    return "text" in covered and len(covered) > 1


def is_styled(row: Row) -> bool:
    """Written by our own export, which says by a style what the row is."""
    return any(cell.style in STYLES for cell in row.filled())


def lead_cell(row: Row, columns: dict[int, str]) -> Cell | None:
    """The filled cell that covers the measures' column."""
    for cell in row.filled():
        if any(columns.get(column) == "text" for column in range(cell.column, cell.column + cell.span)):
            return cell
    return None


def heading(row: Row, columns: dict[int, str], context: Context) -> Heading | None:
    """What the row is the heading of, or None where it is a measure."""
    lead = lead_cell(row, columns) or _first_alone(row)
    if lead is None:
        return None
    styled = STYLES.get(lead.style)
    if styled:
        return None if styled == "measure" else _styled(styled, lead.text)
    wide = is_wide(row, columns)
    if not wide and len(row.filled()) > 1:
        return None
    numbered = _numbered(lead.text, wide, context)
    if numbered:
        return numbered
    if LOCAL.search(lead.text):
        return Heading("local", "", lead.text, ["local_words"])
    if not wide and not (lead.strong and lead_cell(row, columns)):
        return None
    if len(row.filled()) > 1 and lead.level is None and not WORD_HEADING.fullmatch(lead.style):
        # The measure's cell is merged with its neighbour's; the others tell who and when.
        return None
    return _unnumbered(lead, columns, context)


def _first_alone(row: Row) -> Cell | None:
    """The row's only text, in the table's first column: where people write a heading that is not merged."""
    filled = row.filled()
    return filled[0] if len(filled) == 1 and filled[0].column == 0 else None


def is_one_level(pairs: Iterable[tuple[Row, Row | None]], columns: dict[int, str]) -> bool:
    """Whether the table's headings (each row with the one that follows) are of one kind and without numbers."""
    found = False
    for row, following in pairs:
        if not _looks_like_heading(row, columns):
            continue
        found = True
        text = row.filled()[0].text
        if GOAL.fullmatch(text) or AREA.fullmatch(text) or row.filled()[0].level is not None:
            return False
        if following is not None and _looks_like_heading(following, columns):
            return False
    return found


def _looks_like_heading(row: Row, columns: dict[int, str]) -> bool:
    filled = row.filled()
    return len(filled) == 1 and (is_wide(row, columns) or _is_strong(row)) and LOCAL.search(filled[0].text) is None


def chosen(kind: str, row: Row, columns: dict[int, str]) -> Heading:
    """A person has said that the row is a heading."""
    lead = lead_cell(row, columns) or row.filled()[0]
    number, title = split(kind, lead.text)
    return Heading(kind, number, title, ["chosen"])


def split(kind: str, text: str) -> tuple[str, str]:
    """The number in front and the title behind, as far as there is a number of this kind of heading."""
    for form in (GOAL, AREA) if kind == "goal" else (AREA, GOAL):
        if match := form.fullmatch(text):
            return match["number"], match["title"]
    return "", text


def in_columns(kind: str, named: dict[str, str], own_number: bool) -> tuple[str, str]:
    """Number and title where the table has a column for the heading, and perhaps one for its number."""
    title, number = named.get(kind, ""), named.get(f"{kind}_number", "")
    if len(number) > LONGEST_NUMBER:
        return "", f"{number} {title}".strip()
    return (number, title) if own_number else split(kind, title)


def _styled(kind: str, text: str) -> Heading:
    """From our own export: a number and a tab before the title, or a tab alone."""
    number, tab, title = text.partition("\t")
    if not tab or len(number) > LONGEST_NUMBER:
        return Heading(kind, "", text, ["styled"])
    return Heading(kind, number, title, ["styled"])


def _numbered(text: str, wide: bool, context: Context) -> Heading | None:
    if match := GOAL.fullmatch(text):
        fits = match["number"].split(".")[0] == context.area_number
        if wide or fits:
            return Heading("goal", match["number"], match["title"], ["goal_number", *_order(fits)])
        return None
    match = AREA.fullmatch(text)
    if not match or match["title"].split()[0].casefold().strip(".,") in MONTHS:
        return None
    in_order = int(match["number"]) == int(context.area_number or 0) + 1
    if wide or (match["dot"] and in_order and _leads_to_goal(match["number"], context)):
        return Heading("area", match["number"], match["title"], ["area_number", *_order(in_order)])
    return None


def _order(fits: bool) -> list[str]:
    return [] if fits else ["number_out_of_order"]


def _leads_to_goal(number: str, context: Context) -> bool:
    """The area's first goal comes next, or the form numbers no goals at all."""
    following = context.following.filled() if context.following else []
    return not context.form_has_goal_numbers or any(cell.text.startswith(f"{number}.") for cell in following)


def _unnumbered(lead: Cell, columns: dict[int, str], context: Context) -> Heading:
    """A merged row without a number in its text: by Word's own numbering or heading style, else by its neighbours."""
    depth = lead.level
    if depth is None and (match := WORD_HEADING.fullmatch(lead.style)):
        depth = int(match[1]) - 1
    if depth is not None:
        kind = "area" if depth == 0 else "goal"
        number = ""
        if lead.level is not None:
            goal_number = f"{context.area_number}.{context.goal_count + 1}".lstrip(".")
            number = str(context.area_count + 1) if kind == "area" else goal_number
        return Heading(kind, number, lead.text, ["word_heading"])
    opens = context.one_level or _opens_an_area(columns, context)
    return Heading("area" if opens else "goal", "", lead.text, ["merged_row"])


def _is_strong(row: Row) -> bool:
    """One bold cell alone, as spreadsheets set their headings."""
    filled = row.filled()
    return len(filled) == 1 and filled[0].strong


def _opens_an_area(columns: dict[int, str], context: Context) -> bool:
    """Without a number, a merged row is a goal, unless another goal follows at once that cannot be its neighbour."""
    following = context.following
    if following is None or not (is_wide(following, columns) or _is_strong(following)):
        return False
    lead = lead_cell(following, columns)
    text = lead.text if lead else ""
    if match := GOAL.fullmatch(text):
        return match["number"].split(".")[0] != context.area_number
    if AREA.fullmatch(text) or LOCAL.search(text):
        return not context.has_area
    return not context.blank_between
