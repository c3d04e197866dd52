"""One search for all that one may see: people, bodies, units, calls, meetings, cases, minutes, plans and measures.

Each kind is a query that starts at ``visible_to``. Columns without a folded copy are searched among the newest rows
alone, so that a search costs the same in a portal that has been used for twenty years.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Case, F, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from members.models import Call, Person
from plans.models import Measure, Plan
from portal import links
from portal.textsearch import fold, sort_key
from sections.models import Body, Unit
from workgroups.models import AgendaItem, Meeting, Minutes, MinutesItem

WORDS = 6
LONGEST = 200
SHORTEST = 2
# Of each kind on the page.
SHOWN = 8
# Of each kind looked at, the newest first.
CANDIDATES = 1_000
AROUND = 90


@dataclass(frozen=True)
class Hit:
    title: Any
    note: Any
    url: str
    excerpt: SafeString | str


@dataclass(frozen=True)
class Found:
    """The hits of one kind; ``more`` where there are others that are not shown."""

    label: Any
    icon: str
    hits: list[Hit]
    more: bool


def words_of(text: str) -> list[str]:
    """The folded words of a query; at most six, and none where all of it is shorter than two letters."""
    words = fold(text[:LONGEST].replace("\x00", "")).split()[:WORDS]
    return words if len("".join(words)) >= SHORTEST else []


def search(user, text: str) -> list[Found]:
    """What is found, kind by kind; kinds without a hit are left out."""
    words = words_of(text)
    if not words:
        return []
    found = [*(_found(kind, user, words) for kind in KINDS), *_calls_and_units(user, words)]
    return [group for group in found if group.hits]


@dataclass(frozen=True)
class Kind:
    label: Any
    icon: str
    # Of a user: the rows that may be found.
    rows: Callable[[Any], QuerySet]
    # The columns in which a word may stand; every word must stand in one of them.
    columns: tuple[str, ...]
    hit: Callable[[Any, list[str]], Hit]
    lookup: str = "folds"
    # Of the rows that fit: those to show, and one more where there are others.
    pick: Callable[[Any, list[str]], list] = lambda rows, _words: list(rows[: SHOWN + 1])


def _found(kind: Kind, user, words: list[str]) -> Found:
    hits = kind.pick(_fitting(kind.rows(user), kind.columns, words, kind.lookup), words)
    return Found(kind.label, kind.icon, [kind.hit(row, words) for row in hits[:SHOWN]], len(hits) > SHOWN)


def _fitting(rows: QuerySet, columns: Iterable[str], words: list[str], lookup: str = "folds") -> QuerySet:
    """Every word stands in one of the columns."""
    for word in words:
        rows = rows.filter(Q(*((f"{column}__{lookup}", word) for column in columns), _connector=Q.OR))
    return rows


def _calls_and_units(user, words: list[str]) -> Iterator[Found]:
    """Two kinds of which a few columns are shown, in one query: the page has as many others as it may ask."""
    calls = _fitting(_newest(Call.objects.visible_to(user)), ("title", "text", "field"), words)
    units = _fitting(Unit.objects.visible_to(user), ("name",), words).order_by("sort_name", "id")
    rows = _told(calls, "call", "id", F("title"), F("body__name"), F("text")).union(
        _told(units, "unit", "slug", F("name"), F("kind"), Value("")), all=True
    )
    found: dict[str, list[Hit]] = {"call": [], "unit": []}
    for kind, key, title, note, text in sorted(rows, key=lambda row: sort_key(row[2])):
        if kind == "call":
            hit = Hit(title, note, links.address("members.call", key), excerpt([text], words))
        else:
            hit = Hit(title, Unit.Kind(note).label, links.address("sections.unit", key), "")
        found[kind].append(hit)
    for kind, label, icon in (("call", _("Calls for applications"), "megaphone"), ("unit", _("Units"), "landmark")):
        yield Found(label, icon, found[kind][:SHOWN], len(found[kind]) > SHOWN)


def _told(rows: QuerySet, kind: str, key: str, *texts: Any) -> QuerySet:
    """As many as are shown and one more, in columns of the same types; an order does not stand inside a union."""
    first = rows.model._default_manager.filter(pk__in=rows.values("pk")[: SHOWN + 1]).order_by()
    return first.values_list(Value(kind, TextField()), *(Cast(column, TextField()) for column in (F(key), *texts)))


def _newest(rows: QuerySet) -> QuerySet:
    """The candidates: the newest of what one may see."""
    newest = rows.order_by("-id").values("pk")[:CANDIDATES]
    return rows.model._default_manager.filter(pk__in=newest).order_by("-id")


def _nearest(people: Any, words: list[str]) -> list[Person]:
    """First those whose last name begins with the last word, then the first names among a bounded number of others.

    The names of a late letter would let the database read nearly the whole register before eight people fit. The second
    half is only run where the first gives too few.
    """
    key, wanted, order = sort_key(words[-1]), SHOWN + 1, ("sort_name", "id")
    # A range of the index of names, in every collation.
    named = Q(sort_name__gte=key, sort_name__lt=f"{key}zzzz")
    if not connection.features.supports_slicing_ordering_in_compound:
        other = Case(When(named, then=Value(0)), default=Value(1))
        return list(people.alias(other=other).order_by("other", *order)[:wanted])
    some = people.exclude(named).order_by().values("pk")[:CANDIDATES]
    others = Person.objects.filter(pk__in=some).order_by(*order)[:wanted]
    return list(people.filter(named).order_by(*order)[:wanted].union(others, all=True)[:wanted])


def excerpt(texts: Iterable[str], words: list[str]) -> SafeString | str:
    """The place of the first word that is found, with every word marked."""
    for text in texts:
        start = _place(text, words)
        if start is not None:
            return _marked(text, start, words)
    return ""


def _place(text: str, words: list[str]) -> int | None:
    """Where the first of the words stands."""
    places = [match.start() for word in words if (match := _pattern([word]).search(text))]
    return min(places) if places else None


def _pattern(words: list[str]) -> re.Pattern:
    return re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)), re.IGNORECASE)


def _marked(text: str, start: int, words: list[str]) -> SafeString:
    first, last = max(0, start - AROUND), start + AROUND
    part = " ".join(text[first:last].split())
    pieces, place = [], 0
    for match in _pattern(words).finditer(part):
        pieces.append((part[place : match.start()], match.group()))
        place = match.end()
    marked = format_html_join("", '{}<mark class="hit">{}</mark>', pieces)
    return format_html("{}{}{}{}", "… " if first else "", marked, part[place:], " …" if last < len(text) else "")


def _person(person: Person, words: list[str]) -> Hit:
    note = ", ".join(filter(None, (person.occupation, person.employer)))
    return Hit(person.name, note, links.address("members.person", person.pk), "")


def _body(body: Body, words: list[str]) -> Hit:
    texts = (body.name, body.description)
    return Hit(body.name, body.get_kind_display(), links.of_body(body), excerpt(texts[1:], words))


def _meeting(meeting: Meeting, words: list[str]) -> Hit:
    return Hit(str(meeting), meeting.body, links.address("workgroups.meeting", meeting.pk), "")


def _case(item: AgendaItem, words: list[str]) -> Hit:
    url = f"{links.address('workgroups.meeting', item.meeting_id)}#case-{item.pk}"
    title = f"{item.case} {item.title}".strip()
    return Hit(title, f"{item.meeting.body} · {item.meeting}", url, excerpt([item.text], words))


def _minutes(item: MinutesItem, words: list[str]) -> Hit:
    meeting = item.minutes.meeting
    url = f"{links.address('workgroups.minutes', item.minutes_id)}#item-{item.pk}"
    return Hit(item.title, f"{meeting.body} · {meeting}", url, excerpt([item.decision, item.text], words))


def _plan(plan: Plan, words: list[str]) -> Hit:
    texts = (plan.introduction, plan.challenges_short, plan.challenges_long)
    return Hit(plan.title, plan.body, links.address("plans.plan", plan.pk), excerpt(texts, words))


def _measure(measure: Measure, words: list[str]) -> Hit:
    url = f"{links.address('plans.plan', measure.plan_id)}#measure-{measure.pk}"
    return Hit(
        str(measure), f"{measure.plan.body} · {measure.plan}", url, excerpt([measure.text, measure.comment], words)
    )


def _visible_minutes(user) -> QuerySet:
    newest = Minutes.objects.visible_to(user).order_by("-id").values("pk")[:CANDIDATES]
    return MinutesItem.objects.filter(minutes__in=newest).select_related("minutes__meeting__body").order_by("-id")


def _visible_cases(user) -> QuerySet:
    newest = Meeting.objects.visible_to(user).order_by("-id").values("pk")[:CANDIDATES]
    return AgendaItem.objects.filter(meeting__in=newest).select_related("meeting__body").order_by("-id")


def _visible_measures(user) -> QuerySet:
    newest = Plan.objects.visible_to(user).order_by("-id").values("pk")[:CANDIDATES]
    return Measure.objects.filter(plan__in=newest).select_related("plan__body").order_by("-id")


KINDS = (
    Kind(
        _("Groups and other bodies"),
        "users-round",
        lambda user: Body.objects.visible_to(user).order_by("closed_on", "sort_name", "id"),
        ("name", "description"),
        _body,
    ),
    Kind(
        _("People"),
        "contact-round",
        lambda user: Person.objects.visible_to(user).order_by("sort_name", "id"),
        ("search_text",),
        _person,
        lookup="contains",
        pick=_nearest,
    ),
    Kind(
        _("Meetings"),
        "calendar-days",
        lambda user: _newest(Meeting.objects.visible_to(user)).select_related("body"),
        ("title", "place"),
        _meeting,
    ),
    Kind(_("Minutes and decisions"), "file-text", _visible_minutes, ("title", "text", "decision"), _minutes),
    Kind(_("Cases"), "list", _visible_cases, ("title", "text"), _case),
    Kind(
        _("Plans"),
        "list-checks",
        lambda user: _newest(Plan.objects.visible_to(user)).select_related("body"),
        ("title", "introduction", "challenges_short", "challenges_long"),
        _plan,
    ),
    Kind(_("Measures"), "square-check", _visible_measures, ("text", "comment", "status_note"), _measure),
)
