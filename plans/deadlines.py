"""A deadline as people write it in Norwegian → a day, a period or "continuous"; where not certain, the words alone."""

import calendar
import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

from plans.outline import Deadline

MONTHS = {
    "januar": 1, "februar": 2, "mars": 3, "april": 4, "mai": 5, "juni": 6, "juli": 7, "august": 8, "september": 9,
    "oktober": 10, "november": 11, "desember": 12,
}  # fmt: skip
MONTHS |= {name[:3]: number for name, number in MONTHS.items()} | {"sept": 9}
# How often a continuous measure is looked at again where nobody has said it.
REVIEW_MONTHS = 6
# Winter falls in two years and is left as words.
SEASONS = {
    "våren": (1, 6), "vår": (1, 6), "vårhalvåret": (1, 6), "sommeren": (6, 8), "sommaren": (6, 8), "sommer": (6, 8),
    "sommar": (6, 8), "høsten": (8, 12), "hausten": (8, 12), "høst": (8, 12), "haust": (8, 12),
    "høsthalvåret": (8, 12), "hausthalvåret": (8, 12),
}  # fmt: skip

_YEAR = r"(?P<year>\d{4})"
_MONTH = rf"(?P<month>{'|'.join(sorted(MONTHS, key=len, reverse=True))})"
CONTINUOUS = re.compile(
    r"(kontinuerli?e?g|fortløpende|fortløpande|løpende|løpande|hele året|heile året|hele perioden|heile perioden)\b\D*"
)
LEAD = re.compile(r"^(?:(?:innen|innan|før|senest|seinast|frist:?|til|i|den|utgangen av|slutten av|løpet av)\s+)+")
DAY_FORMS = (
    re.compile(rf"(?P<day>\d{{1,2}})\.?\s*{_MONTH}\.?(?:,?\s*{_YEAR})?"),
    re.compile(r"(?P<day>\d{1,2})\s*[./]\s*(?P<number>\d{1,2})\.?(?:\s*[-./]?\s*(?P<year>\d{4}|\d{2}))?"),
    re.compile(rf"{_YEAR}-(?P<number>\d{{1,2}})-(?P<day>\d{{1,2}})"),
)
PARTS = {
    re.compile(rf"(?P<part>[12])\.?\s*halvår(?:et)?(?:\s*{_YEAR})?"): 6,
    re.compile(rf"(?P<part>[1-3])\.?\s*tertial(?:et)?(?:\s*{_YEAR})?"): 4,
    re.compile(rf"(?P<part>[1-4])\.?\s*kvartal(?:et)?(?:\s*{_YEAR})?"): 3,
}
SEASON = re.compile(rf"(?P<season>{'|'.join(sorted(SEASONS, key=len, reverse=True))})(?:\s*{_YEAR})?")
MONTH_ALONE = re.compile(rf"{_MONTH}(?:\s+måned|\s+månad)?(?:\s*{_YEAR})?")
WEEK = re.compile(rf"(?:uke|veke)\s*(?P<week>\d{{1,2}})(?:[\s,-]*{_YEAR})?")
YEAR_ALONE = re.compile(_YEAR)
SPAN = re.compile(r"\s+(?:til og med|t\.o\.m\.?|tom|til)\s+|\s*[–—]\s*|\s+-\s+|(?<=[a-zæøå])-(?=[a-zæøå])")

Span = tuple[date, date]
# The year as written, or None, and what gives the days of a year.
Candidates = tuple[str | None, Callable[[int], Span | None]]


def parse(raw: str, starts_on: date | None = None, ends_on: date | None = None) -> Deadline:
    """Read the words. A day without a year gets one only when exactly one year puts it inside the plan's period."""
    first, _, rest = raw.partition("\n")
    read = _read(first, starts_on, ends_on)
    if rest and first == written(read):
        return Deadline(*read.means, words=rest, raw=raw)
    whole = _read(raw, starts_on, ends_on)
    return Deadline(*whole.means, words="" if raw == written(whole) else raw, raw=raw)


def _read(raw: str, starts_on: date | None, ends_on: date | None) -> Deadline:
    words = " ".join(raw.casefold().split()).strip(" .;")
    if not words:
        return Deadline()
    if CONTINUOUS.fullmatch(words):
        return Deadline("continuous")
    found = _span(words, starts_on, ends_on)
    if found is None:
        return Deadline("text")
    first, last = found
    return Deadline("date", None, last) if first == last else Deadline("period", first, last)


