"""Running text as lines: how each is set, which number stands in front, and what the plan's lines of that look are."""

import itertools
import re
from dataclasses import dataclass

from plans.deadlines import MONTHS
from plans.imports.columns import field_of
from plans.imports.headings import AREA, GOAL, split
from plans.imports.rows import Loose

BULLET = re.compile(r"(?P<sign>[•●▪■‣►➢✓*◦○o·])\s+(?P<rest>.*)", re.DOTALL)
INNER_BULLETS = "◦○o"
# Also close to its word, as it is often typed; "-5 %" is no dash.
DASH = re.compile(r"[-–—](?:\s+|(?=[^\W\d_]))(?P<rest>.*)", re.DOTALL)
LETTER = re.compile(r"(?P<letter>[a-zæøå])[).]\s+(?P<rest>.*)", re.DOTALL)
LABEL = re.compile(
    r"(?P<label>(?:strategisk\s+)?satsn?ingsområde|(?:strategisk|hoved|hovud)?\s?område|(?:hoved|hovud|del)?mål|tiltak|aktivitet)"
    r"\s*(?P<number>\d{1,2}(?:\.\d{1,2}){0,3})?\s*[.:–-](?!\w)\s*(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
KIND_OF_LABEL = {"area": "area", "goal": "goal", "text": "measure"}
# A cell's name before its text, at the start of a line or inside it: "Lage plakat. Ansvar: leder. Frist: 1. mai".
FIELD = re.compile(
    r"(?:^|(?<=[\s(;,.–-]))(?P<name>ansvarlege?|ansvarlige?|ansvar|tidsfrist|frist|status|budsjett|kostnad|kommentar|merknad"
    r"|prosj\.?\s?nr|prosjektn(?:umme)?r)\.?\s?:\s*",
    re.IGNORECASE,
)
# A title says that the text is a plan: "Handlingsplan 2026".
CALLED_PLAN = re.compile(r"\w*plan(?:en|ar)?\b[^.:;]*$", re.IGNORECASE)
HEADS, LISTS = re.compile(r"h\d|strong|n\d"), re.compile(r"b\d|dash")
# A line that only says what the lines below it are: "Mål:", "Tiltak".
ONLY_LABEL = re.compile(r"(?P<label>(?:hoved|hovud|del)?mål|tiltak|aktivitet(?:er|ar)?)\s*:?", re.IGNORECASE)
CAPITAL = re.compile(r"(?P<number>[IVX]{1,4}|[A-H])[.)]\s+(?P<rest>\S.*)", re.DOTALL)
ORDERS = (list("ABCDEFGH"), ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"])
LONGEST_HEADING = 80


@dataclass
class Line:
    """``look`` as in :class:`plans.imports.rows.Loose`, and dash; ``kind`` where a label says for certain what it is."""

    name: str
    raw: str
    text: str
    look: str = ""
    number: str = ""
    kind: str = ""


def lines(loose: list[Loose]) -> list[Line]:
    """The lines of the body, named by their numbers. A paragraph of several marked lines is as many lines."""
    found: list[Line] = []
    counted = [0] * 10
    for number, paragraph in enumerate(loose, start=1):
        if paragraph.place not in ("before", "after"):
            continue
        parts = paragraph.text.split("\n")
        marked = len(parts) > 1 and all(
            _line("", part, "").look or _line("", part, "").kind or _is_field(part) for part in parts
        )
        for place, part in enumerate(parts if marked else [paragraph.text], start=1):
            line = _line(f"t{number}.{place}" if place > 1 else f"t{number}", part, paragraph.look)
            _count(line, paragraph.look, counted)
            found.append(line)
    _mark_sections(found)
    _mark_capitals(found)
    _mark_plain_headings(found)
    return found


def _mark_sections(found: list[Line]) -> None:
    """Below "Mål:" alone, lines that look like the first of them are goals; below "Tiltak:" they are measures."""
    kind, look = "", None
    seen: set[str] = set()
    for line in found:
        if match := ONLY_LABEL.fullmatch(line.raw):
            kind, look = KIND_OF_LABEL[field_of(match["label"])], None
            line.kind, line.look = "label", ""
        elif line.kind or line.look[:1] in ("h", "s") or (look is None and line.look[:1] == "n" and line.look in seen):
            kind = ""
        elif kind and not _is_field(line.raw):
            look = line.look if look is None else look
            line.kind = kind if line.look == look else ""
        seen.add(line.look)


def _mark_capitals(found: list[Line]) -> None:
    """ "A. Heltid", "B. Verving" or "I. …", "II. …" are headings where they count from the first; else they are initials."""
    matches = [(line, match) for line in found if line.look == "" and (match := CAPITAL.fullmatch(line.raw))]
    numbers = [match["number"] for _line, match in matches]
    if len(numbers) > 1 and any(numbers == order[: len(numbers)] for order in ORDERS):
        for line, match in matches:
            line.look, line.number, line.text = "strong", match["number"], match["rest"]


def _mark_plain_headings(found: list[Line]) -> None:
    """Where nothing else is a heading: short lines that stand over a list or its label, each of them or by capitals or a colon."""
    if any(HEADS.fullmatch(line.look) or line.kind == "area" for line in found):
        return
    begin = next((n for n, line in enumerate(found) if LISTS.fullmatch(line.look) or line.kind == "label"), None)
    if begin is None:
        return
    outer = next((line.look for line in found if LISTS.fullmatch(line.look)), "label")
    over = [
        line
        for line, below in itertools.pairwise(found)
        if _is_plain(line) and (below.look == outer or below.kind == "label")
    ]
    certain = [line for line in over if line.text.isupper() or line.text.endswith(":")]
    between = [line for line in found[begin:] if line.look == "" and not line.kind and not _is_field(line.raw)]
    if len(over) > 1 and all(line in over for line in between):
        certain = over
    for line in certain:
        line.look, line.text = "strong", line.text.rstrip(" :")


def _is_plain(line: Line) -> bool:
    """A line without marks that may be a heading: short, no sentence, not the plan's title."""
    if line.look or line.kind or len(line.text) > LONGEST_HEADING or _is_field(line.raw):
        return False
    return not line.text.endswith((".", ",", ";")) and CALLED_PLAN.search(line.text) is None


def _line(name: str, text: str, look: str) -> Line:
    if match := LABEL.fullmatch(text):
        kind = KIND_OF_LABEL[field_of(match["label"]) or "area"]
        return Line(name, text, match["rest"], look, match["number"] or "", kind)
    if look and look != "strong":
        number, rest = split("goal", text) if look[0] == "h" else ("", text)
        return Line(name, text, rest, look, number)
    if match := GOAL.fullmatch(text):
        return Line(name, text, match["title"], f"n{match['number'].count('.')}", match["number"])
    match = AREA.fullmatch(text)
    if match and match["dot"] and match["title"] and match["title"].split()[0].casefold().strip(".,") not in MONTHS:
        return Line(name, text, match["title"], "n0", match["number"])
    if match := BULLET.fullmatch(text):
        return Line(name, text, match["rest"], "b1" if match["sign"] in INNER_BULLETS else "b0")
    if match := DASH.fullmatch(text):
        return Line(name, text, match["rest"], "dash")
    if match := LETTER.fullmatch(text):
        return Line(name, text, match["rest"], "b1", match["letter"])
    return Line(name, text, text, look)


def _is_field(text: str) -> bool:
    match = FIELD.match(text)
    return match is not None


def _count(line: Line, look: str, counted: list[int]) -> None:
    """The number that Word would show, where it numbers the line by itself."""
    if look.endswith("#"):
        line.look = look[:-1]
        depth = int(look[1]) - 1
    elif look[:1] == "n" and line.look == look:
        depth = int(look[1:])
    else:
        return
    if depth < len(counted):
        counted[depth] += 1
        counted[depth + 1 :] = [0] * (len(counted) - depth - 1)
        line.number = line.number or ".".join(str(count) for count in counted[: depth + 1] if count)


def meanings(found: list[Line]) -> dict[str, str]:
    """Look → what lines of that look are, by the order of the looks that the text uses: areas above goals above measures."""
    looks = [line.look for line in found if line.look and not line.kind]
    heads = sorted({look for look in looks if HEADS.fullmatch(look)}, key=_rank)
    lists = sorted({look for look in looks if LISTS.fullmatch(look)}, key=lambda look: _appears(look, looks, heads))
    known = {"title": "title"} if "title" in looks else {}
    if not known and _is_title(heads, found, looks):
        known[heads.pop(0)] = "title"
    labelled = {line.kind for line in found if line.kind not in ("", "label")}
    if "measure" in labelled:
        order = [*heads, *lists]
        kinds = [kind for kind in ("area", "goal") if kind not in labelled] + ["comment"] * len(order)
        known |= dict(zip(order, kinds, strict=False))
    else:
        known |= _by_heads(heads) if not lists else _by_both(heads, lists)
    if "measure" not in known.values() and "measure" not in labelled and heads:
        known[""] = "measure"
    return known


def _is_title(heads: list[str], found: list[Line], looks: list[str]) -> bool:
    """One heading above all others: it says that this is a plan, or opens the text, or has two levels below it."""
    if len(heads) < 2 or heads[0][0] != "h" or looks.count(heads[0]) != 1:
        return False
    line = next(line for line in found if line.look == heads[0] and not line.kind)
    opens = line is found[0] and looks.count(heads[1]) > 1
    return CALLED_PLAN.search(line.text) is not None or opens or len(heads) > 2


def _rank(look: str) -> tuple[int, str]:
    return ({"h": 0, "s": 1, "n": 2}[look[0]], look)


def _appears(look: str, looks: list[str], heads: list[str]) -> tuple[int, int]:
    """The outer bullets first; a dash by where it stands first below a heading."""
    begin = min((looks.index(head) for head in heads), default=0)
    after = looks[begin:]
    return (int(look[1]), 0) if look != "dash" else (_depth_of_dash(after), 1)


def _depth_of_dash(after: list[str]) -> int:
    """A dash that comes after a bullet is one deeper."""
    before = after[: after.index("dash")] if "dash" in after else after
    return max((int(look[1]) for look in before if look[0] == "b"), default=-1)


def _by_heads(heads: list[str]) -> dict[str, str]:
    """No list at all: the deepest numbers are the measures; headings alone leave them to the plain lines."""
    if heads and heads[-1][0] == "n":
        return dict(zip(heads, [*("area", "goal", "goal", "goal")[: len(heads) - 1], "measure"], strict=False))
    return {look: "area" if place == 0 else "goal" for place, look in enumerate(heads)}


def _by_both(heads: list[str], lists: list[str]) -> dict[str, str]:
    if len(heads) > 2 and heads[2][0] == "n" and heads[0][0] != "n":
        return {
            heads[0]: "area",
            heads[1]: "goal",
            **dict.fromkeys(heads[2:], "measure"),
            **dict.fromkeys(lists, "comment"),
        }
    known = {look: "area" if place == 0 else "goal" for place, look in enumerate(heads)}
    left = ["goal", "measure"] if len(heads) < 2 and len(lists) > 1 else ["measure"]
    if not heads and len(lists) > 2:
        left = ["area", "goal", "measure"]
    return known | dict(zip(lists, [*left, *["comment"] * len(lists)], strict=False))


def fields(text: str) -> dict[str, str]:
    """A measure's line with its cells told inside: column → text. What stands before the first is the measure itself."""
    found = list(FIELD.finditer(text))
    values = {"text": _trimmed(text[: found[0].start()] if found else text, bool(found))}
    for match, following in zip(found, [*found[1:], None], strict=False):
        name = field_of(match["name"])
        part = _trimmed(text[match.end() : following.start() if following else len(text)], True)
        values[name] = f"{values[name]}\n{part}" if values.get(name) else part
    return values


def _trimmed(text: str, has_fields: bool) -> str:
    """Without the signs that parted the cells."""
    if not has_fields:
        return text.strip()
    text = text.strip().rstrip(";,–-").rstrip()
    if text.endswith("("):
        text = text[:-1].rstrip()
    return text[:-1].rstrip() if text.endswith(")") and "(" not in text else text
