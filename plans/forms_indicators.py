"""Forms of what a goal is measured by."""

from typing import Any

from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.utils.translation import gettext_lazy as _

from plans.models import Indicator, IndicatorValue
from plans.operations import indicators as verbs
from plans.operations.stale import fingerprint
from portal.forms import PortalModelForm
from portal.periods import today


class IndicatorForm(PortalModelForm):
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Indicator
        fields = ["name", "unit", "direction", "baseline", "baseline_on", "target", "target_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].help_text = _("For example full posts among those employed.")
        self.fields["unit"].help_text = _("For example %, members, courses.")
        if self.instance.pk:
            self.fields["seen"].initial = fingerprint(self.instance, verbs.FIELDS)
        self.helper.layout = Layout(
            "seen",
            "name",
            Row(Column("unit"), Column("direction")),
            Row(Column("baseline"), Column("baseline_on")),
            Row(Column("target"), Column("target_on")),
        )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        first, last = values.get("baseline_on"), values.get("target_on")
        if first and last and last < first:
            self.add_error("target_on", _("The target is reached after the baseline was measured, not before."))
        return values


class ValueForm(PortalModelForm):
    class Meta:
        model = IndicatorValue
        fields = ["on", "value", "note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"on": today()}, **kwargs)
        self.fields["note"].widget.attrs["rows"] = 2
        self.fields["note"].help_text = _(
            "Where the figure comes from. A value given again for the same day is corrected."
        )
        self.helper.layout = Layout(Row(Column("on"), Column("value")), "note")
