"""Forms of plans, areas, goals and measures. They shape and check; saving is the verbs' business."""

from typing import Any

from crispy_forms.layout import Column, Field, Fieldset, Layout, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from plans.models import Goal, Measure, Plan, StrategicArea
from plans.operations import plans as plan_verbs
from plans.operations.stale import fingerprint
from portal.forms import PortalModelForm
from portal.periods import today
from sections.models import Body


class VerbForm(PortalModelForm):
    """A model's form that asks the verb's own check, so that its words stand at the field before the database refuses."""

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        try:
            self.ask(values)
        except ValidationError as error:
            self.add_operation_errors(error)
        return values

    def ask(self, values: dict[str, Any]) -> None:
        """Raise what the verb would raise."""


class PlanForm(VerbForm):
    """A plan's title, period and free texts."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Plan
        fields = ["title", "starts_on", "ends_on", "introduction", "challenges_short", "challenges_long"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ends_on"].required = True
        if self.instance.pk:
            self.fields["seen"].initial = fingerprint(self.instance, plan_verbs.FIELDS)
        self.helper.layout = Layout(
            "seen",
            "title",
            Row(Column("starts_on"), Column("ends_on")),
            Fieldset(_("Situation"), Field("introduction", rows=5), "challenges_short", "challenges_long"),
        )

    def ask(self, values: dict[str, Any]) -> None:
        if values.get("title") and values.get("starts_on"):
            plan_verbs.check(values["title"], values["starts_on"], values.get("ends_on"))


def bodies_to_write(user):
    """The open bodies whose plans the user may begin."""
    access = user.access
    bodies = Body.objects.visible_to(user).open().exclude(kind__in=(Body.Kind.ADMINISTRATION, Body.Kind.CONTROL))
    mine = [body.pk for body in bodies if access.runs(body.pk) or body.unit_id in access.administered_units]
    return Body.objects.filter(pk__in=mine)


def offer_bodies(form: forms.BaseForm, user) -> None:
    """The bodies to choose from; where there is one only, it is chosen beforehand."""
    bodies = bodies_to_write(user)
    form.fields["body"].queryset = bodies  # type: ignore[attr-defined]
    few = list(bodies[:2])
    if len(few) == 1 and not form.initial.get("body"):
        form.initial["body"] = few[0].pk


class NewPlanForm(PlanForm):
    """A new plan: also whose it is."""

    body = forms.ModelChoiceField(Body.objects.none(), label=_("body"))

    def __init__(self, *args: Any, user, **kwargs: Any) -> None:
        year = today().year
        kwargs["initial"] = {"starts_on": f"{year}-01-01", "ends_on": f"{year}-12-31", **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        offer_bodies(self, user)
        self.helper.layout.fields.insert(0, "body")


class AreaForm(VerbForm):
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = StrategicArea
        fields = ["number", "title"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].widget.attrs["rows"] = 2
        if self.instance.pk:
            self.fields["seen"].initial = fingerprint(self.instance, ("number", "title"))


class GoalForm(VerbForm):
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Goal
        fields = ["number", "title"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].widget.attrs["rows"] = 3
        if self.instance.pk:
            self.fields["seen"].initial = fingerprint(self.instance, ("number", "title"))


class ViewFilter(forms.Form):
    """What of the plan is shown; kept in the address."""

    SHOW = [("", _("All measures")), ("overdue", _("Overdue")), ("mine", _("Mine"))]
    show = forms.ChoiceField(label=_("Show"), choices=SHOW, required=False)
    status = forms.ChoiceField(label=_("status"), choices=[("", _("any")), *Measure.Status.choices], required=False)
