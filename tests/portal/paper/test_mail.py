"""Outgoing mail: queued with the change, sent once, tried again under the same Message-ID, parked when it will not go."""

import smtplib
import threading
from datetime import timedelta
from email import message_from_string, policy

import pytest
from django.core import mail as django_mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.utils import timezone

from portal import documents, mail, tasks
from portal.models import OutgoingMail
from portal.reports import REPORTS
from tests.factories import MeetingFactory

pytestmark = pytest.mark.django_db


class Server(BaseEmailBackend):
    """Refuses with what ``trouble`` holds; counts connections."""

    trouble: Exception | None = None
    opened = 0
    sent: list = []

    def open(self):
        if isinstance(Server.trouble, ConnectionRefusedError | smtplib.SMTPAuthenticationError):
            raise Server.trouble
        Server.opened += 1
        return True

    def send_messages(self, messages):
        if Server.trouble:
            raise Server.trouble
        Server.sent += messages
        return len(messages)


@pytest.fixture
def server(settings):
    settings.EMAIL_BACKEND = "tests.portal.paper.test_mail.Server"
    Server.trouble, Server.opened, Server.sent = None, 0, []
    return Server


@pytest.fixture(autouse=True)
def _letters(settings, tmp_path):
    """A mail of the tests' own, on the portal's paper."""
    folder = tmp_path / "emails"
    folder.mkdir()
    (folder / "letter.subject.txt").write_text("About\n{{ thing }}")
    (folder / "letter.txt").write_text('{% extends "emails/base.txt" %}{% block body %}{{ thing }}{% endblock %}')
    (folder / "letter.html").write_text(
        '{% extends "emails/base.html" %}{% block heading %}{{ thing }}{% endblock %}'
        '{% block action %}{% translate "Open" as label %}'
        '{% include "emails/_button.html" with url="https://portal.example/x" label=label %}{% endblock %}'
    )
    templates = settings.TEMPLATES[0]
    settings.TEMPLATES = [{**templates, "DIRS": [tmp_path, *templates["DIRS"]]}]


def queue(address="kari@example.org", occasion="one", thing="the <meeting>", **kwargs):
    to = mail.Recipient(address=address, name=kwargs.pop("name", "Kari Ødegård"), language="en")
    return mail.queue("letter", to=to, occasion=occasion, context={"thing": thing}, **kwargs)


def state_of(row):
    return OutgoingMail.objects.values_list("state", "attempts").get(pk=row.pk)


def due_now():
    OutgoingMail.objects.update(not_before=timezone.now())


def test_a_mail_is_sent_with_text_and_page(settings):
    row = queue()
    assert tasks.send_outbox() == 1
    sent = django_mail.outbox[0]
    assert sent.to == ['"Kari Ødegård" <kari@example.org>']
    assert sent.subject == "About the <meeting>"
    assert sent.extra_headers["Message-ID"] == row.message_id
    assert "the <meeting>" in sent.body
    page = sent.alternatives[0][0]
    assert "the &lt;meeting&gt;" in page
    assert 'style="' in page
    assert "prefers-color-scheme" in page
    assert state_of(row) == ("sent", 1)
    assert tasks.send_outbox() == 0


def test_an_occasion_is_told_once_to_each():
    first = queue()
    assert queue(thing="another text").pk == first.pk
    assert queue(address="ola@example.org").pk != first.pk
    assert queue(occasion="x" * 300).pk != queue(occasion="x" * 299 + "y").pk


def test_a_change_that_is_undone_sends_nothing():
    with pytest.raises(RuntimeError), transaction.atomic():
        queue()
        raise RuntimeError
    assert tasks.send_outbox() == 0


def test_who_has_no_address_is_told_of_in_the_outbox(union):
    row = queue(address="")
    assert state_of(row) == ("failed", 0)
    assert row.error == mail.NO_ADDRESS
    assert tasks.send_outbox() == 0


@pytest.mark.parametrize("name", ["Evil\r\nBcc: all@example.org", 'Quo"te \\ Back', "עברית 😀"])
def test_a_name_cannot_add_a_header(name, settings):
    queue(name=name)
    assert tasks.send_outbox() == 1
    assert django_mail.outbox[0].recipients() == django_mail.outbox[0].to
    assert django_mail.outbox[0].message()["Bcc"] is None


def test_a_server_that_is_away_is_tried_again_under_the_same_id(server):
    row = queue()
    server.trouble = ConnectionRefusedError("nobody there")
    assert tasks.send_outbox() == 0
    assert state_of(row) == ("queued", 1)
    assert tasks.send_outbox() == 0, "not before its time"
    server.trouble = None
    due_now()
    assert tasks.send_outbox() == 1
    assert server.sent[0].extra_headers["Message-ID"] == row.message_id


