"""The frame: where one is, at no cost."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser

from portal.context import frame


def request(user, view: str = ""):
    return SimpleNamespace(user=user, resolver_match=SimpleNamespace(view_name=view) if view else None)


@pytest.mark.parametrize(
    ("view", "label"),
    [
        ("portal:home", "Home"),
        ("workgroups:group.edit", "Groups"),
        ("workgroups:mandate.view", "Groups"),
        ("workgroups:minutes.approve", "Meetings"),
        ("plans:measure.status", "Plans"),
        ("members:account.create", "People"),
        ("portal:audit.list", "Section"),
    ],
)
def test_each_page_belongs_to_one_place(leader, view, label):
    assert [str(item.label) for item in frame(request(leader, view))["nav"] if item.here] == [label]


def test_pages_outside_belong_to_none(leader):
    assert not any(item.here for item in frame(request(leader, "portal:search"))["nav"])
    assert not any(item.here for item in frame(request(leader))["nav"])


def test_nobody_gets_no_menu():
    assert frame(request(AnonymousUser()))["nav"] == []
    assert frame(SimpleNamespace())["nav"] == []


def test_frame_costs_no_query(leader, django_assert_num_queries):
    from members.models import User

    user = User.objects.get(pk=leader.pk)
    with django_assert_num_queries(0):
        assert frame(request(user, "plans:plan.list"))["person_name"] == "Leader Tester"
