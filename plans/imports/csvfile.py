"""A CSV file as rows of cells: any of the usual separators and encodings."""

import csv
import io

from members.imports.csvfile import SEPARATORS, decode
from plans.imports.columns import header
from plans.imports.guard import NotTheForm
from plans.imports.rows import MAX_ROWS, Cell, Content, Row
from plans.outline import plain
from portal.sheets import unguarded

LOOK_FOR_HEADS = 20


def read(data: bytes) -> Content:
    text = decode(data)
    csv.field_size_limit(len(text) + 1)
    separator = max(SEPARATORS, key=lambda sign: _weight(text, sign))
    content = Content([_table(text, separator)], is_sheet=True)
    content.check_size()
    return content


def _records(text: str, separator: str):
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    except csv.Error as error:
        raise NotTheForm("broken") from error


def _table(text: str, separator: str) -> list[Row]:
    rows: list[Row] = []
    for number, record in enumerate(_records(text, separator), start=1):
        if number > MAX_ROWS:
            raise NotTheForm("too_many_rows")
        cells = [Cell(column, 1, plain(unguarded(field))) for column, field in enumerate(record) if field.strip()]
        rows.append(Row(1, number, cells))
    return rows


def _weight(text: str, separator: str) -> int:
    """How many columns of the form its best row of heads names."""
    found = [
        header(row) or {} for row in _table("\n".join(text.split("\n", LOOK_FOR_HEADS)[:LOOK_FOR_HEADS]), separator)
    ]
    return max((len(columns) for columns in found), default=0)
