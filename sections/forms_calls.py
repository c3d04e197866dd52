"""Forms of calls and of the board's treatment of applicants."""

from datetime import date, timedelta
from typing import Any

from crispy_forms.layout import Column, Fieldset, Layout, Row
from django import forms
from django.utils.translation import gettext_lazy as _

from members.models import Application, Appointment, Call
from members.reports import proposed
from members.roles import BY_BODY_KIND, GROUP_SEATS, Role
from portal.forms import PortalForm
from portal.periods import last_day_of_term, today
from sections.models import Body

FIRST_DEADLINE = timedelta(days=30)


class CallForm(PortalForm):
    """A call while it is a draft. Dates and places are proposed from the mandate and from the terms that end."""

    title = forms.CharField(label=_("Title"), max_length=150, help_text=_("What a member sees first in the mail."))
    field = forms.CharField(label=_("Field of work"), max_length=150, required=False)
    text = forms.CharField(
        label=_("Text"),
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("What the group does, what is expected, how much time it takes. Markdown can be used."),
    )
    competence = forms.CharField(
        label=_("Competence wanted"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One field on each line. Applicants tick what they cover; the board sees what is missing."),
    )
    role = forms.ChoiceField(label=_("Role"))
    places = forms.IntegerField(label=_("Places"), min_value=1, max_value=50)
    deadline = forms.DateField(label=_("Deadline"), help_text=_("The whole day is included."))
    term_starts_on = forms.DateField(label=_("First day of the term"))
    term_ends_on = forms.DateField(
        label=_("Last day of the term"), required=False, help_text=_("Left empty: until further notice.")
    )
    retention_days = forms.IntegerField(
        label=_("Delete after (days)"),
        min_value=1,
        max_value=365,
        help_text=_("So many days after the decision, applications that did not lead to a place are deleted."),
    )

    def __init__(self, *args: Any, body: Body, call: Call | None = None, **kwargs: Any) -> None:
        kwargs["initial"] = _initial(call) if call else _proposed(body)
        super().__init__(*args, **kwargs)
        roles: Any = self.fields["role"]
        roles.choices = [(role.value, role.label) for role in BY_BODY_KIND[body.kind]]
        self.helper.layout = Layout(
            "title",
            "field",
            "text",
            "competence",
            Fieldset(
                _("Places and term"),
                Row(Column("role"), Column("places")),
                "deadline",
                Row(Column("term_starts_on"), Column("term_ends_on")),
            ),
            Fieldset(_("Privacy"), "retention_days"),
        )

    def clean_competence(self) -> list[str]:
        return self.cleaned_data["competence"].splitlines()


def _initial(call: Call) -> dict[str, Any]:
    names = ("title", "field", "text", "role", "places", "deadline", "term_starts_on", "term_ends_on", "retention_days")
    values = {name: getattr(call, name) for name in names}
    return values | {"competence": "\n".join(field.name for field in call.fields.all())}


def _proposed(body: Body) -> dict[str, Any]:
    """The term begins when the first of the present ones is over; as many places as are free that day."""
    deadline = today() + FIRST_DEADLINE
    mandate = body.mandates.in_force().first() if body.is_group else None
    seats = list(Appointment.objects.filter(body=body, role__in=GROUP_SEATS).exclude(ends_on__lt=today()))
    ends = sorted(seat.ends_on for seat in seats if seat.ends_on and seat.ends_on >= deadline)
    starts_on = ends[0] + timedelta(days=1) if ends else _next_month(deadline)
    values = {
        "role": Role.MEMBER,
        "places": 1,
        "deadline": deadline,
        "term_starts_on": starts_on,
        "retention_days": 90,
        "competence": "\n".join(field.name for field in body.competence_fields.all()),
    }
    if mandate is not None:
        sitting = sum(seat.is_active(starts_on) for seat in seats)
        values |= {
            "term_ends_on": last_day_of_term(starts_on, mandate.term_months),
            "places": max(1, mandate.size_max - sitting),
        }
    return values


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=62)).replace(day=1)


class ExtendForm(PortalForm):
    """A later deadline."""

    deadline = forms.DateField(label=_("New deadline"), help_text=_("The whole day is included."))


class CancelForm(PortalForm):
    """Why a call is given up; the applicants read it."""

    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea)


