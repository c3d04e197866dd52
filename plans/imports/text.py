"""A plan as running text: headings for areas, bullets for goals, dashes for measures, or as the text does it."""

from dataclasses import dataclass, field
from datetime import date

from plans import rowtext
from plans.imports import looks
from plans.imports.form import Chosen
from plans.imports.headings import LOCAL
from plans.imports.looks import Line
from plans.imports.rows import Content
from plans.outline import LOCAL_TITLE, AreaOutline, GoalOutline, MeasureOutline, PlanOutline, Unplaced

PLACES = {"before": "line", "after": "line"}
LONGEST_TITLE = 100
FREE = ("title", "introduction", "challenges_short", "challenges_long")


def outline(content: Content, starts_on: date | None, ends_on: date | None, chosen: Chosen) -> "TextReader | None":
    """The reader when it is through; None where nothing in the text is a measure."""
    found = looks.lines(content.loose)
    meanings = looks.meanings(found)
    reader = TextReader(PlanOutline(), starts_on, ends_on, {**meanings, **chosen.columns})
    reader.keys = {look: reader.meanings.get(look, "") for look in dict.fromkeys(line.look for line in found)}
    for line in found:
        if line.kind == "label" and line.name not in chosen.rows:
            reader.plan.structure.append(line.raw)
            continue
        reader.read(line, chosen.rows.get(line.name, "") or ("title" if _is_title(line, found, meanings) else ""))
    reader.settle()
    for loose in content.loose:
        if loose.place not in PLACES:
            reader.plan.unplaced.append(Unplaced(loose.place, loose.text, "outside_text"))
    for table in content.tables:
        for row in table:
            reader.plan.unplaced += [Unplaced("row", cell.text, "other_table", row.name) for cell in row.filled()]
    return reader if reader.plan.counted() else None


def _is_title(line: Line, found: list[Line], meanings: dict[str, str]) -> bool:
    """The first line, where it is short, says that this is a plan, and nothing else is the title."""
    plain = line is found[0] and line.look in ("", "strong") and not line.kind and len(line.text) <= LONGEST_TITLE
    return plain and "title" not in meanings.values() and looks.CALLED_PLAN.search(line.text) is not None


@dataclass
class TextReader:
    """Walks the lines and keeps where it is."""

    plan: PlanOutline
    starts_on: date | None
    ends_on: date | None
    meanings: dict[str, str]
    kinds: dict[str, str] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    area: AreaOutline | None = None
    goal: GoalOutline | None = None
    measure: MeasureOutline | None = None
    # The cells of the measure in hand, as further lines add to them.
    values: dict[str, str] = field(default_factory=dict)

    def read(self, line: Line, chosen: str) -> None:
        kind = chosen or line.kind or self._kind(line)
        how = ["chosen"] if chosen and chosen != "title" else []
        if kind in ("area", "goal") and not chosen and LOCAL.search(line.text):
            kind, how = "local", ["local_words"]
        self.kinds[line.name] = kind
        if kind in ("area", "local"):
            self._open_area(line, kind, how)
        elif kind == "goal":
            self.settle()
            self.goal = GoalOutline(line.number, line.text, line.raw, line.name, how)
            self._area_in_hand(line).goals.append(self.goal)
        elif kind == "measure":
            self._open_measure(line, how)
        elif kind in FREE:
            kept = getattr(self.plan, kind)
            setattr(
                self.plan, kind, f"{kept}\n{line.raw}".strip("\n") if kind != "title" else f"{kept} {line.raw}".strip()
            )
        elif kind == "comment" and self.measure is not None:
            self._add(looks.fields(line.raw if not chosen else line.text))
        else:
            self.kinds[line.name] = "unplaced"
            why = "left_out" if chosen == "unplaced" else "below_heading" if self.area else "outside_text"
            self.plan.unplaced.append(Unplaced("line", line.raw, why, line.name))

    def _kind(self, line: Line) -> str:
        """By its look; a plain line belongs to the measure above, or to the introduction above the first heading."""
        if looks.FIELD.match(line.text) and self.measure is not None:
            return "comment"
        kind = self.meanings.get(line.look, "")
        if kind and not (line.look == "" and self.area is None):
            return kind
        if self.measure is not None:
            return "comment"
        return "introduction" if self.area is None and self.goal is None else ""

    def _open_area(self, line: Line, kind: str, how: list[str]) -> None:
        self.settle()
        self.goal = None
        self.area = AreaOutline(line.number, line.text, kind == "local", line.raw, line.name, how)
        self.plan.areas.append(self.area)

    def _area_in_hand(self, line: Line) -> AreaOutline:
        if self.area is None:
            self.area = AreaOutline(title=LOCAL_TITLE, is_local=True, row=line.name, how=["no_heading"])
            self.plan.areas.append(self.area)
        return self.area

    def _open_measure(self, line: Line, how: list[str]) -> None:
        self.settle()
        self.measure = MeasureOutline(row=line.name, how=how)
        (self.goal or self._area_in_hand(line)).measures.append(self.measure)
        # A number in front is the line's, and the plan has no field for it.
        words = line.raw if line.number and line.look[:1] in ("n", "b") and not line.kind else line.text
        self.values = looks.fields(words)

    def _add(self, more: dict[str, str]) -> None:
        for name, text in more.items():
            column = "comment" if name == "text" else name
            if text:
                self.values[column] = f"{self.values.get(column, '')}\n{text}".strip("\n")

    def settle(self) -> None:
        """The measure in hand is complete."""
        if self.measure is None:
            return
        read = rowtext.measure(self.values, self.starts_on, self.ends_on, row=self.measure.row)
        read.how = [*self.measure.how, *read.how]
        vars(self.measure).update(vars(read))
        self.measure, self.values = None, {}
