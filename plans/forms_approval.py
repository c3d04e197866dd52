"""Forms of the plan's way through the board."""

import re
from datetime import date, timedelta
from typing import Any

from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.utils.translation import gettext_lazy as _

from plans.models import Plan
from plans.operations import plans as plan_verbs
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


class CopyForm(PortalForm):
    """The next period's plan; which measures come along is ticked in the list below it."""

    title = forms.CharField(label=_("title"), max_length=plan_verbs.LONGEST_TITLE)
    starts_on = forms.DateField(label=_("from"), widget=forms.DateInput)
    ends_on = forms.DateField(label=_("to"), widget=forms.DateInput)
    keep_empty = forms.BooleanField(
        label=_("Also take areas and goals without any of the chosen measures"), required=False, initial=True
    )

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, initial=next_period(plan), **kwargs)
        self.helper.layout = Layout("title", Row(Column("starts_on"), Column("ends_on")), "keep_empty")


def next_period(plan: Plan) -> dict[str, Any]:
    """As long as the last one, straight after it; the years in the title moved on."""
    last = plan.ends_on or plan.starts_on
    years = last.year - plan.starts_on.year + 1
    title = re.sub(r"\b20\d\d\b", lambda found: str(int(found[0]) + years), plan.title)
    months = (last.year - plan.starts_on.year) * 12 + last.month - plan.starts_on.month + 1
    first = last + timedelta(days=1)
    end = first.year * 12 + first.month - 1 + months
    after = date(end // 12, end % 12 + 1, 1)
    return {"title": title, "starts_on": first, "ends_on": after - timedelta(days=1), "keep_empty": True}


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
