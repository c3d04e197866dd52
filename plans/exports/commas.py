"""A plan as CSV as Excel in Norway opens it: UTF-8 with a mark, semicolons, and nothing that a spreadsheet would compute."""

import codecs
import csv
import io
from datetime import date

from plans.exports import table
from plans.exports.texts import written
from plans.outline import PlanOutline
from plans.spreadsheets import COLUMNS
from portal.sheets import guarded


def document(outline: PlanOutline, *, starts_on: date, ends_on: date | None) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in table.rows(written(outline), starts_on, ends_on):
        writer.writerow([guarded(row.texts.get(column, "")) for column in COLUMNS.values()])
    return codecs.BOM_UTF8 + out.getvalue().encode()
