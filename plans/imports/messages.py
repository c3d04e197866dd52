"""The importer's codes as sentences for people."""

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from plans.outline import Unplaced

REFUSALS: dict[str, Promise] = {
    "empty": _("The file is empty."),
    "too_large": _("The file is larger than 10 MB."),
    "not_word": _("This is not a Word document. Save the form as .docx and try again."),
    "old_word": _(
        "This is an older or password-protected Word file. Save it as .docx without a password and try again."
    ),
    "macros": _("The document contains macros. Save it as an ordinary .docx and try again."),
    "broken": _("The file is damaged and cannot be read. Open it in Word, save it anew and try again."),
    "too_many_members": _("The document is made of too many parts to be a plan."),
    "unpacks_too_large": _("The document becomes far too large when it is unpacked, so it was not opened."),
    "nested_archive": _("The document has other files packed inside it. Remove them and try again."),
    "entities": _("The document contains XML declarations that Word never writes, so it was not opened."),
    "too_many_rows": _("The document has more table rows than a plan can have."),
    "too_slow": _("The document took too long to read, so the reading was stopped."),
    "no_table": _(
        "The document has no table with the form’s columns: "
        "Tiltak, Kommentar, Ansvar, Frist, Status, Budsjett, Prosj.nr."
    ),
}

REASONS: dict[str, Promise] = {
    "above_head": _("Stands above the column heads."),
    "beside_heading": _("Stands beside a heading, where the form has no field."),
    "lone_comment": _("A comment without a measure. It is kept as a row without text."),
    "lone_deadline": _("A deadline without a measure. It is kept as a row without text."),
    "lone_cell": _("A row without a measure. It is kept as a row without text."),
    "other_table": _("Stands in a table that is not the form."),
    "outside_table": _("Stands outside the table."),
    "unknown_column": _("Stands in a column that the form does not have."),
}

READINGS: dict[str, Promise] = {
    "area_number": _("Area, by its number"),
    "goal_number": _("Goal, by its number"),
    "local_words": _("The local part, by its words"),
    "merged_row": _("Heading without a number, by the merged row"),
    "word_heading": _("Heading, by Word's own numbering or style"),
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
    places = {
        "before": gettext("above the table"),
        "after": gettext("below the table"),
        "header": gettext("page header"),
        "footer": gettext("page footer"),
        "footnote": gettext("footnote"),
        "remark": pgettext("in a Word document", "comment in the margin"),
    }
    return places[unplaced.place]
