"""A Word document as rows of cells and loose lines: what a reader sees when all tracked changes are accepted."""

import io
import json
import re
import zipfile
from collections.abc import Iterator

from plans.imports import columns
from plans.imports.guard import NotTheForm
from plans.imports.package import external_links, parse
from plans.imports.rows import MAX_ROWS, Cell, Content, Loose, Row
from plans.outline import plain
from plans.riding import NAMESPACE

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"

# Not text, or text that is gone when the changes are accepted, or a second copy of the same text for old programs.
SKIPPED = {
    *(WORD + name for name in ("del", "moveFrom", "delText", "instrText", "delInstrText", "sdtPr", "sdtEndPr")),
    *(WORD + name for name in ("pPr", "rPr", "tcPr", "trPr", "tblPr", "tblGrid", "sectPr")),
    COMPATIBILITY + "Fallback",
}
CHANGES = {WORD + name for name in ("ins", "del", "moveFrom", "moveTo")}
BREAKS = {WORD + "br", WORD + "cr"}
OTHER_PARTS = {
    re.compile(r"word/header\d*\.xml"): "header",
    re.compile(r"word/footer\d*\.xml"): "footer",
    re.compile(r"word/footnotes\.xml"): "footnote",
    re.compile(r"word/endnotes\.xml"): "footnote",
    re.compile(r"word/comments\.xml"): "remark",
}
HEADING = re.compile(r"(?:heading|overskrift)\s*(\d)", re.IGNORECASE)
TITLE = re.compile(r"title|tittel", re.IGNORECASE)
LIST_STYLE = re.compile(r"(list bullet|punktliste|list number|nummerert liste)\s*(\d?)", re.IGNORECASE)
BULLET_STYLES = ("list bullet", "punktliste")


def read(data: bytes) -> Content:
    """The document's rows and loose lines, in the order in which they stand."""
    content = Content()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        body = parse(archive.read(_main_part(archive, names))).find(WORD + "body")
        if body is None:
            raise NotTheForm("broken")
        _Document(content, _Looks(archive, names)).read(body)
        for name in names:
            for pattern, place in OTHER_PARTS.items():
                if pattern.fullmatch(name):
                    _Document(content, None).read_part(parse(archive.read(name)), place)
        if any(element.tag in CHANGES for element in body.iter()):
            content.warn("tracked_changes")
        if links := external_links(archive):
            content.warn("external_links", links)
        content.riding = _riding(archive, names)
    content.check_size()
    return content


def of_body(body) -> Content:
    """The same of a document that is being written."""
    content = Content()
    _Document(content, None).read(body)
    return content


def _main_part(archive: zipfile.ZipFile, names: list[str]) -> str:
    """The part that the package names as its document; Word sometimes calls it document2.xml."""
    if "_rels/.rels" in names:
        for relation in parse(archive.read("_rels/.rels")):
            if str(relation.get("Type", "")).endswith("/officeDocument"):
                target = str(relation.get("Target", "")).lstrip("/")
                if target in names:
                    return target
    if "word/document.xml" in names:
        return "word/document.xml"
    raise NotTheForm("wrong_kind")


def _riding(archive: zipfile.ZipFile, names: list[str]) -> dict:
    """What our own export put beside the text; from a stranger's hand it can do no more than the text could."""
    for name in names:
        if name.startswith("customXml/item") and name.endswith(".xml"):
            root = parse(archive.read(name))
            if root.tag == f"{{{NAMESPACE}}}plan":
                try:
                    found = json.loads(root.text or "")
                except (ValueError, RecursionError):
                    return {}
                return found if isinstance(found, dict) else {}
    return {}


