"""The one rule of progress: weights per state, and bodies together by their counts."""

import pytest

from plans.progress import Progress, together


@pytest.mark.parametrize(
    ("counts", "percent"),
    [
        ({}, None),
        ({"dropped": 3}, None),
        ({"done": 1, "dropped": 9}, 100),
        ({"on_track": 1}, 50),
        ({"delayed": 1}, 25),
        ({"done": 1, "on_track": 1, "delayed": 1, "not_started": 1, "other": 7}, 44),
        ({"not_started": 2, "done": None}, 0),
    ],
)
def test_what_the_states_come_to(counts, percent):
    assert Progress.of(counts).percent == percent


def test_a_body_weighs_as_much_as_it_has_measures():
    small, large = Progress(done=1), Progress(not_started=9)
    assert together([small, large]).percent == 10
    assert together([]).percent is None
