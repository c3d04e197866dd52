"""Figures from data: geometry for the templates in templates/charts/, drawn alike on the page and in the PDF.

Every figure says its point in words and carries its numbers, so that the table can stand one click away.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.words import number

# State of a measure → word; in the order in which the bars are stacked.
PROGRESS = {
    "done": _("done"),
    "on_track": _("on track"),
    "delayed": _("delayed"),
    "not_started": _("not started"),
    "dropped": _("dropped"),
}
WIDTH = 1000
# Between the parts of a bar, so that they are told apart without colours.
GAP = 3


@dataclass(frozen=True)
class Segment:
    state: str
    label: Any
    count: int
    x: float
    width: float


@dataclass(frozen=True)
class Bar:
    label: Any
    url: str
    total: int
    done: int
    counts: list[int]
    segments: list[Segment]
    note: Any = ""


@dataclass(frozen=True)
class Bars:
    bars: list[Bar]
    legend: list[tuple[str, Any]]
    done: int
    total: int


def progress_bars(rows: Iterable[Mapping[str, Any]]) -> Bars:
    """Rows are mappings with ``label``, optionally ``url`` and ``note``, and a number for each state of :data:`PROGRESS`.

    Dropped measures are shown but do not count towards what there is to do.
    """
    bars = [_bar(row) for row in rows]
    used = {segment.state for bar in bars for segment in bar.segments}
    legend = [(state, word) for state, word in PROGRESS.items() if state in used]
    return Bars(bars, legend, sum(bar.done for bar in bars), sum(bar.total for bar in bars))


def _bar(row: Mapping[str, Any]) -> Bar:
    counts = {state: int(row.get(state) or 0) for state in PROGRESS}
    everything = sum(counts.values())
    segments, x = [], 0.0
    for state, count in counts.items():
        if count:
            width = WIDTH * count / everything
            segments.append(Segment(state, PROGRESS[state], count, round(x, 1), round(max(width - GAP, 1), 1)))
            x += width
    total = everything - counts["dropped"]
    url, note = row.get("url") or "", row.get("note") or ""
    return Bar(row["label"], url, total, counts["done"], list(counts.values()), segments, note)


# Attendance → (word, the sign that stands in the dot's place for those who print without colours).
ATTENDANCE = {
    "present": _("present"),
    "partly": _("partly present"),
    "deputy": _("deputy met"),
    "apology": _("apology"),
    "absent": _("absent"),
    "": _("not called"),
}


@dataclass(frozen=True)
class Dot:
    state: str
    word: Any
    column: Any


@dataclass(frozen=True)
class MatrixRow:
    name: Any
    dots: list[Dot]
    present: int
    called: int


@dataclass(frozen=True)
class Matrix:
    columns: list[Any]
    rows: list[MatrixRow]
    legend: list[tuple[str, Any]]


def attendance_matrix(columns: Sequence[Any], rows: Iterable[tuple[Any, Sequence[str]]]) -> Matrix:
    """``columns`` are the meetings' short names; a row is a name and one state of :data:`ATTENDANCE` per meeting."""
    columns = list(columns)
    lines = []
    for name, states in rows:
        dots = [
            Dot(state if state in ATTENDANCE else "", ATTENDANCE.get(state, ATTENDANCE[""]), column)
            for state, column in zip(states, columns, strict=True)
        ]
        called = [dot for dot in dots if dot.state]
        lines.append(MatrixRow(name, dots, sum(dot.state in ("present", "partly") for dot in called), len(called)))
    used = {dot.state for line in lines for dot in line.dots}
    return Matrix(columns, lines, [(state, word) for state, word in ATTENDANCE.items() if state in used])


@dataclass(frozen=True)
class Term:
    label: Any
    note: Any
    starts_on: date
    ends_on: date | None
    now: bool
    x: float
    width: float


@dataclass(frozen=True)
class Years:
    terms: list[Term]
    ticks: list[tuple[int, float]]
    today: float


