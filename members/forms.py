"""Forms of people, accounts and one's own profile."""

from typing import Any

from crispy_forms.layout import Column, Fieldset, Layout, Row
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.models import Person
from members.operations.people import at_fields
from members.roles import Role
from portal.forms import PortalForm, PortalModelForm
from portal.periods import today

Unit: Any = Person._meta.get_field("unit").related_model


class PersonForm(PortalModelForm):
    """Everything about a person, for the administration; only units that the user administers can be chosen."""

    class Meta:
        model = Person
        fields = [
            "first_name", "last_name", "email", "phone", "unit", "section",
            "employer", "occupation", "occupationally_active", "competence",
        ]  # fmt: skip
        help_texts = {
            "email": _("Also the login, where the person has an account."),
            "competence": _("What the person brings: education, experience, special fields."),
        }

    def __init__(self, *args: Any, user, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = set(user.access.administered_units) | {self.instance.unit_id, self.instance.section_id}
        units = Unit.objects.filter(pk__in=[pk for pk in allowed if pk])
        for name, kinds in (("unit", Q(kind__in=("county", "local_union", "club"))), ("section", Q(kind="section"))):
            field: Any = self.fields[name]
            field.queryset = units.filter(kinds)
            if not self.instance.pk and name == "section" and field.queryset.count() == 1:
                self.initial.setdefault(name, field.queryset.get().pk)
        self.helper.layout = Layout(
            Row(Column("first_name"), Column("last_name")),
            "email",
            "phone",
            Fieldset(_("Belongs to"), "unit", "section"),
            Fieldset(_("Work"), "employer", "occupation", "occupationally_active", "competence"),
        )

    def add_error(self, field: str | None, error: Any) -> None:
        """The one constraint is about the e-mail, so its error stands there."""
        super().add_error(field, ValidationError(at_fields(error)) if hasattr(error, "error_dict") else error)


class ProfileForm(PortalForm):
    """One's own contact data and language."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    phone = forms.CharField(label=_("telephone"), max_length=30, required=False)
    employer = forms.CharField(label=_("employer"), max_length=120, required=False)
    occupation = forms.CharField(label=_("occupation"), max_length=120, required=False)
    competence = forms.CharField(
        label=_("competence"),
        required=False,
        widget=forms.Textarea,
        help_text=_("What you bring: education, experience, special fields."),
    )

    def __init__(self, *args: Any, user, **kwargs: Any) -> None:
        person = user.person
        own = (
            {name: getattr(person, name) for name in ("phone", "employer", "occupation", "competence")}
            if person
            else {}
        )
        super().__init__(*args, initial={"language": user.language, **own}, **kwargs)
        if person is None:
            for name in ("phone", "employer", "occupation", "competence"):
                del self.fields[name]


class AccountForm(PortalForm):
    """The language of the invitation and of the account until its owner chooses."""

    language = forms.ChoiceField(
        label=_("Language"),
        choices=settings.LANGUAGES,
        help_text=_("Of the invitation; the person can choose another later."),
    )


class PersonFilter(PortalForm):
    """The filters of the register of people; their state stands in the address."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Name, e-mail, occupation, employer")}),
    )
    unit = forms.ModelChoiceField(
        label=_("Section or county"), queryset=Unit.objects.none(), required=False, empty_label=_("All")
    )
    role = forms.ChoiceField(label=_("Role today"), required=False, choices=[("", _("All")), *Role.choices])
    active = forms.ChoiceField(
        label=_("Occupationally active"),
        required=False,
        choices=[("", _("All")), ("yes", _("Yes")), ("no", _("No"))],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["unit"]
        # Local unions are found through their county: 474 of them would fill the page.
        field.queryset = Unit.objects.filter(kind__in=("section", "county")).order_by("kind", "sort_name")

    def apply(self, people, user):
        """The people that fit; a filter that cannot be read filters nothing."""
        self.is_valid()
        chosen = getattr(self, "cleaned_data", {})
        people = people.search(chosen.get("q", ""))
        if unit := chosen.get("unit"):
            people = people.filter(Q(section=unit) | Q(unit=unit) | Q(unit__parent=unit))
        if role := chosen.get("role"):
            people = people.holding(role, user)
        if active := chosen.get("active"):
            people = people.filter(occupationally_active=active == "yes")
        return people


class LeaveFieldForm(PortalForm):
    """From when somebody works outside the field, and as what."""

    since = forms.DateField(label=_("Since"), initial=today, help_text=_("The first day outside the field of work."))
    occupation = forms.CharField(
        label=_("occupation"), max_length=120, required=False, help_text=_("What the person does now; may be empty.")
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, initial={"since": person.inactive_since or today()}, **kwargs)

    def clean_occupation(self) -> str | None:
        """Nothing written leaves the occupation as it is."""
        return self.cleaned_data["occupation"] or None
