"""What came to nothing is deleted after its time, with files, mails and printed tables; who was chosen stays."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from members import letters
from members.models import Application, Call
from members.operations import applications, retention, treatment
from portal import documents, tasks
from portal.models import AuditEntry, Document, OutgoingMail, StoredFile
from portal.periods import today
from portal.reports import REPORTS
from tests.factories import ApplicationFactory, CallFactory

State = Application.State


def later(days):
    return time_machine.travel(timezone.now() + timedelta(days=days))


@pytest.fixture
def decided(admin, group):
    """One chosen, one not, decided today; kept for 90 days."""
    call = CallFactory(body=group, deadline=today() - timedelta(days=1))
    chosen = ApplicationFactory(call=call, first_name="Chosen")
    other = ApplicationFactory(call=call, first_name="Other")
    applications.attach(other, [SimpleUploadedFile("other-cv.pdf", b"%PDF-1.7 x")])
    treatment.decide(admin, call=call, chosen=[chosen.pk], decision="1/26", decided_on=today())
    treatment.answer(admin, call=call)
    call.refresh_from_db()
    return call


def test_nothing_is_deleted_before_its_time(decided):
    with later(89):
        assert retention.purge() == 0
    assert Application.objects.count() == 2


def test_after_the_time_only_the_chosen_is_left(decided, settings, django_capture_on_commit_callbacks):
    document = documents.request(REPORTS["applicants"], decided, language="en")
    documents.store(document, b"%PDF-1.7 table", 1)
    assert len(list(settings.MEDIA_ROOT.rglob("*.pdf"))) == 2
    with later(90), django_capture_on_commit_callbacks(execute=True):
        assert tasks.purge_applications() == 1
        assert tasks.purge_applications() == 0
    assert Application.objects.get().first_name == "Chosen"
    assert not StoredFile.objects.exists()
    assert not Document.objects.exists()
    assert not list(settings.MEDIA_ROOT.rglob("*.pdf"))
    assert {mail.to_name for mail in OutgoingMail.objects.all()} == {"Chosen Seeker"}
    decided.refresh_from_db()
    assert decided.purged == 1


def test_the_deletion_is_recorded_by_its_count(decided):
    with later(90):
        retention.purge()
    entry = AuditEntry.objects.get(verb="call.purge")
    assert (entry.changes, entry.actor, entry.object_id) == ({"deleted": [None, 1]}, None, decided.pk)
    assert "Other" not in f"{entry.object_text} {entry.note}"


def test_of_a_cancelled_call_all_are_deleted(group):
    call = CallFactory(body=group, state=Call.State.CANCELLED, ended_on=today(), retention_days=10)
    ApplicationFactory(call=call)
    ApplicationFactory(call=call, state=State.WITHDRAWN)
    with later(10):
        assert retention.purge() == 2


def test_a_call_that_nobody_decides_keeps_nobody_for_more_than_a_year(group):
    call = CallFactory(body=group, deadline=today())
    ApplicationFactory(call=call)
    with later(364):
        assert retention.purge() == 0
    with later(366):
        assert retention.purge() == 1


def test_what_was_never_confirmed_is_deleted_after_a_week(group):
    call = CallFactory(body=group)
    ApplicationFactory(call=call)
    forgotten = ApplicationFactory(call=call, state=State.UNCONFIRMED)
    token = letters.token_of(forgotten)
    with later(6):
        assert retention.purge() == 0
    with later(8):
        assert retention.purge() == 1
        assert letters.application_of(token) is None
    call.refresh_from_db()
    assert (call.purged, call.applications.count()) == (0, 1)


def test_a_lost_file_does_not_stop_the_deletion(decided, settings, django_capture_on_commit_callbacks):
    for path in settings.MEDIA_ROOT.rglob("*.pdf"):
        path.unlink()
    with later(90), django_capture_on_commit_callbacks(execute=True):
        assert retention.purge() == 1


def test_the_bytes_stay_when_the_deletion_is_undone(decided, settings):
    """Files go after the commit alone: a broken transaction loses no file of an application that is still there."""
    with later(90):
        retention.purge()
    assert len(list(settings.MEDIA_ROOT.rglob("*.pdf"))) == 1
