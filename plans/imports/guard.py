"""Is this a Word document that is safe to open? Answered before anything is parsed.

A Word file is a zip, and a zip of 300 kB can unpack to 600 MB: members are inflated in small pieces and counted, and
nothing is believed of what the zip says about its own sizes. Knows no Django; a refusal carries a code, which
:mod:`plans.imports.messages` turns into a sentence in the reader's language.
"""

import io
import re
import zipfile
import zlib

MAX_BYTES = 10 * 1024 * 1024
MAX_MEMBERS = 2_000
MAX_UNPACKED = 50 * 1024 * 1024
MAX_RATIO = 100
# Small files compress by chance; below this the ratio says nothing.
RATIO_FROM = 1024 * 1024
CHUNK = 64 * 1024

ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DECLARATION = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
WORD_MAIN = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


class NotTheForm(Exception):
    """The file is refused; ``code`` says why."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def check_envelope(name: str, data: bytes) -> None:
    """What can be told without opening the zip: the ending, the size and the first bytes."""
    if not data:
        raise NotTheForm("empty")
    if len(data) > MAX_BYTES:
        raise NotTheForm("too_large")
    if data.startswith(OLE_MAGIC):
        raise NotTheForm("old_word")
    if name.lower().endswith(".docm"):
        raise NotTheForm("macros")
    if not name.lower().endswith(".docx") or not data.startswith(ZIP_MAGIC):
        raise NotTheForm("not_word")


def check_content(data: bytes) -> None:
    """Inflate every member in pieces and refuse bombs, macros, nested archives and XML declarations of entities."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            _check_members(members)
            total = 0
            for member in members:
                total = _check_member(archive, member, total, len(data))
            if WORD_MAIN not in archive.read("[Content_Types].xml"):
                raise NotTheForm("not_word")
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, KeyError) as error:
        raise NotTheForm("broken") from error


def _check_members(members: list[zipfile.ZipInfo]) -> None:
    names = [member.filename for member in members]
    if len(members) > MAX_MEMBERS:
        raise NotTheForm("too_many_members")
    if len(set(names)) != len(names) or any(member.flag_bits & 0x1 for member in members):
        raise NotTheForm("broken")
    if any(member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for member in members):
        raise NotTheForm("broken")
    if any(name.lower().endswith(("vbaproject.bin", "vbadata.xml")) for name in names):
        raise NotTheForm("macros")
    if "[Content_Types].xml" not in names:
        raise NotTheForm("not_word")


def _check_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, total: int, packed: int) -> int:
    """The running total of unpacked bytes after this member."""
    is_xml = member.filename.lower().endswith((".xml", ".rels"))
    tail = b""
    with archive.open(member) as stream:
        first = True
        while chunk := stream.read(CHUNK):
            total += len(chunk)
            if total > MAX_UNPACKED or total > max(RATIO_FROM, packed * MAX_RATIO):
                raise NotTheForm("unpacks_too_large")
            if first and chunk.startswith(ZIP_MAGIC):
                raise NotTheForm("nested_archive")
            if is_xml:
                # Without NUL bytes the search sees UTF-16 too; the tail catches a word across two pieces.
                window = tail + chunk.replace(b"\0", b"")
                if DECLARATION.search(window):
                    raise NotTheForm("entities")
                tail = window[-32:]
            first = False
    return total
