#!/usr/bin/env python3
"""Django's command line."""

import os
import sys

# How SQLite and PostgreSQL say that tables or columns are missing.
UNPREPARED = ("unable to open database file", "no such table", "no such column", "does not exist")


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit("The portal's libraries are not installed here. Run: make setup (then .venv/bin/python manage.py …)")
    from django.db import OperationalError, ProgrammingError

    try:
        execute_from_command_line(sys.argv)
    except (OperationalError, ProgrammingError) as error:
        if not any(sign in str(error) for sign in UNPREPARED) or "--traceback" in sys.argv:
            raise
        sys.stderr.write("The database is not there, or not up to date. Run: python manage.py prepare\n")
        sys.exit(2)


if __name__ == "__main__":
    main()
