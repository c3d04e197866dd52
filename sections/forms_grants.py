"""The form of a body's budget for a year."""

from typing import Any

from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.amounts import AmountField
from portal.forms import PortalForm
from portal.periods import today
from sections.models import Grant

# Before the portal was in use, and as far ahead as anybody decides.
YEARS_BACK, YEARS_AHEAD = 10, 4


class GrantForm(PortalForm):
    """What the board has decided, and by which decision."""

    year = forms.IntegerField(label=_("year"))
    amount = AmountField(label=_("amount"), help_text=_("In kroner, for example 85 000 or 85 000,50."))
    decision = forms.CharField(label=_("decision"), max_length=60, help_text=_("Case number, for example 12/26."))
    decided_on = forms.DateField(label=_("decided on"))
    note = forms.CharField(
        label=_("note"), max_length=300, required=False, help_text=_("What it is meant for, or why it was changed.")
    )

    def __init__(self, *args: Any, year: int, grant: Grant | None = None, **kwargs: Any) -> None:
        initial: dict[str, Any] = {"year": year, "decided_on": today()}
        if grant is not None:
            # The new decision has a number and a day of its own; only the amount is there to begin from.
            initial["amount"] = grant.amount
        super().__init__(*args, initial=initial, **kwargs)
        if grant is not None:
            del self.fields["year"]
        first = [name for name in ("year",) if name in self.fields]
        self.helper.layout = Layout(*first, "amount", Row(Column("decision"), Column("decided_on")), "note")

    def clean_year(self) -> int:
        year, now = self.cleaned_data["year"], today().year
        if not now - YEARS_BACK <= year <= now + YEARS_AHEAD:
            limits = {"first": now - YEARS_BACK, "last": now + YEARS_AHEAD}
            raise ValidationError(_("Choose a year from %(first)s to %(last)s.") % limits)
        return year
