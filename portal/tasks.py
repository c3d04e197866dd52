"""What the workers do. The broker carries no data: each task asks the database what waits."""

from celery import shared_task

from portal import documents, mail
from portal.reports import REPORTS


@shared_task(name="portal.make_documents")
def make_documents() -> int:
    """Make every waiting document, then wake the outbox: a mail may have waited for its attachment."""
    made = 0
    while (document := documents.claim()) is not None:
        documents.make(document, REPORTS[document.report])
        made += 1
    if made:
        send_outbox.delay()
    return made


@shared_task(name="portal.send_outbox")
def send_outbox() -> int:
    """Send what waits, a batch at a time."""
    sent = 0
    while batch := mail.claim():
        sent += mail.send(batch)
    return sent
