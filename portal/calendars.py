"""Figures of time: the deadlines of a period, and the wheel of a year; geometry for templates/charts/, as portal.charts."""

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import cos, pi, sin
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from portal.charts import GAP, WIDTH

# Of a deadline: state → word.
DEADLINES = {"done": _("done"), "on_track": _("to come"), "delayed": _("overdue")}
# More columns than this are of three months each.
MONTHS_SHOWN = 24
# So many columns have room for the months' names.
MONTHS_NAMED = 12


@dataclass(frozen=True)
class Block:
    state: str
    count: int
    y: float
    height: float


@dataclass(frozen=True)
class Stack:
    """The deadlines of a month, or of three."""

    first: date
    last: date
    label: str
    counts: list[int]
    blocks: list[Block]
    x: float
    width: float
    middle: float
    top: float

    @property
    def total(self) -> int:
        return sum(self.counts)


@dataclass(frozen=True)
class DeadlineLine:
    """The deadlines of a period, one after the other; heights in pixels from the top."""

    stacks: list[Stack]
    legend: list[tuple[str, Any]]
    today: float | None
    overdue: int
    coming: int
    following: date | None
    # How many deadlines lie outside the period.
    outside: int
    # Each column is a month and bears its name; else years are told.
    by_month: bool


# Of a figure 150 pixels high: the columns stand on the base, and above the highest there is room for its number.
BASE, HEIGHT = 128.0, 108


def deadline_line(deadlines: Iterable[tuple[date, bool]], first: date, last: date, at: date) -> DeadlineLine:
    """``deadlines`` are days and whether the thing is done, of a period from ``first`` to ``last``, as of the day ``at``."""
    given = list(deadlines)
    inside = [(on, _deadline_state(on, done, at)) for on, done in given if first <= on <= last]
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    each = 1 if months <= MONTHS_SHOWN else 3
    spans = [_span(first, n, each) for n in range(0, months, each)]
    sorted_in: dict[int, Counter] = {}
    for on, state in inside:
        place = ((on.year - first.year) * 12 + on.month - first.month) // each
        sorted_in.setdefault(place, Counter())[state] += 1
    high = max((sum(counts.values()) for counts in sorted_in.values()), default=1)
    step = WIDTH / len(spans)
    stacks = []
    for n, (begins, ends) in enumerate(spans):
        counts = [sorted_in.get(n, Counter())[state] for state in DEADLINES]
        blocks = _blocks(counts, HEIGHT / high)
        label = date_format(begins, "M") if len(spans) <= MONTHS_NAMED else _year_of(begins, n, each)
        top = blocks[-1].y if blocks else BASE
        x, width = round(n * step, 1), round(step - GAP, 1)
        stacks.append(Stack(begins, ends, label, counts, blocks, x, width, round(x + width / 2, 1), top))
    now = (at.year - first.year) * 12 + at.month - first.month + (at.day - 1) / monthrange(at.year, at.month)[1]
    states = Counter(state for _on, state in inside)
    return DeadlineLine(
        stacks,
        [(state, word) for state, word in DEADLINES.items() if states[state]],
        round(now * step / each, 1) if first <= at <= last else None,
        states["delayed"],
        states["on_track"],
        min((on for on, state in inside if state == "on_track"), default=None),
        len(given) - len(inside),
        by_month=len(spans) <= MONTHS_NAMED,
    )


def _deadline_state(on: date, done: bool, at: date) -> str:
    return "done" if done else "delayed" if on < at else "on_track"


def _span(first: date, n: int, months: int) -> tuple[date, date]:
    """The first and the last day of so many months, ``n`` months after the month of ``first``."""
    year, month = divmod(first.year * 12 + first.month - 1 + n, 12)
    last_year, last_month = divmod(year * 12 + month + months - 1, 12)
    return date(year, month + 1, 1), date(last_year, last_month + 1, monthrange(last_year, last_month + 1)[1])


