"""What stands on paper: tagged, in its language, numbered, closed to the outside, whatever a text may hold."""

import io
import itertools
import re
from datetime import date

import page
import pikepdf
import pypdf
import pytest

from portal import documents, pdf
from portal.reports import REPORTS
from tests.factories import (
    AgendaItemFactory,
    AppointmentFactory,
    AreaFactory,
    GoalFactory,
    MeasureFactory,
    MeetingFactory,
    MinutesFactory,
    MinutesItemFactory,
    ParticipantFactory,
    PersonFactory,
    PlanFactory,
    TaskFactory,
)

MADE_ON = date(2026, 11, 22)


def printed(kind, obj, language="nb"):
    html = documents.render_html(REPORTS[kind], obj, language)
    content, _pages = pdf.render(html, title="The title", language=language, made_on=MADE_ON)
    return content


def text_of(content):
    return "\n".join(sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(content)).pages)


def failures(content):
    report = page.validate_pdf_bytes(content, profile=page.ValidationProfile.PDF_UA_1)
    return [str(failure) for failure in report.failures]


@pytest.fixture
def plan(group):
    plan = PlanFactory(body=group, title="Action plan 2026", introduction="First\n\n- one\n- two")
    area = AreaFactory(plan=plan, number="1", title="Full-time work")
    goal = GoalFactory(area=area, number="1.1", title="Fewer small posts")
    MeasureFactory(area=area, goal=goal, text="Hold a course", comment="With the county", budget=1925000)
    local = AreaFactory(plan=plan, number="", title="Outside the areas", is_local=True)
    MeasureFactory(area=local, text="", comment="A comment alone")
    return plan


@pytest.fixture
def minutes(group):
    meeting = MeetingFactory(body=group, title="Autumn meeting", place="Oslo", link="https://example.org/m?a=1&b=2")
    ParticipantFactory(meeting=meeting, attendance="present")
    case = AgendaItemFactory(meeting=meeting, title="Budget", case_year=2026, case_number=12, text="See *this*")
    minutes = MinutesFactory(meeting=meeting)
    item = MinutesItemFactory(
        minutes=minutes, agenda_item=case, text="| a | b |\n|---|---|\n| 1 | 2 |\n\n# Heading", decision="Agreed."
    )
    TaskFactory(body=group, minutes_item=item, title="Write the letter", due_on=date(2027, 1, 15))
    return minutes


@pytest.fixture
def full_group(group, leader, contact, plan, minutes):
    """With a plan in force, and a meeting held and attended this year."""
    plan.state = "approved"
    plan.save()
    minutes.meeting.state = "held"
    minutes.meeting.save()
    return group


@pytest.mark.parametrize("kind", ["appointments", "group", "minutes", "notice", "plan"])
def test_every_kind_is_accessible(kind, plan, minutes, full_group):
    obj = {
        "plan": plan,
        "minutes": minutes,
        "notice": minutes.meeting,
        "group": full_group,
        "appointments": full_group,
    }[kind]
    content = printed(kind, obj)
    assert failures(content) == []
    with pikepdf.open(io.BytesIO(content)) as document:
        assert document.Root.Lang == "nb"
        assert document.docinfo["/Title"] == "The title"
        assert document.Root.ViewerPreferences.DisplayDocTitle
        elements = [
            o for o in document.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/StructElem"
        ]
        tables = sum(element.get("/S") == "/Table" for element in elements)
        heads = [element for element in elements if element.get("/S") == "/TH"]
        fonts = [
            o for o in document.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/FontDescriptor"
        ]
    assert tables
    # No checker misses a table without header cells, nor a header cell without scope.
    assert heads and all(str(head.A.Scope) in ("/Column", "/Row") for head in heads)
    assert fonts and all("/FontFile2" in font or "/FontFile3" in font for font in fonts)


def test_headings_come_in_order(minutes):
    levels = [int(n) for n in re.findall(r"<h([1-6])", documents.render_html(REPORTS["minutes"], minutes, "nb"))]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


@pytest.mark.parametrize("language, words", [("nb", "side 1 av 1"), ("nn", "side 1 av 1"), ("en", "page 1 of 1")])
def test_pages_are_numbered_and_dated_in_the_documents_language(language, words, minutes):
    text = text_of(printed("notice", minutes.meeting, language))
    assert words in text
    assert "22. november 2026" in text or "22 November 2026" in text


def test_a_document_says_whose_it_is(minutes):
    text = text_of(printed("minutes", minutes))
    assert "Section Office · Expert group" in text
    assert "12/26" in text
    assert "Agreed." in text
    assert "Write the letter" in text


