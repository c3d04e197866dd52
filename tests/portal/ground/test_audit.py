"""The audit trail is written with the change and stays."""

import pytest
from django.db import DatabaseError, transaction

from portal import audit
from portal.models import AuditEntry
from tests.factories import MeetingFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry():
    meeting = MeetingFactory()
    return audit.record(UserFactory(), "meeting.call", meeting, changes={"title": ["a", "b"]})


@pytest.mark.parametrize(
    "attack",
    [
        lambda entry: AuditEntry.objects.filter(pk=entry.pk).update(verb="nothing"),
        lambda entry: AuditEntry.objects.filter(pk=entry.pk).delete(),
        lambda entry: entry.delete(),
        lambda entry: entry.save(),
    ],
)
def test_the_database_refuses_to_change_or_remove(entry, attack):
    with pytest.raises(DatabaseError, match="cannot be"), transaction.atomic():
        attack(entry)

    assert AuditEntry.objects.get(pk=entry.pk).verb == "meeting.call"


def test_an_entry_tells_who_what_and_whose_matter(entry):
    assert entry.actor_name == str(entry.actor)
    assert entry.target.body.unit_id == entry.unit_id
    assert list(audit.history(entry.target)) == [entry]


def test_a_change_that_is_rolled_back_leaves_no_entry():
    meeting = MeetingFactory()
    with pytest.raises(RuntimeError, match="stop"), transaction.atomic():
        audit.record(None, "meeting.call", meeting)
        raise RuntimeError("stop")

    assert not audit.history(meeting).exists()


def test_diff_names_only_what_changed():
    meeting = MeetingFactory(title="Before", place="Oslo")
    before = audit.snapshot(meeting, ["title", "place", "starts_at"])

    meeting.title = "After"

    assert audit.diff(before, meeting) == {"title": ["Before", "After"]}


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_a_transaction_is_a_programming_error():
    with pytest.raises(RuntimeError, match="transaction"):
        audit.record(None, "meeting.call", MeetingFactory())
