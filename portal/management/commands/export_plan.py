"""Writes a plan as Word, Excel, CSV or JSON."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from plans.exports import files
from plans.models import Plan
from portal.commandline import actor, failed, refusals
from portal.permissions import require


class Command(BaseCommand):
    help = "Write a plan as a file that import_plan reads back. Exit code 2 and one sentence where that cannot be done."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("id", help="the plan's number")
        parser.add_argument("--format", dest="kind", required=True, metavar="{docx,xlsx,csv,json}", help="kind of file")
        parser.add_argument(
            "--out", type=Path, required=True, help="the file to write; one that is there is written over"
        )
        parser.add_argument("--actor", default="", help="e-mail of the user who exports; the system where left out")

    def handle(self, *args: Any, **options: Any) -> None:
        with refusals():
            if options["kind"] not in files.MEDIA_TYPES:
                kinds = ", ".join(files.MEDIA_TYPES)
                raise failed(f"There is no format “{options['kind']}”; the formats are {kinds}.")
            by = actor(options["actor"])
            number = str(options["id"])
            plan = Plan.objects.select_related("body__unit").filter(pk=number).first() if number.isdecimal() else None
            if plan is None:
                raise failed(f"There is no plan with the number {number}.")
            require(by, "plan.view", plan)
            data = files.write(plan, options["kind"]).data
        try:
            options["out"].write_bytes(data)
        except OSError as error:
            raise failed(f"The file “{options['out']}” cannot be written.") from error
        self.stdout.write(f"{options['out']}: {len(data):,} bytes.")
