"""What differs between two plans as data: which rows are the same row, and what became of each field.

Without the database. Two versions of one plan are told row by row by the rows' keys; two plans, and versions from before there were keys,
by the rows' words: the same text, else one that is alike, under the same goal before elsewhere.
"""

import re
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from typing import Any

from django.utils import formats
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext

from plans.outline import AreaOutline, GoalOutline, IndicatorOutline, MeasureOutline, PlanOutline
from portal.charts import PROGRESS
from portal.textdiff import words_changed
from portal.words import number

LABELS: dict[str, Any] = {
    "title": _("title"),
    "period": _("period"),
    "introduction": _("introduction"),
    "challenges_short": _("challenges in the short term"),
    "challenges_long": _("challenges in the long term"),
    "number": _("number"),
    "area": _("strategic area"),
    "goal": _("goal"),
    "indicators": _("indicators"),
    "text": _("measure"),
    "comment": _("comment"),
    "responsible": _("responsible"),
    "deadline": _("deadline"),
    "status": _("status"),
    "status_note": _("status note"),
    "budget": _("budget"),
    "project_number": _("project number"),
    "is_strategic": _("passed down to the plans below"),
}
# How it goes may change without the plan being another.
REPORTED = frozenset({"status", "status_note"})
WHOLE = frozenset({"status", "deadline", "budget", "period", "number", "project_number", "is_strategic"})
# The share of words in common from which two texts are taken for the same row, under the same goal and elsewhere.
ALIKE, ALIKE_ELSEWHERE = 0.5, 0.65
# A word in more rows than this does not tell rows apart.
COMMON = 60


@dataclass(eq=False)
class Node:
    """A row of a plan: ``kind`` is area, goal or measure; ``fields`` as people read them."""

    kind: str
    key: str
    fields: dict[str, str]
    parent: "Node | None" = None
    children: list["Node"] = field(default_factory=list)
    status: str = ""

    @property
    def title(self) -> str:
        """The row in one line."""
        if self.kind == "measure":
            return self.fields["text"] or self.fields["comment"] or self.fields["deadline"]
        return " ".join(part for part in (self.fields["number"], self.fields[self.kind]) if part)

    @cached_property
    def identity(self) -> str:
        """The words that tell which row it is."""
        return " ".join(_words(self.fields["text"] or self.title if self.kind == "measure" else self.fields[self.kind]))

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(self.identity.split())


@dataclass(frozen=True)
class FieldChange:
    name: str
    before: str
    after: str

    @property
    def label(self) -> Any:
        return LABELS[self.name]

    @cached_property
    def pieces(self) -> list[tuple[str, str]]:
        """For includes/_changed.html; what is not running text is another as a whole."""
        if self.name in WHOLE:
            return [piece for piece in (("gone", self.before), ("same", " "), ("new", self.after)) if piece[1]]
        return words_changed(self.before, self.after)


@dataclass(eq=False)
class Change:
    """What became of a row."""

    before: Node | None
    after: Node | None
    fields: list[FieldChange] = field(default_factory=list)
    # Where it stood, if it stands elsewhere now.
    moved_from: str = ""
    children: list["Change"] = field(default_factory=list)

    @property
    def node(self) -> Node:
        return self.after or self.before  # type: ignore[return-value]

    @property
    def how(self) -> str:
        """new, gone, changed, reported (its status alone is another) or same."""
        if self.before is None:
            return "new"
        if self.after is None:
            return "gone"
        if self.moved_from or any(change.name not in REPORTED for change in self.fields):
            return "changed"
        return "reported" if self.fields else "same"

    @cached_property
    def is_touched(self) -> bool:
        """It, or anything below it, is not as it was."""
        return self.how != "same" or any(child.is_touched for child in self.children)

    @property
    def runs(self) -> list[tuple[bool, list["Change"]]]:
        """The rows below, those unchanged that follow each other together, so that they can be folded."""
        return [(touched, list(rows)) for touched, rows in groupby(self.children, key=lambda row: row.is_touched)]

    def measures(self) -> Iterator["Change"]:
        for child in self.children:
            if child.node.kind == "measure":
                yield child
            else:
                yield from child.measures()


