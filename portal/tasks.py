"""What the workers do. The broker carries no data: each task asks the database what waits."""

import time

from celery import shared_task

from members.imports import job
from members.operations import handover, people_import, retention
from plans.operations import publications
from portal import documents, mail
from workgroups import history

# Seconds after which a task hands over to its successor, well within CELERY_TASK_TIME_LIMIT.
SHIFT = 240


@shared_task(name="portal.make_documents")
def make_documents() -> int:
    """Make every waiting document, then wake the outbox: a mail may have waited for its attachment."""
    made, ends = 0, time.monotonic() + SHIFT
    while (document := documents.claim()) is not None:
        documents.make(document)
        made += 1
        if time.monotonic() > ends:
            make_documents.delay()
            break
    if made:
        send_outbox.delay()
    return made


@shared_task(name="portal.send_outbox")
def send_outbox() -> int:
    """Send what waits, a batch at a time."""
    sent, ends = 0, time.monotonic() + SHIFT
    while batch := mail.claim():
        sent += mail.send(batch)
        if time.monotonic() > ends:
            send_outbox.delay()
            break
    return sent


@shared_task(name="portal.purge_applications")
def purge_applications() -> int:
    """Delete applications whose time is over, and what they left."""
    return retention.purge()


@shared_task(name="portal.import_people")
def import_people() -> int:
    """Compare, store or take back every import of people that waits."""
    done, ends = 0, time.monotonic() + SHIFT
    while (upload := people_import.claim()) is not None:
        job.run(upload)
        done += 1
        if time.monotonic() > ends:
            import_people.delay()
            break
    return done


@shared_task(name="portal.distribute_plans")
def distribute_plans() -> int:
    """Bring every plan that waits to the levels below."""
    done, ends = 0, time.monotonic() + SHIFT
    while (distribution := publications.claim()) is not None:
        publications.run(distribution)
        done += 1
        if time.monotonic() > ends:
            distribute_plans.delay()
            break
    return done


@shared_task(name="portal.forget_imports")
def forget_imports() -> int:
    """Delete the rows of old imports."""
    return people_import.forget()


@shared_task(name="portal.forget_notes")
def forget_notes() -> int:
    """Delete notes to successors that have served their time."""
    return handover.forget()


@shared_task(name="portal.record_checks")
def record_checks() -> int:
    """Keep how the groups stand with their mandates, once a week; asked each night, so that a missed week is caught up."""
    return history.record_week()
