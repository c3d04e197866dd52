"""What became of a text, word by word; ``includes/_changed.html`` shows it."""

import difflib
import re

# Longer texts are compared by lines: word by word would take seconds.
WORDS_AT_MOST = 3000


def words_changed(before: str, after: str) -> list[tuple[str, str]]:
    """What became of a text, as pieces ("same" | "gone" | "new", text)."""
    pattern = r"\s+|[^\s]+"
    old, new = re.findall(pattern, before), re.findall(pattern, after)
    if len(old) + len(new) > 2 * WORDS_AT_MOST:
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    pieces = []
    for code, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if code == "equal":
            pieces.append(("same", "".join(old[a:b])))
            continue
        if b > a:
            pieces.append(("gone", "".join(old[a:b])))
        if d > c:
            pieces.append(("new", "".join(new[c:d])))
    return pieces
