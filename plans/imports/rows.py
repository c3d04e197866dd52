"""A Word document as rows of cells and loose texts: what a reader sees when all tracked changes are accepted."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from plans.imports.guard import NotTheForm
from plans.outline import plain

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"

# Not text, or text that is gone when the changes are accepted, or a second copy of the same text for old programs.
SKIPPED = {
    *(WORD + name for name in ("del", "moveFrom", "delText", "instrText", "delInstrText", "sdtPr", "sdtEndPr")),
    *(WORD + name for name in ("pPr", "rPr", "tcPr", "trPr", "tblPr", "tblGrid", "sectPr")),
    COMPATIBILITY + "Fallback",
}
BREAKS = {WORD + "br", WORD + "cr"}
OTHER_PARTS = {
    re.compile(r"word/header\d*\.xml"): "header",
    re.compile(r"word/footer\d*\.xml"): "footer",
    re.compile(r"word/footnotes\.xml"): "footnote",
    re.compile(r"word/endnotes\.xml"): "footnote",
    re.compile(r"word/comments\.xml"): "remark",
}
MAX_ROWS = 20_000


@dataclass
class Cell:
    column: int
    span: int
    text: str
    style: str = ""
    # Depth of an automatic number, None without one.
    level: int | None = None
    # The cell continues the one above (merged downwards) and shows its text.
    continues: bool = False


@dataclass
class Row:
    table: int
    number: int
    cells: list[Cell]

    @property
    def name(self) -> str:
        """The number of the row as a person would count, with the table's number before it from the second table on."""
        return str(self.number) if self.table == 1 else f"{self.table}:{self.number}"

    def filled(self) -> list[Cell]:
        """The cells with a text of their own."""
        return [cell for cell in self.cells if cell.text and not cell.continues]


@dataclass
class Loose:
    """A text outside the tables. ``place``: before, after, header, footer, footnote, remark."""

    place: str
    text: str
    style: str = ""


@dataclass
class Content:
    tables: list[list[Row]] = field(default_factory=list)
    loose: list[Loose] = field(default_factory=list)


def read(data: bytes) -> Content:
    """The document's rows and loose texts, in the order in which they stand."""
    content = Content()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        main = _main_part(archive, names)
        body = _parse(archive.read(main)).find(WORD + "body")
        if body is None:
            raise NotTheForm("broken")
        _read_body(body, content)
        for name in names:
            for pattern, place in OTHER_PARTS.items():
                if pattern.fullmatch(name):
                    _read_part(_parse(archive.read(name)), place, content)
    return content


def _main_part(archive: zipfile.ZipFile, names: list[str]) -> str:
    """The part that the package names as its document; Word sometimes calls it document2.xml."""
    if "_rels/.rels" in names:
        for relation in _parse(archive.read("_rels/.rels")):
            if str(relation.get("Type", "")).endswith("/officeDocument"):
                target = str(relation.get("Target", "")).lstrip("/")
                if target in names:
                    return target
    if "word/document.xml" in names:
        return "word/document.xml"
    raise NotTheForm("not_word")


def _parse(data: bytes):
    try:
        return ElementTree.fromstring(data, forbid_dtd=True)
    except (ElementTree.ParseError, DefusedXmlException) as error:
        raise NotTheForm("broken") from error


def _children(element, wanted: set[str]) -> Iterator:
    """Children of the wanted kinds, also inside content controls, custom XML and inserted text."""
    for child in element:
        if child.tag in wanted:
            yield child
        elif child.tag in (WORD + "sdt", WORD + "sdtContent", WORD + "customXml", WORD + "ins", WORD + "moveTo"):
            yield from _children(child, wanted)


def _read_body(body, content: Content) -> None:
    rows = 0
    for block in _children(body, {WORD + "p", WORD + "tbl"}):
        if block.tag == WORD + "tbl":
            table = _table(block, len(content.tables) + 1)
            rows += len(table)
            if rows > MAX_ROWS:
                raise NotTheForm("too_many_rows")
            content.tables.append(table)
        elif text := _text(block):
            content.loose.append(Loose("after" if content.tables else "before", text, _style(block)))


def _read_part(root, place: str, content: Content) -> None:
    for paragraph in root.iter(WORD + "p"):
        if text := _text(paragraph):
            content.loose.append(Loose(place, text, _style(paragraph)))


def _table(element, number: int) -> list[Row]:
    rows: list[Row] = []
    # Column → the cell above, for cells that are merged downwards.
    above: dict[int, Cell] = {}
    for position, tr in enumerate(_children(element, {WORD + "tr"}), start=1):
        if tr.find(f"{WORD}trPr/{WORD}del") is not None:
            continue
        row = Row(number, position, _cells(tr, above))
        above = {cell.column: cell for cell in row.cells}
        rows.append(row)
    return rows


def _cells(tr, above: dict[int, Cell]) -> list[Cell]:
    cells: list[Cell] = []
    column = _number(tr.find(f"{WORD}trPr/{WORD}gridBefore"), 0)
    for tc in _children(tr, {WORD + "tc"}):
        properties = tc.find(WORD + "tcPr")
        span = merge = across = None
        text = _text(tc)
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


def _number(element, default: int) -> int:
    value = element.get(WORD + "val", "") if element is not None else ""
    return int(value) if value.isdigit() and len(value) < 6 else default


def _style(paragraph) -> str:
    style = paragraph.find(f"{WORD}pPr/{WORD}pStyle") if paragraph is not None else None
    return style.get(WORD + "val", "") if style is not None else ""


def _level(paragraph) -> int | None:
    numbering = paragraph.find(f"{WORD}pPr/{WORD}numPr") if paragraph is not None else None
    if numbering is None or _number(numbering.find(WORD + "numId"), 0) == 0:
        return None
    return _number(numbering.find(WORD + "ilvl"), 0)


def _text(element) -> str:
    parts: list[str] = []
    _collect(element, parts)
    return plain("".join(parts))


def _collect(element, parts: list[str]) -> None:
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
        else:
            if tag == WORD + "p" and parts:
                parts.append("\n")
            _collect(child, parts)
