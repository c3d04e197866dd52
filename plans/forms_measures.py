"""Forms of measures: what is to be done and by whom, how it goes, what shows it, and the tasks that carry it out."""

from typing import Any

from crispy_forms.layout import Column, Fieldset, Layout, Row
from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from members.models import Appointment, Person
from members.roles import Role
from plans import offices
from plans.contents import PlanContent
from plans.forms import VerbForm
from plans.models import Goal, Measure, StrategicArea
from plans.operations import measures as measure_verbs
from plans.permissions_cascade import PUBLISHING
from portal.forms import PortalForm
from sections.models import Body
from workgroups.models import Minutes, MinutesItem


class MeasureForm(VerbForm):
    """All seven columns of the form, and where the measure stands."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    place = forms.ChoiceField(label=_("Where in the plan"))
    offices = forms.MultipleChoiceField(
        label=_("Responsible offices"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("An office is whoever holds it at the time: the names are those of today."),
    )
    people = forms.ModelMultipleChoiceField(
        Person.objects.none(), label=_("Responsible persons"), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Measure
        fields = [
            "text", "comment", "responsible_text", "deadline_kind", "starts_on", "due_on", "deadline_text",
            "review_months", "budget", "budget_text", "project_number", "is_strategic",
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
        held = offices.holders(content.plan.body_id)
        self.fields["offices"].choices = _offices(held, self.instance)  # type: ignore[attr-defined]
        self.fields["offices"].initial = offices.chosen_in(self.instance.responsible_text)
        if content.plan.body.kind not in PUBLISHING:
            del self.fields["is_strategic"]
        self.fields["version"].initial = self.instance.version
        self._dress()

    def _dress(self) -> None:
        # Only a row that came from a form with a comment or a deadline alone may stay without text.
        self.fields["text"].required = bool(self.instance.text) or self.instance.pk is None
        self.fields["responsible_text"].label = _("Responsible, as it stands in the plan")
        self.fields["responsible_text"].help_text = _(
            "The offices ticked above are written here by themselves. Add others, one on each line: a group, the county …"
        )
        self.fields["deadline_text"].help_text = _("For example “autumn 2026”, as it should stand in the form.")
        self.fields["budget"].help_text = _("In kroner.")
        for name in ("responsible_text", "comment"):
            self.fields[name].widget.attrs["rows"] = 2
        for name in ("deadline_text", "budget_text", "project_number"):
            self.fields[name].widget = forms.TextInput() if not _has_lines(self, name) else forms.Textarea({"rows": 2})
        self.fields["review_months"].help_text = _("For a continuous measure; six months where it is left blank.")
        people = ["people"] if "people" in self.fields else []
        strategic = ["is_strategic"] if "is_strategic" in self.fields else []
        self.helper.layout = Layout(
            "version",
            "text",
            "place",
            Fieldset(_("Who"), "offices", *people, "responsible_text"),
            Fieldset(
                _("When"), "deadline_kind", Row(Column("starts_on"), Column("due_on")), "deadline_text", "review_months"
            ),
            Fieldset(_("Money"), Row(Column("budget"), Column("project_number")), "budget_text"),
            "comment",
            *strategic,
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
        values = {name: self.cleaned_data[name] for name in self.Meta.fields if name in self.cleaned_data}
        values["responsible_text"] = offices.with_chosen(values["responsible_text"], self.office_choice())
        return {**values, "people": list(self.cleaned_data.get("people", []))}

    def office_choice(self) -> list[str]:
        """Those that the words name, those ticked anew, and not those whose tick was taken away."""
        ticked, before = set(self.cleaned_data["offices"]), set(self.fields["offices"].initial or ())
        written = set(offices.chosen_in(self.cleaned_data["responsible_text"]))
        return [role for role in offices.OFFERED if role in (written | (ticked - before)) - (before - ticked)]

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


def _offices(held: dict[str, list[str]], measure: Measure) -> list[tuple[str, Any]]:
    """The offices that somebody holds today, with the names, and those that the measure names although they are vacant."""
    named = offices.chosen_in(measure.responsible_text)
    return [
        (role, f"{Role(role).label.capitalize()}: {', '.join(held[role])}" if role in held else _vacant(role))
        for role in offices.OFFERED
        if role in held or role in named
    ]


def _vacant(role: str) -> str:
    return _("%(office)s: vacant today") % {"office": Role(role).label.capitalize()}


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


class EvidenceForm(PortalForm):
    """One piece of evidence: a file, an address, or a case in the body's approved minutes."""

    upload = forms.FileField(label=_("File"), required=False, max_length=200)
    url = forms.URLField(label=_("Address on the web"), required=False, max_length=500, assume_scheme="https")
    minutes_item = forms.ModelChoiceField(MinutesItem.objects.none(), label=_("Case in minutes"), required=False)
    title = forms.CharField(
        label=_("What it shows"),
        required=False,
        max_length=200,
        help_text=_("Left blank, the file’s or the case’s own name."),
    )

    def __init__(self, *args: Any, measure: Measure, user, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        minutes = Minutes.objects.visible_to(user).final().filter(meeting__body=measure.plan.body_id)
        items = MinutesItem.objects.filter(minutes__in=minutes).order_by(
            "-minutes__meeting__starts_at", "position", "id"
        )
        # Evaluated here as one query with all that a label tells; a choice is checked against the same rows.
        field: Any = self.fields["minutes_item"]
        field.queryset = items.select_related("minutes__meeting", "agenda_item")
        field.label_from_instance = _case
        if not items.exists():
            del self.fields["minutes_item"]


def _case(item: MinutesItem) -> str:
    day = date_format(timezone.localtime(item.minutes.meeting.starts_at), "SHORT_DATE_FORMAT")
    return f"{day} · {_short(item.title)}"


class GiveTaskForm(PortalForm):
    """A task that carries out a measure."""

    title = forms.CharField(label=_("What is to be done?"), max_length=250)
    responsible = forms.ModelChoiceField(Person.objects.none(), label=_("Who does it?"))
    due_on = forms.DateField(label=_("By when"), required=False)

    def __init__(self, *args: Any, body: Body, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["responsible"].queryset = _people(body)  # type: ignore[attr-defined]
        self.helper.layout = Layout("title", Row(Column("responsible"), Column("due_on")))


class TaskMeasureForm(PortalForm):
    """Where a task goes in the plans of its body: under a measure that is there, or as a new one in a draft."""

    measure = forms.ModelChoiceField(
        Measure.objects.none(), label=_("A measure that is in a plan already"), required=False
    )
    place = forms.ChoiceField(label=_("Or a new measure under"), required=False)

    def __init__(self, *args: Any, measures: Any, drafts: list[PlanContent], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["measure"].queryset = measures  # type: ignore[attr-defined]
        self.fields["measure"].label_from_instance = lambda measure: _short(str(measure))  # type: ignore[attr-defined]
        self.places: dict[str, tuple] = {}
        groups: list[Any] = [("", _("Choose"))]
        for content in drafts:
            own = dict(_places(content))
            self.places |= own
            groups.append((content.plan.title, [(key, label) for key, (label, _target) in own.items()]))
        self.fields["place"].choices = groups  # type: ignore[attr-defined]
        if not drafts:
            del self.fields["place"]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if not self.errors and bool(values.get("measure")) == bool(values.get("place")):
            self.add_error("measure", _("Choose one of the two: a measure, or where the new one should stand."))
        return values

    @property
    def target(self) -> tuple[StrategicArea, Goal | None] | None:
        place = self.cleaned_data.get("place")
        return self.places[place][1] if place else None
