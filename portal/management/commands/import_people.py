"""Imports people and appointments from a member register's CSV or Excel file (docs/OPERATING.md)."""

import hashlib
import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from django.utils import translation

from members.imports import job, messages, process
from members.imports.columns import recognise, signature
from members.imports.table import Table
from members.models import PersonImport, User
from members.operations import import_runs, people_import
from portal.commandline import LANGUAGE, actor, content, failed, refusals
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
        by = actor(options["actor"])
        unit = _unit(options["unit"], by)
        data = content(options["file"], at_most=MAX_BYTES)
        with refusals(messages.refusal):
            table = process.read(options["file"].name, data)
            mapping = _mapping(unit, table)
            with transaction.atomic():
                upload = people_import.create(
                    by,
                    unit=unit,
                    heads=table.heads,
                    rows=table.rows,
                    file_name=options["file"].name,
                    sha256=hashlib.sha256(data).hexdigest(),
                )
                people_import.choose(by, upload=upload, mapping=mapping, signature=signature(table.heads), at_once=True)
                job.check(upload, self._progress("Compared"))
                result = _result(upload)
                transaction.set_rollback(options["dry_run"])
            if not options["dry_run"]:
                people_import.store(by, upload=upload, at_once=True)
                import_runs.store(upload, self._progress("Stored"))
                result = _result(upload)
        with translation.override(LANGUAGE):
            self._tell(result, as_json=options["json"], dry=options["dry_run"])

    def _progress(self, verb: str):
        def told(done: int, total: int) -> None:
            self.stderr.write(f"{verb}: {done} of {total} rows.")

        return told

    def _tell(self, result: dict[str, Any], *, as_json: bool, dry: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(result, ensure_ascii=False, indent=2))
            return
        counts = f"{result['created']} new, {result['changed']} changed, {result['unchanged']} as before"
        self.stdout.write(f"{counts}, {len(result['rejected'])} rejected.")
        for entry in [*result["rejected"], *result["remarks"]]:
            where = f"row {entry['row']}" + (f", column {entry['column']}" if entry["column"] else "")
            self.stdout.write(f"{where}: {entry['reason']}")
        if dry:
            self.stdout.write("Nothing was stored.")


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
    """One entry for a row: the column of the first problem, the reasons of all; the later ones with their columns."""
    first, *others = problems
    named = [f"{each['column']}: {each['reason']}" if each["column"] else each["reason"] for each in others]
    reasons = " ".join([first["reason"], *named])
    return {"row": number, "column": problems[0]["column"], "reason": reasons}


def _mapping(unit: Unit | None, table: Table) -> dict[int, str]:
    mapping = people_import.remembered(unit, signature(table.heads)) or recognise(table.heads)
    fields = set(mapping.values())
    if "name" not in fields and not {"first_name", "last_name"} <= fields:
        raise Unreadable("no_names")
    if not table.rows:
        raise Unreadable("no_rows")
    return mapping


def _unit(slug: str, by: User | None) -> Unit | None:
    if slug:
        try:
            return Unit.objects.get(slug=slug)
        except Unit.DoesNotExist as error:
            raise failed(f"There is no unit with the slug “{slug}”.") from error
    sections = Unit.objects.sections()
    if by is not None:
        sections = sections.filter(pk__in=by.access.administered_units)
    found = list(sections[:2])
    if len(found) == 1:
        return found[0]
    if by is not None:
        raise failed("Say by --unit which unit the people belong to.")
    return None
