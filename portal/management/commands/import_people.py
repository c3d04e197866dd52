"""Imports people and appointments from a member register's CSV or Excel file (docs/OPERATING.md)."""

import hashlib
import json
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.translation import gettext as _

from members.imports import job, messages, process
from members.imports.columns import recognise, signature
from members.imports.table import Table
from members.models import PersonImport, User
from members.operations import import_runs, people_import
from portal.permissions import Refused
from portal.uploads import MAX_BYTES, Unreadable
from sections.models import Unit


class Command(BaseCommand):
    help = (
        "Import people and appointments from a CSV or Excel file. A bad row stops no other; run twice, the second time "
        "changes nothing. Exit code 2 and one sentence where the file cannot be read."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the list as .csv or .xlsx")
        parser.add_argument(
            "--unit",
            default="",
            help="slug of the unit that new people belong to. Left out: the only section, or the actor's own; where there "
            "are several, new people belong to the section and local union of their row, or to none",
        )
        parser.add_argument("--actor", default="", help="e-mail of the user who imports; the system where left out")
        parser.add_argument("--dry-run", action="store_true", help="read, compare and tell, store nothing")
        parser.add_argument("--json", action="store_true", help="tell the result as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        actor = _actor(options["actor"])
        unit = _unit(options["unit"], actor)
        data = _content(options["file"])
        try:
            table = process.read(options["file"].name, data)
            mapping = _mapping(unit, table)
            with transaction.atomic():
                upload = people_import.create(
                    actor,
                    unit=unit,
                    heads=table.heads,
                    rows=table.rows,
                    file_name=options["file"].name,
                    sha256=hashlib.sha256(data).hexdigest(),
                )
                people_import.choose(
                    actor, upload=upload, mapping=mapping, signature=signature(table.heads), at_once=True
                )
                job.check(upload, self._progress(_("Compared")))
                result = _result(upload)
                transaction.set_rollback(options["dry_run"])
            if not options["dry_run"]:
                people_import.store(actor, upload=upload, at_once=True)
                import_runs.store(upload, self._progress(_("Stored")))
                result = _result(upload)
        except Unreadable as refusal:
            raise _failed(messages.refusal(refusal.code)) from refusal
        except ValidationError as error:
            raise _failed(" ".join(error.messages)) from error
        except Refused as refusal:
            raise _failed(str(refusal.reason)) from refusal
        self._tell(result, as_json=options["json"], dry=options["dry_run"])

    def _progress(self, verb: str):
        def told(done: int, total: int) -> None:
            self.stderr.write(_("%(verb)s: %(done)d of %(total)d rows.") % {"verb": verb, "done": done, "total": total})

        return told

    def _tell(self, result: dict[str, Any], *, as_json: bool, dry: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(result, ensure_ascii=False, indent=2))
            return
        self.stdout.write(
            _("%(created)d new, %(changed)d changed, %(unchanged)d as before, %(rejected)d rejected.")
            % {**result, "rejected": len(result["rejected"])}
        )
        for entry in [*result["rejected"], *result["remarks"]]:
            where = _("row %(row)s, column %(column)s") % entry if entry["column"] else _("row %(row)s") % entry
            self.stdout.write(f"{where}: {entry['reason']}")
        if dry:
            self.stdout.write(_("Nothing was stored."))


def _result(upload: PersonImport) -> dict[str, Any]:
    rows = list(upload.rows.order_by("number").values("number", "outcome", "problems", "remarks"))
    counted = {name: sum(row["outcome"] == name for row in rows) for name in ("new", "changed", "same")}
    return {
        "created": counted["new"],
        "changed": counted["changed"],
        "unchanged": counted["same"],
        "rejected": [_told(row["number"], row["problems"]) for row in rows if row["outcome"] == "wrong"],
        "remarks": [
            _told(row["number"], row["remarks"]) for row in rows if row["remarks"] and row["outcome"] != "wrong"
        ],
    }


def _told(number: int, problems: list[dict[str, str]]) -> dict[str, Any]:
    """One entry for a row: the column of the first problem, the reasons of all."""
    reasons = " ".join(problem["reason"] for problem in problems)
    return {"row": number, "column": problems[0]["column"], "reason": reasons}


def _mapping(unit: Unit | None, table: Table) -> dict[int, str]:
    mapping = people_import.remembered(unit, signature(table.heads)) or recognise(table.heads)
    fields = set(mapping.values())
    if "name" not in fields and not {"first_name", "last_name"} <= fields:
        raise Unreadable("no_names")
    if not table.rows:
        raise Unreadable("no_rows")
    return mapping


def _unit(slug: str, actor: User | None) -> Unit | None:
    if slug:
        try:
            return Unit.objects.get(slug=slug)
        except Unit.DoesNotExist as error:
            raise _failed(_("There is no unit with the slug “%(slug)s”.") % {"slug": slug}) from error
    sections = Unit.objects.sections()
    if actor is not None:
        sections = sections.filter(pk__in=actor.access.administered_units)
    found = list(sections[:2])
    if len(found) == 1:
        return found[0]
    if actor is not None:
        raise _failed(_("Say by --unit which unit the people belong to."))
    return None


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


def _failed(sentence: str) -> CommandError:
    return CommandError(sentence, returncode=2)