def written(deadline: Deadline) -> str:
    """The kind and the dates as the form writes them; read again, they give the same."""
    if deadline.kind == "continuous":
        return "Kontinuerlig"
    if deadline.kind == "period" and deadline.starts_on and deadline.ends_on:
        return f"{deadline.starts_on:%d.%m.%Y} – {deadline.ends_on:%d.%m.%Y}"
    return f"{deadline.ends_on:%d.%m.%Y}" if deadline.ends_on else ""


def cell(deadline: Deadline, starts_on: date | None, ends_on: date | None) -> str:
    """The form's cell: the words where they say it all, else the dates with the words below."""
    if deadline.words and parse(deadline.words, starts_on, ends_on).means == _known(deadline).means:
        return deadline.words
    return "\n".join(part for part in (written(deadline), deadline.words) if part)


def _known(deadline: Deadline) -> Deadline:
    return Deadline("text") if deadline.kind == "none" and deadline.words else deadline


def _span(words: str, starts_on: date | None, ends_on: date | None) -> Span | None:
    """From its first to its last day: one expression, or two with "to" between them."""
    one = _single(LEAD.sub("", words), starts_on, ends_on)
    if one:
        return one
    ends = SPAN.split(re.sub(r"^(?:fra|frå)\s+", "", words))
    if len(ends) != 2:
        return None
    last = _single(ends[1], starts_on, ends_on)
    # "mars – mai 2021": the year said last counts for both.
    first = last and (_single(f"{ends[0]} {last[1].year}", None, None) or _single(ends[0], starts_on, ends_on))
    if first and last and first[0] <= last[1]:
        return first[0], last[1]
    return None


def _single(words: str, starts_on: date | None, ends_on: date | None) -> Span | None:
    for expression in (_day, _part, _season, _month, _week, _year):
        candidates = expression(words)
        if candidates is not None:
            return _choose(candidates, starts_on, ends_on)
    return None


def _choose(candidates: Candidates, starts_on: date | None, ends_on: date | None) -> Span | None:
    year, build = candidates
    if year:
        return build(_full_year(year))
    if starts_on is None or ends_on is None or ends_on.year - starts_on.year > 20:
        return None
    spans = [span for each in range(starts_on.year, ends_on.year + 1) if (span := build(each))]
    inside = [span for span in spans if span[0] <= ends_on and span[1] >= starts_on]
    return inside[0] if len(inside) == 1 else None


def _full_year(year: str) -> int:
    return int(year) + 2000 if len(year) == 2 else int(year)


def _day(words: str) -> Candidates | None:
    for form in DAY_FORMS:
        if match := form.fullmatch(words):
            named = match.groupdict()
            month = MONTHS[named["month"]] if "month" in named else int(named["number"])
            day = int(named["day"])
            return named["year"], partial(_days, first=(month, day), last=(month, day))
    return None


def _part(words: str) -> Candidates | None:
    for form, months in PARTS.items():
        if match := form.fullmatch(words):
            first = (int(match["part"]) - 1) * months + 1
            return match["year"], partial(_days, first=(first, 1), last=(first + months - 1, 0))
    return None


def _season(words: str) -> Candidates | None:
    if match := SEASON.fullmatch(words):
        first, last = SEASONS[match["season"]]
        return match["year"], partial(_days, first=(first, 1), last=(last, 0))
    return None


def _month(words: str) -> Candidates | None:
    if match := MONTH_ALONE.fullmatch(words):
        month = MONTHS[match["month"]]
        return match["year"], partial(_days, first=(month, 1), last=(month, 0))
    return None


def _week(words: str) -> Candidates | None:
    if match := WEEK.fullmatch(words):
        return match["year"], partial(_week_days, week=int(match["week"]))
    return None


def _year(words: str) -> Candidates | None:
    if match := YEAR_ALONE.fullmatch(words):
        return match["year"], partial(_days, first=(1, 1), last=(12, 31))
    return None


def _days(year: int, *, first: tuple[int, int], last: tuple[int, int]) -> Span | None:
    """From (month, day) to (month, day); day 0 stands for the month's last. None where there is no such day."""
    month, day = last
    try:
        return date(year, *first), date(year, month, day or calendar.monthrange(year, month)[1])
    except ValueError:
        return None


def _week_days(year: int, *, week: int) -> Span | None:
    try:
        monday = date.fromisocalendar(year, week, 1)
        return monday, monday + timedelta(days=6)
    except (ValueError, OverflowError):
        return None
