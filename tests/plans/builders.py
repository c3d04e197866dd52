"""Word files built for tests: the union's form with the same structure as a real one, and files that must be refused."""

import io
import zipfile

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

HEADS = ("TILTAK", "Kommentar", "Ansvar", "Frist", "Status", "Budsjett", "Prosj.nr.")
NARROW = 7
# Goals of the six numbered areas: thirty with a number, and one without at the end of the third area.
GOALS = (4, 6, 7, 5, 5, 3)
SEVERAL = "Leder\\nestleder.\nHovedtillitsvalgt"


class Sheet:
    """A document with one table, filled row by row."""

    def __init__(self, heads: tuple[str, ...] = HEADS) -> None:
        self.word = docx.Document()
        self.table = self.word.add_table(rows=0, cols=len(heads))
        self.width = len(heads)

    def row(self, *texts: str):
        cells = self.table.add_row().cells
        for cell, text in zip(cells, texts, strict=False):
            cell.text = text
        return cells

    def wide(self, text: str, span: int = 0):
        cells = self.table.add_row().cells
        merged = cells[0].merge(cells[(span or self.width) - 1])
        merged.text = text
        return merged

    def blank(self, count: int = 1) -> None:
        for _ in range(count):
            self.row()

    def save(self) -> bytes:
        out = io.BytesIO()
        self.word.save(out)
        return out.getvalue()


def union_form() -> bytes:
    """Seven areas, 31 goals, 63 measures (11 local, 44 continuous, 27 with several responsible), 7 rows without text."""
    sheet = Sheet()
    sheet.row("Fyll ut skjemaet.")
    sheet.row(*HEADS)
    made = 0
    for area, goals in enumerate(GOALS, start=1):
        title = f"{area}. Område nummer {area}"
        # Half of the real form's area rows are merged, half are not.
        sheet.row(title) if area < 4 else sheet.wide(title)
        for goal in range(1, goals + 1):
            number = f"{area}.{goal}." if (area, goal) == (1, 1) else f"{area}.{goal}"
            sheet.wide(f"{number} Mål {goal} i området", span=4 if (area, goal) == (3, 1) else 0)
            # 21 goals get two measures, nine and the goal without a number get one: 52 in all.
            for _ in range(2 if made < 42 else 1):
                made += 1
                _measure(sheet, made)
            if area < 3 and goal <= 3:
                sheet.row("", "", "", "Kontinuerlig")
            sheet.blank()
        if area == 3:
            sheet.wide("Styrene skal finne felles møteplasser.")
            made += 1
            _measure(sheet, made)
            sheet.blank(2)
    sheet.wide("")
    sheet.wide("Her står tiltak som ikke hører hjemme under områdene ovenfor.")
    for number in range(1, 12):
        sheet.row(f"Lokalt tiltak {number}", "", "Leder")
    sheet.row("", "En merknad som gjelder alle")
    sheet.blank(3)
    return sheet.save()


def _measure(sheet: Sheet, number: int) -> None:
    responsible = SEVERAL if number <= 27 else "Opplæringsansvarlig"
    sheet.row(f"Tiltak {number}", "", responsible, "Kontinuerlig" if number <= 44 else "")


def element(tag: str, **attributes: str):
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def repacked(data: bytes, changed: dict[str, bytes | None], *, level: int = 9) -> bytes:
    """The zip with members changed, added, or (None) left out."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as new,
    ):
        for name in old.namelist():
            if name not in changed:
                new.writestr(name, old.read(name))
        for name, content in changed.items():
            if content is not None:
                new.writestr(name, content)
    return out.getvalue()
