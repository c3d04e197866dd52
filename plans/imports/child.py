"""Reads one file in a process of its own: ``python -m plans.imports.child KIND FROM TO``. File on stdin, JSON on stdout.

Memory and time are limited before anything is imported that could use them. Started by :mod:`plans.imports.process`.
"""

import json
import sys
from datetime import date

from portal import uploads


def answer(kind: str, data: bytes, starts_on: str, ends_on: str) -> dict:
    from plans.imports import guard

    try:
        if kind == "json":
            from plans.imports import jsonfile

            return {"kind": "json", "outline": jsonfile.read(data).to_json()}
        return _read(kind, data, _date(starts_on), _date(ends_on))
    except guard.NotTheForm as refusal:
        return {"refused": refusal.code}
    except (MemoryError, RecursionError):
        return {"refused": "unpacks_too_large"}


def _read(kind: str, data: bytes, starts_on: date | None, ends_on: date | None) -> dict:
    """The rows, so that they can be read anew, and what they say."""
    from plans.imports import guard, reading

    if kind == "csv":
        from plans.imports import csvfile

        content = csvfile.read(data)
    else:
        guard.check_content(data, kind)
        if kind == "xlsx":
            from plans.imports import sheetfile

            content = sheetfile.read(data)
        else:
            from plans.imports import wordfile

            content = wordfile.read(data)
    found = reading.read(content, starts_on, ends_on)
    told = {"kind": found.kind, "kinds": found.kinds, "keys": found.keys}
    return {**told, "outline": found.outline.to_json(), "content": content.to_json()}


def _date(value: str) -> date | None:
    return date.fromisoformat(value) if value else None


if __name__ == "__main__":
    uploads.limit_process()
    json.dump(answer(sys.argv[1], sys.stdin.buffer.read(), *sys.argv[2:4]), sys.stdout)
