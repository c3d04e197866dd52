"""Demo data: an invented union with a year of work. Safe to repeat; never in production."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.demo import build, reset
from portal.demo.offices import LOGINS, PASSWORD
from sections.models import Unit


class Command(BaseCommand):
    help = "Fill an empty portal with demo data. Safe to repeat: a second run changes nothing. --reset builds it anew."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument(
            "--reset", action="store_true", help="take EVERYTHING away first, also what was added since"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("Demo data has known passwords, so it is refused in production.", returncode=2)
        if options["reset"]:
            reset.clear()
        if build.exists():
            self.stdout.write("The demo data is there already. “manage.py demo --reset” builds it anew.")
            return
        if Unit.objects.exists():
            raise CommandError("This portal holds other data, so the demo is not mixed into it.", returncode=2)
        build.build()
        self.stdout.write(f"Demo data is made. Log in as {LOGINS[0]}@demo.example with the password {PASSWORD};")
        self.stdout.write(f"also as {', '.join(LOGINS[1:])}.")
