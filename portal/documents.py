"""PDFs made in the background, once for each content, and served from the archive afterwards."""

import hashlib
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from celery import current_app
from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from kombu.exceptions import OperationalError as BrokerError

from portal.models import Document

log = logging.getLogger(__name__)
ATTEMPTS = 3
# A worker that has not come back after this long is taken for dead.
LOST_AFTER = timedelta(minutes=10)


@dataclass(frozen=True)
class Report:
    """One kind of printed document."""

    kind: str
    # The template under templates/; gets ``object``, ``head`` and what ``context`` gives.
    template: str
    # The right that a reader needs on the object.
    permission: str
    # "app_label.Model" of the object.
    model: str
    title: Callable[..., str]
    # Section and body for the page's head.
    head: Callable[[Any], dict[str, str]]
    context: Callable[..., dict[str, Any]]
    # What people call it, for the list of reports.
    name: Any = ""
    # The document that was archived when the object was approved; it is served instead of a new one.
    archived: Callable[[Any], "Document | None"] = lambda obj: None
    # What a reader may choose besides the object, such as the day that a list holds for: name → how its text is read
    # (ValueError where it cannot be). ``title`` and ``context`` get what was chosen by these names.
    takes: Mapping[str, Callable[[str], Any]] = field(default_factory=dict)
    # The object where a command names none, for documents that are about the whole house.
    whole: "Callable[[], models.Model | None] | None" = None

    # What is fetched with the object, as for ``select_related``: the page's head tells of its body and unit.
    related: tuple[str, ...] = ()

    def objects(self) -> Any:
        """Those that it can be made of."""
        found = apps.get_model(self.model)._default_manager.all()
        return found.select_related(*self.related) if self.related else found

    def chosen(self, texts: Mapping[str, str]) -> dict[str, Any]:
        """What ``texts`` choose of what the report takes; what is empty is left to the report. ValueError as ``takes``."""
        return {name: read(texts[name]) for name, read in self.takes.items() if texts.get(name)}


def day_of(text: str) -> date:
    """A day for ``Report.takes``: written 2024-11-30, within the years that people live in. Else ValueError."""
    day = date.fromisoformat(text)
    if len(text) != 10 or not 1900 <= day.year <= 2150:
        raise ValueError(text)
    return day


def render_html(report: Report, obj: models.Model, language: str, **chosen: Any) -> str:
    """The document's HTML in ``language``. Holds no date of making, so that unchanged content has an unchanged fingerprint."""
    with translation.override(language):
        return render_to_string(
            report.template,
            {
                "object": obj,
                "title": report.title(obj, **chosen),
                "head": report.head(obj),
                "language": language,
                **report.context(obj, **chosen),
            },
        )


def fingerprint_of(html: str, **chosen: Any) -> str:
    """Of the content and of what was chosen: two days with the same content are two documents, each with its title."""
    told = "".join(f"\n{name}={chosen[name]}" for name in sorted(chosen))
    return hashlib.sha256(f"{html}{told}".encode()).hexdigest()


def request(report: Report, obj: models.Model, *, language: str, asked_by=None, **chosen: Any) -> Document:
    """The document of the object as it is now: from the archive, or queued to be made.

    ``chosen`` is what the report takes besides the object. The HTML is kept until the PDF is made, so that it shows what
    it was asked for even if the object changes meanwhile.
    """
    html = render_html(report, obj, language, **chosen)
    with translation.override(language):
        title = str(report.title(obj, **chosen))[:250]
    document, created = Document.objects.get_or_create(
        report=report.kind,
        content_type=ContentType.objects.get_for_model(obj),
        object_id=obj.pk,
        language=language,
        fingerprint=fingerprint_of(html, **chosen),
        defaults={"title": title, "asked_by": asked_by, "html": html},
    )
    if created:
        wake()
    elif document.state == Document.State.READY and not document.file.storage.exists(str(document.file.name)):
        log.error("the file of document %s is gone, it is made again", document.pk)
        _queue_again(document, html)
    return document


def current(report: Report, obj: models.Model, *, language: str, asked_by=None, **chosen: Any) -> Document:
    """What a reader gets: the document kept when the object was approved, else the one of today's content."""
    return report.archived(obj) or request(report, obj, language=language, asked_by=asked_by, **chosen)


def _queue_again(document: Document, html: str) -> None:
    document.state, document.attempts, document.html = Document.State.QUEUED, 0, html
    document.save(update_fields=["state", "attempts", "html"])
    wake()


def wake() -> None:
    """Tell a worker, after commit, that documents wait."""
    transaction.on_commit(lambda: send_task("portal.make_documents"))


def send_task(name: str) -> None:
    """Wake a worker. A broker that is down must not stop the page: the sweep finds the row."""
    try:
        current_app.send_task(name, retry=False, ignore_result=True)
    except (OSError, BrokerError) as error:
        log.warning("broker is away, the sweep will do %s: %s", name, error)


def retry(document: Document) -> bool:
    """Queue a failed document again. False where it has not failed, or somebody else did it first."""
    again = Document.objects.filter(pk=document.pk, state=Document.State.FAILED).update(
        state=Document.State.QUEUED, attempts=0
    )
    if again:
        wake()
    return bool(again)


def claim() -> Document | None:
    """The next waiting document, marked as being made; also one whose worker was lost.

    One that has taken its worker down three times is parked: a person must ask again.
    """
    now = timezone.now()
    lost = models.Q(state=Document.State.WORKING, started_at__lt=now - LOST_AFTER)
    Document.objects.filter(lost, attempts__gte=ATTEMPTS).update(
        state=Document.State.FAILED, error="The worker was lost while making it."
    )
    with transaction.atomic():
        document = (
            Document.objects.select_for_update(skip_locked=True)
            .filter(models.Q(state=Document.State.QUEUED) | lost)
            .order_by("id")
            .first()
        )
        if document is None:
            return None
        document.state, document.started_at, document.attempts = Document.State.WORKING, now, document.attempts + 1
        document.save(update_fields=["state", "started_at", "attempts"])
    return document


def make(document: Document) -> None:
    """Set and store it. A failure is kept on the row with its cause; after three attempts a person must ask again."""
    from portal import pdf

    try:
        content, pages = pdf.render(
            document.html, title=document.title, language=document.language, made_on=timezone.localdate()
        )
    except pdf.ERRORS as error:
        log.exception("document %s failed", document.pk)
        state = Document.State.FAILED if document.attempts >= ATTEMPTS else Document.State.QUEUED
        Document.objects.filter(pk=document.pk).update(state=state, error=f"{type(error).__name__}: {error}"[:2000])
        return
    store(document, content, pages)


def store(document: Document, content: bytes, pages: int) -> None:
    """Keep the finished PDF."""
    document.sha256 = hashlib.sha256(content).hexdigest()
    document.pages, document.made_at = pages, timezone.now()
    document.state, document.error, document.html = Document.State.READY, "", ""
    document.file.save(f"{document.key}.pdf", ContentFile(content), save=False)
    document.save(update_fields=["sha256", "pages", "made_at", "state", "error", "html", "file"])


def language_of(user) -> str:
    """The language that ``user`` reads, or the portal's default."""
    return getattr(user, "language", "") or settings.LANGUAGE_CODE