@dataclass
class Comparison:
    """``texts`` are the plan's own fields; ``areas`` all rows as a tree, in today's order."""

    texts: list[FieldChange]
    areas: list[Change]

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many measures with text are new, gone, changed, reported, same; and carried: those in both."""
        found = Counter(row.how for area in self.areas for row in area.measures() if row.node.fields["text"])
        counts = {how: found[how] for how in ("new", "gone", "changed", "reported", "same")}
        return {**counts, "carried": counts["changed"] + counts["reported"] + counts["same"]}

    @property
    def done_before(self) -> int:
        """How many measures that are gone were done."""
        rows = (row for area in self.areas for row in area.measures())
        return sum(row.how == "gone" and row.node.status == "done" for row in rows)

    @property
    def is_empty(self) -> bool:
        return not self.texts and not any(area.is_touched for area in self.areas)

    @property
    def plan_changed(self) -> bool:
        """Something else than how it goes has changed."""

        def another(row: Change) -> bool:
            return row.how not in ("same", "reported") or any(another(child) for child in row.children)

        return bool(self.texts) or any(another(area) for area in self.areas)


def compare(before: PlanOutline, after: PlanOutline, *, same_plan: bool) -> Comparison:
    """``same_plan``: both are versions of one plan, so that the rows' keys tell which is which."""
    old, new = tree(before), tree(after)
    partner: dict[Node, Node] = {}
    for kind in ("area", "goal", "measure"):
        _pair(_of_kind(old, kind), _of_kind(new, kind), partner, by_key=same_plan)
    back = {theirs: mine for mine, theirs in partner.items()}
    areas = _changes(old, new, partner, back)
    return Comparison(_fields(_plan_fields(before), _plan_fields(after)), areas)


# --- Rows of a plan ---------------------------------------------------------------------------------------------------


def tree(outline: PlanOutline) -> list[Node]:
    """The plan's rows with their fields as people read them: areas with their measures and goals."""
    return [_area(area) for area in outline.areas]


def _area(area: AreaOutline) -> Node:
    node = Node("area", area.key, {"number": area.number, "area": area.title})
    _adopt(node, [_measure(measure) for measure in area.measures])
    for goal in area.goals:
        child = Node("goal", goal.key, {"number": goal.number, "goal": goal.title, "indicators": _indicators(goal)})
        _adopt(child, [_measure(measure) for measure in goal.measures])
        _adopt(node, [child])
    return node


def _adopt(parent: Node, children: list[Node]) -> None:
    for child in children:
        child.parent = parent
    parent.children += children


def _measure(measure: MeasureOutline) -> Node:
    fields = {
        "text": measure.text,
        "comment": measure.comment,
        "responsible": measure.responsible,
        "deadline": deadline_words(measure),
        "status": str(capfirst(PROGRESS.get(measure.status, measure.status))) if measure.text else "",
        "status_note": measure.status_note,
        "budget": _lines(number(measure.budget) if measure.budget is not None else "", measure.budget_words),
        "project_number": measure.project_number,
        "is_strategic": str(_("yes")) if measure.is_strategic else "",
    }
    return Node("measure", measure.key, fields, status=measure.status if measure.text else "")


def _indicators(goal: GoalOutline) -> str:
    return "\n".join(indicator_words(indicator) for indicator in goal.indicators)


def indicator_words(indicator: IndicatorOutline) -> str:
    """«Full posts: 48 % (1.1.2026) → 60 % (31.12.2027)»."""
    start = _figure(indicator.baseline, indicator.unit, indicator.baseline_on)
    end = _figure(indicator.target, indicator.unit, indicator.target_on)
    return f"{indicator.name}: {start} → {end}" if start else f"{indicator.name}: → {end}"


def _figure(value: Decimal | None, unit: str, day: date | None) -> str:
    if value is None:
        return ""
    return " ".join(part for part in (str(number(value)), unit, f"({_day(day)})" if day else "") if part)


def _plan_fields(outline: PlanOutline) -> dict[str, str]:
    period = f"{_day(outline.starts_on)} – {_day(outline.ends_on)}" if outline.starts_on else ""
    texts = {name: getattr(outline, name) for name in ("introduction", "challenges_short", "challenges_long")}
    return {"title": outline.title, "period": period, **texts}


def deadline_words(measure: MeasureOutline) -> str:
    """The words as written, and the dates or the rhythm that they mean."""
    deadline = measure.deadline
    if deadline.kind == "continuous":
        every = measure.review_months
        rhythm = (
            ngettext("looked at every month", "looked at every %(n)d months", every) % {"n": every} if every else ""
        )
        return _lines(pgettext("deadline", "Continuous"), deadline.words, rhythm)
    if deadline.kind == "period":
        return _lines(deadline.words, f"{_day(deadline.starts_on)} – {_day(deadline.ends_on)}")
    return _lines(deadline.words, _day(deadline.ends_on))


