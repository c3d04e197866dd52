"""Reads one Word file in a process of its own: ``python -m plans.imports.child``. File on stdin, JSON on stdout.

Memory and time are limited before anything is imported that could use them. Started by :mod:`plans.imports.process`.
"""

import json
import sys
from datetime import date

from portal import uploads


def answer(data: bytes, starts_on: str, ends_on: str) -> dict:
    from plans.imports import form, guard

    try:
        guard.check_content(data)
        outline = form.parse(data, _date(starts_on), _date(ends_on))
    except guard.NotTheForm as refusal:
        return {"refused": refusal.code}
    except MemoryError:
        return {"refused": "unpacks_too_large"}
    return {"outline": outline.to_json()}


def _date(value: str) -> date | None:
    return date.fromisoformat(value) if value else None


if __name__ == "__main__":
    uploads.limit_process()
    json.dump(answer(sys.stdin.buffer.read(), *sys.argv[1:3]), sys.stdout)
