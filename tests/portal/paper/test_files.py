"""Attached files: checked by ending and content, fetched by those who may see the object, never run by the browser."""

import io
import uuid
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from portal import files, links
from portal.models import AuditEntry
from portal.permissions import Refused
from tests.factories import MeetingFactory, MinutesFactory

PDF = b"%PDF-1.7 small"


def office_file(*members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for member in members:
            archive.writestr(member, "x")
    return out.getvalue()


def upload(name, content):
    return SimpleUploadedFile(name, content)


@pytest.fixture
def minutes(group):
    return MinutesFactory(meeting=MeetingFactory(body=group))


@pytest.mark.parametrize(
    "name, content",
    [
        ("program.exe", b"MZ"),
        ("letter.pdf", b"MZ\x90 a renamed program"),
        ("picture.png", b"<svg onload=alert(1)>"),
        ("page.html", b"<script>"),
        ("letter.docx", b"PK not a zip"),
        ("letter.docx", office_file("xl/workbook.xml")),
        ("notes.txt", b"text\x00binary"),
        ("no ending", b"text"),
        ("empty.pdf", b""),
    ],
)
def test_what_is_not_what_its_name_says_is_refused(name, content):
    with pytest.raises(ValidationError):
        files.check(upload(name, content))


def test_a_file_of_30_mb_is_refused(settings):
    settings.UPLOAD_MAX_BYTES = 1024
    with pytest.raises(ValidationError, match="larger than"):
        files.check(upload("big.pdf", PDF + b"x" * 2000))


@pytest.mark.parametrize(
    "name, content",
    [
        ("a.PDF", PDF),
        ("b.docx", office_file("word/document.xml", "[Content_Types].xml")),
        ("c.txt", "æøå".encode()),
        ("d.jpeg", b"\xff\xd8\xff\xe0"),
    ],
)
def test_good_files_are_taken(name, content):
    assert files.check(upload(name, content))


@pytest.mark.parametrize("person", ["stranger", "nobody", "contact", "member", "county_leader"])
def test_who_may_not_see_the_draft_gets_no_file(person, minutes, leader, as_user, request):
    stored = files.attach(leader, owner=minutes, upload=upload("a.pdf", PDF))
    client = as_user(request.getfixturevalue(person))
    assert client.get(reverse("portal:file.download", args=[stored.key])).status_code == 404
    assert client.post(reverse("portal:file.remove", args=[stored.key])).status_code == 404
    assert files.of(minutes).count() == 1


def test_who_only_reads_cannot_attach_or_take_away(minutes, leader, contact, as_user):
    minutes.state = "submitted"
    minutes.save()
    with pytest.raises(Refused):
        files.attach(contact, owner=minutes, upload=upload("a.pdf", PDF))
    minutes.state = "draft"
    minutes.save()
    stored = files.attach(leader, owner=minutes, upload=upload("a.pdf", PDF))
    minutes.state = "submitted"
    minutes.save()
    client = as_user(contact)
    assert client.post(reverse("portal:file.remove", args=[stored.key])).status_code == 403
    assert files.of(minutes).count() == 1


@pytest.mark.parametrize(
    "name, content, disposition, sandbox",
    [
        ("møte.pdf", PDF, "inline", False),
        ("p.png", b"\x89PNG\r\n\x1a\n", "inline", True),
        ("n.txt", b"<script>alert(1)</script>", "attachment", True),
    ],
)
def test_a_file_is_served_closed(name, content, disposition, sandbox, minutes, leader, as_user):
    stored = files.attach(leader, owner=minutes, upload=upload(name, content))
    url = reverse("portal:file.download", args=[stored.key])
    response = as_user(leader).get(url)
    assert b"".join(response.streaming_content) == content
    assert response["Content-Disposition"].startswith(disposition)
    assert response["X-Content-Type-Options"] == "nosniff"
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert ("sandbox" in policy) is sandbox
    assert "script-src" not in policy
    assert as_user(leader).get(url, headers={"If-None-Match": response["ETag"]}).status_code == 304


def test_a_file_taken_away_is_gone_and_remembered(minutes, leader, as_user):
    stored = files.attach(leader, owner=minutes, upload=upload("a.pdf", PDF))
    client = as_user(leader)
    response = client.post(reverse("portal:file.remove", args=[stored.key]))
    assert response.url == links.of(minutes)
    assert client.get(reverse("portal:file.download", args=[stored.key])).status_code == 404
    assert list(AuditEntry.objects.order_by("id").values_list("verb", flat=True)) == ["file.attach", "file.remove"]


def test_an_unknown_key_is_not_found(leader, as_user):
    assert as_user(leader).get(reverse("portal:file.download", args=[uuid.uuid4()])).status_code == 404
