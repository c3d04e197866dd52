"""Forms of expert groups and their mandates."""

from typing import Any

from crispy_forms.layout import Column, Fieldset, Layout, Row
from django import forms
from django.utils.translation import gettext_lazy as _

from portal.forms import PortalForm
from portal.periods import today
from sections.models import Unit
from workgroups.models import Mandate

TEXT = forms.Textarea


class GroupFilter(PortalForm):
    """The filters of the list of groups."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Name of the group")}),
    )
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("Open")), ("closed", _("Closed")), ("all", _("All"))]
    )


class GroupForm(PortalForm):
    """What a group is called, and which sections share it."""

    unit = forms.ModelChoiceField(label=_("section"), queryset=Unit.objects.sections(), empty_label=None)
    name = forms.CharField(label=_("name"), max_length=120)
    description = forms.CharField(
        label=_("description"),
        required=False,
        widget=TEXT,
        help_text=_("A sentence or two for those who do not know it."),
    )
    founded_on = forms.DateField(label=_("founded on"))
    shared_with = forms.ModelMultipleChoiceField(
        label=_("Shared with"),
        queryset=Unit.objects.sections(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The boards and administrations of these sections see the group as their own."),
    )

    def __init__(self, *args: Any, user, group=None, **kwargs: Any) -> None:
        initial: dict[str, Any] = {"founded_on": today()}
        if group is not None:
            initial = {name: getattr(group, name) for name in ("name", "description", "founded_on")}
            initial["shared_with"] = group.shared_with.all()
        kwargs["initial"] = initial | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        shared: Any = self.fields["shared_with"]
        if group is not None:
            del self.fields["unit"]
            shared.queryset = Unit.objects.sections().exclude(pk=group.unit_id)
            return
        unit: Any = self.fields["unit"]
        unit.queryset = Unit.objects.sections().filter(pk__in=user.access.administered_units)


class MandateForm(PortalForm):
    """A version of a mandate: the numbers differ between sections, so they are data."""

    valid_from = forms.DateField(label=_("valid from"))
    purpose = forms.CharField(label=_("purpose"), widget=TEXT)
    focus = forms.CharField(label=_("focus areas"), required=False, widget=TEXT, help_text=_("One on each line."))
    size_min = forms.IntegerField(label=_("members, at least"), min_value=1, max_value=99)
    size_max = forms.IntegerField(label=_("members, at most"), min_value=1, max_value=99)
    term_months = forms.IntegerField(label=_("term in months"), min_value=1, max_value=120)
    physical_min = forms.IntegerField(label=_("in person a year, at least"), min_value=0, max_value=99)
    physical_max = forms.IntegerField(label=_("in person a year, at most"), min_value=0, max_value=99)
    contact_meetings_min = forms.IntegerField(
        label=_("meetings a year that the contact attends, at least"), min_value=0, max_value=99
    )
    notice_days = forms.IntegerField(label=_("days of notice before a meeting"), min_value=0, max_value=365)
    minutes_days = forms.IntegerField(
        label=_("days until minutes are laid before the board"), min_value=1, max_value=365
    )
    term_notice_days = forms.IntegerField(label=_("days of warning before a term ends"), min_value=1, max_value=365)
    confirmation_days = forms.IntegerField(
        label=_("days until somebody who left has a written confirmation"), min_value=1, max_value=365
    )
    wants_active = forms.BooleanField(label=_("members work in the field"), required=False)
    wants_plan = forms.BooleanField(label=_("the board approves an action plan"), required=False)
    wants_budget = forms.BooleanField(label=_("the board decides a budget each year"), required=False)
    wants_input = forms.BooleanField(label=_("the members are asked for input each year"), required=False)
    appointed_by = forms.CharField(label=_("appointing body"), max_length=120, required=False)
    adopted_on = forms.DateField(label=_("adopted on"), required=False)
    decision = forms.CharField(
        label=_("decision"), max_length=60, required=False, help_text=_("Case number, for example 12/26.")
    )

    NUMBERS = (
        "size_min", "size_max", "term_months", "physical_min", "physical_max", "contact_meetings_min", "minutes_days",
        "notice_days", "term_notice_days", "confirmation_days",
    )  # fmt: skip
    SWITCHES = ("wants_active", "wants_plan", "wants_budget", "wants_input")

    def __init__(self, *args: Any, mandate: Mandate | None = None, **kwargs: Any) -> None:
        kept = ("purpose", "focus", *self.NUMBERS, *self.SWITCHES, "appointed_by")
        source = mandate or Mandate()
        initial = {name: getattr(source, name) for name in kept} | {"valid_from": today()}
        kwargs["initial"] = initial | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.helper.layout = Layout("valid_from", *mandate_parts())


def mandate_parts() -> list[Any]:
    """The mandate's own part of a form, in groups."""
    return [
        "purpose",
        "focus",
        Fieldset(
            _("Members and term"),
            Row(Column("size_min"), Column("size_max"), Column("term_months")),
            Row(Column("term_notice_days"), Column("confirmation_days")),
        ),
        Fieldset(
            _("Meetings and minutes"),
            Row(Column("physical_min"), Column("physical_max")),
            "contact_meetings_min",
            Row(Column("notice_days"), Column("minutes_days")),
        ),
        Fieldset(_("What the mandate asks for"), *MandateForm.SWITCHES),
        Fieldset(_("Decision"), "appointed_by", Row(Column("adopted_on"), Column("decision"))),
    ]


class GroupCreateForm(GroupForm, MandateForm):
    """A new group with its first mandate, which is in force from the day of founding."""

    MANDATE = (
        "purpose",
        "focus",
        *MandateForm.NUMBERS,
        *MandateForm.SWITCHES,
        "appointed_by",
        "adopted_on",
        "decision",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["valid_from"]
        own = ["unit", "name", "description", "founded_on", "shared_with"]
        self.helper.layout = Layout(*own, Fieldset(_("Mandate"), *mandate_parts()[:2]), *mandate_parts()[2:])

    def verb_arguments(self) -> dict[str, Any]:
        """As ``groups.create`` wants them."""
        values = dict(self.cleaned_data)
        mandate = {name: values.pop(name) for name in self.MANDATE}
        return {**values, "mandate": mandate}
