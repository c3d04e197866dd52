"""Keyset paging: every row once, forwards and backwards, whatever stands in the address."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.models import Person
from portal.paging import paginate
from tests.factories import PersonFactory

KEYS = ["sort_name", "id"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    # Equal names, so that the second key decides.
    return [PersonFactory(first_name="Ann", last_name=f"Name{n % 3}", email=f"p{n}@people.example") for n in range(11)]


def _walk(direction_keys):
    seen, cursor = [], ""
    while True:
        page = paginate(Person.objects.all(), direction_keys, cursor, size=4)
        seen += [row.pk for row in page]
        if not page.next:
            return seen, page
        cursor = page.next


@pytest.mark.parametrize("keys", [KEYS, ["-sort_name", "-id"], ["-sort_name", "id"]])
def test_every_row_comes_once_and_in_order(people, keys):
    seen, _last = _walk(keys)

    assert seen == list(Person.objects.order_by(*keys).values_list("pk", flat=True))


def test_backwards_gives_the_page_that_was_left(people):
    first = paginate(Person.objects.all(), KEYS, size=4)
    second = paginate(Person.objects.all(), KEYS, first.next, size=4)

    back = paginate(Person.objects.all(), KEYS, second.previous, size=4)

    assert [p.pk for p in back] == [p.pk for p in first]
    assert back.previous == ""
    assert back.next


def test_a_page_costs_one_query_wherever_it_stands(people, django_assert_num_queries):
    cursor = paginate(Person.objects.all(), KEYS, size=4).next
    with django_assert_num_queries(1):
        paginate(Person.objects.all(), KEYS, cursor, size=4)


def test_first_and_only_page_has_no_neighbours(people):
    page = paginate(Person.objects.all(), KEYS, size=50)

    assert (page.next, page.previous) == ("", "")


@given(cursor=st.text(max_size=60))
def test_any_cursor_in_the_address_is_survived(cursor):
    assert len(paginate(Person.objects.none(), KEYS, cursor)) == 0


def test_a_cursor_of_wrong_types_shows_the_first_page(people):
    import base64
    import json

    cursor = base64.urlsafe_b64encode(json.dumps([False, "x", "not a number"]).encode()).decode()

    assert len(paginate(Person.objects.all(), KEYS, cursor, size=4)) == 4


def test_moments_less_than_a_millisecond_apart_are_told_from_each_other(people):
    """The cursor holds moments whole: a rounded one would skip the rows between."""
    for n, person in enumerate(people):
        Person.objects.filter(pk=person.pk).update(created_at=datetime(2026, 1, 1, microsecond=100 + n, tzinfo=UTC))
    seen, _last = _walk(["-created_at", "-id"])
    assert len(seen) == len(people)
