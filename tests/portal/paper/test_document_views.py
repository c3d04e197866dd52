"""Documents in the browser: asked for, made in the background, served to those who may see the object and to nobody else."""

import subprocess
import sys

import pytest
from django.contrib.messages import get_messages
from django.core.files.base import ContentFile
from django.urls import reverse

from portal import documents, tasks
from portal.models import Document
from portal.serving import file_name
from tests.factories import (
    AreaFactory,
    MeasureFactory,
    MeetingFactory,
    MinutesFactory,
    MinutesItemFactory,
    PlanFactory,
)
from workgroups.models import Minutes


@pytest.fixture
def plan(group):
    plan = PlanFactory(body=group, title="Plan: a/b", state="submitted")
    MeasureFactory(area=AreaFactory(plan=plan, number="1"), text="Lære mer")
    return plan


def open_url(kind, obj):
    return reverse("portal:document.open", args=[kind, obj.pk])


def fetched(client, url, **kwargs):
    """The response with its file read; the test client closes it at its end."""
    response = client.get(url, **kwargs)
    response.body = b"".join(response.streaming_content) if response.streaming else response.content
    return response


def asked(client, kind, obj):
    """The document that a request makes."""
    response = client.get(open_url(kind, obj))
    assert response.status_code == 302, response.status_code
    return Document.objects.get(key=response.url.split("/")[2])


@pytest.mark.parametrize("person", ["stranger", "nobody", "county_leader"])
def test_who_may_not_see_the_object_gets_no_document(person, plan, leader, as_user, request):
    document = asked(as_user(leader), "plan", plan)
    tasks.make_documents()
    client = as_user(request.getfixturevalue(person))
    assert client.get(open_url("plan", plan)).status_code == 404
    for name in ("progress", "file"):
        assert client.get(reverse(f"portal:document.{name}", args=[document.key])).status_code == 404
    assert client.post(reverse("portal:document.retry", args=[document.key])).status_code == 404


def test_the_right_is_asked_at_each_fetch(group, leader, contact, as_user):
    """A link that was good yesterday: the minutes went back to draft, which the contact may not read."""
    minutes = MinutesFactory(meeting=MeetingFactory(body=group), state="submitted")
    document = asked(as_user(contact), "minutes", minutes)
    tasks.make_documents()
    url = reverse("portal:document.file", args=[document.key])
    client = as_user(contact)
    assert fetched(client, url).status_code == 200
    contact.person.appointments.all().delete()
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("address", ["/documents/plan/999999/", "/documents/secret/1/"])
def test_what_is_not_there_is_not_found(address, leader, as_user):
    assert as_user(leader).get(address).status_code == 404


def test_a_document_is_waited_for_without_javascript_and_then_served(plan, leader, as_user):
    client = as_user(leader)
    document = asked(client, "plan", plan)
    progress = reverse("portal:document.progress", args=[document.key])
    waiting = client.get(progress)
    assert waiting["Refresh"] == "2"
    assert "no-store" in waiting["Cache-Control"]
    tasks.make_documents()
    served = fetched(client, client.get(progress).url)
    assert served["Content-Type"] == "application/pdf"
    assert served.body.startswith(b"%PDF-1.7")
    assert served["Content-Disposition"] == 'inline; filename="Plan a b.pdf"'
    assert "private" in served["Cache-Control"]
    assert "default-src 'none'" in served["Content-Security-Policy"]
    assert served["X-Content-Type-Options"] == "nosniff"
    assert not served.has_header("Content-Encoding")


def test_an_unchanged_document_is_served_from_the_archive(plan, leader, as_user):
    client = as_user(leader)
    document = asked(client, "plan", plan)
    tasks.make_documents()
    made_at = Document.objects.get(pk=document.pk).made_at
    served = fetched(client, open_url("plan", plan))
    assert served.status_code == 200
    assert tasks.make_documents() == 0
    assert Document.objects.get().made_at == made_at
    again = client.get(open_url("plan", plan), headers={"If-None-Match": served["ETag"]})
    assert again.status_code == 304
    assert again["ETag"] == served["ETag"]


