"""Forms of budgets: the year, a line, a decision, a revision, a transfer."""

import uuid
from decimal import Decimal
from typing import Any

from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.utils.translation import gettext_lazy as _

from plans.models import Budget, BudgetLine, MoneyRules
from portal.amounts import LARGEST, AmountField
from portal.forms import PortalForm
from portal.periods import today
from portal.words import kr
from sections.models import Body, Unit

CASE = _("Case number, for example 12/26.")


class NewBudgetForm(PortalForm):
    """Whose budget, of which year, and from which one its lines are taken."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("unit"), empty_label=None)
    year = forms.IntegerField(label=_("year"))
    copied_from = forms.ModelChoiceField(
        Budget.objects.none(),
        label=_("Copy the lines from"),
        required=False,
        empty_label=_("nothing: begin with an empty budget"),
        help_text=_("The amounts follow as they stand today, and can be changed until the budget is decided."),
    )
    note = forms.CharField(label=_("note"), widget=forms.Textarea, required=False)

    def __init__(self, *args: Any, user, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units: Any = self.fields["unit"]
        units.queryset = Unit.objects.filter(pk__in=user.access.administered_units)
        source: Any = self.fields["copied_from"]
        source.queryset = Budget.objects.visible_to(user).select_related("unit")
        self.helper.layout = Layout(Row(Column("unit"), Column("year")), "copied_from", "note")


class LineForm(PortalForm):
    """A line of a draft."""

    heading = forms.CharField(
        label=_("heading"), max_length=80, required=False,
        help_text=_("Lines with the same heading stand together and are summed."),
    )  # fmt: skip
    code = forms.CharField(label=_("account"), max_length=20, required=False)
    name = forms.CharField(label=_("name"), max_length=120)
    amount = AmountField(label=_("amount"), help_text=_("In kroner, for example 85 000 or 85 000,50."))
    kind = forms.ChoiceField(label=_("kind"), choices=BudgetLine.Kind.choices)
    body = forms.ModelChoiceField(
        Body.objects.none(), label=_("body"), required=False, empty_label=_("no single body"),
        help_text=_("Only where one body alone spends it."),
    )  # fmt: skip

    def __init__(self, *args: Any, budget: Budget, line: BudgetLine | None = None, **kwargs: Any) -> None:
        if line is not None:
            kwargs["initial"] = {
                "heading": line.heading, "code": line.code, "name": line.name, "amount": line.draft,
                "kind": line.kind, "body": line.body_id,
            }  # fmt: skip
        super().__init__(*args, **kwargs)
        offer_bodies_of(self.fields["body"], budget.unit_id)
        self.helper.layout = Layout(
            Row(Column("heading"), Column("code")), Row(Column("name"), Column("amount")), Row(Column("kind"), Column("body"))
        )  # fmt: skip


def offer_bodies_of(field: Any, unit_id: int) -> None:
    """The open bodies of a unit."""
    field.queryset = Body.objects.filter(unit_id=unit_id, closed_on=None).order_by("name")


class DecisionForm(PortalForm):
    """By which decision, and of which day."""

    decision = forms.CharField(label=_("decision"), max_length=60, help_text=CASE)
    decided_on = forms.DateField(label=_("decided on"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"decided_on": today(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.helper.layout = Layout(Row(Column("decision"), Column("decided_on")))


class RevisionForm(DecisionForm):
    """How much a line gets more, or less."""

    amount = AmountField(
        label=_("change"), lowest=-LARGEST, help_text=_("What the line gets more. Write −5 000 to take 5 000 from it.")
    )
    text = forms.CharField(label=_("reason"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper.layout = Layout("amount", Row(Column("decision"), Column("decided_on")), "text")


class LineChoice(forms.ModelChoiceField):
    """Lines with what they have left."""

    def label_from_instance(self, line: Any) -> str:
        return _("%(line)s – %(amount)s") % {"line": line, "amount": kr(line.revised)}


class TransferForm(DecisionForm):
    """From which line to which, and how much."""

    source = LineChoice(BudgetLine.objects.none(), label=_("from the line"))
    target = LineChoice(BudgetLine.objects.none(), label=_("to the line"))
    amount = AmountField(label=_("amount"), lowest=Decimal("0.01"))
    text = forms.CharField(label=_("reason"), max_length=200, required=False)
    # The same form sent twice moves the amount once.
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, budget: Budget, **kwargs: Any) -> None:
        kwargs["initial"] = {"key": uuid.uuid4(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        for name in ("source", "target"):
            field: Any = self.fields[name]
            field.queryset = budget.lines.with_amounts()
        self.helper.layout = Layout(
            Row(Column("source"), Column("target")), "amount", Row(Column("decision"), Column("decided_on")), "text", "key"
        )  # fmt: skip


class LockForm(PortalForm):
    """Until which day the accounts are closed."""

    until = forms.DateField(label=_("closed until and including"))
    note = forms.CharField(label=_("note"), max_length=200, required=False)


class RulesForm(PortalForm):
    """What the unit has decided on how money is handled."""

    four_eyes_above = AmountField(
        label=_("two approve above"),
        required=False,
        help_text=_("A claim of more than this is approved by two. Left empty, one is enough."),
    )

    def __init__(self, *args: Any, rules: MoneyRules | None, **kwargs: Any) -> None:
        super().__init__(*args, initial={"four_eyes_above": rules and rules.four_eyes_above}, **kwargs)
