"""Reads one register file in a process of its own: ``python -m members.imports.child KIND``. File on stdin, JSON on stdout.

Started by :mod:`members.imports.process`.
"""

import json
import sys

from portal import uploads

SHEET_MAIN = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
# A sheet of 50 000 rows is much text that packs well.
MAX_UNPACKED = 150 * 1024 * 1024
# 50 000 rows of Excel take a while on a busy machine.
SECONDS = 40


def answer(kind: str, data: bytes, recognise=None, said=None) -> dict:
    """``recognise`` and ``said`` are those of another table than a register (see members/imports/columns.py)."""
    from members.imports import columns, csvfile, head, xlsxfile

    recognise = recognise or columns.recognise

    try:
        if kind == "xlsx":
            uploads.check_archive(data, SHEET_MAIN, max_unpacked=MAX_UNPACKED)
            rows = xlsxfile.read(data, recognise, said)
        else:
            rows = csvfile.read(data, recognise)
        return head.table(rows, recognise).to_json()
    except uploads.Unreadable as refusal:
        return {"refused": refusal.code}
    except MemoryError:
        return {"refused": "unpacks_too_large"}


if __name__ == "__main__":
    uploads.limit_process(SECONDS)
    json.dump(answer(sys.argv[1], sys.stdin.buffer.read()), sys.stdout)
