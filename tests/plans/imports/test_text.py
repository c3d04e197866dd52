"""Plans as running text: by headings, bullets and dashes, by numbers, or by labels."""

import io
from datetime import date

import docx
import pytest

from plans.imports import reading, wordfile
from plans.imports.form import Chosen
from plans.imports.guard import NotTheForm

FROM, TO = date(2026, 1, 1), date(2026, 12, 31)


def document(*lines: str | tuple[str, str]) -> bytes:
    """Paragraphs; with a style where there is a pair, set by hand where the style is "bold" or "underline"."""
    word = docx.Document()
    for line in lines:
        text, style = line if isinstance(line, tuple) else (line, "")
        by_hand = style in ("bold", "underline")
        paragraph = word.add_paragraph("" if by_hand else text, style=None if by_hand else style or None)
        if by_hand:
            setattr(paragraph.add_run(text), style, True)
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def read(data: bytes, chosen: Chosen | None = None) -> reading.Reading:
    return reading.read(wordfile.read(data), FROM, TO, chosen)


def tree(found: reading.Reading) -> list:
    """[area, [measures…], [goal, measures…], …] for each area."""
    return [
        [
            f"{area.number} {area.title}".strip(),
            [measure.text for measure in area.measures],
            *[[f"{goal.number} {goal.title}".strip(), *[m.text for m in goal.measures]] for goal in area.goals],
        ]
        for area in found.outline.areas
    ]


BY_STYLE = (
    ("Plan 2026", "Title"),
    "Gruppa arbeider for faget.",
    ("Heltid", "Heading 1"),
    ("Hele stillinger", "List Bullet"),
    "– Lage plakat. Ansvar: leder. Frist: 1. mai",
    "– Holde kurs (Ansvar: kasserer, frist: kontinuerlig)",
    "Også for nye.",
    ("Tiltak utenom satsingsområdene", "Heading 1"),
    "- Sommerfest",
)
HALF = [["Heltid", [], ["Hele stillinger", "Lage plakat", "Holde kurs"]]]
SHAPES = {
    "heading levels": [
        (("Plan", "Heading 1"), ("Heltid", "Heading 2"), ("Hele stillinger", "Heading 3")),
        (("Lage plakat", "List Bullet"), ("Holde kurs", "List Bullet"), ("Fag", "Heading 2")),
    ],
    "numbers": [("1. Heltid", "1.1 Hele stillinger"), ("- Lage plakat", "- Holde kurs")],
    "numbers of Word": [(("Heltid", "List Number"), "1.1 Hele stillinger"), ("* Lage plakat", "* Holde kurs")],
    "bold": [(("Heltid", "bold"), "• Hele stillinger"), ("– Lage plakat", "– Holde kurs")],
    "labels": [
        ("Satsingsområde: Heltid", "Mål: Hele stillinger", "Tiltak: Lage plakat", "Ansvar: leder", "Frist: 1. mai"),
        ("Tiltak: Holde kurs Ansvar: kasserer",),
    ],
    "labels in nynorsk": [
        (
            ("Heltid", "Heading 1"),
            ("Hele stillinger", "Heading 2"),
            "Tiltak: Lage plakat\nAnsvarleg: leiar\nFrist: 1. mai",
        ),
        ("Tiltak: Holde kurs",),
    ],
}


def test_headings_bullets_and_dashes():
    found = read(document(*BY_STYLE))
    outline = found.outline
    assert (found.kind, outline.title, outline.introduction) == ("text", "Plan 2026", "Gruppa arbeider for faget.")
    assert tree(found) == [
        ["Heltid", [], ["Hele stillinger", "Lage plakat.", "Holde kurs"]],
        ["Tiltak utenom satsingsområdene", ["Sommerfest"]],
    ]
    assert [area.is_local for area in outline.areas] == [False, True]
    first, second, _third = outline.measures()
    assert (first.responsible, first.deadline.ends_on) == ("leder.", date(2026, 5, 1))
    assert (second.responsible, second.deadline.kind, second.comment) == ("kasserer", "continuous", "Også for nye.")
    assert outline.unplaced == []


@pytest.mark.parametrize("parts", SHAPES.values(), ids=SHAPES)
def test_the_shapes_of_running_text(parts):
    found = read(document(*[line for part in parts for line in part]))
    heading = found.outline.areas[0]
    assert found.kind == "text"
    assert [goal.title for goal in heading.goals] == ["Hele stillinger"]
    assert [measure.text for measure in heading.goals[0].measures] == ["Lage plakat", "Holde kurs"]
    assert heading.title == "Heltid"


