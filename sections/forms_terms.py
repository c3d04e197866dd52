"""Forms of what happens around a term: anew, resigned, removed, a deputy, a change of leader, carried over."""

from datetime import date
from typing import Any

from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.utils.translation import gettext_lazy as _

from members.models import Appointment, Person
from members.operations.terms import next_term
from members.roles import Role
from portal.forms import PortalForm
from portal.periods import today

CASE = _("Case number, for example 12/26.")


class ResignForm(PortalForm):
    last_day = forms.DateField(label=_("Last day"), initial=today)
    reason = forms.CharField(
        label=_("Reason"), max_length=200, required=False, help_text=_("Only the administration reads it.")
    )

    def __init__(self, *args: Any, appointment: Appointment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class RemoveForm(ResignForm):
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("Only the administration reads it."))
    decision = forms.CharField(label=_("decision"), max_length=60, help_text=CASE)


class ReappointForm(PortalForm):
    """The next term, with the days that the mandate gives."""

    starts_on = forms.DateField(label=_("From"))
    ends_on = forms.DateField(
        label=_("To"), required=False, help_text=_("The last day. Left empty: until further notice.")
    )
    appointed_by = forms.CharField(label=_("appointed by"), max_length=200, required=False)
    decision = forms.CharField(label=_("decision"), max_length=60, required=False, help_text=CASE)
    note = forms.CharField(label=_("note"), max_length=300, required=False)

    def __init__(self, *args: Any, appointment: Appointment, **kwargs: Any) -> None:
        starts_on, ends_on = next_term(appointment)
        initial = {"starts_on": starts_on, "ends_on": ends_on, "appointed_by": appointment.appointed_by}
        super().__init__(*args, initial=initial, **kwargs)
        self.helper.layout = Layout(
            Row(Column("starts_on"), Column("ends_on")), "appointed_by", "decision", "note"
        )  # fmt: skip


class DeputyChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.rank}. {obj.person}" if obj.rank else f"{obj.person}"


class SubstituteForm(PortalForm):
    """Which of the fixed deputies, and from when; the first by rank is suggested."""

    deputy = DeputyChoice(label=_("Deputy"), queryset=Appointment.objects.none(), empty_label=None)
    starts_on = forms.DateField(label=_("From"))
    appointed_by = forms.CharField(label=_("appointed by"), max_length=200, required=False)
    decision = forms.CharField(label=_("decision"), max_length=60, required=False, help_text=CASE)

    def __init__(self, *args: Any, appointment: Appointment, **kwargs: Any) -> None:
        start = _day_after(appointment)
        super().__init__(*args, initial={"starts_on": start}, **kwargs)
        deputies = Appointment.objects.filter(body=appointment.body_id, role=Role.DEPUTY_MEMBER)
        own = Appointment.objects.filter(
            body=appointment.body_id, role=Role.PERSONAL_DEPUTY, deputy_for=appointment.person_id
        )
        choice: Any = self.fields["deputy"]
        choice.queryset = (deputies | own).exclude(ends_on__lt=today()).select_related("person").order_by("rank", "pk")


class SucceedForm(PortalForm):
    """Who takes over a single office, and from when."""

    person = forms.ModelChoiceField(label=_("Who takes over?"), queryset=Person.objects.none())
    starts_on = forms.DateField(label=_("From"), initial=today)
    ends_on = forms.DateField(
        label=_("To"), required=False, help_text=_("The last day. Left empty: until further notice.")
    )
    stays = forms.BooleanField(label=_("Whoever leaves the office stays as a member"), required=False, initial=True)
    appointed_by = forms.CharField(label=_("appointed by"), max_length=200, required=False)
    decision = forms.CharField(label=_("decision"), max_length=60, required=False, help_text=CASE)

    def __init__(self, *args: Any, appointment: Appointment, **kwargs: Any) -> None:
        initial = {"ends_on": appointment.term_ends_on if appointment.carried_since else appointment.ends_on}
        super().__init__(*args, initial=initial, **kwargs)
        seated = Appointment.objects.filter(body=appointment.body_id).exclude(ends_on__lt=today())
        choice: Any = self.fields["person"]
        choice.queryset = Person.objects.filter(pk__in=seated.values("person_id")).exclude(pk=appointment.person_id)
        if not appointment.body.is_group:
            del self.fields["stays"]


class CarryOverForm(PortalForm):
    """A term that runs out is sat beyond; or somebody has left the field of work."""

    reason = forms.ChoiceField(label=_("Why"), widget=forms.RadioSelect)
    since = forms.DateField(
        label=_("Since"), required=False, help_text=_("Of a term that runs out it is the day after its last day.")
    )

    def __init__(self, *args: Any, appointment: Appointment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = list(Appointment.Carried.choices)
        field: Any = self.fields["reason"]
        field.choices = choices if appointment.ends_on else choices[1:]
        field.initial = field.choices[0][0]


class NoForm(PortalForm):
    """Nothing to say but yes."""

    def __init__(self, *args: Any, appointment: Appointment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


def _day_after(appointment: Appointment) -> date:
    """The day after a last day that is known; else today."""
    return (
        date.fromordinal(appointment.ends_on.toordinal() + 1)
        if appointment.ended_kind and appointment.ends_on
        else today()
    )
