"""Reads one Word file in a process of its own: ``python -m plans.imports.child``. File on stdin, JSON on stdout.

Memory and time are limited before anything is imported that could use them. Started by :mod:`plans.imports.process`.
"""

import json
import resource
import sys
from datetime import date

MEMORY = 1024 * 1024 * 1024
SECONDS = 20


def limit() -> None:
    """As far as the system knows these limits (macOS refuses some); the parent's time limit holds in any case."""
    for kind, value in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_CORE, 0)):
        try:
            resource.setrlimit(kind, (value, value))
        except (ValueError, OSError):
            continue


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
    limit()
    json.dump(answer(sys.stdin.buffer.read(), *sys.argv[1:3]), sys.stdout)
