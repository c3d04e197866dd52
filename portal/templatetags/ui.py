"""The design system's tags and filters, a builtin of every template. docs/DESIGN.md tells how each is called."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from portal import calendars, charts, icons, markdown, toasts, words

register = template.Library()

# What a state is said with: kind → icon. The colours stand in portal.css.
KINDS = {"ok": "circle-check", "soon": "clock", "late": "triangle-alert", "neutral": "circle-dashed", "info": "info"}
SAME_AS = {
    "success": "ok",
    "good": "ok",
    "warning": "soon",
    "error": "late",
    "danger": "late",
    "breach": "late",
    "debug": "neutral",
    "": "neutral",
}


def kind_of(word: Any) -> str:
    """One of the five kinds; the words of Django's messages and of findings are understood too."""
    word = str(word or "")
    return word if word in KINDS else SAME_AS.get(word, "neutral")


# --- Icons, chips, persons -----------------------------------------------------------------------------------------


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """An icon as inline SVG, hidden from screen readers: always beside a word."""
    return icons.svg(name, css)


@register.simple_tag
def chip(kind: Any, text: Any, icon: str = "") -> SafeString:
    """A state: icon and word in one of the kinds ok, soon, late, neutral, info."""
    name = kind_of(kind)
    return format_html('<span class="chip chip-{}">{} {}</span>', name, icons.svg(icon or KINDS[name]), text)


@register.filter
def kind(value: Any) -> str:
    return kind_of(value)


@register.filter
def kind_icon(value: Any) -> str:
    """The icon that goes with a kind."""
    return KINDS[kind_of(value)]


@register.filter
def kind_word(value: Any) -> str:
    """What a kind means, for those who do not see its colour and icon."""
    words = {
        "ok": _("in order"),
        "soon": _("soon"),
        "late": _("needs attention"),
        "neutral": "",
        "info": _("information"),
    }
    return words[kind_of(value)]


@register.inclusion_tag("includes/_person.html")
def person(name: Any, role: Any = "", url: str = "", note: Any = "") -> dict[str, Any]:
    """A person chip: initials, name, role."""
    return {"name": name, "role": role, "url": url, "note": note}


# --- Headlines, findings, histories, empty places ------------------------------------------------------------------


@register.filter
def undo_url(tags: Any) -> str:
    """Where a message's «Undo» posts to (see portal.toasts)."""
    tags = str(tags or "")
    return tags.removeprefix(toasts.UNDO) if tags.startswith(toasts.UNDO) else ""


@register.inclusion_tag("includes/_fact.html")
def fact(label: Any, value: Any, note: Any = "", url: str = "", kind: str = "") -> dict[str, Any]:
    """One of the (about three) facts of a headline; stands inside <dl class="facts">."""
    return {"label": label, "value": value, "note": note, "url": url, "kind": kind_of(kind) if kind else ""}


@register.inclusion_tag("includes/_checks.html")
def checks(findings: Any, compact: bool = False) -> dict[str, Any]:
    """A traffic-light row of findings, each with severity, rule, figure, text and possibly url and due."""
    return {"findings": list(findings or ()), "compact": compact}


@register.inclusion_tag("includes/_empty.html")
def empty(icon: str, title: Any, text: Any = "", url: str = "", label: Any = "") -> dict[str, Any]:
    """An empty place: what belongs here, and the first step."""
    return {"icon": icon, "title": title, "text": text, "url": url, "label": label}


@register.inclusion_tag("includes/_timeline.html")
def timeline(entries: Any, title: Any = "", more_url: str = "") -> dict[str, Any]:
    """The history of an object: audit entries (or anything with at, actor_name, text), newest first."""
    return {"entries": entries, "title": title, "more_url": more_url}


@register.inclusion_tag("includes/_files.html")
def file_list(files: Any, remove_url: str = "") -> dict[str, Any]:
    """Attached files with size and link; ``remove_url`` is the URL name of the verb that takes one away."""
    return {"files": files, "remove_url": remove_url}


# --- Ways around ---------------------------------------------------------------------------------------------------


@register.simple_tag
def crumb(url: str, label: Any) -> SafeString:
    """A step of the breadcrumb, inside {% block breadcrumb %}."""
    return format_html('<li><a href="{}">{}</a></li>', url, label)


@register.simple_tag(takes_context=True)
def tab(context: Context, url: str, label: Any, count: Any = None) -> SafeString:
    """A tab as a link; the one of the page itself is marked."""
    request = context.get("request")
    here = request is not None and (request.get_full_path() if "?" in url else request.path) == url
    figure = "" if count is None else format_html(' <span class="count">{}</span>', count)
    return format_html(
        '<a href="{}"{}>{}{}</a>', url, SafeString(' aria-current="page"') if here else "", label, figure
    )


