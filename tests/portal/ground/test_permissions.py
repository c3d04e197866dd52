"""Closed by default."""

import pytest
from django.contrib.auth.models import AnonymousUser

from portal import permissions
from portal.permissions import ALLOW, Refused, allow_if, can, require, rule

pytestmark = pytest.mark.django_db


def test_a_verb_without_a_rule_is_a_programming_error_not_a_yes(admin):
    with pytest.raises(LookupError):
        can(admin, "nothing.at_all")


def test_a_second_rule_for_the_same_verb_is_refused():
    with pytest.raises(RuntimeError, match="already"):
        rule("meeting.view")(lambda user, obj: ALLOW)


@pytest.mark.parametrize("verb", permissions.verbs())
def test_nobody_without_a_login_may_do_anything(verb):
    assert not can(AnonymousUser(), verb)


@pytest.mark.parametrize("verb", permissions.verbs())
def test_an_account_that_was_closed_may_do_nothing(verb, admin):
    admin.is_active = False

    assert not can(admin, verb)


def test_a_refusal_tells_its_reason(member, group):
    with pytest.raises(Refused) as refusal:
        require(member, "meeting.create", group)

    assert "leader" in str(refusal.value.reason)


def test_the_system_itself_is_not_asked():
    assert can(None, "group.create")


def test_allow_if():
    assert allow_if(True)
    assert not allow_if(False, "no")
    assert allow_if(False, "no").reason == "no"
