"""What a file's columns cannot show exactly rides along beside the text, and counts only where the text was not edited.

A file that the portal has written is read as any other: by its visible text. Where that gives another value than the plan has (a text
longer than a cell may be, a blank at the end of a line, the rhythm of review), the exact value lies in the file with a check of
the cell that it belongs to. Whoever edits the cell makes the check fail, and the visible text stands.
"""

import hashlib
import re
from collections import defaultdict, deque
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from plans import rowtext
from plans.outline import AreaOutline, Deadline, GoalOutline, IndicatorOutline, MeasureOutline, PlanOutline, plain

NAMESPACE = "urn:section-portal:plan"
# Column of the form → the fields that it shows; what has no column of its own goes with the measure's text.
SHOWS = {
    "text": ("text", "is_strategic"),
    "comment": ("comment",),
    "responsible": ("responsible",),
    "deadline": ("deadline", "review_months", "reviewed_on"),
    "status": ("status", "status_note"),
    "budget": ("budget", "budget_words"),
    "project_number": ("project_number",),
}
PLAN_FIELDS = ("title", "introduction", "challenges_short", "challenges_long", "starts_on", "ends_on")
STATUSES = ("not_started", "on_track", "delayed", "done", "dropped")
DEADLINES = ("none", "date", "period", "continuous", "text")

LONGEST_NUMBER = 20
# What no database takes as text.
UNSTORABLE = re.compile("[\0\ud800-\udfff]")

Heading = AreaOutline | GoalOutline


def check(text: str) -> str:
    return hashlib.sha256(plain(text).encode()).hexdigest()[:16]


def pack(truth: PlanOutline, read: PlanOutline) -> dict[str, Any]:
    """What ``read`` (the file's visible text, as the import reads it) lacks to be the same plan as ``truth``."""
    rows = [(_row_check(seen), _row(real, seen)) for real, seen in zip(truth.measures(), read.measures(), strict=True)]
    headings = [
        (check(seen.raw), _heading(real, seen)) for real, seen in zip(_headings(truth), _headings(read), strict=True)
    ]
    plan = {
        name: [check(str(getattr(read, name) or "")), _json(getattr(truth, name))]
        for name in PLAN_FIELDS
        if getattr(truth, name) != getattr(read, name)
    }
    return {"plan": plan, "headings": _needed(headings), "rows": _needed(rows)}


def unpack(outline: PlanOutline, riding: dict[str, Any]) -> None:
    """Put the exact values in where the text is as it was written. ``riding`` may come from anybody's hand."""
    if not riding:
        return
    outline.is_own = True
    for name, (mark, value) in _pairs(riding.get("plan")):
        if name in PLAN_FIELDS and mark == check(str(getattr(outline, name) or "")):
            _set(outline, name, value)
    headings = _queues(riding.get("headings"))
    for heading in _headings(outline):
        for name, value in _next(headings, check(heading.raw)).items():
            if name in _fields(heading):
                _set(heading, name, value)
    rows = _queues(riding.get("rows"))
    for measure in outline.measures():
        seen = _cells(measure)
        for column, (mark, values) in _pairs(_next(rows, _row_check(measure))):
            if column in SHOWS and mark == check(seen[column]) and isinstance(values, dict):
                for name in SHOWS[column]:
                    if name in values:
                        _set(measure, name, values[name])


def _headings(outline: PlanOutline) -> list[Heading]:
    found: list[Heading] = []
    for area in outline.areas:
        found += [area, *area.goals]
    return found


def _cells(measure: MeasureOutline) -> dict[str, str]:
    """The visible text of each column."""
    others = {name: getattr(measure, name) for name in ("text", "comment", "responsible", "project_number")}
    return {**others, "deadline": measure.deadline.raw, "status": measure.status_raw, "budget": measure.budget_raw}


def _row_check(measure: MeasureOutline) -> str:
    """A row is known by its measure, and by all of its cells where it has none."""
    return check(measure.text or "\x1f".join(_cells(measure).values()))


def _row(truth: MeasureOutline, read: MeasureOutline) -> dict[str, Any]:
    seen = _cells(read)
    lacking = {
        column: {name: _json(getattr(truth, name)) for name in names if _differs(truth, read, name)}
        for column, names in SHOWS.items()
    }
    return {column: [check(seen[column]), values] for column, values in lacking.items() if values}


def _differs(truth: MeasureOutline, read: MeasureOutline, name: str) -> bool:
    if name == "deadline":
        one, other = truth.deadline, read.deadline
        return (one.means, one.words) != (other.means, other.words)
    return getattr(truth, name) != getattr(read, name)


def _heading(truth: Heading, read: Heading) -> dict[str, Any]:
    names = [name for name in _fields(truth) if getattr(truth, name) != getattr(read, name)]
    return {name: _json(getattr(truth, name)) for name in names}