def _blocks(counts: list[int], unit: float) -> list[Block]:
    """One upon the other, the done ones at the bottom."""
    y, made = BASE, []
    for state, count in zip(DEADLINES, counts, strict=True):
        if count:
            y -= count * unit
            made.append(Block(state, count, round(y, 1), round(max(count * unit - 1, 1), 1)))
    return made


def _year_of(begins: date, n: int, each: int) -> str:
    """The year, where it begins."""
    return str(begins.year) if n == 0 or begins.month <= each else ""


# Kind of a mark on the wheel of the year → its distance from the middle, of 180.
RINGS = {"deadline": 116, "review": 90, "meeting": 64}
# Kind and state of a mark → what it means.
MARKS = {
    ("deadline", "done"): _("deadline, done"),
    ("deadline", "on_track"): _("deadline"),
    ("deadline", "delayed"): _("deadline, overdue"),
    ("review", ""): _("review"),
    ("meeting", ""): _("meeting"),
}
# The most pressing state of several on one spot is shown.
PRESSING = ("delayed", "on_track", "done")


@dataclass(frozen=True)
class Sector:
    """A month on the rim: its path, and where its name stands."""

    name: str
    path: str
    x: float
    y: float
    now: bool


@dataclass(frozen=True)
class Mark:
    kind: str
    state: str
    count: int
    x: float
    y: float


@dataclass(frozen=True)
class Wheel:
    """A year as a wheel, January at the top, in a square from −180 to 180."""

    year: int
    sectors: list[Sector]
    marks: list[Mark]
    # The kinds of marks, as examples with their words.
    legend: list[tuple["Mark", Any]]
    # Where the hand of the day begins and ends; None in other years.
    hand_root: tuple[float, float] | None
    hand: tuple[float, float] | None


def year_wheel(year: int, events: Iterable[tuple[date, str, str]], at: date) -> Wheel:
    """``events`` are day, kind (of :data:`RINGS`) and state; what falls into the same ten days is one mark with its number."""
    spots: dict[tuple[str, int], list[str]] = {}
    for on, kind, state in events:
        if on.year == year:
            spots.setdefault((kind, (on.month - 1) * 3 + min((on.day - 1) // 10, 2)), []).append(state)
    marks = []
    for (kind, tenth), states in sorted(spots.items()):
        state = next((each for each in PRESSING if each in states), "")
        marks.append(Mark(kind, state, len(states), *_on_wheel((tenth + 0.5) / 36, RINGS[kind])))
    here = at.year == year
    turn = (at.month - 1 + (at.day - 1) / monthrange(at.year, at.month)[1]) / 12
    sectors = [_sector(year, n, now=here and at.month == n + 1) for n in range(12)]
    used = {(mark.kind, mark.state) for mark in marks}
    legend = [(Mark(*key, 1, 0, 0), word) for key, word in MARKS.items() if key in used]
    hand = (_on_wheel(turn, 40), _on_wheel(turn, 138)) if here else (None, None)
    return Wheel(year, sectors, marks, legend, *hand)


def _sector(year: int, n: int, *, now: bool) -> Sector:
    gap = 0.0015
    corners = [_on_wheel(turn, r) for turn, r in _corners(n / 12 + gap, (n + 1) / 12 - gap)]
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = corners
    path = f"M{ax} {ay}A176 176 0 0 1 {bx} {by}L{cx} {cy}A140 140 0 0 0 {dx} {dy}Z"
    return Sector(date_format(date(year, n + 1, 1), "M"), path, *_on_wheel((n + 0.5) / 12, 158), now)


def _corners(begin: float, end: float) -> Iterable[tuple[float, int]]:
    return (begin, 176), (end, 176), (end, 140), (begin, 140)


def _on_wheel(turn: float, radius: float) -> tuple[float, float]:
    """A place on the wheel, by the share of the turn that is gone."""
    angle = 2 * pi * turn
    return round(radius * sin(angle), 1), round(-radius * cos(angle), 1)
