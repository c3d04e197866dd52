"""``manage.py prepare``: everything between an install and a start, in one process; quick when nothing is to do."""

import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

FINGERPRINT = "sources.sha256"


class Command(BaseCommand):
    help = "Bring database, cache table, catalogues and static files up to date; with --demo add the demo data to an empty portal."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--demo", action="store_true", help="add the demo data where there is no user yet")
        parser.add_argument("--no-static", action="store_true", help="leave the static files alone")

    def handle(self, *args: Any, **options: Any) -> None:
        settings.VAR_DIR.mkdir(mode=0o750, parents=True, exist_ok=True)
        try:
            executor = MigrationExecutor(connection)
            if executor.migration_plan(executor.loader.graph.leaf_nodes()):
                self.stdout.write("Bringing the database up to date …")
                call_command("migrate", interactive=False, verbosity=0)
            call_command("createcachetable", verbosity=0)
            call_command("compile_catalogues", verbosity=0)
            if not options["no_static"]:
                self._collect_static()
            if options["demo"] and not get_user_model()._default_manager.exists():
                self.stdout.write("Adding the demo data …")
                call_command("demo")
        except DatabaseError as error:
            raise CommandError(f"The database does not answer: {str(error).strip()}") from error

    def _collect_static(self) -> None:
        """Collect the static files unless they are those that were collected last."""
        found = fingerprint()
        target = Path(settings.STATIC_ROOT)
        if (target / FINGERPRINT).is_file() and (target / FINGERPRINT).read_text() == found:
            return
        self.stdout.write("Collecting the static files …")
        call_command("collectstatic", interactive=False, verbosity=0)
        (target / FINGERPRINT).write_text(found)


def fingerprint() -> str:
    """Tells one state of all static sources from another, by their names, sizes and times."""
    seen = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list(None):
            stat = Path(storage.path(name)).stat()
            seen.update(f"{name}:{stat.st_size}:{stat.st_mtime_ns}\n".encode())
    return seen.hexdigest()