def _fields(heading: Heading) -> tuple[str, ...]:
    return ("number", "title", "is_local" if isinstance(heading, AreaOutline) else "indicators")


def _needed(entries: list[tuple[str, dict[str, Any]]]) -> list[tuple[str, dict[str, Any]]]:
    """Those with something to tell, and those that look the same, so that each finds its own by the order."""
    telling = {mark for mark, values in entries if values}
    return [(mark, values) for mark, values in entries if mark in telling]


def _json(value: Any) -> Any:
    if isinstance(value, Deadline):
        return [value.kind, _json(value.starts_on), _json(value.ends_on), value.words]
    if isinstance(value, list):
        return [{name: _json(inner) for name, inner in vars(row).items()} for row in value]
    return value.isoformat() if isinstance(value, date) else str(value) if isinstance(value, Decimal) else value


def _pairs(found: Any) -> Iterable[tuple[str, tuple[Any, Any]]]:
    """The entries of the right shape."""
    if isinstance(found, dict):
        for name, pair in found.items():
            if isinstance(pair, list) and len(pair) == 2:
                yield name, (pair[0], pair[1])


def _queues(found: Any) -> dict[str, deque[dict]]:
    queues: dict[str, deque[dict]] = defaultdict(deque)
    for entry in found if isinstance(found, list) else []:
        if isinstance(entry, list) and len(entry) == 2 and isinstance(entry[0], str) and isinstance(entry[1], dict):
            queues[entry[0]].append(entry[1])
    return queues


def _next(queues: dict[str, deque[dict]], mark: str) -> dict[str, Any]:
    return queues[mark].popleft() if queues.get(mark) else {}


def _set(target: Any, name: str, value: Any) -> None:
    """Take the value over where it is one that the field can have; else what was read stands."""
    try:
        setattr(target, name, KINDS.get(name, text)(value))
    except (ValueError, TypeError, InvalidOperation):
        return
    if name == "responsible":
        target.responsible_parts = rowtext.measure({"responsible": target.responsible}, None, None).responsible_parts


def text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("not a text")
    return UNSTORABLE.sub("", value)


def number(value: Any) -> str:
    if len(text(value)) > LONGEST_NUMBER:
        raise ValueError("too long for a heading's number")
    return text(value)


def truth_value(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError("neither true nor false")
    return value


def status(value: Any) -> str:
    if value not in STATUSES:
        raise ValueError("not a status")
    return str(value)


def months(value: Any) -> int | None:
    if value is not None and (type(value) is not int or not 1 <= value <= rowtext.MOST_MONTHS):
        raise ValueError("not a number of months")
    return value


def amount(value: Any) -> Decimal | None:
    if value is None:
        return None
    found = Decimal(text(value))
    if not found.is_finite() or not 0 <= found < 10**10:
        raise ValueError("not an amount")
    return found.quantize(Decimal("0.01"))


def day(value: Any) -> date | None:
    return None if value is None else date.fromisoformat(text(value))


def figure(value: Any) -> Decimal | None:
    """Of an indicator."""
    if value is None:
        return None
    found = Decimal(text(value))
    if not found.is_finite() or abs(found) >= 10**12:
        raise ValueError("not a figure")
    return found.quantize(Decimal("0.01"))


def indicators(value: Any) -> list[IndicatorOutline]:
    return [_indicator(**row) for row in value]


def _indicator(
    name: Any,
    target: Any,
    unit: Any = "",
    direction: Any = "up",
    baseline: Any = None,
    baseline_on: Any = None,
    target_on: Any = None,
) -> IndicatorOutline:
    if direction not in ("up", "down") or target is None or not text(name).strip():
        raise ValueError("not an indicator")
    made = IndicatorOutline(
        text(name)[:200], text(unit)[:40], direction, figure(baseline), day(baseline_on), figure(target), day(target_on)
    )
    if made.baseline_on and made.target_on and made.target_on < made.baseline_on:
        raise ValueError("ends before it begins")
    return made


def deadline(value: Any) -> Deadline:
    kind, starts_on, ends_on, words = value
    made = Deadline(text(kind), day(starts_on), day(ends_on), text(words))
    needs = {"date": (None, True), "period": (True, True)}.get(kind, (None, None))
    if kind not in DEADLINES or any(
        bool(need) != (have is not None) for need, have in zip(needs, (made.starts_on, made.ends_on), strict=True)
    ):
        raise ValueError("not a deadline")
    if made.starts_on and made.ends_on and made.starts_on > made.ends_on:
        raise ValueError("ends before it begins")
    return made


KINDS: dict[str, Callable[[Any], Any]] = {
    "number": number,
    "indicators": indicators,
    "is_local": truth_value,
    "is_strategic": truth_value,
    "status": status,
    "review_months": months,
    "reviewed_on": day,
    "budget": amount,
    "deadline": deadline,
    "starts_on": day,
    "ends_on": day,
}
