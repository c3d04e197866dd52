"""What is wrong with a file or a cell, as sentences."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REFUSALS: dict[str, Promise] = {
    "empty": _("The file is empty."),
    "too_large": _("The file is larger than 10 MB."),
    "wrong_kind": _("This is neither a CSV file nor an Excel file. Save the list as .csv or .xlsx and try again."),
    "old_excel": _(
        "This is an older or password-protected Excel file. Save it as .xlsx without a password and try again."
    ),
    "macros": _("The file contains macros. Save it as an ordinary .xlsx and try again."),
    "broken": _("The file is damaged and cannot be read. Open it in Excel, save it anew and try again."),
    "too_many_members": _("The file is made of too many parts to be a list."),
    "unpacks_too_large": _("The file becomes far too large when it is unpacked, so it was not opened."),
    "nested_archive": _("The file has other files packed inside it. Remove them and try again."),
    "entities": _("The file contains XML declarations that Excel never writes, so it was not opened."),
    "too_many_rows": _("The file has more than 50,000 rows. Split it and import one part at a time."),
    "too_slow": _("The file took too long to read, so the reading was stopped."),
    "no_names": _(
        "No column of the file is called “Navn”, or “Fornavn” and “Etternavn”, so nobody in it can be told by name."
    ),
    "no_rows": _("The file has heads, but no rows below them."),
}

PROBLEMS: dict[str, Promise] = {
    "formula": _("The cell holds a formula, and the file does not tell its result. Save it as a value."),
    "error": _("The cell shows an error from the spreadsheet."),
    "unclosed": _("A quotation mark is opened in this row and never closed."),
}

# The name of each field, for the choice of columns and for what is told about rows.
FIELDS: dict[str, Promise] = {
    "first_name": _("first name"),
    "last_name": _("last name"),
    "name": _("whole name"),
    "email": _("e-mail"),
    "phone": _("telephone"),
    "unit": _("local union"),
    "section": _("section"),
    "occupation": _("occupation"),
    "employer": _("employer"),
    "occupationally_active": _("occupationally active"),
    "competence": _("competence"),
    "role": _("role"),
    "body": _("group or other body"),
    "starts_on": _("from"),
    "ends_on": _("to"),
    "deputy_for": _("deputy for"),
    "appointed_by": _("appointed by"),
    "decision": _("decision"),
    "note": _("note"),
}


def refusal(code: str) -> str:
    return str(REFUSALS[code])


def problem(code: str) -> str:
    return str(PROBLEMS[code])
