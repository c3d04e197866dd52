"""Forms of postings: a cost by hand, a reversal, a file from the accounts."""

import uuid
from typing import Any

from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.utils.translation import gettext_lazy as _

from plans.forms_money.budgets import offer_bodies_of
from plans.models import Budget, BudgetLine, Measure
from portal.amounts import LARGEST, AmountField
from portal.forms import PortalForm
from portal.periods import today
from sections.models import Body


class PostingForm(PortalForm):
    """A cost that is posted by hand."""

    on = forms.DateField(label=_("date"))
    text = forms.CharField(label=_("text"), max_length=200, help_text=_("What the cost was for. Name no persons."))
    amount = AmountField(
        label=_("amount"), lowest=-LARGEST, help_text=_("In kroner. A repayment is written with a minus: −500.")
    )
    line = forms.ModelChoiceField(BudgetLine.objects.none(), label=_("budget line"))
    body = forms.ModelChoiceField(Body.objects.none(), label=_("body"), required=False)
    measure = forms.ModelChoiceField(
        Measure.objects.none(), label=_("measure"), required=False,
        help_text=_("Of the body’s plan for the year."),
    )  # fmt: skip
    project_number = forms.CharField(label=_("project number"), max_length=40, required=False)
    external_id = forms.CharField(label=_("voucher"), max_length=60, required=False)
    document = forms.FileField(
        label=_("document"), required=False, max_length=200, help_text=_("The invoice or the receipt.")
    )
    # The same form sent twice posts once.
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, budget: Budget, user, **kwargs: Any) -> None:
        day = min(max(today(), today().replace(year=budget.year, month=1, day=1)), today().replace(budget.year, 12, 31))
        kwargs["initial"] = {"on": day, "key": uuid.uuid4(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        line: Any = self.fields["line"]
        line.queryset = budget.lines.all()
        offer_bodies_of(self.fields["body"], budget.unit_id)
        measure: Any = self.fields["measure"]
        year = {"plan__starts_on__year__lte": budget.year, "plan__ends_on__year__gte": budget.year}
        measure.queryset = (
            Measure.objects.visible_to(user)
            .with_text()
            .filter(plan__body__unit=budget.unit_id, **year)
            .select_related("plan__body")
            .order_by("plan__body__name", "position")
        )
        measure.label_from_instance = lambda each: f"{each.plan.body} · {each.text[:70]}"
        self.helper.layout = Layout(
            Row(Column("on"), Column("amount")), "text", Row(Column("line"), Column("body")), "measure",
            Row(Column("project_number"), Column("external_id")), "document", "key",
        )  # fmt: skip


class ReversalForm(PortalForm):
    """Why an entry is taken back, and on which day."""

    reason = forms.CharField(label=_("reason"), max_length=180)
    on = forms.DateField(label=_("date"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"on": today(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
