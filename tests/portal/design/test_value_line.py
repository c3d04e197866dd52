"""Values over time between a baseline and a target."""

from datetime import date
from decimal import Decimal

import pytest
from django.template import engines

from portal.charts import LINE_BOTTOM, LINE_TOP, value_line

JANUARY, JUNE, DECEMBER = date(2026, 1, 1), date(2026, 6, 1), date(2026, 12, 31)


def line(*values, **given):
    return value_line(
        values, **{"unit": "%", "baseline": Decimal(40), "baseline_on": JANUARY, "target": Decimal(60), **given}
    )


def test_the_line_goes_from_the_baseline_through_the_values_towards_the_target():
    figure = line((JUNE, Decimal(45)), target_on=DECEMBER)
    assert [(point.on, point.value) for point in figure.points] == [(JANUARY, 40), (JUNE, 45)]
    assert (figure.points[0].x, figure.points[0].y, figure.target_y) == (40, LINE_BOTTOM, LINE_TOP)
    assert 40 < figure.points[1].x < 960
    assert (figure.share, figure.reached, figure.now, figure.end) == (25, False, "45 %", "60 %")


@pytest.mark.parametrize(
    ("values", "given", "share", "reached"),
    [
        ([], {}, None, False),
        ([(JUNE, Decimal(61))], {}, 105, True),
        ([(JUNE, Decimal(30))], {}, 0, False),
        ([(JUNE, Decimal(30))], {"target": Decimal(30), "falling": True}, 100, True),
        ([(JUNE, Decimal(45))], {"baseline": None}, None, False),
        ([(JANUARY, Decimal(50))], {}, 50, False),
        ([(JUNE, Decimal(40))], {"target": Decimal(40)}, None, True),
    ],
)
def test_how_much_of_the_way_is_gone(values, given, share, reached):
    figure = line(*values, **given)
    assert (figure.share, figure.reached) == (share, reached)
    page = engines["django"].from_string("{% value_line figure %}").render({"figure": figure})
    assert ("It is reached." in page) == reached
    assert page.count("<circle") == len(figure.points)
