"""Tags and filters of the design system."""

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import lucide
import pytest
import time_machine
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from portal import markdown, toasts, words
from portal.templatetags import ui

NB = "\xa0"


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(datetime(2026, 11, 23, 9, tzinfo=UTC), tick=False), translation.override("nb"):
        yield


def render(source: str, **context) -> str:
    request = RequestFactory().get(context.pop("path", "/"))
    return Template(source).render(Context({"request": request, **context}))


def test_day_leaves_out_the_year_when_it_is_this_one():
    assert words.day(date(2026, 12, 8)) == f"tirsdag 8.{NB}desember"


def test_day_tells_another_year():
    assert words.day(date(2027, 1, 5)) == f"tirsdag 5.{NB}januar 2027"


def test_day_of_a_moment_is_the_day_in_oslo():
    assert words.day(datetime(2026, 12, 7, 23, 30, tzinfo=UTC)) == f"tirsdag 8.{NB}desember"


def test_day_in_nynorsk_and_english():
    with translation.override("nn"):
        assert words.day(date(2026, 12, 8)) == f"tysdag 8.{NB}desember"
    with translation.override("en"):
        assert words.day(date(2026, 12, 8)) == "Tuesday 8 December"


def test_clock_and_short_day():
    assert words.clock(datetime(2026, 12, 8, 9, 5, tzinfo=UTC)) == "10:05"
    assert words.short_day(date(2026, 12, 8)) == f"8.{NB}desember"


@pytest.mark.parametrize("value", [None, "", "tomorrow", 17])
def test_dates_of_nothing_are_empty(value):
    assert (words.day(value), words.short_day(value), words.relative_day(value)) == ("", "", "")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (date(2026, 11, 23), "today"),
        (date(2026, 11, 24), "tomorrow"),
        (date(2026, 11, 22), "yesterday"),
        (date(2026, 11, 26), f"in{NB}3{NB}days"),
        (date(2026, 11, 19), f"4{NB}days{NB}ago"),
        (date(2026, 12, 14), f"in{NB}3{NB}weeks"),
        (date(2026, 8, 1), f"3{NB}months{NB}ago"),
        (date(2029, 11, 23), f"in{NB}3{NB}years"),
    ],
)
def test_relative_day(value, text):
    with translation.override("en"):
        assert words.relative_day(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1925000, f"1{NB}925{NB}000{NB}kr"),
        (Decimal("1925000.50"), f"1{NB}925{NB}000,50{NB}kr"),
        (0, f"0{NB}kr"),
        (-400, f"−400{NB}kr"),
        (987654321, f"987{NB}654{NB}321{NB}kr"),
        (None, ""),
        ("many", ""),
        (float("nan"), ""),
    ],
)
def test_kr(value, text):
    assert words.kr(value) == text


def test_number_in_english_has_commas():
    with translation.override("en"):
        assert words.number(1234567) == "1,234,567"


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Kari Mo Nordli", "KN"), ("Åse-Marie", "ÅM"), ("", "?"), ("😀 !", "?"), ("ليلى", "ل")],
)
def test_initials(name, letters):
    assert words.initials(name) == letters


def test_unknown_icon_fails():
    with pytest.raises(lucide.IconDoesNotExist):
        render('{% icon "no-such-icon" %}')


def test_icon_is_hidden_from_screen_readers_and_has_no_inline_style():
    svg = render('{% icon "calendar-days" "big" %}')
    assert svg.startswith('<svg class="icon big" aria-hidden="true"') or 'aria-hidden="true"' in svg
    assert "style=" not in svg
    assert "xmlns" not in svg


def test_chip_says_its_state_in_a_word_and_escapes_it():
    html = render("{% chip 'late' text %}", text="<b>over</b>")
    assert "chip-late" in html
    assert "&lt;b&gt;over" in html
    assert "<svg" in html


def test_chip_understands_the_words_of_messages_and_unknown_ones():
    assert [ui.kind_of(word) for word in ("warning", "error", "success", "whatever", None)] == [
        "soon",
        "late",
        "ok",
        "neutral",
        "neutral",
    ]


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "![x](https://elsewhere.example/pixel.png)",
        '<a href="x" style="color:red" onclick="a()">x</a>',
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "<svg/onload=alert(1)>",
    ],
)
def test_markdown_is_cleaned(attack):
    html = markdown.to_html(attack)
    for part in ("<script", "<img", "<svg", 'href="javascript', 'href="data', '<a href="x" style'):
        assert part not in html


def test_markdown_keeps_what_people_write():
    html = markdown.to_html(
        "# Head\n\n**bold** and *soft*\n\n1. one\n2. two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nline\nbreak"
    )
    for part in ("<h3>Head</h3>", "<strong>bold</strong>", "<em>soft</em>", "<ol>", '<th scope="col">a</th>', "<br"):
        assert part in html
    assert "style" not in html


def test_markdown_of_nothing_and_of_much():
    assert markdown.to_html(None) == ""
    assert len(markdown.to_html("å" * 200_000)) >= 200_000
    assert markdown.to_html(">" * 5_000 + "x") != ""


def test_pager_keeps_the_filters():
    page = SimpleNamespace(previous="", next="abc")
    html = render("{% pager page %}", page=page, path="/meetings/?state=held&cursor=old")
    assert "?state=held&amp;cursor=abc" in html
    assert 'rel="prev"' not in html


def test_pager_of_one_page_is_nothing():
    assert "<nav" not in render("{% pager page %}", page=SimpleNamespace(previous="", next=""))


def test_sort_header_turns_around_and_tells():
    assert 'aria-sort="none"' in render("{% sort_header 'title' 'Title' %}")
    html = render("{% sort_header 'title' 'Title' %}", path="/?sort=title&cursor=x")
    assert 'aria-sort="ascending"' in html
    assert "sort=-title" in html
    assert "cursor" not in html


def test_tab_of_the_page_itself_is_marked():
    assert 'aria-current="page"' in render("{% tab '/a/' 'A' %}", path="/a/")
    assert "aria-current" not in render("{% tab '/b/' 'B' 3 %}", path="/a/")


def test_checks_say_severity_in_words():
    finding = {"severity": "late", "rule": "Minutes", "figure": "2 missing", "text": "Lay them before the board."}
    with translation.override("en"):
        html = render("{% checks findings %}", findings=[finding])
    assert "check-late" in html
    assert "needs attention" in html
    assert "2 missing" in html


def test_undo_is_read_from_a_message_only():
    assert ui.undo_url(f"{toasts.UNDO}/meetings/1/restore/") == "/meetings/1/restore/"
    assert ui.undo_url("warning") == ""
    assert ui.undo_url(None) == ""


def test_empty_place_offers_the_first_step():
    html = render("{% empty 'calendar-plus' 'No meetings' 'They stand here.' '/new/' 'Call one' %}")
    assert '<a class="btn btn-primary" href="/new/">Call one</a>' in html
