"""Every file that the portal writes is read back as the same plan."""

import io
import json
from datetime import date
from decimal import Decimal

import docx
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plans import cells, deadlines
from plans.exports import commas, data, form, sheet
from plans.imports import csvfile, guard, jsonfile, reading, sheetfile, wordfile
from plans.outline import (
    AreaOutline,
    Deadline,
    GoalOutline,
    IndicatorOutline,
    MeasureOutline,
    PlanOutline,
)
from tests.plans.imports.test_form import FORMS, parse

FROM, TO = date(2021, 1, 1), date(2022, 12, 31)
SHARE = IndicatorOutline("Heltid", "%", "up", Decimal("40.50"), date(2021, 1, 1), Decimal(60), None)
PLAN_FIELDS = ("title", "introduction", "challenges_short", "challenges_long", "starts_on", "ends_on")
MEASURE_FIELDS = (
    "text", "comment", "responsible", "responsible_parts", "project_number", "status", "status_note", "budget",
    "budget_words", "review_months", "reviewed_on", "is_strategic",
)  # fmt: skip


def content(outline: PlanOutline, plan_fields: tuple[str, ...] = PLAN_FIELDS):
    """What the plan says, without how and where it was read."""
    return (
        [getattr(outline, name) for name in plan_fields],
        [
            (
                a.number,
                a.title,
                a.is_local,
                _measures(a),
                [(g.number, g.title, g.indicators, _measures(g)) for g in a.goals],
            )
            for a in outline.areas
        ],
    )


def _measures(parent):
    return [
        [*(getattr(measure, name) for name in MEASURE_FIELDS), measure.deadline.means, measure.deadline.words]
        for measure in parent.measures
    ]


def as_word(outline: PlanOutline) -> bytes:
    return form.document(outline, facts="Ekspertgruppa · 01.01.2021 – 31.12.2022", starts_on=FROM, ends_on=TO)


def as_sheet(outline: PlanOutline) -> bytes:
    return sheet.document(outline, starts_on=FROM, ends_on=TO)


def from_word(written: bytes) -> PlanOutline:
    guard.check_content(written)
    return reading.read(wordfile.read(written), FROM, TO).outline


def from_sheet(written: bytes) -> PlanOutline:
    guard.check_content(written, "xlsx")
    return reading.read(sheetfile.read(written), FROM, TO).outline


WAYS = {"docx": (as_word, from_word), "xlsx": (as_sheet, from_sheet), "json": (data.document, jsonfile.read)}


def there_and_back(kind: str, outline: PlanOutline) -> PlanOutline:
    write, read = WAYS[kind]
    return read(write(outline))


@pytest.mark.parametrize("kind", WAYS)
@pytest.mark.parametrize("build", FORMS)
def test_the_export_is_read_back_as_the_same_plan(build, kind):
    outline = parse(build(), FROM, TO)
    outline.title, outline.introduction = "Handlingsplan", "Første avsnitt.\n\nAndre avsnitt."
    outline.challenges_short, outline.challenges_long = "Få  søkere.", "Nye yrker"
    outline.starts_on, outline.ends_on = FROM, TO
    again = there_and_back(kind, outline)
    assert content(again) == content(outline)
    assert [entry for entry in again.unplaced if not entry.stored] == []


@pytest.mark.parametrize("kind", WAYS)
def test_what_looks_like_something_else_is_read_back(kind):
    measure = MeasureOutline(text="TILTAK", comment="Kommentar")
    reviewed = MeasureOutline(
        "Følge med", deadline=Deadline("continuous"), review_months=3, reviewed_on=date(2021, 5, 4)
    )
    outline = PlanOutline(
        title="T",
        starts_on=FROM,
        ends_on=TO,
        areas=[
            AreaOutline(
                "", "Uten nummer", goals=[GoalOutline("", "2. mai", indicators=[SHARE]), GoalOutline("7", "1.1 Mål")]
            ),
            AreaOutline("9", "Ni", measures=[MeasureOutline(text="10. Tiltak"), reviewed, measure]),
            AreaOutline("9", "Ni", measures=[MeasureOutline(text="=1+1", comment="_x0041_", project_number="007")]),
            AreaOutline("", "Tiltak\nog Frist", is_local=True, goals=[GoalOutline("1", "To"), GoalOutline("1", "To")]),
            AreaOutline(
                "1\t2", "Lokal del", measures=[MeasureOutline(text="x" * 40_000), MeasureOutline(text=" blank ")]
            ),
        ],
    )
    assert content(there_and_back(kind, outline)) == content(outline)


def test_an_edited_file_is_read_as_it_stands():
    """The exact values beside the text count only where the text is as it was written."""
    exact = MeasureOutline(text="Kurs  ", deadline=Deadline("continuous"), review_months=3, is_strategic=True)
    outline = PlanOutline(title="T", areas=[AreaOutline("1", "Heltid", measures=[exact, exact])])
    word = docx.Document(io.BytesIO(as_word(outline)))
    rows = word.tables[0].rows
    rows[2].cells[3].text = "Kontinuerlig, ved behov"
    rows[3].cells[0].text = "Seminar"
    out = io.BytesIO()
    word.save(out)
    first, second = from_word(out.getvalue()).measures()
    assert (first.text, first.is_strategic, first.review_months) == ("Kurs  ", True, 6)
    assert (second.text, second.is_strategic, second.review_months) == ("Seminar", False, 6)


