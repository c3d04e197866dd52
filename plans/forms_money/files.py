"""A file with a budget or with entries from the accounts; between preview and storing it is carried along, signed."""

from typing import Any

from django import forms
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from members.imports import messages, process
from members.imports.table import Table
from portal import uploads
from portal.forms import PortalForm

CHILD = "plans.imports.moneychild"
SALT = "money.file"
# A preview that has stood for longer is read anew.
SECONDS = 12 * 60 * 60
# Below what a form may post (settings.DATA_UPLOAD_MAX_MEMORY_SIZE).
LARGEST_TOKEN = 4 * 1024 * 1024


class MoneyFileForm(PortalForm):
    """The file."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("Excel (.xlsx) or CSV, at most 10 MB. You will see what was read before anything is stored."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
        max_length=200,
    )

    def clean_file(self) -> Table:
        """The table in the file, read in a process of its own."""
        file: UploadedFile = self.cleaned_data["file"]
        try:
            if (file.size or 0) > uploads.MAX_BYTES:
                raise uploads.Unreadable("too_large")
            table = process.read(file.name or "", file.read(), CHILD)
        except uploads.Unreadable as refusal:
            raise forms.ValidationError(str(messages.REFUSALS[refusal.code])) from None
        if not table.rows:
            raise forms.ValidationError(str(messages.REFUSALS["no_rows"]))
        return table


def sealed(table: Table, purpose: str) -> str:
    """The table as a text that the browser carries and cannot change; ``purpose`` names what it may be stored in."""
    token = signing.dumps([purpose, table.to_json()], salt=SALT, compress=True)
    if len(token) > LARGEST_TOKEN:
        raise forms.ValidationError(_("The file is too large to be looked at in one piece. Split it."))
    return token


def opened(token: str, purpose: str) -> Table | None:
    """The table that was shown, or None where the preview is too old or belongs to something else."""
    try:
        there: Any = signing.loads(token, salt=SALT, max_age=SECONDS)
    except signing.BadSignature:
        return None
    return Table.from_json(there[1]) if there[0] == purpose else None
