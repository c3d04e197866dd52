"""Search and sorting that treat Norwegian letters alike on SQLite and PostgreSQL."""

import re
import unicodedata

_LETTERS = {"æ": "zza", "ä": "zza", "ø": "zzb", "ö": "zzb", "å": "zzc"}


def fold(text: str) -> str:
    """Case folded and composed: 'ÅRS' is found by 'års' on both databases (SQLite's LIKE folds ASCII only)."""
    return unicodedata.normalize("NFKC", text).casefold()


def sort_key(text: str) -> str:
    """A key of ASCII letters and digits that sorts as Norwegian does (… z æ ø å), whatever the database's collation."""
    out = []
    for char in fold(text):
        if char in _LETTERS:
            out.append(_LETTERS[char])
            continue
        plain = unicodedata.normalize("NFKD", char)[0]
        # Digits sort before letters in every collation: a space is the lowest.
        out.append(plain if re.match(r"[a-z0-9]", plain) else "0")
    return "".join(out)[:200]
