"""A task: what, who, by when."""

from typing import Any

from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.utils.translation import gettext_lazy as _

from members.models import Person
from portal.forms import PortalForm


class TaskForm(PortalForm):
    title = forms.CharField(label=_("What is to be done?"), max_length=250)
    responsible = forms.ModelChoiceField(label=_("Who does it?"), queryset=Person.objects.none())
    due_on = forms.DateField(label=_("By when"), required=False)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["responsible"].queryset = people  # type: ignore[attr-defined]
        self.helper.layout = Layout("title", Row(Column("responsible"), Column("due_on")), "note")
