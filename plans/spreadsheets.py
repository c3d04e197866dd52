"""What plans as spreadsheets have in common, written and read: the columns."""

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
