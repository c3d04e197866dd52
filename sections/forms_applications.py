"""The application form: for a phone, without an account, without a third party that tells people from programs."""

from collections.abc import Iterable
from typing import Any

from crispy_forms.layout import HTML, Column, Div, Fieldset, Layout, Row
from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from members import consent
from members.models import Application, Call, CompetenceField
from members.operations.applications import MOST_FILES, check_file
from portal import files
from portal.forms import PortalForm
from portal.models import StoredFile
from sections.models import Unit

SALT = "members.application.opened"
# Seconds: nobody fills the form in three, and after a week the page has been open for too long.
QUICKEST = 3
SLOWEST = 7 * 24 * 3600


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, each of a kind and size that an applicant may attach."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        uploads = [super(FilesField, self).clean(one, initial) for one in (data or [])]
        errors = []
        for upload in uploads:
            try:
                check_file(upload)
            except ValidationError as error:
                errors += error.messages
        if errors:
            raise ValidationError(errors)
        return uploads


class LocalUnionField(forms.ModelChoiceField):
    """Local unions under their counties."""

    def __init__(self, **kwargs: Any) -> None:
        unions = Unit.objects.filter(kind=Unit.Kind.LOCAL_UNION, closed_on=None).select_related("parent")
        super().__init__(unions, **kwargs)

    def by_county(self) -> list[tuple[Any, Any]]:
        counties: dict[str, list[tuple[int, str]]] = {}
        for unit in self.queryset.order_by("parent__sort_name", "sort_name"):  # type: ignore[union-attr]
            counties.setdefault(str(unit.parent or ""), []).append((unit.pk, unit.name))
        return [("", _("Choose, or leave it open")), *counties.items()]


class AboutForm(PortalForm):
    """What an applicant tells; the same in the first form and in a later change."""

    first_name = forms.CharField(
        label=_("First name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    last_name = forms.CharField(
        label=_("Last name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "family-name"})
    )
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    unit = LocalUnionField(label=_("Local union"), required=False)
    occupation = forms.CharField(
        label=_("Occupation"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "organization-title"})
    )
    employer = forms.CharField(
        label=_("Employer"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    occupationally_active = forms.TypedChoiceField(
        label=_("Do you work in the field today?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    fields_covered = forms.ModelMultipleChoiceField(
        label=_("What do you know well?"),
        queryset=CompetenceField.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick what you have worked with. Nobody covers everything."),
    )
    competence = forms.CharField(label=_("Other competence"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    statement = forms.CharField(label=_("Why would you like to join?"), widget=forms.Textarea(attrs={"rows": 7}))
    uploads = FilesField(
        label=_("Files"),
        required=False,
        help_text=_("For example a CV. At most three of 5 MB, as PDF, Word or picture."),
    )

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.call = call
        units: Any = self.fields["unit"]
        units.choices = units.by_county()
        fields: Any = self.fields["fields_covered"]
        fields.queryset = call.fields.all()
        if not call.fields.all():
            del self.fields["fields_covered"]

    def chosen_again(self) -> list[str]:
        """Names of the files that came with a form that is shown once more: browsers let go of them."""
        return [str(upload.name) for upload in self.files.getlist("uploads")] if self.is_bound else []

    def _competence(self) -> list[str]:
        return [name for name in ("fields_covered", "competence") if name in self.fields]

    def clean_uploads(self) -> list[Any]:
        uploads = self.cleaned_data["uploads"]
        if len(uploads) > MOST_FILES:
            raise ValidationError(_("At most %(most)d files."), params={"most": MOST_FILES})
        return uploads

    @property
    def verb_values(self) -> dict[str, Any]:
        """The arguments of the verbs."""
        values = {
            name: value for name, value in self.cleaned_data.items() if name not in ("fields_covered", *NOT_STORED)
        }
        return values | {"fields": self.cleaned_data.get("fields_covered", [])}


NOT_STORED = ("website", "opened", "remove")


class ApplicationForm(AboutForm):
    """The first form, with consent, and two quiet questions to programs: a field to leave alone, and how long it took."""

    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("We send you a link there to confirm the application."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )
    consents = forms.BooleanField(
        label=_("I agree to this"),
        error_messages={"required": _("Without your consent we may not store the application.")},
    )
    website = forms.CharField(
        label=_("Leave this field empty"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )
    opened = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *args: Any, call: Call, **kwargs: Any) -> None:
        fresh = signing.TimestampSigner(salt=SALT).sign(call.key)
        self.opened_error: Any = None
        if data is not None:
            self.opened_error = _opened(data.get("opened", ""), call)
            if self.opened_error and self.opened_error != TOO_QUICK:
                data = data.copy()
                data["opened"] = fresh
        super().__init__(data, *args, call=call, initial={"opened": fresh}, **kwargs)
        self.consent_text = consent.text(call)
        self.helper.layout = Layout(
            Fieldset(
                _("About you"),
                Row(Column("first_name"), Column("last_name")),
                "email",
                "phone",
                "unit",
            ),
            Fieldset(_("Your work"), "occupation", "employer", "occupationally_active", *self._competence()),
            Fieldset(_("Your application"), "statement", "uploads"),
            Fieldset(_("Consent"), HTML('<p class="form-intro">{{ form.consent_text }}</p>'), "consents"),
            Div("website", css_class="sr-only", aria_hidden="true"),
            "opened",
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("website"):
            raise ValidationError(_("A field that people do not see was filled in. It is empty now: send once more."))
        if self.opened_error:
            raise ValidationError(self.opened_error)
        return data


TOO_QUICK = _("That was very quick. Look through what you have written, and send once more.")
TOO_SLOW = _("The page has been open for a long time. Everything that you have written is here: send once more.")


def _opened(token: str, call: Call) -> Any:
    """What is wrong with the time at which the form was opened; None where nothing is."""
    signer = signing.TimestampSigner(salt=SALT)
    try:
        key = signer.unsign(token, max_age=SLOWEST)
    except signing.BadSignature:
        return TOO_SLOW
    if key != call.key:
        return TOO_SLOW
    try:
        signer.unsign(token, max_age=QUICKEST)
    except signing.SignatureExpired:
        return None
    return TOO_QUICK


class ApplicationEditForm(AboutForm):
    """A later change by the applicant's own link."""

    remove = forms.ModelMultipleChoiceField(
        label=_("Take away"),
        queryset=StoredFile.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        names = ("first_name", "last_name", "phone", "unit", "occupation", "employer", "competence", "statement")
        initial = {name: getattr(application, name) for name in names}
        initial["occupationally_active"] = "yes" if application.occupationally_active else "no"
        initial["fields_covered"] = list(application.fields.all())
        super().__init__(*args, call=application.call, initial=initial, **kwargs)
        stored: Any = self.fields["remove"]
        stored.queryset = files.of(application)
        if not stored.queryset:
            del self.fields["remove"]
        attached: Iterable[str] = [name for name in ("remove",) if name in self.fields]
        self.helper.layout = Layout(
            Fieldset(_("About you"), Row(Column("first_name"), Column("last_name")), "phone", "unit"),
            Fieldset(_("Your work"), "occupation", "employer", "occupationally_active", *self._competence()),
            Fieldset(_("Your application"), "statement", *attached, "uploads"),
        )

    @property
    def verb_values(self) -> dict[str, Any]:
        return super().verb_values | {"removed": self.cleaned_data.get("remove", [])}
