"""Is this a Word document that is safe to open? Answered before anything is parsed (see portal/uploads.py).

Knows no Django; a refusal carries a code, which :mod:`plans.imports.messages` turns into a sentence in the reader's
language.
"""

from portal import uploads

MAX_BYTES = uploads.MAX_BYTES
WORD_MAIN = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


class NotTheForm(uploads.Unreadable):
    """The file is refused; ``code`` says why."""


def check_envelope(name: str, data: bytes) -> None:
    """What can be told without opening the zip: the ending, the size and the first bytes."""
    try:
        uploads.check_size(data)
    except uploads.Unreadable as refusal:
        raise NotTheForm(refusal.code) from None
    if data.startswith(uploads.OLE_MAGIC):
        raise NotTheForm("old_word")
    if name.lower().endswith(".docm"):
        raise NotTheForm("macros")
    if not name.lower().endswith(".docx") or not data.startswith(uploads.ZIP_MAGIC):
        raise NotTheForm("not_word")


def check_content(data: bytes) -> None:
    """Refuse bombs, macros, nested archives, declarations of entities, and what is no Word document."""
    try:
        uploads.check_archive(data, WORD_MAIN)
    except uploads.Unreadable as refusal:
        raise NotTheForm("not_word" if refusal.code == "wrong_kind" else refusal.code) from refusal
