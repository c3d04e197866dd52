"""What is copied from Word and Excel, read into cells."""

import pytest

from plans.imports import block


@pytest.mark.parametrize(
    ("text", "column", "rows", "beyond"),
    [
        ("Et\tK1\tLeder\r\nTo\t\tHTV\r\n", "text", [{"text": "Et", "comment": "K1", "responsible": "Leder"},
          {"text": "To", "comment": "", "responsible": "HTV"}], 0),
        ('"To linjer\nog ""sitat"""\tK', "text", [{"text": 'To linjer\nog "sitat"', "comment": "K"}], 0),
        ('Uten "slutt\tK\n"Igjen\tK', "text", [{"text": 'Uten "slutt', "comment": "K"}, {"text": '"Igjen', "comment": "K"}], 0),
        ("Frist\tTILTAK\nvåren 2026\tKurs", "text", [{"deadline": "våren 2026", "text": "Kurs"}], 0),
        ("Frist for søknad\nTiltak mot støy", "text", [{"text": "Frist for søknad"}, {"text": "Tiltak mot støy"}], 0),
        ("Tiltak\tMål\nKurs\tVekst", "text", [{"text": "Kurs"}], 1),
        ("1.9\tForsinket\nkontinuerlig\tVenter på svar\n\t", "deadline", [
            {"deadline": "1.9", "status": "delayed"}, {"deadline": "kontinuerlig", "note": "Venter på svar"}], 0),
        ("4711\tfor mye\n4712", "project_number", [{"project_number": "4711"}, {"project_number": "4712"}], 1),
        ("\t\n \t \n", "text", [], 0),
    ],
)  # fmt: skip
def test_a_block_is_read_into_cells(text, column, rows, beyond):
    assert block.read(text, column) == (rows, beyond)


@pytest.mark.parametrize("text", ["x" * 200_001, "x\n" * 501])
def test_too_large_a_block_is_refused(text):
    with pytest.raises(block.TooLarge):
        block.read(text, "text")
