"""The forms of an import: the file, and which of its columns is what."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from members.imports.messages import FIELDS
from members.models import PersonImport
from portal.forms import PortalForm

Unit: Any = PersonImport._meta.get_field("unit").related_model


class PersonImportForm(PortalForm):
    """A list from the member register."""

    unit = forms.ModelChoiceField(
        label=_("Where do the people belong?"),
        queryset=Unit.objects.none(),
        help_text=_("New people are added here. Somebody of another unit is never changed."),
    )
    file = forms.FileField(
        label=_("The list from the member register"),
        help_text=_("CSV or Excel (.xlsx), at most 10 MB and 50,000 rows. Nothing is stored until you have seen it."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
        max_length=200,
    )

    def __init__(self, *args: Any, user, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["unit"]
        field.queryset = Unit.objects.filter(pk__in=user.access.administered_units).order_by("kind", "sort_name")
        own = list(field.queryset.filter(kind="section")[:2]) or list(field.queryset[:2])
        if len(own) == 1:
            self.initial.setdefault("unit", own[0].pk)


class ColumnsForm(forms.Form):
    """One choice for each column of the file; the page sets them in a table beside what the columns hold."""

    def __init__(self, *args: Any, heads: list[str], mapping: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = [("", _("Leave it out")), *((name, capfirst(str(label))) for name, label in FIELDS.items())]
        for column, head in enumerate(heads):
            self.fields[f"column_{column}"] = forms.ChoiceField(
                label=head or _("Column %(number)d") % {"number": column + 1},
                choices=words,
                required=False,
                initial=mapping.get(column, ""),
            )

    def clean(self) -> dict[str, Any]:
        chosen = list(self.mapping().values())
        if "name" not in chosen and not {"first_name", "last_name"} <= set(chosen):
            raise ValidationError(_("Choose the column of the name, or those of the first and the last name."))
        for column, name in self.mapping().items():
            if chosen.count(name) > 1:
                self.add_error(f"column_{column}", _("Two columns cannot be the same. Leave one of them out."))
        return self.cleaned_data

    def mapping(self) -> dict[int, str]:
        """Column → field, for the columns that are not left out."""
        chosen = getattr(self, "cleaned_data", {})
        columns = range(len(self.fields))
        return {column: chosen[f"column_{column}"] for column in columns if chosen.get(f"column_{column}")}