HEADS_BY_HAND = {
    "capitals": ("HELTID", "FAG"),
    "colons": ("Heltid:", "Fag:"),
    "underlined": (("Heltid", "underline"), ("Fag", "underline")),
    "letters": ("A. Heltid", "B. Fag"),
    "Roman numbers": ("I. Heltid", "II. Fag"),
    "short lines": ("Heltid", "Fag"),
    "numbers with brackets": ("1) Heltid", "2) Fag"),
}
LISTS_BY_HAND = {
    "dashes": ("– Plakat", "– Kurs"),
    "close dashes": ("-Plakat", "-Kurs"),
    "letters": ("a) Plakat", "b) Kurs"),
}


@pytest.mark.parametrize("items", LISTS_BY_HAND.values(), ids=LISTS_BY_HAND)
@pytest.mark.parametrize("heads", HEADS_BY_HAND.values(), ids=HEADS_BY_HAND)
def test_headings_and_lists_that_are_typed_by_hand(heads, items):
    found = read(document(heads[0], *items, heads[1], items[0]))
    assert [area.title.capitalize() for area in found.outline.areas] == ["Heltid", "Fag"]
    assert [[m.text[-6:].strip(" -–)") for m in area.measures] for area in found.outline.areas] == [
        ["Plakat", "Kurs"],
        ["Plakat"],
    ]


@pytest.mark.parametrize("style", ["List Bullet", ""])
def test_a_label_alone_tells_what_stands_below_it(style):
    lines = ["Mål:", ("Hele stillinger", style), "Tiltak:", ("Plakat", style), "Ansvar: leder", ("Kurs", style)]
    found = read(document(("Heltid", "Heading 1"), *lines, ("Fag", "Heading 1"), "Tiltak", ("Fagdag", style)))
    assert tree(found) == [["Heltid", [], ["Hele stillinger", "Plakat", "Kurs"]], ["Fag", ["Fagdag"]]]
    assert found.outline.structure == ["Mål:", "Tiltak:", "Tiltak"]
    assert found.outline.measures()[0].responsible == "leder"


@pytest.mark.parametrize("heads", [("HELTID", "FAG"), ("Heltid", "Fag")])
def test_plain_headings_stand_over_labels_too(heads):
    below = ("Mål:", "Hele stillinger", "Tiltak:", "- Plakat")
    found = read(document("Plan 2026", "Vi er et lag.", heads[0], *below, heads[1], "Tiltak:", "- Fagdag"))
    assert tree(found) == [[heads[0], [], ["Hele stillinger", "Plakat"]], [heads[1], ["Fagdag"]]]
    assert (found.outline.title, found.outline.introduction) == ("Plan 2026", "Vi er et lag.")


def test_an_initial_is_no_heading():
    found = read(document("1. Heltid", "- Plakat", "K. Moe følger opp"))
    assert found.outline.measures()[0].comment == "K. Moe følger opp"


def test_numbers_are_kept_and_a_day_is_none():
    found = read(document("1. Heltid", "1.1 Hele stillinger", "– 1. mai-arrangement", "2. Fag", "2.1 Kurs", "– Fagdag"))
    assert tree(found) == [
        ["1 Heltid", [], ["1.1 Hele stillinger", "1. mai-arrangement"]],
        ["2 Fag", [], ["2.1 Kurs", "Fagdag"]],
    ]


def test_what_has_no_place_is_shown():
    word = docx.Document(io.BytesIO(document("1. Heltid", "Fordi det trengs.", "1.1 Mål", "– Plakat")))
    word.sections[0].header.paragraphs[0].text = "Utkast"
    word.add_table(rows=1, cols=1).rows[0].cells[0].text = "Kari, 900 00 000"
    out = io.BytesIO()
    word.save(out)
    outline = read(out.getvalue()).outline
    assert [(entry.place, entry.text) for entry in outline.unplaced] == [
        ("line", "Fordi det trengs."),
        ("header", "Utkast"),
        ("row", "Kari, 900 00 000"),
    ]


def test_a_person_can_say_what_lines_are():
    data = document("1. Heltid", "1.1 Plakat", "1.2 Kurs", "Gammelt")
    assert tree(read(data)) == [["1 Heltid", ["1.1 Plakat", "1.2 Kurs"]]]
    chosen = Chosen({"n1": "goal"}, {"t3": "measure", "t4": "unplaced"})
    found = read(data, chosen)
    assert tree(found) == [["1 Heltid", [], ["1.1 Plakat", "1.2 Kurs"]]]
    assert [(entry.text, entry.why) for entry in found.outline.unplaced] == [("Gammelt", "left_out")]


def test_a_letter_is_no_plan():
    with pytest.raises(NotTheForm) as error:
        read(document("Kjære alle", "Takk for sist.", "Hilsen styret"))
    assert error.value.code == "no_plan"