def test_a_hand_made_rider_can_do_no_more_than_text():
    outline = PlanOutline(title="T", areas=[AreaOutline("1", "A", measures=[MeasureOutline(text="Kurs ")])])
    book = openpyxl.load_workbook(io.BytesIO(as_sheet(outline)))
    cell = book["portal"]["A1"]
    riding = json.loads(cell.value)
    values = riding["rows"][0][1]["text"][1]
    values |= {"is_strategic": "often", "row": "9", "text": 7}
    riding["plan"] = {"starts_on": ["x"], "areas": ["", []]}
    riding["headings"] = 5
    cell.value = json.dumps(riding)
    out = io.BytesIO()
    book.save(out)
    read = from_sheet(out.getvalue())
    assert [(m.text, m.is_strategic, m.row) for m in read.measures()] == [("Kurs", False, "2")]


def test_excel_holds_days_amounts_and_text_as_such():
    outline = PlanOutline(
        title="T",
        areas=[
            AreaOutline(
                "1",
                "A",
                measures=[
                    MeasureOutline(
                        text="=HYPERLINK(1)",
                        deadline=Deadline("date", None, date(2021, 5, 1)),
                        budget=Decimal("1500.50"),
                        review_months=None,
                    )
                ],
            )
        ],
    )
    row = next(openpyxl.load_workbook(io.BytesIO(as_sheet(outline)))["Plan"].iter_rows(min_row=2))
    text, day, amount = row[4], row[7], row[9]
    assert (text.value, text.data_type) == ("=HYPERLINK(1)", "s")
    assert (day.value.date(), amount.value) == (date(2021, 5, 1), 1500.5)


@pytest.mark.parametrize("text", ["=1+1", "+47", "-5", "@x", "'=1", "'a", 'semi;"colon"\nline'])
def test_csv_guards_against_formulas_and_loses_nothing(text):
    outline = PlanOutline(areas=[AreaOutline("1", text, measures=[MeasureOutline(text=text, comment=text)])])
    written = commas.document(outline, starts_on=FROM, ends_on=TO)
    assert written.startswith(b"\xef\xbb\xbfOmr\xc3\xa5denr.;")
    lines = written.decode("utf-8-sig").split("\r\n")
    assert not any(cell.strip('"').startswith(("=", "+", "-", "@")) for cell in lines[1].split(";"))
    again = reading.read(csvfile.read(written), FROM, TO).outline
    assert content(again, ()) == content(outline, ())


# What a database can hold.
line = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30)
words = st.lists(line, max_size=3).map("\n".join)
heading = words.filter(lambda text: text.strip())
number = st.from_regex(r"[0-9]{1,2}(\.[0-9]{1,2})?|", fullmatch=True)
day = st.dates(FROM, TO)


@st.composite
def a_deadline(draw):
    kind, text = draw(st.sampled_from(["continuous", "date", "period", "text"])), draw(words)
    if kind == "text":
        return deadlines.parse(text, FROM, TO)
    if kind == "date":
        return Deadline("date", None, draw(day), text)
    if kind == "period":
        return Deadline("period", *sorted([draw(day), draw(day)]), text)
    return Deadline("continuous", words=text)


@st.composite
def a_measure(draw):
    responsible, deadline = draw(words), draw(a_deadline())
    amount = draw(st.none() | st.decimals(0, Decimal("9999999999.99"), places=2))
    return MeasureOutline(
        text=draw(st.just("") | heading),
        comment=draw(heading),
        responsible=responsible,
        responsible_parts=cells.responsible(responsible),
        deadline=deadline,
        status=draw(st.sampled_from(["not_started", "on_track", "delayed", "done", "dropped"])),
        status_note=draw(words),
        budget=amount,
        budget_words=draw(words),
        project_number=draw(words),
        review_months=draw(st.integers(1, 24)) if deadline.kind == "continuous" else None,
        is_strategic=draw(st.booleans()),
    )


measures = st.lists(a_measure(), max_size=3)
goals = st.lists(st.builds(GoalOutline, number=number, title=heading, measures=measures), max_size=2)
areas = st.lists(
    st.builds(AreaOutline, number=number, title=heading, is_local=st.booleans(), goals=goals, measures=measures),
    max_size=3,
)
plans = st.builds(
    PlanOutline,
    title=words,
    introduction=words,
    challenges_short=words,
    challenges_long=words,
    starts_on=st.just(FROM),
    ends_on=st.just(TO),
    areas=areas,
)


@pytest.mark.parametrize("kind", WAYS)
@given(outline=plans)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_any_plan_is_read_back(kind, outline):
    assert content(there_and_back(kind, outline)) == content(outline)