class NoteForm(PortalForm):
    """The administration's note on one applicant."""

    text = forms.CharField(
        label=_("Note"), required=False, widget=forms.Textarea, help_text=_("Seen by those who treat the call.")
    )


class NominationForm(PortalForm):
    """A place and a reason for each applicant, and a reason for the whole."""

    text = forms.CharField(
        label=_("Reasons for the whole"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "class": "form-control"}),
        help_text=_("Stands in the board’s papers above the table."),
    )

    def __init__(self, *args: Any, call: Call, applications: list[Application], **kwargs: Any) -> None:
        kwargs["initial"] = {"text": call.nomination}
        super().__init__(*args, **kwargs)
        self.applications = applications
        for application in applications:
            self._add(application)

    def _add(self, application: Application) -> None:
        self.fields[f"place_{application.pk}"] = forms.IntegerField(
            label=_("Number in the order"),
            min_value=1,
            max_value=999,
            required=False,
            initial=application.rank,
            widget=forms.NumberInput(attrs={"class": "form-control"}),
        )
        self.fields[f"reason_{application.pk}"] = forms.CharField(
            label=_("Reason"),
            max_length=2000,
            required=False,
            initial=application.reason,
            widget=forms.Textarea(attrs={"class": "form-control", "rows": 2}),
        )

    def rows(self) -> list[tuple[Application, Any, Any]]:
        """Each applicant with the two fields."""
        return [(row, self[f"place_{row.pk}"], self[f"reason_{row.pk}"]) for row in self.applications]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        given: dict[int, str] = {}
        for application in self.applications:
            place = data.get(f"place_{application.pk}")
            if place and place in given:
                message = _("%(name)s has this number already.")
                self.add_error(f"place_{application.pk}", forms.ValidationError(message, params={"name": given[place]}))
            elif place:
                given[place] = application.name
        return data

    @property
    def verb_values(self) -> dict[str, Any]:
        """The arguments of ``treatment.nominate``."""
        data = self.cleaned_data
        return {
            "places": {row.pk: data[f"place_{row.pk}"] for row in self.applications},
            "reasons": {row.pk: data[f"reason_{row.pk}"] for row in self.applications},
            "text": data["text"],
        }


class DecisionForm(PortalForm):
    """What the board decided."""

    chosen = forms.TypedMultipleChoiceField(
        label=_("Chosen"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    decision = forms.CharField(label=_("Case number"), max_length=60, help_text=_("For example 12/26."))
    decided_on = forms.DateField(label=_("Decided on"), initial=today)
    text = forms.CharField(label=_("Decision"), required=False, widget=forms.Textarea)

    def __init__(self, *args: Any, call: Call, applications: list[Application], **kwargs: Any) -> None:
        kwargs["initial"] = {
            "chosen": proposed(call, applications),
            "decision": call.decision,
            "decided_on": call.decided_on or today(),
            "text": call.decision_text,
        }
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["chosen"]
        choices.choices = [
            (row.pk, f"{row.rank}. {row.name}" if row.rank else row.name)
            for row in sorted(applications, key=lambda row: (row.rank or 1000, row.sort_name))
        ]
        self.helper.layout = Layout("chosen", Row(Column("decision"), Column("decided_on")), "text")


class AnswersForm(PortalForm):
    """What is added to the two letters."""

    to_chosen = forms.CharField(label=_("Add to the letter to those chosen"), required=False, widget=forms.Textarea)
    to_others = forms.CharField(label=_("Add to the letter to the others"), required=False, widget=forms.Textarea)


class CoverageForm(PortalForm):
    """Who of a body's people covers which fields."""

    def __init__(self, *args: Any, people: list[Any], fields: list[Any], covered: set[tuple[int, int]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.people = people
        choices = [(field.pk, field.name) for field in fields]
        for person in people:
            self.fields[f"person_{person.pk}"] = forms.TypedMultipleChoiceField(
                label=person.name,
                coerce=int,
                required=False,
                choices=choices,
                initial=[field for field, owner in covered if owner == person.pk],
                widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
            )

    @property
    def pairs(self) -> list[tuple[int, int]]:
        return [(field, person.pk) for person in self.people for field in self.cleaned_data[f"person_{person.pk}"]]
