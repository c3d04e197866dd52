"""Is this a file that a plan may be in, and safe to open? Answered before anything is parsed (see portal/uploads.py).

Knows no Django; a refusal carries a code, which :mod:`plans.imports.messages` turns into a sentence in the reader's
language.
"""

import io
import zipfile

from portal import uploads

MAX_BYTES = uploads.MAX_BYTES
MAIN_TYPES = {
    "docx": b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "xlsx": b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
}
WITH_MACROS = ("docm", "dotm", "xlsm", "xltm", "xlam")
TEXT_KINDS = ("csv", "json")
NOT_TEXT = (b"%PDF-", b"MZ", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf")


class NotTheForm(uploads.Unreadable):
    """The file is refused; ``code`` says why."""


def check_envelope(name: str, data: bytes) -> str:
    """What can be told without opening the file: the ending, the size and the first bytes. The kind of file."""
    try:
        uploads.check_size(data)
    except uploads.Unreadable as refusal:
        raise NotTheForm(refusal.code) from None
    if data.startswith(uploads.OLE_MAGIC):
        raise NotTheForm("old_office")
    ending = name.lower().rpartition(".")[2]
    if ending in WITH_MACROS:
        raise NotTheForm("macros")
    is_zip = data.startswith(uploads.ZIP_MAGIC)
    if ending in MAIN_TYPES and is_zip:
        return ending
    if ending in TEXT_KINDS and not is_zip and not data.startswith(NOT_TEXT):
        return ending
    raise NotTheForm("wrong_kind")


def check_content(data: bytes, kind: str = "docx") -> None:
    """Refuse bombs, macros, nested archives, declarations of entities, and what is another kind of document."""
    try:
        uploads.check_archive(data, MAIN_TYPES[kind])
    except uploads.Unreadable as refusal:
        macros = refusal.code == "wrong_kind" and _has_macro_type(data)
        raise NotTheForm("macros" if macros else refusal.code) from refusal


def _has_macro_type(data: bytes) -> bool:
    """A macro file under another name, with its program taken out. The zip has been found sound before."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        types = "[Content_Types].xml"
        return types in archive.namelist() and b"macroEnabled" in archive.read(types)
