"""Forms of units, bodies and appointments."""

from datetime import date, timedelta
from typing import Any

from crispy_forms.layout import Column, Fieldset, Layout, Row
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from members.models import Appointment, Person
from members.roles import BY_BODY_KIND, SINGLE, Role
from portal.forms import PortalForm
from portal.periods import last_day_of_term, today
from sections.models import Body, Unit

TEXT = forms.Textarea
# A seat that was left longer ago is filled in another way, or given up.
TAKEN_WITHIN = timedelta(days=365)


class UnitForm(PortalForm):
    """A unit's names; its kind is chosen once."""

    kind = forms.ChoiceField(label=_("kind"))
    name = forms.CharField(label=_("name"), max_length=120)
    short_name = forms.CharField(
        label=_("short name"), max_length=60, required=False, help_text=_("For lists and small places.")
    )
    number = forms.CharField(label=_("number"), max_length=20, required=False)

    def __init__(self, *args: Any, parent: Unit | None = None, unit: Unit | None = None, **kwargs: Any) -> None:
        if unit:
            kwargs["initial"] = {"name": unit.name, "short_name": unit.short_name, "number": unit.number}
        super().__init__(*args, **kwargs)
        if unit:
            del self.fields["kind"]
            return
        below = [kind for kind, above in Unit.PARENTS.items() if parent and parent.kind in above]
        kinds: Any = self.fields["kind"]
        kinds.choices = [(kind, Unit.Kind(kind).label) for kind in below]
        kinds.initial = below[0] if below else None


class UnitSearch(PortalForm):
    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Name or number")}),
    )


class BodyForm(PortalForm):
    """A board, committee or administration of a unit."""

    kind = forms.ChoiceField(label=_("kind"))
    name = forms.CharField(label=_("name"), max_length=120)
    section = forms.ModelChoiceField(
        label=_("section"),
        queryset=Unit.objects.sections(),
        required=False,
        help_text=_("For a county's section committee: the section that it works for."),
    )
    description = forms.CharField(label=_("description"), required=False, widget=TEXT)
    founded_on = forms.DateField(label=_("founded on"))

    def __init__(self, *args: Any, body: Body | None = None, **kwargs: Any) -> None:
        kwargs["initial"] = (
            {
                "name": body.name,
                "section": body.section_id,
                "description": body.description,
                "founded_on": body.founded_on,
            }
            if body
            else {"founded_on": today()}
        )
        super().__init__(*args, **kwargs)
        if body:
            del self.fields["kind"]
            return
        kinds: Any = self.fields["kind"]
        kinds.choices = [choice for choice in Body.Kind.choices if choice[0] != Body.Kind.WORKING_GROUP]


class CloseForm(PortalForm):
    """Of bodies and groups: from when, and why."""

    closed_on = forms.DateField(label=_("Last day"), initial=today)
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("The history keeps it."))


class OnForm(forms.Form):
    """``?on=2024-11-30``: a body's people as they were that day. What is no day of our time shows today."""

    on = forms.DateField(
        required=False, validators=[MinValueValidator(date(1900, 1, 1)), MaxValueValidator(date(2150, 12, 31))]
    )

    @classmethod
    def day(cls, data) -> date | None:
        form = cls(data)
        return form.cleaned_data["on"] if form.is_valid() else None


