"""What plans as spreadsheets have in common, written and read: the columns, and signs that a spreadsheet would compute."""

import re

# Head → column (a column of the form, or one that only a spreadsheet has), in their order.
COLUMNS = {
    "Områdenr.": "area_number",
    "Satsingsområde": "area",
    "Målnr.": "goal_number",
    "Mål": "goal",
    "TILTAK": "text",
    "Kommentar": "comment",
    "Ansvar": "responsible",
    "Frist": "deadline",
    "Status": "status",
    "Budsjett": "budget",
    "Prosj.nr.": "project_number",
    "Gjennomgang (mnd.)": "review_months",
    "Strategisk": "is_strategic",
}
# Excel runs a cell that begins so; an apostrophe in front keeps it text. One more where there is one already, so that it can be taken away.
DANGEROUS = re.compile(r"'*[=+\-@\t\r]")
GUARDED = re.compile(r"'+[=+\-@\t\r]")


def guarded(text: str) -> str:
    return f"'{text}" if DANGEROUS.match(text) else text


def unguarded(text: str) -> str:
    return text[1:] if GUARDED.match(text) else text