def test_the_plan_has_the_columns_of_the_unions_form(plan):
    text = text_of(printed("plan", plan))
    for word in ("TILTAK", "Kommentar", "Ansvar", "Frist", "Status", "Budsjett", "Prosj.nr."):
        assert word in text
    assert "1. Full-time work" in text
    assert "1.1 Fewer small posts" in text
    assert "1 925 000" in text.replace("\xa0", " ")
    assert "A comment alone" in text


@pytest.mark.parametrize(
    "evil",
    [
        '<img src="file:///etc/passwd">',
        '<img src="http://127.0.0.1:9/x.png">![x](http://127.0.0.1:9/y.png)',
        '<link rel="attachment" href="file:///etc/passwd"><iframe src="file:///etc/passwd"></iframe>',
        "<style>@import url(file:///etc/passwd); body{background:url(http://127.0.0.1:9/)}</style>",
        '</style></div><script>alert(1)</script>"><a rel=attachment href="file:///etc/hosts">x</a>',
    ],
)
def test_a_hostile_text_fetches_nothing(evil, minutes, monkeypatch):
    asked = []
    fetch = pdf.ClosedFetcher.fetch

    def watched(self, url, headers=None):
        asked.append(url)
        return fetch(self, url, headers)

    monkeypatch.setattr(pdf.ClosedFetcher, "fetch", watched)
    minutes.items.update(text=evil, decision=evil, title=evil[:200])
    minutes.meeting.title, minutes.meeting.place, minutes.meeting.notice = evil[:150], evil, evil
    minutes.meeting.save()
    for kind, obj in (("minutes", minutes), ("notice", minutes.meeting)):
        content = printed(kind, obj)
        assert all(url.startswith("font:") for url in asked)
        assert b"/EmbeddedFile" not in content
        assert "root:" not in text_of(content)


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "http://127.0.0.1/", "data:text/plain,x", "font:../../settings.py"]
)
def test_the_fetcher_gives_nothing_but_fonts(url):
    with pytest.raises((ValueError, OSError)):
        pdf.ClosedFetcher().fetch(url)


def test_any_script_and_emoji_is_printed(minutes):
    minutes.items.update(text="Æøå ŧšč – «sitat» 😀 👩🏽‍💻 שלום עולם مرحبا Привет 漢字 \u202e\x08 ok")
    minutes.meeting.participants.update(person=PersonFactory(first_name="שרה", last_name="Ødegård 🎉"))
    content = printed("minutes", minutes)
    assert failures(content) == []


def test_a_text_of_200_000_characters_is_printed(minutes):
    minutes.items.update(text="ord og setning. " * 12_500)
    content = printed("minutes", minutes)
    assert len(pypdf.PdfReader(io.BytesIO(content)).pages) > 30


def test_a_word_without_end_stays_on_the_page(minutes):
    minutes.items.update(title="x" * 200, text="y" * 3000, decision="z" * 500)
    assert failures(printed("minutes", minutes)) == []


def test_the_groups_overview_tells_who_how_and_when(full_group, leader):
    text = text_of(printed("group", full_group, "en"))
    assert "Leader Tester" in text
    assert "Autumn meeting" in text
    assert "0 of 1 measure is done" in text
    assert "Deviation" in text, "no adviser is appointed"


def test_the_list_of_those_appointed(full_group, leader, contact):
    AppointmentFactory(body=full_group, role="member", starts_on=date(2035, 1, 1), person__last_name="Later")
    AppointmentFactory(
        body=full_group,
        role="member",
        starts_on=date(2020, 1, 1),
        ends_on=date(2020, 5, 5),
        person__last_name="Earlier",
    )
    text = text_of(printed("appointments", full_group, "en"))
    assert "Leader Tester" in text
    assert "Contact Tester" in text
    assert "Later" in text
    assert "Earlier" not in text


def test_the_groups_overview_holds_no_draft(group, plan):
    """One document serves all who may see the group; some of them may not see its draft plan."""
    assert plan.title not in documents.render_html(REPORTS["group"], group, "nb")


def test_every_picture_has_a_text(full_group):
    with pikepdf.open(io.BytesIO(printed("group", full_group))) as document:
        figures = [o for o in document.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") == "/Figure"]
    assert figures
    assert all(str(figure.Alt) for figure in figures)


def test_the_same_content_has_the_same_fingerprint(plan):
    first = documents.render_html(REPORTS["plan"], plan, "nb")
    assert first == documents.render_html(REPORTS["plan"], plan, "nb")
    assert first != documents.render_html(REPORTS["plan"], plan, "nn")
    assert "2026-11-22" not in first
