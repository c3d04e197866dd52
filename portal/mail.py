"""Outgoing mail: a row in the transaction of the change, sent by a worker after commit, repeated with the same Message-ID."""

import logging
import smtplib
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import css_inline
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import models, transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone, translation

from portal.documents import send_task
from portal.models import Document, MailAttachment, OutgoingMail

log = logging.getLogger(__name__)
ATTEMPTS = 5
BATCH = 50
LOST_AFTER = timedelta(minutes=15)


@dataclass(frozen=True)
class Recipient:
    """Who gets a mail. ``user`` is None for a person without an account."""

    address: str
    name: str = ""
    language: str = ""
    user: Any = None


@dataclass(frozen=True)
class Attachment:
    """Bytes made now, or a document that the worker makes before it sends."""

    name: str
    media_type: str
    content: bytes | None = None
    document: Document | None = None


def queue(
    template: str,
    *,
    to: Recipient,
    occasion: str,
    context: dict[str, Any],
    about: models.Model | None = None,
    attachments: Iterable[Attachment] = (),
) -> OutgoingMail:
    """Queue a mail from ``templates/emails/<template>.{subject.txt,txt,html}`` in the receiver's language.

    ``occasion`` is what it is about, once for each receiver: a second call with the same occasion returns the first mail.
    """
    key = f"{occasion}:{to.address}"[:200]
    existing = OutgoingMail.objects.filter(occasion=key).first()
    if existing:
        return existing
    language = to.language or settings.LANGUAGE_CODE
    context = {**context, "to": to, "portal_url": settings.PORTAL_URL.rstrip("/"), "language": language}
    with translation.override(language):
        subject = " ".join(render_to_string(f"emails/{template}.subject.txt", context).split())[:250]
        text = render_to_string(f"emails/{template}.txt", context).strip() + "\n"
        html = css_inline.inline(render_to_string(f"emails/{template}.html", context), load_remote_stylesheets=False)
    mail = OutgoingMail.objects.create(
        message_id=f"<{uuid.uuid4()}@{urlsplit(settings.PORTAL_URL).hostname}>",
        occasion=key,
        template=template,
        to_user=to.user,
        to_address=to.address,
        to_name=to.name,
        language=language,
        subject=subject,
        text=text,
        html=html,
        about=about,
    )
    MailAttachment.objects.bulk_create(
        MailAttachment(mail=mail, name=a.name, media_type=a.media_type, content=a.content, document=a.document)
        for a in attachments
    )
    transaction.on_commit(lambda: send_task("portal.send_outbox"), robust=True)
    return mail


def claim(size: int = BATCH) -> list[OutgoingMail]:
    """The next mails to send, marked as being sent; also those whose worker was lost.

    A mail with a document that is not ready waits; one whose document failed goes on to be marked as failed.
    """
    now = timezone.now()
    waiting = Q(state=OutgoingMail.State.QUEUED, not_before__lte=now) | Q(
        state=OutgoingMail.State.SENDING, claimed_at__lt=now - LOST_AFTER
    )
    unfinished = MailAttachment.objects.filter(
        mail=models.OuterRef("pk"), document__state__in=[Document.State.QUEUED, Document.State.WORKING]
    )
    with transaction.atomic():
        mails = list(
            OutgoingMail.objects.select_for_update(skip_locked=True)
            .filter(waiting & ~models.Exists(unfinished))
            .order_by("not_before", "id")[:size]
        )
        OutgoingMail.objects.filter(pk__in=[mail.pk for mail in mails]).update(
            state=OutgoingMail.State.SENDING, claimed_at=now, attempts=models.F("attempts") + 1
        )
    for mail in mails:
        mail.attempts += 1
    return mails


def send(mails: list[OutgoingMail]) -> int:
    """Send claimed mails over one connection and mark each. Returns how many were sent."""
    sent = 0
    connection = get_connection()
    for mail in mails:
        try:
            _message(mail, connection).send()
        except (smtplib.SMTPException, OSError, ValueError) as error:
            _failed(mail, error)
        else:
            OutgoingMail.objects.filter(pk=mail.pk).update(
                state=OutgoingMail.State.SENT, sent_at=timezone.now(), error=""
            )
            sent += 1
    connection.close()
    return sent


def _message(mail: OutgoingMail, connection) -> EmailMultiAlternatives:
    name = " ".join(mail.to_name.replace('"', "").split())
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.text,
        to=[f'"{name}" <{mail.to_address}>' if name else mail.to_address],
        headers={"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"},
        connection=connection,
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    for attachment in mail.attachments.select_related("document"):
        content = attachment.content
        if attachment.document:
            if attachment.document.state != Document.State.READY:
                raise ValueError(f"document {attachment.document_id} could not be made")
            with attachment.document.file.open("rb") as file:
                content = file.read()
        message.attach(attachment.name, bytes(content), attachment.media_type)
    return message


def _failed(mail: OutgoingMail, error: Exception) -> None:
    """Try again later, each time after a longer wait; give up after five attempts or when the server says never."""
    code = getattr(error, "smtp_code", 0)
    final = mail.attempts >= ATTEMPTS or 500 <= code < 600 or isinstance(error, smtplib.SMTPRecipientsRefused)
    log.warning("mail %s not sent (attempt %s): %s", mail.pk, mail.attempts, type(error).__name__)
    OutgoingMail.objects.filter(pk=mail.pk).update(
        state=OutgoingMail.State.FAILED if final else OutgoingMail.State.QUEUED,
        not_before=timezone.now() + timedelta(minutes=2**mail.attempts),
        error=f"{type(error).__name__}: {error}"[:2000],
    )
