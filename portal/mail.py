"""Outgoing mail: a row in the transaction of the change, sent by a worker after commit, repeated with the same Message-ID."""

import hashlib
import logging
import smtplib
import time
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from email.encoders import encode_base64
from email.mime.base import MIMEBase
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import css_inline
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import models, transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from portal import audit, permissions
from portal.documents import send_task
from portal.models import Document, MailAttachment, OutgoingMail
from portal.permissions import Decision, allow_if, rule
from portal.workflow import Conflict

log = logging.getLogger(__name__)
ATTEMPTS = 5
BATCH = 50
LOST_AFTER = timedelta(minutes=15)
# Seconds; far below LOST_AFTER, so that no second worker sends what the first still has in hand.
BATCH_TIME = 240
# Old Outlook drops style sheets; what phones read of them (the dark theme) is kept.
INLINER = css_inline.CSSInliner(load_remote_stylesheets=False, keep_at_rules=True)
NO_ADDRESS = "no address"


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


@rule("mail.view")
def view_mail(user, mail) -> Decision:
    """The receiver, and the administration of the unit that it is about."""
    return allow_if(mail.to_user_id == user.pk or mail.unit_id in user.access.administered_units)


@rule("mail.retry")
def retry_mail(user, mail) -> Decision:
    return allow_if(mail.unit_id in user.access.administered_units)


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
    A receiver without an address gets a row too, marked as failed, so that those who administer see it.
    """
    key = _occasion(occasion, to)
    existing = OutgoingMail.objects.filter(occasion=key).first()
    if existing:
        return existing
    language = to.language or settings.LANGUAGE_CODE
    context = {**context, "to": to, "portal_url": settings.PORTAL_URL.rstrip("/"), "language": language}
    with translation.override(language):
        # A subject is plain text, though templates escape as for a page.
        subject = " ".join(unescape(render_to_string(f"emails/{template}.subject.txt", context)).split())[:250]
        text = render_to_string(f"emails/{template}.txt", context).strip() + "\n"
        html = INLINER.inline(render_to_string(f"emails/{template}.html", context))
    with transaction.atomic():
        mail, created = OutgoingMail.objects.get_or_create(
            occasion=key,
            defaults={
                "message_id": f"<{uuid.uuid4()}@{urlsplit(settings.PORTAL_URL).hostname}>",
                "template": template,
                "to_user": to.user,
                "to_address": to.address,
                "to_name": to.name,
                "language": language,
                "subject": subject,
                "text": text,
                "html": html,
                "about": about,
                "unit_id": getattr(about, "audit_unit_id", None),
                "state": OutgoingMail.State.QUEUED if to.address else OutgoingMail.State.FAILED,
                "error": "" if to.address else NO_ADDRESS,
            },
        )
        if created:
            MailAttachment.objects.bulk_create(
                MailAttachment(mail=mail, name=a.name, media_type=a.media_type, content=a.content, document=a.document)
                for a in attachments
            )
            wake()
    return mail


def _occasion(occasion: str, to: Recipient) -> str:
    """One key for occasion and receiver, however long they are."""
    key = f"{occasion}:{to.address or to.name}"
    return key if len(key) <= 200 else hashlib.sha256(key.encode()).hexdigest()


def wake() -> None:
    """Tell a worker, after commit, that mails wait."""
    transaction.on_commit(lambda: send_task("portal.send_outbox"), robust=True)


@transaction.atomic
def retry(actor, *, mail: OutgoingMail) -> None:
    """Queue a failed mail again, under the same Message-ID."""
    permissions.require(actor, "mail.retry", mail)
    if not mail.to_address:
        raise ValidationError(
            _("There is no address to send to. Register the person’s e-mail, then send the notice anew.")
        )
    again = OutgoingMail.objects.filter(pk=mail.pk, state=OutgoingMail.State.FAILED).update(
        state=OutgoingMail.State.QUEUED, attempts=0, not_before=timezone.now()
    )
    if not again:
        raise Conflict
    audit.record(actor, "mail.retry", mail, unit=mail.unit)
    wake()


def claim(size: int = BATCH) -> list[OutgoingMail]:
    """The next mails to send, marked as being sent; also those whose worker was lost.

    A mail with a document that is not ready waits; one whose document failed goes on to be marked as failed.
    One that has taken its worker down five times is parked.
    """
    now = timezone.now()
    lost = Q(state=OutgoingMail.State.SENDING, claimed_at__lt=now - LOST_AFTER)
    OutgoingMail.objects.filter(lost, attempts__gte=ATTEMPTS).update(
        state=OutgoingMail.State.FAILED, error="The worker was lost while sending it."
    )
    unfinished = MailAttachment.objects.filter(
        mail=models.OuterRef("pk"), document__state__in=[Document.State.QUEUED, Document.State.WORKING]
    )
    waiting = Q(state=OutgoingMail.State.QUEUED, not_before__lte=now) & ~models.Exists(unfinished)
    with transaction.atomic():
        mails = list(
            OutgoingMail.objects.select_for_update(skip_locked=True)
            .filter(waiting | lost)
            .order_by("not_before", "id")[:size]
        )
        OutgoingMail.objects.filter(pk__in=[mail.pk for mail in mails]).update(
            state=OutgoingMail.State.SENDING, claimed_at=now, attempts=models.F("attempts") + 1
        )
    for mail in mails:
        mail.state, mail.claimed_at, mail.attempts = OutgoingMail.State.SENDING, now, mail.attempts + 1
    return mails


def send(mails: list[OutgoingMail]) -> int:
    """Send claimed mails over one connection and mark each. Returns how many were sent.

    What is not begun within a safe part of the time after which a worker is taken for lost goes back to the queue.
    """
    sent, begun = 0, time.monotonic()
    connection = get_connection()
    for place, mail in enumerate(mails):
        if time.monotonic() - begun > BATCH_TIME:
            _release(mails[place:])
            break
        try:
            # Opened by hand, else each mail would open and close its own.
            connection.open()
            _message(mail, connection).send()
        except (smtplib.SMTPException, OSError, ValueError) as error:
            _failed(mail, error)
            # The next mail starts on a fresh connection, not in the middle of this one's trouble.
            connection.close()
        else:
            OutgoingMail.objects.filter(pk=mail.pk).update(
                state=OutgoingMail.State.SENT, sent_at=timezone.now(), error=""
            )
            sent += 1
    connection.close()
    return sent


def _release(mails: list[OutgoingMail]) -> None:
    OutgoingMail.objects.filter(pk__in=[mail.pk for mail in mails], state=OutgoingMail.State.SENDING).update(
        state=OutgoingMail.State.QUEUED, attempts=models.F("attempts") - 1
    )


def _message(mail: OutgoingMail, connection) -> EmailMultiAlternatives:
    name = " ".join(mail.to_name.translate({ord('"'): None, ord("\\"): None}).split())
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
        message.attach(_part(attachment.name, attachment.media_type, _bytes(attachment)))
    return message


def _bytes(attachment: MailAttachment) -> bytes:
    if not attachment.document:
        return bytes(attachment.content or b"")
    if attachment.document.state != Document.State.READY:
        raise ValueError(f"document {attachment.document_id} could not be made")
    with attachment.document.file.open("rb") as file:
        return file.read()


def _part(name: str, media_type: str, content: bytes) -> MIMEBase:
    """An attachment whose type keeps its parameters: calendar programs look for ``method=REQUEST``."""
    main_type, _slash, sub_type = media_type.partition(";")[0].partition("/")
    part = MIMEBase(main_type, sub_type)
    part.replace_header("Content-Type", media_type)
    part.set_payload(content)
    encode_base64(part)
    part.add_header("Content-Disposition", "attachment", filename=name)
    return part


def _is_final(error: Exception) -> bool:
    """The server says never, about this mail. What is wrong with the connection or the login may be put right."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(500 <= code < 600 for code, _reply in error.recipients.values())
    if isinstance(error, smtplib.SMTPDataError | smtplib.SMTPSenderRefused):
        return 500 <= error.smtp_code < 600
    return False


def _failed(mail: OutgoingMail, error: Exception) -> None:
    """Try again later, each time after a longer wait; give up after five attempts or when the server says never."""
    final = mail.attempts >= ATTEMPTS or _is_final(error)
    log.warning("mail %s not sent (attempt %s): %s", mail.pk, mail.attempts, type(error).__name__)
    OutgoingMail.objects.filter(pk=mail.pk).update(
        state=OutgoingMail.State.FAILED if final else OutgoingMail.State.QUEUED,
        not_before=timezone.now() + timedelta(minutes=2**mail.attempts),
        error=f"{type(error).__name__}: {error}"[:2000],
    )