def term_line(terms: Iterable[Mapping[str, Any]]) -> Years:
    """Terms are mappings with ``label``, ``starts_on``, ``ends_on`` (None: until further notice) and optionally ``note``."""
    rows = sorted(terms, key=lambda row: row["starts_on"])
    this_day = timezone.localdate()
    days = [this_day] + [row[key] for row in rows for key in ("starts_on", "ends_on") if row.get(key)]
    first, last = date(min(days).year, 1, 1), date(max(days).year + 1, 1, 1)
    span = (last - first).days

    def place(moment: date) -> float:
        return round(WIDTH * (moment - first).days / span, 1)

    placed = []
    for row in rows:
        start, end = place(row["starts_on"]), place(row["ends_on"]) if row.get("ends_on") else float(WIDTH)
        now = row["starts_on"] <= this_day and (row.get("ends_on") is None or row["ends_on"] >= this_day)
        placed.append(
            Term(
                row["label"],
                row.get("note", ""),
                row["starts_on"],
                row.get("ends_on"),
                now,
                start,
                round(max(end - start, 6), 1),
            )
        )
    # A tick every year, or fewer where there are many.
    step = max(1, (last.year - first.year + 7) // 8)
    ticks = [(year, place(date(year, 1, 1))) for year in range(first.year, last.year, step)]
    return Years(placed, ticks, place(this_day))


@dataclass(frozen=True)
class Share:
    label: Any
    count: int
    width: float


@dataclass(frozen=True)
class Ratings:
    """How often each value of a scale was chosen; ``mean`` is None where nobody answered."""

    shares: list[Share]
    total: int
    mean: float | None
    highest: int


def ratings(values: Iterable[int], labels: Mapping[int, Any]) -> Ratings:
    """``labels`` are the words of the scale's values, the lowest first; a bar is as long as the value's share of all."""
    given = list(values)
    total = len(given)
    shares = []
    for value, label in labels.items():
        count = given.count(value)
        shares.append(Share(label, count, round(WIDTH * count / total, 1) if total else 0.0))
    return Ratings(shares, total, sum(given) / total if total else None, max(labels))


@dataclass(frozen=True)
class Column:
    """One day's rules that are not in order, as heights from below: what is a deviation, and upon it what is soon one."""

    on: date
    ok: int
    soon: int
    breach: int
    x: float
    width: float
    breach_height: float
    soon_height: float


@dataclass(frozen=True)
class Checks:
    columns: list[Column]
    legend: list[tuple[str, Any]]
    height: int = 120

    @property
    def first(self) -> Column:
        return self.columns[0]

    @property
    def last(self) -> Column:
        return self.columns[-1]


CHECKS = {"delayed": _("deviation"), "on_track": _("soon")}


def check_history(records: Iterable[Any]) -> Checks | None:
    """``records`` have ``on``, ``ok``, ``soon`` and ``breach``, the oldest first; None where there are none."""
    rows = list(records)
    if not rows:
        return None
    high = max(row.ok + row.soon + row.breach for row in rows) or 1
    step = min(WIDTH / len(rows), WIDTH / 12)
    unit = Checks.height / high
    columns = [
        Column(
            row.on, row.ok, row.soon, row.breach, round(number * step, 1), round(step - GAP, 1),
            round(row.breach * unit, 1), round(row.soon * unit, 1),
        )
        for number, row in enumerate(rows)
    ]  # fmt: skip
    return Checks(columns, list(CHECKS.items()))


# Of a figure 150 pixels high: above and below there is room for words.
LINE_TOP, LINE_BOTTOM = 26, 118
# More values than this are told at the first and the last only; the table has them all.
LABELLED = 6


@dataclass(frozen=True)
class Point:
    on: date
    value: Decimal
    # A thousandth of the width, and pixels from the top.
    x: float
    y: float
    anchor: str
    labelled: bool


@dataclass(frozen=True)
class ValueLine:
    """Values over time between where they start and where they are to end."""

    unit: Any
    points: list[Point]
    # From point to point.
    steps: list[tuple[Point, Point]]
    baseline: Decimal | None
    target: Decimal | None
    target_on: date | None
    target_y: float | None
    # How much of the way from baseline to target is gone, in per cent; None where there is no baseline or no value.
    share: int | None
    reached: bool
    last: Point | None

    def amount(self, value: Decimal | None) -> str:
        """«48 %», «3 courses»; empty where there is none."""
        return f"{number(value)} {self.unit}".strip() if value is not None else ""

    @property
    def now(self) -> str:
        return self.amount(self.last.value) if self.last else ""

    @property
    def start(self) -> str:
        return self.amount(self.baseline)

    @property
    def end(self) -> str:
        return self.amount(self.target)


def value_line(
    values: Iterable[tuple[date, Decimal]],
    *,
    unit: Any = "",
    baseline: Decimal | None = None,
    baseline_on: date | None = None,
    target: Decimal | None = None,
    target_on: date | None = None,
    falling: bool = False,
) -> ValueLine:
    """Values by their days; a baseline with a day is the line's first point. ``falling``: less is better."""
    given = sorted(values)
    start = [(baseline_on, baseline)] if baseline_on and baseline is not None else []
    rows = sorted([*given, *(row for row in start if row[0] not in dict(given))])
    days = [on for on, _value in rows] + ([target_on] if target_on else [])
    heights = [value for _on, value in rows] + ([target] if target is not None else [])
    low, high = min(heights, default=Decimal(0)), max(heights, default=Decimal(0))
    first, span = min(days, default=date.min), max((max(days) - min(days)).days, 1) if days else 1

    def place(on: date) -> float:
        return round(40 + 920 * (on - first).days / span, 1)

    def height(value: Decimal) -> float:
        return round(LINE_BOTTOM - (LINE_BOTTOM - LINE_TOP) * float(value - low) / (float(high - low) or 1.0), 1)

    points = []
    for n, (on, value) in enumerate(rows):
        ends = n in (0, len(rows) - 1)
        anchor = "start" if place(on) < 120 else "end" if place(on) > 880 else "middle"
        points.append(Point(on, value, place(on), height(value), anchor, ends or len(rows) <= LABELLED))
    now = given[-1][1] if given else None
    return ValueLine(
        unit=unit,
        points=points,
        steps=list(pairwise(points)),
        baseline=baseline,
        target=target,
        target_on=target_on,
        target_y=height(target) if target is not None else None,
        share=_share(baseline, target, now),
        reached=now is not None and target is not None and (now <= target if falling else now >= target),
        last=next((point for point in points if given and point.on == given[-1][0]), None),
    )


def _share(baseline: Decimal | None, target: Decimal | None, now: Decimal | None) -> int | None:
    if baseline is None or target is None or now is None or baseline == target:
        return None
    return max(0, round(100 * (now - baseline) / (target - baseline)))


MONEY = {
    "done": _("spent"),
    "on_track": _("on its way"),
    "not_started": _("planned"),
    "delayed": _("beyond the budget"),
}


@dataclass(frozen=True)
class MoneyBar:
    """What is used of a sum, side by side; ``limit`` is where the sum ends, None where the bar does not go so far."""

    segments: list[Segment]
    limit: float | None


def money_bar(
    revised: Decimal, spent: Decimal, committed: Decimal, planned: Decimal = Decimal(0), scale: Decimal | None = None
) -> MoneyBar:
    """Kroner. The bar is as long as ``scale``, or as what is set aside or used, whichever is more. A repayment has no length."""
    parts = {
        "done": max(spent, Decimal(0)),
        "on_track": max(committed, Decimal(0)),
        "not_started": max(planned, Decimal(0)),
    }
    whole = scale or max(revised, sum(parts.values(), Decimal(0))) or Decimal(1)
    segments, begun = [], Decimal(0)
    for state, amount in parts.items():
        # What goes beyond the sum is told apart, unless it is only planned.
        within = amount if state == "not_started" else min(amount, max(revised - begun, Decimal(0)))
        for kind, length in ((state, within), ("delayed", amount - within)):
            if length:
                width = round(max(float(WIDTH * length / whole) - GAP, 1), 1)
                segments.append(Segment(kind, MONEY[kind], 0, round(float(WIDTH * begun / whole), 1), width))
            begun += length
    limit = round(float(WIDTH * revised / whole), 1) if Decimal(0) < revised < max(begun, whole) else None
    return MoneyBar(segments, limit)
