"""Forms of what passes between the levels: publishing downwards, declining what is proposed, who has not reported."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from plans.models import Plan
from plans.operations import publications
from portal.forms import PortalForm

# From above downwards; a committee or group is a level of its own.
LEVELS = {
    "section": _("boards of the sections"),
    "county": _("boards of the county branches"),
    "section_committee": _("section committees of the counties"),
    "working_group": _("expert groups"),
    "local_union": _("boards of the local unions"),
    "club": _("boards of the clubs"),
}


class PublishForm(PortalForm):
    """What is new, and which levels get a draft where they have no plan yet."""

    levels = forms.MultipleChoiceField(
        label=_("Begin a draft for those who have no plan for the period"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Who has a plan already takes from yours where they write it."),
    )
    note = forms.CharField(
        label=_("what is new"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Shown to those below beside what is proposed to them."),
    )

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        counts = publications.free_bodies(plan)
        choices = [(level, self._label(level, counts[level])) for level in LEVELS if counts.get(level)]
        field: Any = self.fields["levels"]
        field.choices = choices
        if not choices:
            del self.fields["levels"]

    @staticmethod
    def _label(level: str, count: int) -> str:
        told = ngettext("%(count)d without a plan", "%(count)d without a plan", count) % {"count": count}
        return f"{LEVELS[level]} ({told})"


class DeclineForm(PortalForm):
    """Why not; may be left empty."""

    reason = forms.CharField(label=_("reason"), required=False, widget=forms.Textarea(attrs={"rows": 3}))


class SilentForm(forms.Form):
    """For how long nothing has been told; kept in the address."""

    days: Any = forms.TypedChoiceField(
        label=_("Nothing told for"),
        coerce=int,
        choices=[(30, _("30 days")), (90, _("90 days")), (180, _("180 days")), (365, _("one year"))],
    )
