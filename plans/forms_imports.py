"""Forms of the import: the file, and how a person would have it read."""

from typing import Any

from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from plans.forms import offer_bodies
from plans.imports.form import Chosen
from plans.imports.reading import Reading
from plans.models import PlanImport
from plans.operations import plans as plan_verbs
from portal.forms import PortalForm
from portal.periods import today
from sections.models import Body

COLUMN_CHOICES = [
    ("", _("no column of the form")),
    ("text", _("measure")),
    ("comment", _("comment")),
    ("responsible", _("responsible")),
    ("deadline", _("deadline")),
    ("status", _("status")),
    ("budget", _("budget")),
    ("project_number", _("project number")),
    ("area_number", _("number of the area")),
    ("area", _("strategic area")),
    ("goal_number", _("number of the goal")),
    ("goal", _("goal")),
    ("review_months", _("months between reviews")),
    ("is_strategic", _("passed down to the plans below")),
]
ROW_CHOICES = [
    ("area", _("strategic area")),
    ("local", _("measures outside the strategic areas")),
    ("goal", _("goal")),
    ("measure", _("measure")),
    ("unplaced", _("leave it out")),
]
FREE_CHOICES = [
    ("title", _("title")),
    ("introduction", _("introduction")),
    ("challenges_short", _("challenges in the short term")),
    ("challenges_long", _("challenges in the long term")),
]
COMMENT = ("comment", _("comment on the measure above"))
LOOKS = {
    "": _("plain lines"),
    "title": _("the title’s style"),
    "strong": _("bold lines"),
    "dash": _("lines that begin with a dash"),
}


def look_label(look: str) -> Any:
    """What the lines of a look have in common, in words."""
    if look in LOOKS:
        return LOOKS[look]
    depth = int(look[1:])
    if look[0] == "h":
        return _("headings of level %(level)s") % {"level": depth}
    kind = _("numbers of level %(level)s") if look[0] == "n" else _("bullets of level %(level)s")
    return kind % {"level": depth + 1}


class ImportForm(PortalForm):
    """The file to be read, and whose plan it is."""

    body = forms.ModelChoiceField(Body.objects.none(), label=_("Whose plan is it?"))
    title = forms.CharField(
        label=_("title"), max_length=150, required=False, help_text=_("Left empty, it is the file’s own.")
    )
    starts_on = forms.DateField(label=_("from"), widget=forms.DateInput)
    ends_on = forms.DateField(label=_("to"), widget=forms.DateInput)
    file = forms.FileField(
        label=_("The plan as a file"),
        help_text=_(
            "Word (.docx) or Excel (.xlsx), at most 10 MB. You will see what was read before anything is stored."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".docx,.xlsx,.csv,.json"}),
        max_length=200,
    )

    def __init__(self, *args: Any, user, **kwargs: Any) -> None:
        year = today().year
        kwargs["initial"] = {"starts_on": f"{year}-01-01", "ends_on": f"{year}-12-31", **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        offer_bodies(self, user)
        self.helper.layout = Layout("file", "body", "title", Row(Column("starts_on"), Column("ends_on")))


class CorrectForm(PortalForm):
    """Title and period, what each column (or look) holds, and what each row of the page is.

    A row left at what it was read as by itself is no correction.
    """

    title = forms.CharField(label=_("title"), max_length=150)
    starts_on = forms.DateField(label=_("from"), widget=forms.DateInput)
    ends_on = forms.DateField(label=_("to"), widget=forms.DateInput)

    def __init__(
        self,
        *args: Any,
        reading: Reading,
        automatic: Reading,
        chosen: Chosen,
        rows: dict[str, str],
        upload: PlanImport,
        **kwargs: Any,
    ) -> None:
        initial = {name: getattr(upload, name) for name in ("title", "starts_on", "ends_on")}
        super().__init__(*args, initial=initial, **kwargs)
        self.automatic, self.before, self.names = automatic, chosen, list(rows)
        self.keys = list(automatic.keys)
        is_text = reading.kind == "text"
        columns = (
            [("", _("by where they stand")), *ROW_CHOICES[:-1], COMMENT, *FREE_CHOICES] if is_text else COLUMN_CHOICES
        )
        for number, key in enumerate(self.keys):
            label = look_label(key) if is_text else key
            self._add(f"column-{number}", capfirst(label), columns, reading.keys.get(key, ""))
        for name, text in rows.items():
            line = is_text or name.startswith("t")
            extra = ([COMMENT] if is_text else []) + FREE_CHOICES if line else []
            choices = [*ROW_CHOICES, *extra] if is_text or not line else [ROW_CHOICES[-1], *FREE_CHOICES]
            self._add(f"row-{name}", text[:80], choices, reading.kinds.get(name, "unplaced"))
        self.helper.layout = Layout("title", Row(Column("starts_on"), Column("ends_on")))

    def _add(self, name: str, label: Any, choices: list, initial: str) -> None:
        self.fields[name] = forms.ChoiceField(label=label, choices=choices, initial=initial, required=False)

    def column_fields(self) -> list[forms.BoundField]:
        return [self[f"column-{number}"] for number in range(len(self.keys))]

    def row_fields(self) -> list[forms.BoundField]:
        return [self[f"row-{name}"] for name in self.names]

    def chosen(self) -> Chosen:
        """All corrections: those of this page, and those of rows on other pages."""
        values = self.cleaned_data
        columns = {key: values[f"column-{number}"] for number, key in enumerate(self.keys)}
        rows = {name: kind for name, kind in self.before.rows.items() if name not in self.names}
        asked = {name: values[f"row-{name}"] for name in self.names}
        # A row that came to be something else by what the columns were said to mean is no choice of its own.
        moved = {
            name for name in self.names if self[f"row-{name}"].initial == asked[name] and name not in self.before.rows
        }
        rows |= {
            name: kind
            for name, kind in asked.items()
            if kind and name not in moved and kind != self.automatic.kinds.get(name, "unplaced")
        }
        return Chosen({key: kind for key, kind in columns.items() if kind != self.automatic.keys.get(key, "")}, rows)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if {"title", "starts_on", "ends_on"} <= values.keys():
            try:
                plan_verbs.check(values["title"], values["starts_on"], values["ends_on"])
            except ValidationError as error:
                self.add_operation_errors(error)
        return values
