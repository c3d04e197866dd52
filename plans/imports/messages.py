"""The importer's codes as sentences for people."""

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from plans.outline import Unplaced

REFUSALS: dict[str, Promise] = {
    "empty": _("The file is empty."),
    "too_large": _("The file is larger than 10 MB."),
    "wrong_kind": _(
        "This is neither a Word file nor an Excel file. Save the plan as .docx or .xlsx (or as .csv or .json from this "
        "portal) and try again."
    ),
    "old_office": _(
        "This is an older or password-protected Office file. Save it as .docx or .xlsx without a password and try again."
    ),
    "macros": _("The file contains macros. Save it as an ordinary .docx or .xlsx and try again."),
    "broken": _("The file is damaged and cannot be read. Open it in Word or Excel, save it anew and try again."),
    "too_many_members": _("The file is made of too many parts to be a plan."),
    "unpacks_too_large": _("The file becomes far too large when it is unpacked, so it was not opened."),
    "nested_archive": _("The file has other files packed inside it. Remove them and try again."),
    "entities": _("The file contains XML declarations that Word and Excel never write, so it was not opened."),
    "too_many_rows": _("The file has more rows than a plan can have."),
    "too_much_text": _("The file has more text than a plan can have."),
    "too_slow": _("The file took too long to read, so the reading was stopped."),
    "no_table": _(
        "The file has no table with the form’s columns: Tiltak, Kommentar, Ansvar, Frist, Status, Budsjett, Prosj.nr."
    ),
    "no_plan": _(
        "The document has neither a table with the form’s columns nor headings and lists that could be areas, goals and "
        "measures."
    ),
    "no_plan_data": _("This JSON file is not a plan from this portal."),
    "newer_data": _("This JSON file was written by a newer portal."),
    "broken_data": _("This JSON file does not have the shape that the portal writes."),
}

# About the file as a whole; some tell details.
WARNINGS: dict[str, Promise] = {
    "tracked_changes": _("The document has tracked changes. It was read as if all of them were accepted."),
    "external_links": _("The file links to other files. The links were not followed: %(details)s"),
    "formulas": _("Formulas were not computed. They stand in the plan as text: %(details)s"),
    "hidden_sheets": _("Hidden sheets were not read: %(details)s"),
}

REASONS: dict[str, Promise] = {
    "above_head": _("Stands above the column heads."),
    "beside_heading": _("Stands beside a heading, where the form has no field."),
    "lone_comment": _("A comment without a measure. It is kept as a row without text."),
    "lone_deadline": _("A deadline without a measure. It is kept as a row without text."),
    "lone_cell": _("A row without a measure. It is kept as a row without text."),
    "left_out": _("You chose to leave it out."),
    "not_understood": _("Says something else than its column asks for."),
    "other_table": _("Stands in a table that is not the form."),
    "outside_text": _("Stands outside the text of the plan."),
    "below_heading": _("Stands below a heading without being a goal or a measure."),
    "outside_table": _("Stands outside the table."),
    "unknown_column": _("Stands in a column that the form does not have."),
}

READINGS: dict[str, Promise] = {
    "area_number": _("Area, by its number"),
    "goal_number": _("Goal, by its number"),
    "local_words": _("The local part, by its words"),
    "merged_row": _("Heading without a number, by the merged row"),
    "word_heading": _("Heading, by Word's own numbering or style"),
    "in_column": _("Heading, from its column"),
    "chosen": _("As you chose"),
    "styled": _("Heading, as this portal writes it"),
    "number_out_of_order": _("The number is out of order"),
    "no_heading": _("No heading above: put in the local part"),
    "without_text": _("No text: kept as it is"),
    "merged_down": _("Has a value from a cell merged downwards"),
    "continued": _("Goes over several rows"),
    "deadline_in_words": _("The deadline is kept in words"),
    "status_in_words": _("The status is kept in words"),
    "budget_in_words": _("The amount is kept in words"),
}


def refusal(code: str) -> str:
    return str(REFUSALS[code])


def warning(code: str, detail: str) -> str:
    return str(WARNINGS[code]) % {"details": detail}


def reason(unplaced: Unplaced) -> str:
    return str(REASONS[unplaced.why])


def readings(how: list[str]) -> list[str]:
    return [str(READINGS[code]) for code in how]


def place(unplaced: Unplaced) -> str:
    """Where the text stood: "row 12, column Kommentar"."""
    if unplaced.place == "row" and unplaced.column:
        return gettext("row %(row)s, column %(column)s") % {"row": unplaced.row, "column": unplaced.column}
    if unplaced.place == "row":
        return gettext("row %(row)s") % {"row": unplaced.row}
    if unplaced.place == "line":
        return gettext("line %(line)s") % {"line": unplaced.row.removeprefix("t")}
    places = {
        "before": gettext("above the table"),
        "after": gettext("below the table"),
        "header": gettext("page header"),
        "footer": gettext("page footer"),
        "footnote": gettext("footnote"),
        "remark": pgettext("in a Word document", "comment in the margin"),
        "box": gettext("text box"),
    }
    return places[unplaced.place]
