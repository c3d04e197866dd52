"""Periods of a participation: joined where they touch, whatever the order in which they are told."""

from datetime import date

import pytest

from members.participation import Stretch, joined

JAN, JUNE, JULY, DEC = date(2024, 1, 1), date(2024, 6, 30), date(2024, 7, 1), date(2024, 12, 31)
LATER = date(2026, 3, 1)


@pytest.mark.parametrize(
    "told, expected",
    [
        ([], []),
        ([(JAN, JUNE), (JULY, DEC)], [(JAN, DEC)]),
        ([(JULY, DEC), (JAN, JUNE)], [(JAN, DEC)]),
        ([(JAN, JUNE), (date(2024, 7, 2), DEC)], [(JAN, JUNE), (date(2024, 7, 2), DEC)]),
        ([(JAN, DEC), (JULY, JULY)], [(JAN, DEC)]),
        ([(JAN, JUNE), (JULY, None)], [(JAN, None)]),
        ([(JAN, None), (JULY, DEC)], [(JAN, None)]),
        ([(JAN, JUNE), (JULY, DEC), (LATER, None)], [(JAN, DEC), (LATER, None)]),
    ],
)
def test_what_touches_is_one_stretch(told, expected):
    assert joined(Stretch(*each) for each in told) == [Stretch(*each) for each in expected]
