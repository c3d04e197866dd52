from datetime import UTC, date, datetime

import pytest
import time_machine
from django.template import Context, Template
from django.utils import translation

from portal import charts

ROWS = [
    {"label": "One", "done": 2, "on_track": 1, "delayed": 1, "not_started": 0, "dropped": 1},
    {"label": "<Two>", "done": 0},
]


def test_bars_fill_their_width_and_leave_out_what_is_not_there():
    figure = charts.progress_bars(ROWS)
    first, second = figure.bars
    assert [segment.state for segment in first.segments] == ["done", "on_track", "delayed", "dropped"]
    assert first.segments[-1].x + first.segments[-1].width == pytest.approx(charts.WIDTH, abs=5)
    assert second.segments == []
    assert second.done == 0


def test_dropped_measures_do_not_count():
    figure = charts.progress_bars(ROWS)
    assert (figure.done, figure.total) == (2, 4)
    assert (figure.bars[0].done, figure.bars[0].total) == (2, 4)


def test_bars_are_drawn_with_plain_numbers_and_escaped_labels():
    with translation.override("nb"):
        html = Template("{% progress_bars rows 'Areas' %}").render(
            Context({"rows": [*ROWS, {"label": "x", "done": 1, "delayed": 2}]})
        )
    assert "&lt;Two&gt;" in html
    assert 'width="330.3"' in html
    assert "style=" not in html
    assert "<table" in html


def test_bars_for_paper_leave_the_table_out():
    assert "<table" not in Template("{% progress_bars rows table=False %}").render(Context({"rows": ROWS}))


def test_attendance_counts_those_who_were_called():
    figure = charts.attendance_matrix(
        ["1", "2", "3"], [("Kari", ["present", "apology", ""]), ("Ola", ["partly", "odd", "absent"])]
    )
    assert [(row.present, row.called) for row in figure.rows] == [(1, 2), (1, 2)]
    assert [state for state, _word in figure.legend] == ["present", "partly", "apology", "absent", ""]


def test_attendance_must_have_a_state_per_meeting():
    with pytest.raises(ValueError, match="zip"):
        charts.attendance_matrix(["1", "2"], [("Kari", ["present"])])


@time_machine.travel(datetime(2026, 11, 23, 9, tzinfo=UTC))
def test_terms_stand_in_order_on_one_scale():
    figure = charts.term_line(
        [
            {"label": "Leader", "starts_on": date(2025, 1, 1), "ends_on": None},
            {"label": "Member", "starts_on": date(2023, 1, 1), "ends_on": date(2024, 12, 31)},
        ]
    )
    assert [term.label for term in figure.terms] == ["Member", "Leader"]
    assert [term.now for term in figure.terms] == [False, True]
    assert figure.terms[0].x == 0
    assert figure.terms[1].x + figure.terms[1].width == pytest.approx(charts.WIDTH)
    assert [year for year, _x in figure.ticks] == [2023, 2024, 2025, 2026]


def test_no_terms_is_a_line_of_this_year():
    assert charts.term_line([]).terms == []
