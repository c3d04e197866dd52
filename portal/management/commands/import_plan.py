"""Reads a plan from a Word, Excel, CSV or JSON file and stores it as a draft."""

import hashlib
import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _

from plans.imports import corrections, messages, process
from plans.imports.guard import MAX_BYTES
from plans.imports.process import Found
from plans.models import Plan
from plans.operations import imports, plans
from portal.commandline import LANGUAGE, actor, content, day, failed, refusals
from sections.models import Body


class Command(BaseCommand):
    help = (
        "Import a plan: the union's form (.docx), running text (.docx), a sheet (.xlsx, .csv) or this portal's data (.json). "
        "Exit code 2, one sentence and nothing stored where that cannot be done."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the plan as .docx, .xlsx, .csv or .json")
        parser.add_argument("--body", required=True, help="slug of the group or board whose plan it is")
        parser.add_argument(
            "--from", dest="starts_on", default="", help="first day, as 2021-01-01; the file's own if left out"
        )
        parser.add_argument(
            "--to", dest="ends_on", default="", help="last day, as 2021-12-31; the file's own if left out"
        )
        parser.add_argument("--title", default="", help="the plan's title; the file's own is taken where it has one")
        parser.add_argument("--actor", default="", help="e-mail of the user who imports; the system where left out")
        parser.add_argument("--dry-run", action="store_true", help="read and tell, store nothing")
        parser.add_argument("--json", action="store_true", help="tell the result as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        with refusals(messages.refusal):
            found, plan = self._read_and_store(**options)
        with translation.override(LANGUAGE):
            self._tell(found, plan, as_json=options["json"])

    def _read_and_store(self, *, file: Path, **options: Any) -> tuple[Found, Plan | None]:
        first, last = (day(options[name]) if options[name] else None for name in ("starts_on", "ends_on"))
        body, by = _body(options["body"]), actor(options["actor"])
        data = content(file, at_most=MAX_BYTES)
        found = process.read(file.name, data, first, last)
        found, chosen = corrections.as_last_time(found, first, last, imports.remembered(body, found.reading.signature))
        starts_on, ends_on = first or found.outline.starts_on, last or found.outline.ends_on
        if starts_on is None or ends_on is None:
            raise failed("The file does not tell the plan's period; give it by --from and --to.")
        title = (options["title"] or found.outline.title or _("Action plan %(year)s") % {"year": starts_on.year})[
            : plans.LONGEST_TITLE
        ]
        plans.check(title, starts_on, ends_on)
        if options["dry_run"]:
            return found, None
        plan = imports.import_(
            by,
            body=body,
            outline=found.outline,
            title=title,
            starts_on=starts_on,
            ends_on=ends_on,
            file_name=file.name,
            sha256=hashlib.sha256(data).hexdigest(),
            **found.kept(),
            corrections=corrections.to_json(chosen),
        )
        return found, plan

    def _tell(self, found: Found, plan: Plan | None, *, as_json: bool) -> None:
        result = _result(found, plan)
        if as_json:
            self.stdout.write(json.dumps(result, ensure_ascii=False, indent=2))
            return
        self.stdout.write(f"{result['areas']} areas, {result['goals']} goals, {result['measures']} measures.")
        for warning in result["warnings"]:
            self.stdout.write(warning)
        for entry in result["unplaced"]:
            self.stdout.write(f"{entry['where']}: {entry['text']!r} – {entry['why']}")
        self.stdout.write(f"Stored as plan {plan.pk}." if plan else "Nothing was stored.")


def _result(found: Found, plan: Plan | None) -> dict[str, Any]:
    """The numbers, and every text that a person should look at. ``stored`` tells that it stands in the plan as well."""
    outline = found.outline
    unplaced = [
        {"where": messages.place(entry), "text": entry.text, "why": messages.reason(entry), "stored": entry.stored}
        for entry in outline.unplaced
    ]
    return {
        "kind": found.reading.kind,
        "areas": len(outline.areas),
        "goals": len(outline.goals()),
        "measures": len(outline.counted()),
        "rows_without_text": len(outline.measures()) - len(outline.counted()),
        "blank_rows": outline.blank_rows,
        "warnings": [messages.warning(*warning) for warning in found.warnings],
        "unplaced": unplaced,
        "plan": plan.pk if plan else None,
    }


def _body(slug: str) -> Body:
    try:
        return Body.objects.select_related("unit").get(slug=slug)
    except Body.DoesNotExist as error:
        raise failed(f"There is no group or board with the slug “{slug}”.") from error