def _day(day: date | None) -> str:
    return formats.date_format(day, "SHORT_DATE_FORMAT") if day else ""


def _lines(*parts: str) -> str:
    return "\n".join(dict.fromkeys(part for part in parts if part))


# --- Which row is which -----------------------------------------------------------------------------------------------


def _of_kind(areas: list[Node], kind: str) -> list[Node]:
    if kind == "area":
        return areas
    return [
        row for parent in areas for child in parent.children for row in ([child, *child.children]) if row.kind == kind
    ]


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _pair(old: list[Node], new: list[Node], partner: dict[Node, Node], *, by_key: bool) -> None:
    """Add to ``partner`` (the older row → the newer) what belongs together; parents are paired before their children."""
    if by_key:
        _take(old, new, partner, lambda row: row.key, lambda row: row.key)
    _take(
        old, new, partner,
        lambda row: row.identity and (partner.get(row.parent) if row.parent else None, row.identity),
        lambda row: row.identity and (row.parent, row.identity),
    )  # fmt: skip
    _take(old, new, partner, lambda row: row.identity, lambda row: row.identity)
    _take_alike(old, new, partner)


def _free(old: list[Node], new: list[Node], partner: dict[Node, Node]) -> tuple[list[Node], list[Node]]:
    taken = set(partner.values())
    return [row for row in old if row not in partner], [row for row in new if row not in taken]


def _take(
    old: list[Node],
    new: list[Node],
    partner: dict[Node, Node],
    old_key: Callable[[Node], Hashable],
    new_key: Callable[[Node], Hashable],
) -> None:
    """Pair rows with the same key, the first with the first; an empty key pairs nothing."""
    old, new = _free(old, new, partner)
    waiting: dict[Hashable, deque[Node]] = defaultdict(deque)
    for row in old:
        if key := old_key(row):
            waiting[key].append(row)
    for row in new:
        if (key := new_key(row)) and waiting.get(key):
            partner[waiting[key].popleft()] = row


def _take_alike(old: list[Node], new: list[Node], partner: dict[Node, Node]) -> None:
    """Pair the rows that have most words in common, the most alike first."""
    old, new = _free(old, new, partner)
    having: dict[str, list[int]] = defaultdict(list)
    for at, row in enumerate(old):
        for word in row.words:
            having[word].append(at)
    found = []
    for place, row in enumerate(new):
        near = {at for word in row.words if len(having[word]) <= COMMON for at in having[word]}
        for at in near:
            share = 2 * len(row.words & old[at].words) / (len(row.words) + len(old[at].words))
            at_home = old[at].parent is None or partner.get(old[at].parent) is row.parent  # type: ignore[arg-type]
            if share >= (ALIKE if at_home else ALIKE_ELSEWHERE):
                found.append((-share - at_home, at, place))
    taken: set[int] = set()
    for _score, at, place in sorted(found):
        if old[at] not in partner and place not in taken:
            partner[old[at]] = new[place]
            taken.add(place)


# --- What became of it ------------------------------------------------------------------------------------------------


def _changes(old: list[Node], new: list[Node], partner: dict[Node, Node], back: dict[Node, Node]) -> list[Change]:
    """The rows below one parent: those of today in their order, and what is gone after the row that it stood behind."""
    made = [_change(back.get(row), row, partner, back) for row in new]
    at = 0
    places = {change.before: place for place, change in enumerate(made) if change.before}
    gone: dict[int, list[Change]] = defaultdict(list)
    for row in old:
        if row not in partner:
            gone[at].append(_change(row, None, partner, back))
        elif row in places:
            at = places[row] + 1
    found = list(gone[0])
    for place, change in enumerate(made, start=1):
        found += [change, *gone[place]]
    return found


def _change(before: Node | None, after: Node | None, partner: dict[Node, Node], back: dict[Node, Node]) -> Change:
    change = Change(before, after)
    if before and after:
        change.fields = _fields(before.fields, after.fields)
        if before.parent and partner.get(before.parent) is not after.parent:
            change.moved_from = before.parent.title
    change.children = _changes(before.children if before else [], after.children if after else [], partner, back)
    return change


def _fields(before: dict[str, str], after: dict[str, str]) -> list[FieldChange]:
    return [FieldChange(name, text, after[name]) for name, text in before.items() if text != after[name]]
