"""The exported form is read back as the same plan."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plans import cells, deadlines
from plans.exports import form as export
from plans.imports import form, guard
from plans.outline import (
    AreaOutline,
    Deadline,
    GoalOutline,
    MeasureOutline,
    PlanOutline,
    plain,
)
from tests.plans.imports.test_form import FORMS

FROM, TO = date(2021, 1, 1), date(2022, 12, 31)


def content(outline: PlanOutline):
    """What the plan says, without how and where it was read."""
    return (
        outline.title,
        outline.introduction,
        [
            (
                area.number,
                area.title,
                area.is_local,
                _measures(area),
                [(g.number, g.title, _measures(g)) for g in area.goals],
            )
            for area in outline.areas
        ],
    )


def _measures(parent):
    names = ("text", "comment", "responsible", "responsible_parts", "project_number", "status", "status_note", "budget")
    return [
        [
            *(getattr(measure, name) for name in names),
            measure.budget_words,
            measure.deadline.means,
            measure.deadline.words,
        ]
        for measure in parent.measures
    ]


def there_and_back(outline: PlanOutline) -> PlanOutline:
    data = export.document(outline, facts="Ekspertgruppa · 2021", starts_on=FROM, ends_on=TO)
    guard.check_content(data)
    return form.parse(data, FROM, TO)


@pytest.mark.parametrize("build", FORMS)
def test_the_export_is_read_back_as_the_same_plan(build):
    outline = form.parse(build(), FROM, TO)
    outline.title, outline.introduction = "Handlingsplan", "Første avsnitt.\n\nAndre avsnitt."
    again = there_and_back(outline)
    assert content(again) == content(outline)
    assert [entry for entry in again.unplaced if not entry.stored] == []


def test_headings_that_look_like_something_else_are_read_back():
    outline = PlanOutline(
        title="T",
        areas=[
            AreaOutline("", "Uten nummer", goals=[GoalOutline("", "2. mai"), GoalOutline("7", "1.1 Mål")]),
            AreaOutline(
                "9",
                "Ni",
                measures=[MeasureOutline(text="10. Tiltak"), MeasureOutline(text="TILTAK", comment="Kommentar")],
            ),
            AreaOutline("", "Tiltak\nog Frist", is_local=True),
        ],
    )
    assert content(there_and_back(outline)) == content(outline)


line = st.text(max_size=30)
words = st.lists(line, max_size=3).map(lambda lines: plain("\n".join(lines)))
heading = words.map(lambda text: plain(text.replace("\t", " "))).filter(bool)
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
        first, last = sorted([draw(day), draw(day)])
        return Deadline("date", None, last, text) if first == last else Deadline("period", first, last, text)
    return Deadline("continuous", words=text)


@st.composite
def a_measure(draw):
    responsible = draw(words)
    amount = draw(st.none() | st.decimals(0, Decimal("9999999999.99"), places=2))
    budget = (amount, draw(words)) if amount is not None else cells.budget(draw(words))
    status = draw(st.sampled_from(["not_started", "on_track", "delayed", "done", "dropped"]))
    return MeasureOutline(
        text=draw(words.filter(bool)),
        comment=draw(words),
        responsible=responsible,
        responsible_parts=cells.responsible(responsible),
        deadline=draw(a_deadline()),
        status=status,
        status_note=draw(words),
        budget=budget[0],
        budget_words=budget[1],
        project_number=draw(words),
    )


measures = st.lists(a_measure(), max_size=3)
goals = st.lists(st.builds(GoalOutline, number=number, title=heading, measures=measures), max_size=2)
areas = st.lists(
    st.builds(AreaOutline, number=number, title=heading, is_local=st.booleans(), goals=goals, measures=measures),
    max_size=3,
)
plans = st.builds(PlanOutline, title=words.map(lambda text: " ".join(text.split())), introduction=words, areas=areas)


@given(plans)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_any_plan_is_read_back(outline):
    assert content(there_and_back(outline)) == content(outline)
