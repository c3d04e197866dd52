"""Forms of the plan's way through the board."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from plans.models import Plan
from plans.operations.stale import fingerprint
from portal.forms import PortalForm, PortalModelForm


class ReturnForm(PortalForm):
    reason = forms.CharField(
        label=_("What should the group change?"),
        required=False,
        widget=forms.Textarea,
        help_text=_("About the plan as a whole. It can be empty where you have written comments at the measures."),
    )


class ApproveForm(PortalForm):
    decision = forms.CharField(
        label=_("decision"), required=False, max_length=60, help_text=_("Case number, for example 12/26.")
    )


class CommentForm(PortalForm):
    text = forms.CharField(
        label=_("Your comment on this measure"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kept for you until the plan is returned or approved. Empty it to take it away."),
    )


class ReportForm(PortalModelForm):
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Plan
        fields = ["report_text"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["report_text"]
        field.required = True
        field.widget.attrs["rows"] = 12
        field.help_text = _(
            "What came of the plan, and why something did not. Status and figures stand at the measures."
        )
        self.fields["seen"].initial = self.stamp(self.instance)

    @staticmethod
    def stamp(plan: Plan) -> str:
        """Tells whether somebody else has written meanwhile."""
        return fingerprint(plan, ("report_text",))