class _Looks:
    """How a paragraph is set, by its style and its numbering."""

    def __init__(self, archive: zipfile.ZipFile, names: list[str]) -> None:
        self.names: dict[str, str] = {}
        self.bases: dict[str, str] = {}
        self.bold: set[str] = set()
        self.numbered: dict[str, tuple[str, int]] = {}
        self.bullets: dict[tuple[str, int], bool] = {}
        if "word/styles.xml" in names:
            self._read_styles(parse(archive.read("word/styles.xml")))
        if "word/numbering.xml" in names:
            self._read_numbering(parse(archive.read("word/numbering.xml")))

    def _read_styles(self, root) -> None:
        for style in root.iter(WORD + "style"):
            key = style.get(WORD + "styleId", "")
            self.names[key] = _value(style.find(WORD + "name"))
            self.bases[key] = _value(style.find(WORD + "basedOn"))
            if _is_on(style.find(f"{WORD}rPr/{WORD}b")):
                self.bold.add(key)
            numbering = style.find(f"{WORD}pPr/{WORD}numPr")
            if numbering is not None:
                self.numbered[key] = (_value(numbering.find(WORD + "numId")), _number(numbering.find(WORD + "ilvl"), 0))

    def _read_numbering(self, root) -> None:
        kinds: dict[tuple[str, int], bool] = {}
        for abstract in root.iter(WORD + "abstractNum"):
            for level in abstract.iter(WORD + "lvl"):
                key = (abstract.get(WORD + "abstractNumId", ""), int(level.get(WORD + "ilvl", "0") or 0))
                kinds[key] = _value(level.find(WORD + "numFmt")) == "bullet"
        for instance in root.iter(WORD + "num"):
            abstract = _value(instance.find(WORD + "abstractNumId"))
            for (owner, depth), is_bullet in kinds.items():
                if owner == abstract:
                    self.bullets[instance.get(WORD + "numId", ""), depth] = is_bullet

    def of(self, paragraph) -> str:
        key = _style(paragraph)
        seen: set[str] = set()
        numbered = _numbering(paragraph)
        while key and key not in seen:
            seen.add(key)
            name = self.names.get(key, key)
            if match := HEADING.fullmatch(name) or HEADING.fullmatch(key):
                # A heading that Word numbers by itself shows a number that is not in its text.
                numbered = numbered or self._by_style(key)
                return f"h{match[1]}{'#' if numbered and numbered[0] != '0' else ''}"
            if TITLE.fullmatch(name) or TITLE.fullmatch(key):
                return "title"
            if numbered is None:
                numbered = _by_list_style(name) or self.numbered.get(key)
            key = self.bases.get(key, "")
        if numbered is not None and numbered[0] != "0":
            number, depth = numbered
            is_bullet = number == "bullet" or self.bullets.get((number, depth), False)
            return f"{'b' if is_bullet else 'n'}{depth}"
        return "strong" if self._is_strong(paragraph) else ""

    def _by_style(self, key: str) -> tuple[str, int] | None:
        seen: set[str] = set()
        while key and key not in seen:
            seen.add(key)
            if key in self.numbered:
                return self.numbered[key]
            key = self.bases.get(key, "")
        return None

    def _is_strong(self, paragraph) -> bool:
        runs = [run for run in paragraph.iter(WORD + "r") if any((t.text or "").strip() for t in run.iter(WORD + "t"))]
        by_style = _style(paragraph) in self.bold
        return bool(runs) and all(_is_marked(run.find(WORD + "rPr"), by_style) for run in runs)


def _by_list_style(name: str) -> tuple[str, int] | None:
    """Word's own list styles, where the numbering itself is not in the file."""
    match = LIST_STYLE.fullmatch(name)
    if not match:
        return None
    return ("bullet" if match[1].lower() in BULLET_STYLES else "number"), max(0, int(match[2] or 1) - 1)


