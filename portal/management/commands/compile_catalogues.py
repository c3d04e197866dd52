"""Compile the message catalogues in Python, so that no machine needs GNU gettext."""

from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    help = "Compile locale/*/LC_MESSAGES/*.po to .mo. What is up to date is left alone."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--force", action="store_true", help="compile all, also what is up to date")

    def handle(self, *args: Any, **options: Any) -> None:
        sources = [
            source for folder in settings.LOCALE_PATHS for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po"))
        ]
        compiled = [source for source in sources if options["force"] or not is_current(source)]
        for source in compiled:
            try:
                compile_catalogue(source)
            except (OSError, ValueError, UnicodeError) as error:
                raise CommandError(f"{source} cannot be compiled: {error}") from None
        if options["verbosity"] > 0:
            self.stdout.write(f"{len(compiled)} of {len(sources)} catalogues compiled.")


def is_current(source: Path) -> bool:
    target = source.with_suffix(".mo")
    return target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns


def compile_catalogue(source: Path) -> None:
    """Write the .mo beside the .po, complete or not at all: a running portal may read it."""
    unfinished = source.with_suffix(".mo.new")
    polib.pofile(str(source)).save_as_mofile(str(unfinished))
    unfinished.replace(source.with_suffix(".mo"))
