"""The way in for views and commands: a file's name and bytes → the plan in it, read in a child process with limits."""

import json
import os
import subprocess
import sys
from datetime import date

from django.conf import settings

from plans.imports.guard import NotTheForm, check_envelope
from plans.outline import PlanOutline

PATIENCE = 30


def read(name: str, data: bytes, starts_on: date | None = None, ends_on: date | None = None) -> PlanOutline:
    """Raise :class:`NotTheForm` where the file is refused; else return what the form holds."""
    check_envelope(name, data)
    command = [sys.executable, "-m", "plans.imports.child", _iso(starts_on), _iso(ends_on)]
    # The child needs none of our settings, and gets none of our secrets.
    environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            command,
            input=data,
            capture_output=True,
            timeout=PATIENCE,
            cwd=settings.BASE_DIR,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise NotTheForm("too_slow") from error
    if done.returncode != 0:
        # Killed by a limit, or tripped over something that no guard foresaw: in both cases the file is not one of ours.
        raise NotTheForm("too_slow" if done.returncode < 0 else "broken")
    reply = json.loads(done.stdout)
    if "refused" in reply:
        raise NotTheForm(reply["refused"])
    return PlanOutline.from_json(reply["outline"])


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