class _Document:
    """Walks the body and puts down rows, loose lines and the texts of boxes."""

    def __init__(self, content: Content, looks: _Looks | None) -> None:
        self.content, self.looks = content, looks
        self.rows = 0

    def read(self, body) -> None:
        for block in _children(body, {WORD + "p", WORD + "tbl"}):
            if block.tag == WORD + "tbl":
                self._add_table(block)
            else:
                self._add_line(block, "after" if self.content.tables else "before")

    def read_part(self, root, place: str) -> None:
        for paragraph in _top_paragraphs(root):
            self._add_line(paragraph, place)

    def _add_line(self, paragraph, place: str) -> None:
        text = self._text(paragraph)
        if text:
            look = self.looks.of(paragraph) if self.looks else ""
            self.content.loose.append(Loose(place, text, _style(paragraph), look))

    def _add_table(self, element) -> None:
        inner: list = []
        at = len(self.content.tables)
        self.content.tables.append([])
        table = self._table(element, at + 1, inner)
        self.rows += len(table)
        if self.rows > MAX_ROWS:
            raise NotTheForm("too_many_rows")
        self.content.tables[at] = table
        for nested in inner:
            self._add_table(nested)

    def _table(self, element, number: int, inner: list) -> list[Row]:
        rows: list[Row] = []
        # Column → the cell above, for cells that are merged downwards.
        above: dict[int, Cell] = {}
        for position, tr in enumerate(_children(element, {WORD + "tr"}), start=1):
            if tr.find(f"{WORD}trPr/{WORD}del") is not None:
                continue
            row = Row(number, position, self._cells(tr, above, inner))
            above = {cell.column: cell for cell in row.cells}
            rows.append(row)
        return rows

    def _cells(self, tr, above: dict[int, Cell], inner: list) -> list[Cell]:
        cells: list[Cell] = []
        column = _number(tr.find(f"{WORD}trPr/{WORD}gridBefore"), 0)
        for tc in _children(tr, {WORD + "tc"}):
            properties = tc.find(WORD + "tcPr")
            span = merge = across = None
            text = self._text(tc, inner)
            if properties is not None:
                span, merge = properties.find(WORD + "gridSpan"), properties.find(WORD + "vMerge")
                across = properties.find(WORD + "hMerge")
                if properties.find(WORD + "cellDel") is not None:
                    text = ""
            width = max(1, _number(span, 1))
            if across is not None and across.get(WORD + "val") != "restart" and cells:
                cells[-1].span += width
                cells[-1].text = plain(f"{cells[-1].text}\n{text}")
            else:
                first = next(_children(tc, {WORD + "p"}), None)
                cell = Cell(column, width, text, _style(first), _level(first))
                if merge is not None and merge.get(WORD + "val") != "restart" and not text and column in above:
                    cell.text, cell.continues = above[column].text, True
                cells.append(cell)
            column += width
        return cells

    def _text(self, element, inner: list | None = None) -> str:
        parts: list[str] = []
        self._collect(element, parts, inner)
        return plain("".join(parts))

    def _collect(self, element, parts: list[str], inner: list | None) -> None:
        for child in element:
            tag = child.tag
            if tag in SKIPPED:
                continue
            if tag in (WORD + "t", MATH_TEXT):
                parts.append(child.text or "")
            elif tag == WORD + "tab":
                parts.append("\t")
            elif tag in BREAKS:
                parts.append("\n")
            elif tag == WORD + "noBreakHyphen":
                parts.append("\N{NON-BREAKING HYPHEN}")
            elif tag == WORD + "sdt" and child.find(f"{WORD}sdtPr/{WORD}showingPlcHdr") is not None:
                continue  # the grey "click here" of an empty control
            elif tag == WORD + "txbxContent":
                self._add_box(child)
            elif tag == WORD + "tbl" and inner is not None and columns.find_header(self._table(child, 0, [])):
                inner.append(child)  # the form, set inside a table that only shapes the page
            else:
                if tag == WORD + "p" and parts:
                    parts.append("\n")
                self._collect(child, parts, inner)

    def _add_box(self, box) -> None:
        """A text box floats over the page: it belongs to no cell and no line."""
        if text := self._text(box):
            self.content.loose.append(Loose("box", text))


def _top_paragraphs(root) -> Iterator:
    """The paragraphs of a part, without those inside a text box of another."""
    for child in root:
        if child.tag == WORD + "p":
            yield child
        elif child.tag not in SKIPPED:
            yield from _top_paragraphs(child)


def _children(element, wanted: set[str]) -> Iterator:
    """Children of the wanted kinds, also inside content controls, custom XML and inserted text."""
    for child in element:
        if child.tag in wanted:
            yield child
        elif child.tag in (WORD + "sdt", WORD + "sdtContent", WORD + "customXml", WORD + "ins", WORD + "moveTo"):
            yield from _children(child, wanted)


def _value(element) -> str:
    return str(element.get(WORD + "val", "")) if element is not None else ""


def _is_on(element) -> bool:
    return element is not None and element.get(WORD + "val", "1") not in ("0", "false", "off")


def _is_marked(looks, by_style: bool) -> bool:
    """Set as people set a heading by hand: bold, underlined or in capitals."""
    if looks is None:
        return by_style
    bold, line = looks.find(WORD + "b"), _value(looks.find(WORD + "u"))
    by_hand = line not in ("", "none") or _is_on(looks.find(WORD + "caps"))
    return by_hand or (by_style if bold is None else _is_on(bold))


def _number(element, default: int) -> int:
    value = _value(element)
    return int(value) if value.isdigit() and len(value) < 6 else default


def _style(paragraph) -> str:
    return _value(paragraph.find(f"{WORD}pPr/{WORD}pStyle")) if paragraph is not None else ""


def _numbering(paragraph) -> tuple[str, int] | None:
    """The paragraph's own number or bullet: which list, and how deep; ("0", 0) where it is taken away."""
    numbering = paragraph.find(f"{WORD}pPr/{WORD}numPr") if paragraph is not None else None
    if numbering is None:
        return None
    return _value(numbering.find(WORD + "numId")) or "0", _number(numbering.find(WORD + "ilvl"), 0)


def _level(paragraph) -> int | None:
    numbered = _numbering(paragraph)
    return None if numbered is None or numbered[0] == "0" else numbered[1]