def test_after_five_attempts_a_person_must_look(server):
    row = queue()
    server.trouble = ConnectionRefusedError("nobody there")
    for _attempt in range(mail.ATTEMPTS):
        tasks.send_outbox()
        due_now()
    assert state_of(row) == ("failed", mail.ATTEMPTS)


@pytest.mark.parametrize(
    "trouble, state",
    [
        (smtplib.SMTPRecipientsRefused({"kari@example.org": (550, b"no such user")}), "failed"),
        (smtplib.SMTPRecipientsRefused({"kari@example.org": (450, b"greylisted")}), "queued"),
        (smtplib.SMTPDataError(554, b"spam"), "failed"),
        (smtplib.SMTPDataError(451, b"later"), "queued"),
        (smtplib.SMTPAuthenticationError(535, b"bad password"), "queued"),
    ],
)
def test_what_the_server_says_decides(trouble, state, server):
    row = queue()
    server.trouble = trouble
    tasks.send_outbox()
    assert state_of(row) == (state, 1)


def test_one_bad_mail_does_not_hold_the_others(server):
    bad, good = queue(address="bad@example.org"), queue(address="good@example.org", occasion="two")
    refused = smtplib.SMTPRecipientsRefused({"bad@example.org": (550, b"no")})

    def send(self, messages):
        if messages[0].to[0].endswith("<bad@example.org>"):
            raise refused
        return 1

    Server.send_messages, kept = send, Server.send_messages
    try:
        assert tasks.send_outbox() == 1
    finally:
        Server.send_messages = kept
    assert (state_of(bad)[0], state_of(good)[0]) == ("failed", "sent")


def test_what_a_killed_worker_had_in_hand_is_picked_up_later(server):
    row = queue()
    assert [claimed.pk for claimed in mail.claim()] == [row.pk]
    assert tasks.send_outbox() == 0, "it may still be sending"
    OutgoingMail.objects.update(claimed_at=timezone.now() - mail.LOST_AFTER - timedelta(seconds=1))
    assert tasks.send_outbox() == 1
    assert state_of(row) == ("sent", 2)


def test_a_mail_that_kills_its_worker_is_parked(server):
    row = queue()
    for _attempt in range(mail.ATTEMPTS):
        assert len(mail.claim()) == 1
        OutgoingMail.objects.update(claimed_at=timezone.now() - mail.LOST_AFTER - timedelta(seconds=1))
    assert mail.claim() == []
    assert state_of(row) == ("failed", mail.ATTEMPTS)


def test_a_slow_batch_gives_the_rest_back_in_time(server, monkeypatch):
    rows = [queue(occasion=str(n)) for n in range(3)]
    monkeypatch.setattr(mail, "BATCH_TIME", -1)
    assert mail.send(mail.claim()) == 0
    assert {state_of(row) for row in rows} == {("queued", 0)}


def test_a_document_is_waited_for_and_sent_along(group, server):
    meeting = MeetingFactory(body=group)
    document = documents.request(REPORTS["notice"], meeting, language="nb")
    calendar = mail.Attachment(
        "invite.ics", 'text/calendar; method=REQUEST; charset="utf-8"', content="BEGIN:Æ".encode()
    )
    row = queue(
        about=meeting, attachments=[mail.Attachment("møte.pdf", "application/pdf", document=document), calendar]
    )
    assert row.unit_id == group.unit_id
    assert mail.claim() == []
    tasks.make_documents()
    assert tasks.send_outbox() == 1
    sent = message_from_string(server.sent[0].message().as_string(), policy=policy.default)
    parts = {part.get_filename(): part for part in sent.iter_attachments()}
    assert parts["møte.pdf"].get_content().startswith(b"%PDF")
    invite = parts["invite.ics"]
    assert invite.get_content_type() == "text/calendar"
    assert (invite.get_param("method"), invite.get_param("charset")) == ("REQUEST", "utf-8")
    assert invite.get_content() == "BEGIN:Æ"


def _claim_all(found):
    while batch := mail.claim(3):
        found += [row.pk for row in batch]
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_take_the_same_mail():
    """In earnest on PostgreSQL, where rows are locked; SQLite's writers queue, and its test database has one connection."""
    rows = [queue(occasion=str(n)) for n in range(40)]
    hands: list[list[int]] = [[], [], []]
    if connection.vendor == "postgresql":
        workers = [threading.Thread(target=_claim_all, args=(hand,)) for hand in hands]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    else:
        while [pk for hand in hands for pk in _take(hand)]:
            pass
    assert sorted(pk for hand in hands for pk in hand) == sorted(row.pk for row in rows)


def _take(hand):
    taken = [row.pk for row in mail.claim(3)]
    hand += taken
    return taken
