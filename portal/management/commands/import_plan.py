"""Reads the union's plan form from a Word file and stores it as a draft."""

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from members.models import User
from plans.imports import messages, process
from plans.imports.guard import MAX_BYTES, NotTheForm
from plans.models import Plan
from plans.operations import imports, plans
from plans.outline import PlanOutline
from portal.permissions import Refused
from sections.models import Body


class Command(BaseCommand):
    help = "Import a plan from the union's Word form. Exit code 2, one sentence and nothing stored where that cannot be done."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the form as a .docx")
        parser.add_argument("--body", required=True, help="slug of the group or board whose plan it is")
        parser.add_argument("--from", dest="starts_on", required=True, help="first day, as 2021-01-01")
        parser.add_argument("--to", dest="ends_on", required=True, help="last day, as 2021-12-31")
        parser.add_argument("--title", default="", help="the plan's title; the form's own is taken where it has one")
        parser.add_argument("--actor", default="", help="e-mail of the user who imports; the system where left out")
        parser.add_argument("--dry-run", action="store_true", help="read and tell, store nothing")
        parser.add_argument("--json", action="store_true", help="tell the result as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        starts_on, ends_on = _day(options["starts_on"]), _day(options["ends_on"])
        body, actor = _body(options["body"]), _actor(options["actor"])
        name, data = options["file"].name, _content(options["file"])
        try:
            outline = process.read(name, data, starts_on, ends_on)
            title = (options["title"] or outline.title or _("Action plan %(year)s") % {"year": starts_on.year})[:150]
            plans.check(title, starts_on, ends_on)
            plan = None
            if not options["dry_run"]:
                sha256 = hashlib.sha256(data).hexdigest()
                source = {"title": title, "file_name": name, "sha256": sha256}
                plan = imports.import_(
                    actor, body=body, outline=outline, starts_on=starts_on, ends_on=ends_on, **source
                )
        except NotTheForm as refusal:
            raise _failed(messages.refusal(refusal.code)) from refusal
        except ValidationError as error:
            raise _failed(" ".join(error.messages)) from error
        except Refused as refusal:
            raise _failed(str(refusal.reason)) from refusal
        self._tell(outline, plan, as_json=options["json"])

    def _tell(self, outline: PlanOutline, plan: Plan | None, *, as_json: bool) -> None:
        result = _result(outline, plan)
        if as_json:
            self.stdout.write(json.dumps(result, ensure_ascii=False, indent=2))
            return
        self.stdout.write(
            _("%(areas)s areas, %(goals)s goals, %(measures)s measures.")
            % {"areas": result["areas"], "goals": result["goals"], "measures": result["measures"]}
        )
        for entry in result["unplaced"]:
            self.stdout.write(f"{entry['where']}: {entry['text']!r} – {entry['why']}")
        stored = _("Stored as plan %(id)s.") % {"id": plan.pk} if plan else _("Nothing was stored.")
        self.stdout.write(stored)


def _result(outline: PlanOutline, plan: Plan | None) -> dict[str, Any]:
    """The numbers, and every text that a person should look at. ``stored`` tells that it stands in the plan as well."""
    unplaced = [
        {"where": messages.place(entry), "text": entry.text, "why": messages.reason(entry), "stored": entry.stored}
        for entry in outline.unplaced
    ]
    return {
        "areas": len(outline.areas),
        "goals": len(outline.goals()),
        "measures": len(outline.counted()),
        "rows_without_text": len(outline.measures()) - len(outline.counted()),
        "blank_rows": outline.blank_rows,
        "unplaced": unplaced,
        "plan": plan.pk if plan else None,
    }


def _failed(sentence: str) -> CommandError:
    return CommandError(sentence, returncode=2)


def _day(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise _failed(_("“%(value)s” is not a date; write it as 2021-12-31.") % {"value": value}) from error


def _body(slug: str) -> Body:
    try:
        return Body.objects.select_related("unit").get(slug=slug)
    except Body.DoesNotExist as error:
        raise _failed(_("There is no group or board with the slug “%(slug)s”.") % {"slug": slug}) from error


def _actor(email: str) -> User | None:
    if not email:
        return None
    try:
        return User.objects.get(email__iexact=email)
    except User.DoesNotExist as error:
        raise _failed(_("There is no user with the e-mail “%(email)s”.") % {"email": email}) from error


def _content(path: Path) -> bytes:
    """The file's bytes; one that is too large is not read at all."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise _failed(messages.refusal("too_large"))
        return path.read_bytes()
    except OSError as error:
        raise _failed(_("The file “%(name)s” cannot be read.") % {"name": path}) from error
