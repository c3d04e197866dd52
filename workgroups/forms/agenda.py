"""Cases of an agenda."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from members.models import Person
from portal.forms import PortalForm
from workgroups.models import AgendaItem, Meeting
from workgroups.operations.attendance import seats


class QuickItemForm(PortalForm):
    """What a new case needs at least; the rest may come later."""

    title = forms.CharField(label=_("New case"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=AgendaItem.Kind.choices, initial=AgendaItem.Kind.DISCUSSION)
    duration = forms.IntegerField(label=_("Minutes of time"), required=False, min_value=1, max_value=600)


class ItemForm(PortalForm):
    """The whole case."""

    title = forms.CharField(label=_("Title"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=AgendaItem.Kind.choices)
    duration = forms.IntegerField(label=_("Minutes of time"), required=False, min_value=1, max_value=600)
    presenter = forms.ModelChoiceField(label=_("Presented by"), queryset=Person.objects.none(), required=False)
    text = forms.CharField(
        label=_("Background"), required=False, widget=forms.Textarea,
        help_text=_("Stands in the notice, so that everybody can prepare."),
    )  # fmt: skip

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = {seat.person.pk for seat in seats(meeting)} | set(
            meeting.participants.values_list("person_id", flat=True)
        )
        self.fields["presenter"].queryset = Person.objects.filter(pk__in=people)  # type: ignore[attr-defined]
