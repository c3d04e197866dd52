"""Applications: counted when confirmed, changed by their own link alone, gone when taken back."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from members import letters
from members.models import Application
from members.operations import applications
from portal import files
from portal.models import AuditEntry, OutgoingMail, StoredFile
from portal.workflow import Conflict
from tests.factories import ApplicationFactory, CallFactory

State = Application.State


@pytest.fixture
def call(group):
    return CallFactory(body=group)


def pdf(name="cv.pdf"):
    return SimpleUploadedFile(name, b"%PDF-1.7 something", "application/pdf")


def apply(call, **changed):
    values = {
        "email": "kari@apply.example",
        "first_name": "Kari",
        "last_name": "Nordmo",
        "statement": "I have worked with this for years.",
        "occupation": "Archivist",
        "consents": True,
        "language": "en",
    }
    return applications.create(None, call=call, **(values | changed))


def test_without_consent_nothing_is_stored(call):
    with pytest.raises(ValidationError) as error:
        apply(call, consents=False)
    assert "consents" in error.value.error_dict
    assert not Application.objects.exists()


@pytest.mark.parametrize("state", ["draft", "closed", "decided", "cancelled"])
def test_only_an_open_call_receives(state, group):
    with pytest.raises(Conflict):
        apply(CallFactory(body=group, state=state))


def test_after_the_deadline_nothing_is_received(group):
    with pytest.raises(Conflict):
        apply(CallFactory(body=group, deadline=timezone.localdate() - timedelta(days=1)))


def test_an_application_counts_when_its_link_is_confirmed(call):
    application = apply(call, email=" Kari@Apply.example ")
    assert (application.state, application.email) == (State.UNCONFIRMED, "kari@apply.example")
    assert application.consent_version and application.consent_at
    mail = OutgoingMail.objects.get()
    assert letters.token_of(application) in mail.text
    # Whoever typed the address may be a joker: the mail repeats nothing that was typed.
    assert "Kari" not in mail.text + mail.to_name
    assert not Application.objects.counted().exists()
    applications.confirm(None, application=application)
    applications.confirm(None, application=application)
    assert Application.objects.counted().get() == application
    assert AuditEntry.objects.filter(verb="application.confirm").count() == 1
    assert OutgoingMail.objects.count() == 2


def test_the_audit_trail_does_not_tell_who_applied(call):
    application = apply(call, uploads=[pdf("Kari Nordmo CV.pdf")])
    applications.confirm(None, application=application)
    applications.withdraw(None, application=application)
    told = " ".join(f"{e.object_text} {e.note} {e.changes} {e.actor_name}" for e in AuditEntry.objects.all())
    assert "confirm" in " ".join(AuditEntry.objects.values_list("verb", flat=True))
    assert not [word for word in ("Kari", "Nordmo", "kari@") if word in told]


def test_a_link_that_is_too_old_does_not_confirm(call):
    application = apply(call)
    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1)), pytest.raises(Conflict):
        applications.confirm(None, application=application)


def test_after_the_deadline_nothing_is_confirmed_or_changed(call):
    application = apply(call)
    with time_machine.travel(timezone.now() + timedelta(days=15)):
        with pytest.raises(Conflict):
            applications.confirm(None, application=application)
        with pytest.raises(Conflict):
            applications.edit(None, application=application, **changes())


def test_a_second_application_tells_nobody_of_the_first_and_takes_its_place(call):
    first = applications.confirm(None, application=apply(call, statement="First."))
    second = apply(call, statement="Second.")
    assert Application.objects.counted().get() == first
    applications.confirm(None, application=second)
    assert Application.objects.counted().get().statement == "Second."
    first.refresh_from_db()
    assert (first.state, first.statement) == (State.WITHDRAWN, "")


def changes(**changed):
    values = {"first_name": "Kari", "last_name": "Ny", "statement": "Better.", "occupation": "Lawyer"}
    return values | changed


def test_an_application_is_changed_until_the_deadline(call):
    field = call.body.competence_fields.create(name="Law")
    call.fields.add(field)
    foreign = CallFactory().body.competence_fields.create(name="Foreign")
    application = applications.confirm(None, application=apply(call, uploads=[pdf()]))
    stored = files.of(application).get()
    applications.edit(
        None, application=application, fields=[field, foreign], removed=[stored], uploads=[pdf("b.pdf")], **changes()
    )
    application.refresh_from_db()
    assert (application.last_name, application.email) == ("Ny", "kari@apply.example")
    assert list(application.fields.all()) == [field]
    assert [row.name for row in files.of(application)] == ["b.pdf"]


def test_nobody_removes_the_file_of_another_application(call):
    mine, other = apply(call), apply(call, email="other@apply.example", uploads=[pdf()])
    applications.edit(None, application=mine, removed=list(files.of(other)), **changes())
    assert files.of(other).count() == 1


def test_at_most_three_files_and_only_of_the_right_kind(call, settings):
    with pytest.raises(ValidationError) as error:
        apply(call, uploads=[pdf(f"{n}.pdf") for n in range(4)])
    assert "uploads" in error.value.error_dict
    with pytest.raises(ValidationError) as error:
        apply(call, uploads=[pdf(), SimpleUploadedFile("evil.exe", b"MZ")])
    assert "evil.exe" in str(error.value)
    assert not list(settings.MEDIA_ROOT.rglob("*.pdf"))


def test_withdrawing_deletes_what_was_written_and_attached(call, settings, django_capture_on_commit_callbacks):
    application = applications.confirm(None, application=apply(call, uploads=[pdf()]))
    assert list(settings.MEDIA_ROOT.rglob("*.pdf"))
    with django_capture_on_commit_callbacks(execute=True):
        applications.withdraw(None, application=application)
        applications.withdraw(None, application=application)
    application.refresh_from_db()
    assert (application.state, application.name, application.statement) == (State.WITHDRAWN, "", "")
    assert not StoredFile.objects.exists()
    assert not list(settings.MEDIA_ROOT.rglob("*.pdf"))
    mail = OutgoingMail.objects.get()
    assert "withdrawn" in mail.subject and "Hello," in mail.text and "Dear" not in mail.text
    assert AuditEntry.objects.filter(verb="application.withdraw").count() == 1


def test_who_is_appointed_does_not_withdraw(call):
    application = ApplicationFactory(call=call, state=State.APPOINTED)
    with pytest.raises(Conflict):
        applications.withdraw(None, application=application)


def test_a_flood_from_many_places_is_stopped_for_one_call(call, group):
    for n in range(applications.MOST_UNCONFIRMED):
        ApplicationFactory(call=call, email=f"{n}@flood.example", state=State.UNCONFIRMED)
    with pytest.raises(ValidationError):
        apply(call)
    apply(CallFactory(body=group))


def test_a_link_belongs_to_one_application(call):
    one, two = ApplicationFactory(call=call), ApplicationFactory(call=call)
    token, other = letters.token_of(one), letters.token_of(two)
    assert letters.application_of(token) == one
    assert letters.application_of(other.partition(":")[0] + ":" + token.partition(":")[2]) is None
    assert letters.application_of(token[:-1]) is None
    assert letters.application_of("x") is None
    one.delete()
    assert letters.application_of(token) is None
