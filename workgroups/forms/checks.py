"""What the overview of the mandates' rules is narrowed by."""

from datetime import date

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from portal.forms import PortalForm
from portal.periods import today
from workgroups.rules import RULES
from workgroups.words import STATES

# The years in which people sit in groups; a slip of the pen must not ask for the year 9026.
LIMITS = [MinValueValidator(date(1900, 1, 1)), MaxValueValidator(date(2150, 12, 31))]


class DayForm(PortalForm):
    """``?on=2024-11-30``: as it stood that day, or will stand."""

    on = forms.DateField(label=_("As of"), required=False, validators=LIMITS)

    def __init__(self, data, *args, **kwargs) -> None:
        asked = data.copy()
        if not asked.get("on"):
            asked["on"] = today().isoformat()
        super().__init__(asked, *args, **kwargs)

    @property
    def day(self) -> date:
        """The day asked for; today where none was, or where it cannot be read."""
        return (self.is_valid() and self.cleaned_data.get("on")) or today()


class CheckFilter(DayForm):
    """By rule and by how it stands."""

    rule = forms.ChoiceField(
        label=_("Rule"), required=False, choices=[("", _("All rules")), *((rule.code, rule.label) for rule in RULES)]
    )
    severity = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("All states")), *((severity, word) for severity, (_kind, word) in reversed(STATES.items()))],
    )

    def chosen(self, name: str) -> str:
        return self.cleaned_data.get(name, "") if self.is_valid() else ""
