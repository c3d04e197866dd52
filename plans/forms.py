"""Forms of plans, areas, goals and measures. They shape and check; saving is the verbs' business."""

from typing import Any

from crispy_forms.layout import Column, Field, Fieldset, Layout, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from members.models import Appointment, Person
from plans.contents import PlanContent
from plans.models import Goal, Measure, Plan, StrategicArea
from plans.operations import measures as measure_verbs
from plans.operations import plans as plan_verbs
from plans.operations.stale import fingerprint
from portal.forms import PortalForm, PortalModelForm
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


class MeasureForm(VerbForm):
    """All seven columns of the form, and where the measure stands."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    place = forms.ChoiceField(label=_("Where in the plan"))
    people = forms.ModelMultipleChoiceField(
        Person.objects.none(), label=_("Responsible persons"), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Measure
        fields = [
            "text", "comment", "responsible_text", "deadline_kind", "starts_on", "due_on", "deadline_text",
            "review_months", "budget", "budget_text", "project_number",
        ]  # fmt: skip

    def __init__(self, *args: Any, content: PlanContent, place: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.content = content
        self.places = dict(_places(content))
        self.fields["place"].choices = [(key, label) for key, (label, _target) in self.places.items()]  # type: ignore[attr-defined]
        self.fields["place"].initial = place or self._own_place()
        self.fields["people"].queryset = _people(content.plan.body)  # type: ignore[attr-defined]
        if not self.fields["people"].queryset.exists():  # type: ignore[attr-defined]
            del self.fields["people"]
        self.fields["version"].initial = self.instance.version
        self._dress()

    def _dress(self) -> None:
        # Only a row that came from a form with a comment or a deadline alone may stay without text.
        self.fields["text"].required = bool(self.instance.text) or self.instance.pk is None
        self.fields["responsible_text"].label = _("Responsible, in words")
        self.fields["responsible_text"].help_text = _(
            "An office or a group, one on each line: leader, training officer …"
        )
        self.fields["deadline_text"].help_text = _("For example “autumn 2026”, as it should stand in the form.")
        self.fields["budget"].help_text = _("In kroner.")
        for name in ("responsible_text", "comment"):
            self.fields[name].widget.attrs["rows"] = 2
        for name in ("deadline_text", "budget_text", "project_number"):
            self.fields[name].widget = forms.TextInput() if not _has_lines(self, name) else forms.Textarea({"rows": 2})
        people = ["people"] if "people" in self.fields else []
        self.helper.layout = Layout(
            "version",
            "text",
            "place",
            Fieldset(_("Who"), *people, "responsible_text"),
            Fieldset(
                _("When"), "deadline_kind", Row(Column("starts_on"), Column("due_on")), "deadline_text", "review_months"
            ),
            Fieldset(_("Money"), Row(Column("budget"), Column("project_number")), "budget_text"),
            "comment",
        )

    def _own_place(self) -> str:
        measure = self.instance
        if measure.goal_id:
            return f"goal-{measure.goal_id}"
        return f"area-{measure.area_id}" if measure.area_id else ""

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        if field_name == "people" and self.instance.pk:
            return [row.person_id for row in self.instance.responsible.all() if row.person_id]
        return super().get_initial_for_field(field, field_name)

    def ask(self, values: dict[str, Any]) -> None:
        kind, starts_on, due_on = values.get("deadline_kind", ""), values.get("starts_on"), values.get("due_on")
        if not {"starts_on", "due_on"} & self.errors.keys():
            measure_verbs.check(kind=kind, starts_on=starts_on, due_on=due_on, budget=values.get("budget"))

    def verb_values(self) -> dict[str, Any]:
        """What the verbs take: the fields, and the people."""
        values = {name: self.cleaned_data[name] for name in self.Meta.fields}
        return {**values, "people": list(self.cleaned_data.get("people", []))}

    @property
    def target(self) -> tuple[StrategicArea, Goal | None]:
        return self.places[self.cleaned_data["place"]][1]


def _has_lines(form: forms.ModelForm, name: str) -> bool:
    return "\n" in getattr(form.instance, name)


def _places(content: PlanContent):
    """Every area and goal as a choice: key → (label, (area, goal))."""
    for area in content.areas:
        yield area.place, (_short(str(area.area)), (area.area, None))
        for goal in area.goals:
            yield goal.place, (f"    {_short(str(goal.goal))}", (area.area, goal.goal))


def _short(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:78]} …"


def _people(body: Body):
    return Person.objects.filter(pk__in=Appointment.objects.active().filter(body=body).values("person"))


class StatusForm(PortalForm):
    """How it goes with a measure."""

    status = forms.ChoiceField(label=_("status"), choices=Measure.Status.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("status note"),
        required=False,
        widget=forms.Textarea,
        help_text=_("What has been done, what is in the way?"),
    )


class ViewFilter(forms.Form):
    """What of the plan is shown; kept in the address."""

    SHOW = [("", _("All measures")), ("overdue", _("Overdue")), ("mine", _("Mine"))]
    show = forms.ChoiceField(label=_("Show"), choices=SHOW, required=False)
    status = forms.ChoiceField(label=_("status"), choices=[("", _("any")), *Measure.Status.choices], required=False)
