"""Small register files as bytes."""

import io

import openpyxl

HEADS = ["Fornavn", "Etternavn", "E-post", "Mobil"]


def csv_file(*rows, heads=HEADS, separator=";", encoding="utf-8", end="\r\n") -> bytes:
    return end.join(separator.join(row) for row in [heads, *rows]).encode(encoding)


def xlsx_file(*rows, heads=HEADS, **sheets) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in [heads, *rows]:
        sheet.append(row)
    for title, more in sheets.items():
        extra = book.create_sheet(title)
        for row in more:
            extra.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