def test_changed_content_gives_a_new_document(plan, leader, as_user):
    client = as_user(leader)
    first = asked(client, "plan", plan)
    tasks.make_documents()
    plan.measures.update(text="Noe annet")
    second = asked(client, "plan", plan)
    assert second.pk != first.pk
    assert second.fingerprint != first.fingerprint


def test_a_document_shows_what_it_was_asked_for(plan, leader, as_user):
    """The plan changes between the click and the worker: the page asked for is the page made."""
    document = asked(as_user(leader), "plan", plan)
    assert "Lære mer" in document.html
    plan.measures.update(text="Noe annet")
    tasks.make_documents()
    document.refresh_from_db()
    assert document.state == Document.State.READY
    assert document.html == ""


def test_approved_minutes_are_served_as_they_were_printed(group, leader, contact, as_user):
    minutes = MinutesFactory(meeting=MeetingFactory(body=group), state=Minutes.State.APPROVED)
    item = MinutesItemFactory(minutes=minutes, text="As approved")
    client = as_user(leader)
    kept = asked(client, "minutes", minutes)
    tasks.make_documents()
    minutes.archived = kept
    minutes.save()
    item.text = "Changed behind the portal's back"
    item.save()
    assert fetched(as_user(contact), open_url("minutes", minutes)).status_code == 200
    assert Document.objects.count() == 1


def test_a_failure_is_told_with_a_way_to_try_again(plan, leader, as_user, monkeypatch):
    def broken(*args, **kwargs):
        raise OSError("no room")

    monkeypatch.setattr("portal.pdf.render", broken)
    client = as_user(leader)
    document = asked(client, "plan", plan)
    assert tasks.make_documents() == documents.ATTEMPTS
    document.refresh_from_db()
    assert (document.state, document.error) == ("failed", "OSError: no room")
    progress = reverse("portal:document.progress", args=[document.key])
    page = client.get(progress)
    retry = reverse("portal:document.retry", args=[document.key])
    assert not page.has_header("Refresh")
    assert retry in page.content.decode()
    assert client.get(retry).status_code == 405
    monkeypatch.undo()
    response = client.post(retry)
    assert [str(message) for message in get_messages(response.wsgi_request)] == ["The document is being made again."]
    tasks.make_documents()
    assert fetched(client, open_url("plan", plan)).status_code == 200


def test_a_lost_file_is_made_again(plan, leader, as_user):
    client = as_user(leader)
    document = asked(client, "plan", plan)
    tasks.make_documents()
    document.refresh_from_db()
    document.file.storage.delete(document.file.name)
    assert client.get(reverse("portal:document.file", args=[document.key])).status_code == 404
    assert asked(client, "plan", plan).state == Document.State.QUEUED
    tasks.make_documents()
    assert fetched(client, open_url("plan", plan)).status_code == 200


def test_the_document_costs_few_queries(plan, leader, as_user, django_assert_max_num_queries):
    client = as_user(leader)
    asked(client, "plan", plan)
    tasks.make_documents()
    MeasureFactory.create_batch(30, area=plan.areas.get())
    asked(client, "plan", plan)
    tasks.make_documents()
    with django_assert_max_num_queries(12):
        assert fetched(client, open_url("plan", plan)).status_code == 200


@pytest.mark.parametrize(
    "name, expected",
    [
        ("../../etc/passwd", ".. .. etc passwd"),
        ("Møte\r\nSet-Cookie: x", "Møte Set-Cookie x"),
        ("\u202egpj.exe", "gpj.exe"),
        ("", "file"),
        ("x" * 300, "x" * 160),
    ],
)
def test_a_file_name_is_safe_and_readable(name, expected):
    assert file_name(name) == expected.strip(" .")


def test_the_web_process_never_imports_the_type_setter():
    code = (
        "import sys, portal.wsgi, portal.urls, portal.tasks; from django.urls import reverse; reverse('portal:home');"
        "print('weasyprint' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout.strip().endswith("False"), done.stderr


def test_a_file_kept_under_a_wrong_path_is_not_served(plan, leader, as_user):
    """The file is found by the row alone; nothing in the address reaches the disk."""
    document = asked(as_user(leader), "plan", plan)
    document.file.save("x.pdf", ContentFile(b"%PDF-1.7"))
    assert as_user(leader).get(reverse("portal:document.file", args=[document.key])).status_code == 302