@register.inclusion_tag("includes/_pager.html", takes_context=True)
def pager(context: Context, page: Any, parameter: str = "cursor") -> dict[str, Any]:
    """Previous and next of a keyset page; keeps the filters of the address."""
    query = context["request"].GET.copy() if "request" in context else None
    return {"previous": _with(query, parameter, page.previous), "next": _with(query, parameter, page.next)}


def _with(query: Any, parameter: str, cursor: str) -> str:
    if not cursor:
        return ""
    if query is None:
        return f"?{parameter}={cursor}"
    query[parameter] = cursor
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def sort_header(context: Context, field: str, label: Any, css: str = "") -> SafeString:
    """A column head that sorts: a link that turns ?sort=field into ?sort=-field, with aria-sort told."""
    query = context["request"].GET.copy()
    current = query.get("sort", "")
    query.pop("cursor", None)
    query["sort"] = f"-{field}" if current == field else field
    state = {field: "ascending", f"-{field}": "descending"}.get(current, "none")
    return format_html(
        '<th scope="col" aria-sort="{}"{}><a href="?{}">{}{}</a></th>',
        state,
        format_html(' class="{}"', css) if css else "",
        query.urlencode(),
        label,
        icons.svg({"ascending": "arrow-up", "descending": "arrow-down"}.get(state, "chevrons-up-down")),
    )


# --- Figures -------------------------------------------------------------------------------------------------------


@register.inclusion_tag("charts/progress_bars.html")
def progress_bars(rows: Any, title: Any = "", table: bool = True, head: Any = "") -> dict[str, Any]:
    """Stacked bars of states per area, or per ``head``; ``rows`` as for charts.progress_bars()."""
    return {"figure": charts.progress_bars(rows), "title": title, "table": table, "head": head}


@register.inclusion_tag("charts/attendance_matrix.html")
def attendance_matrix(columns: Any, rows: Any, title: Any = "") -> dict[str, Any]:
    """Who was at which meeting, as dots; arguments as for charts.attendance_matrix()."""
    return {"figure": charts.attendance_matrix(columns, rows), "title": title}


@register.inclusion_tag("charts/term_line.html")
def term_line(terms: Any, title: Any = "") -> dict[str, Any]:
    """Periods in offices on a line of years; ``terms`` as for charts.term_line()."""
    return {"figure": charts.term_line(terms), "title": title}


@register.inclusion_tag("charts/ratings.html")
def ratings(figure: charts.Ratings, title: Any = "") -> dict[str, Any]:
    """How often each value of a scale was chosen, with the mean; ``figure`` is from charts.ratings()."""
    return {"figure": figure, "title": title}


@register.inclusion_tag("charts/check_history.html")
def check_history(records: Any, title: Any = "") -> dict[str, Any]:
    """What was not in order, column by column; ``records`` as for charts.check_history()."""
    return {"figure": charts.check_history(records), "title": title}


@register.inclusion_tag("charts/value_line.html")
def value_line(figure: charts.ValueLine, title: Any = "", table: bool = True) -> dict[str, Any]:
    """Values over time between baseline and target; ``figure`` is from charts.value_line()."""
    return {"figure": figure, "title": title, "table": table}


@register.inclusion_tag("charts/money_bar.html")
def money_bar(figures: Any, scale: Any = None) -> dict[str, Any]:
    """A bar of what is spent, on its way and planned; ``figures`` as of plans.ledger. The words and sums stand beside it."""
    bar = charts.money_bar(figures.revised, figures.spent, figures.committed, figures.planned, scale)
    return {"bar": bar, "figures": figures}


@register.inclusion_tag("charts/money_legend.html")
def money_legend() -> dict[str, Any]:
    """What the colours of money_bar mean."""
    return {"legend": list(charts.MONEY.items())}


@register.inclusion_tag("charts/deadline_line.html")
def deadline_line(figure: calendars.DeadlineLine, title: Any = "") -> dict[str, Any]:
    """The deadlines of a period, month by month; ``figure`` is from calendars.deadline_line()."""
    return {"figure": figure, "title": title}


@register.inclusion_tag("charts/year_wheel.html")
def year_wheel(figure: calendars.Wheel, title: Any = "") -> dict[str, Any]:
    """A year as a wheel; ``figure`` is from calendars.year_wheel(). The list of what it shows stands beside it."""
    return {"figure": figure, "title": title}


# --- Text, dates, amounts ------------------------------------------------------------------------------------------


@register.filter(name="markdown")
def markdown_filter(text: str | None) -> SafeString:
    return markdown.to_html(text)


for word in (
    words.day,
    words.short_day,
    words.clock,
    words.moment,
    words.relative_day,
    words.number,
    words.kr,
    words.initials,
):
    register.filter(word)


@register.filter
def percent(thousandths: float) -> str:
    """A place on a figure that is 1 000 wide, as SVG wants it."""
    return f"{thousandths / 10:.2f}%"


@register.filter
def get(mapping: Mapping, key: Any) -> Any:
    """An entry of a mapping, by a variable key."""
    return mapping.get(key) if mapping else None
