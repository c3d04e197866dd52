"""Files from strangers that are read and not only kept: guarded before they are opened, read in a child process.

An Office file is a zip, and a zip of 300 kB can unpack to 600 MB: members are inflated in small pieces and counted, and
nothing is believed of what the zip says about its own sizes. Knows no Django, so that the child starts at once and holds
none of our secrets; a refusal carries a code, which each reader turns into a sentence.
"""

import io
import json
import os
import re
import resource
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path
from typing import Any

MAX_BYTES = 10 * 1024 * 1024
MAX_MEMBERS = 2_000
MAX_UNPACKED = 50 * 1024 * 1024
MAX_RATIO = 100
# Small files compress by chance; below this the ratio says nothing.
RATIO_FROM = 1024 * 1024
CHUNK = 64 * 1024
# Of the child.
MEMORY = 1024 * 1024 * 1024
SECONDS = 20
PATIENCE = 30

ROOT = Path(__file__).resolve().parent.parent
ZIP_MAGIC = b"PK\x03\x04"
# The first bytes of Office files of the old kind, and of new ones behind a password.
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DECLARATION = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)


class Unreadable(Exception):
    """The file is refused; ``code`` says why."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def check_size(data: bytes) -> None:
    if not data:
        raise Unreadable("empty")
    if len(data) > MAX_BYTES:
        raise Unreadable("too_large")


def check_archive(data: bytes, main: bytes, *, max_unpacked: int = MAX_UNPACKED) -> None:
    """Inflate every member in pieces and refuse bombs, macros, nested archives and XML declarations of entities.

    ``main`` is the media type of the document's main part, which proves its kind.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            _check_members(members)
            total = 0
            for member in members:
                total = _check_member(archive, member, total, min(max_unpacked, max(RATIO_FROM, len(data) * MAX_RATIO)))
            if main not in archive.read("[Content_Types].xml"):
                raise Unreadable("wrong_kind")
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, KeyError) as error:
        raise Unreadable("broken") from error


def _check_members(members: list[zipfile.ZipInfo]) -> None:
    names = [member.filename for member in members]
    if len(members) > MAX_MEMBERS:
        raise Unreadable("too_many_members")
    if len(set(names)) != len(names) or any(member.flag_bits & 0x1 for member in members):
        raise Unreadable("broken")
    if any(member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for member in members):
        raise Unreadable("broken")
    if any(name.lower().endswith(("vbaproject.bin", "vbadata.xml")) for name in names):
        raise Unreadable("macros")
    if "[Content_Types].xml" not in names:
        raise Unreadable("wrong_kind")


def _check_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, total: int, limit: int) -> int:
    """The running total of unpacked bytes after this member."""
    is_xml = member.filename.lower().endswith((".xml", ".rels"))
    tail = b""
    with archive.open(member) as stream:
        first = True
        while chunk := stream.read(CHUNK):
            total += len(chunk)
            if total > limit:
                raise Unreadable("unpacks_too_large")
            if first and chunk.startswith(ZIP_MAGIC):
                raise Unreadable("nested_archive")
            if is_xml:
                # Without NUL bytes the search sees UTF-16 too; the tail catches a word across two pieces.
                window = tail + chunk.replace(b"\0", b"")
                if DECLARATION.search(window):
                    raise Unreadable("entities")
                tail = window[-32:]
            first = False
    return total


def limit_process(seconds: int = SECONDS) -> None:
    """For the child: limit its memory and time before anything is imported that could use them.

    As far as the system knows these limits (macOS refuses some); the parent's time limit holds in any case.
    """
    for kind, value in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_CORE, 0)):
        try:
            resource.setrlimit(kind, (value, value))
        except (ValueError, OSError):
            continue


def read_in_child(module: str, *arguments: str, data: bytes, patience: float | None = None) -> Any:
    """Run ``python -m module`` with the file on stdin; the JSON that it writes.

    Raises :class:`Unreadable` where the child was stopped, or answered ``{"refused": code}``.
    """
    # The child needs none of our settings, and gets none of our secrets.
    environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            [sys.executable, "-m", module, *arguments],
            input=data,
            capture_output=True,
            timeout=PATIENCE if patience is None else patience,
            cwd=ROOT,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Unreadable("too_slow") from error
    if done.returncode != 0:
        # Killed by a limit, or tripped over something that no guard foresaw: in both cases the file is not one of ours.
        raise Unreadable("too_slow" if done.returncode < 0 else "broken")
    reply = json.loads(done.stdout)
    if "refused" in reply:
        raise Unreadable(reply["refused"])
    return reply
