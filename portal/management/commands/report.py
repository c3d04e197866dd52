"""Print a document to a file, without broker or worker: ``manage.py report minutes 12 --out minutes.pdf``."""

import argparse
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from portal import documents
from portal.documents import Report
from portal.reports import REPORTS


class Command(BaseCommand):
    help = "Print a document as PDF: report KIND ID --out FILE.pdf. --list tells the kinds."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("kind", nargs="?", help="what to print; see --list")
        parser.add_argument(
            "id", nargs="?", help="the number of the plan, the meeting, the minutes …, or a body's slug"
        )
        parser.add_argument("--out", type=Path, help="the file to write; left out: KIND-ID.pdf in this folder")
        parser.add_argument("--as-of", metavar="YYYY-MM-DD", help="the day that the list holds for, where it has one")
        parser.add_argument("--year", metavar="YYYY", help="the year that the document is about, where it is about one")
        parser.add_argument(
            "--language", choices=[code for code, _name in settings.LANGUAGES], default=settings.LANGUAGE_CODE
        )
        parser.add_argument("--list", action="store_true", help="tell the kinds and end")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["list"]:
            self._list(options["language"])
            return
        report, obj = _find(options["kind"], options["id"])
        chosen = _chosen(report, options["as_of"], options["year"])
        content, pages = _print(report, obj, options["language"], chosen)
        out = options["out"] or Path(f"{report.kind}-{obj.pk}.pdf")
        try:
            out.write_bytes(content)
        except OSError as error:
            raise CommandError(f"Cannot write {out}: {error.strerror}.", returncode=2) from error
        self.stdout.write(f"{out}: {pages} pages")

    def _list(self, language: str) -> None:
        with translation.override(language):
            for report in REPORTS.values():
                self.stdout.write(f"{report.kind:<14}{report.name or report.kind} ({report.model})")


def _find(kind: str | None, name: str | None) -> tuple[Report, Any]:
    kinds = ", ".join(REPORTS)
    report = REPORTS.get(kind or "")
    if kind is None or (name is None and report is not None and report.whole is None):
        raise CommandError(f"Say what to print: report KIND ID. The kinds are {kinds}.", returncode=2)
    if report is None:
        raise CommandError(f"There is no document of the kind “{kind}”. The kinds are {kinds}.", returncode=2)
    if name is None:
        obj = report.whole() if report.whole else None
        told = "There is nothing to print yet."
    else:
        obj = _named(report, name)
        what = "unit or body named" if _has_slug(report) and not name.isdecimal() else f"{kind} with the number"
        told = f"There is no {what} {name}."
    if obj is None:
        raise CommandError(told, returncode=2)
    return report, obj


def _named(report: Report, name: str) -> Any:
    """The object of that number, or of that slug where such objects have one."""
    model: Any = apps.get_model(report.model)
    if name.isdecimal() and len(name) < 19 and (obj := model._default_manager.filter(pk=int(name)).first()):
        return obj
    return model._default_manager.filter(slug=name).first() if _has_slug(report) else None


def _has_slug(report: Report) -> bool:
    return any(field.name == "slug" for field in apps.get_model(report.model)._meta.get_fields())


def _chosen(report: Report, as_of: str | None, year: str | None) -> dict[str, Any]:
    chosen: dict[str, Any] = {}
    for name, text, untold, unread in (
        ("on", as_of, "holds for no other day than today", "is no day: write it as 2024-11-30"),
        ("year", year, "is not about a year", "is no year: write it as 2026"),
    ):
        if text is None:
            continue
        if name not in report.takes:
            raise CommandError(f"A document of the kind {report.kind} {untold}.", returncode=2)
        try:
            chosen[name] = report.takes[name](text)
        except ValueError:
            raise CommandError(f"“{text}” {unread}.", returncode=2) from None
    return chosen


def _print(report: Report, obj: Any, language: str, chosen: dict[str, Any]) -> tuple[bytes, int]:
    """As kept when the object was approved, where that is in the asked language; else set anew.

    What a rule of the document itself does not allow (a letter that nobody may sign) is told as one sentence.
    """
    kept = report.archived(obj)
    if kept is not None and kept.state == kept.State.READY and kept.language == language:
        with kept.file.open("rb") as file:
            return file.read(), kept.pages or 0
    # Imported late: the type-setting costs a second, which --list and mistakes need not wait for.
    from portal import pdf

    try:
        html = documents.render_html(report, obj, language, **chosen)
    except ValidationError as error:
        raise CommandError(" ".join(error.messages), returncode=2) from None
    with translation.override(language):
        title = str(report.title(obj, **chosen))
    return pdf.render(html, title=title, language=language, made_on=timezone.localdate())
