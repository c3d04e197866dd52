"""CSV as registers write it: any of their separators, any of their encodings, and a broken line costs no other line."""

import codecs
import csv
import itertools
from collections.abc import Iterator

from members.imports.columns import Recognise, recognise
from members.imports.table import LOOK_FOR_HEADS, MAX_COLUMNS, UNCLOSED, Cell, clean, trimmed

SEPARATORS = ";,\t|"
# A cell in quotation marks may go over this many lines; one that goes on for longer was never closed.
LONGEST_RECORD = 40
BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def decode(data: bytes) -> str:
    """The text, by its mark, as UTF-8, or line by line as what Windows and older systems write."""
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace")
    sample = data[:4096]
    # Without a mark, UTF-16 shows by the zeros in every second place.
    if sample.count(0) > len(sample) // 4:
        encoding = "utf-16-le" if sample[1::2].count(0) >= sample[::2].count(0) else "utf-16-be"
        return data.decode(encoding, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return "\n".join(_line(line) for line in data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n"))


def _line(line: bytes) -> str:
    """One line: files are sometimes put together from two. Five bytes mean nothing in Windows-1252, but do in Latin-1."""
    for encoding in ("utf-8", "cp1252"):
        try:
            return line.decode(encoding)
        except UnicodeDecodeError:
            continue
    return line.decode("latin-1")


def read(data: bytes, recognise: Recognise = recognise) -> list[tuple[int, list[Cell]]]:
    """The records that are not blank, numbered as a spreadsheet shows them. ``recognise`` tells known heads."""
    text = decode(data).replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    separator = ""
    # Excel's own way to say it.
    if lines[0].lower().startswith("sep=") and len(lines[0].strip()) == 5:
        separator, lines = lines[0].strip()[4], lines[1:]
    records = _records(lines, separator or _separator(lines, recognise))
    return [(number, cells) for number, record in enumerate(records, start=1) if (cells := trimmed(record))]


def _separator(lines: list[str], recognise: Recognise) -> str:
    """The sign that makes the most known heads; failing that, the most columns."""

    def weight(separator: str) -> tuple[int, int]:
        rows = [[str(cell) for cell in row] for row in _records(lines[:LOOK_FOR_HEADS], separator)]
        return max((len(recognise(row)) for row in rows), default=0), sum(len(row) for row in rows)

    return max(SEPARATORS, key=weight)


def _records(lines: list[str], separator: str) -> Iterator[list[Cell]]:
    at = 0
    while at < len(lines):
        fields, used, whole = _record(lines, at, separator)
        cells: list[Cell] = [_cell(field) for field in fields[:MAX_COLUMNS]]
        if not whole:
            cells = [UNCLOSED, *cells[1:]]
        yield cells
        at += used


def _record(lines: list[str], at: int, separator: str) -> tuple[list[str], int, bool]:
    """The fields that begin at a line, how many lines they take, and whether they could be told apart."""
    if '"' not in lines[at]:
        return lines[at].split(separator), 1, True
    ahead = (f"{line}\n" for line in itertools.islice(lines, at, at + LONGEST_RECORD))
    for strict in (True, False):
        reader = csv.reader(ahead if strict else iter([lines[at]]), delimiter=separator, strict=strict)
        try:
            fields = next(reader)
        except csv.Error as error:
            if "unexpected end" in str(error) or reader.line_num > 1:
                break
            continue
        return fields, reader.line_num, True
    return lines[at].replace('"', "").split(separator), 1, False


def _cell(field: str) -> str:
    """The text. ``="0123"`` is how registers keep a zero: it means 0123."""
    text = clean(field)
    return text[2:-1] if len(text) > 2 and text.startswith('="') and text.endswith('"') else text