class PersonSearch(PortalForm):
    """The first step of an appointment: whom."""

    q = forms.CharField(
        label=_("Whom?"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Name or e-mail")}),
    )
    role = forms.CharField(required=False, max_length=30, widget=forms.HiddenInput)


class NewPersonMixin(PortalForm):
    """The person of an appointment who is not known to the portal yet."""

    first_name = forms.CharField(label=_("first name"), max_length=80)
    last_name = forms.CharField(label=_("last name"), max_length=80)
    email = forms.EmailField(label=_("e-mail"), required=False, help_text=_("Notices go there; also the later login."))
    phone = forms.CharField(label=_("telephone"), max_length=30, required=False)


class TermForm(PortalForm):
    """The dates and particulars of an appointment."""

    starts_on = forms.DateField(label=_("From"))
    ends_on = forms.DateField(
        label=_("To"), required=False, help_text=_("The last day. Left empty: until further notice.")
    )
    rank = forms.IntegerField(
        label=_("rank"), min_value=0, max_value=99, required=False, help_text=_("1 for the first deputy, and so on.")
    )
    deputy_for = forms.ModelChoiceField(
        label=_("deputy for"), queryset=Person.objects.none(), required=False, help_text=_("For a personal deputy.")
    )
    appointed_by = forms.CharField(label=_("appointed by"), max_length=200, required=False)
    decision = forms.CharField(
        label=_("decision"), max_length=60, required=False, help_text=_("Case number, for example 12/26.")
    )
    note = forms.CharField(label=_("note"), max_length=300, required=False)

    def __init__(self, *args: Any, body: Body, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = BY_BODY_KIND[body.kind]
        if Role.DEPUTY_MEMBER not in roles:
            del self.fields["rank"]
        if Role.PERSONAL_DEPUTY in roles:
            choice: Any = self.fields["deputy_for"]
            seated = Appointment.objects.filter(body=body).values("person_id")
            choice.queryset = Person.objects.filter(pk__in=seated)
        else:
            del self.fields["deputy_for"]

    def clean_rank(self) -> int:
        return self.cleaned_data["rank"] or 0

    def _layout(self, *first: Any) -> Layout:
        deputies = [name for name in ("rank", "deputy_for") if name in self.fields]
        parts: list[Any] = [*first, Row(Column("starts_on"), Column("ends_on"))]
        if deputies:
            parts.append(Fieldset(_("Deputies"), *deputies))
        parts.append(Fieldset(_("Decision"), "appointed_by", "decision", "note"))
        return Layout(*parts)


class SeatChoice(forms.ModelChoiceField):
    """Whose seat: by name, role and last day."""

    def label_from_instance(self, obj: Any) -> str:
        until = date_format(obj.ends_on) if obj.ends_on else _("until a successor is appointed")
        return f"{obj.person} · {obj.get_role_display()} · {until}"


class AppointmentForm(TermForm):
    """A known person gets a role."""

    role = forms.ChoiceField(label=_("Role"))
    follows = SeatChoice(
        label=_("Takes over the seat of"),
        queryset=Appointment.objects.none(),
        required=False,
        help_text=_("Who is carried over sits until the day before."),
    )
    replace = forms.BooleanField(
        label=_("End the present holder’s term the day before"),
        required=False,
        help_text=_("For offices that one person holds at a time."),
    )

    def __init__(self, *args: Any, body: Body, role: str = "", **kwargs: Any) -> None:
        mandate = _mandate(body)
        start = today()
        initial = {"role": role, "starts_on": start}
        if mandate is not None:
            initial |= {"ends_on": last_day_of_term(start, mandate.term_months), "appointed_by": mandate.appointed_by}
        super().__init__(*args, body=body, initial=initial, **kwargs)
        roles: Any = self.fields["role"]
        roles.choices = [("", "---------"), *((r.value, r.label) for r in BY_BODY_KIND[body.kind])]
        if not SINGLE & set(BY_BODY_KIND[body.kind]):
            del self.fields["replace"]
        seats: Any = self.fields["follows"]
        seats.queryset = _to_take_over(body)
        if not seats.queryset.exists():
            del self.fields["follows"]
        self.helper.layout = self._layout("role", *[name for name in ("follows", "replace") if name in self.fields])


class NewPersonAppointmentForm(AppointmentForm, NewPersonMixin):
    """A person who is not known yet is added and gets a role, both or neither."""

    def _layout(self, *first: Any) -> Layout:
        names = Row(Column("first_name"), Column("last_name"))
        rest = super()._layout(*first)
        return Layout(names, "email", "phone", Fieldset(_("The appointment"), *rest.fields[:-1]), rest.fields[-1])


class AppointmentEditForm(TermForm):
    """Dates and particulars put right."""

    def __init__(self, *args: Any, appointment: Appointment, **kwargs: Any) -> None:
        names = ("starts_on", "ends_on", "rank", "appointed_by", "decision", "note")
        initial = {name: getattr(appointment, name) for name in names} | {"deputy_for": appointment.deputy_for_id}
        super().__init__(*args, body=appointment.body, initial=initial, **kwargs)
        self.helper.layout = self._layout()


class EndForm(PortalForm):
    """The last day of an appointment, and why."""

    ends_on = forms.DateField(label=_("Last day"), initial=today)
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)


def _to_take_over(body: Body) -> QuerySet[Appointment]:
    """Seats that somebody may be appointed to go on from: carried over, or left before the term's end; nobody has yet."""
    left = Q(
        ended_kind__in=(Appointment.Ended.RESIGNED, Appointment.Ended.REMOVED), ends_on__gte=today() - TAKEN_WITHIN
    )
    return (
        Appointment.objects.filter(Q(carried_since__isnull=False, ended_kind="") | left, body=body, followed_by=None)
        .select_related("person")
        .listed()
    )


def _mandate(body: Body):
    """A group's mandate, which says how long a term is; other bodies have none."""
    return body.mandates.in_force().first() if body.is_group else None
