"""The ground of all forms: one column, native date and time inputs, clear limits, errors of verbs shown at their fields."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

TEXT_LIMIT = 20_000

TOO_LONG = ngettext_lazy(
    "The text can have at most %(limit_value)d character; it has %(show_value)d. Shorten it, or attach it as a file.",
    "The text can have at most %(limit_value)d characters; it has %(show_value)d. Shorten it, or attach it as a file.",
    "limit_value",
)


def one_line(value: Any) -> None:
    """Refuse line breaks in a field of one line: in the head of a mail they would begin a new line of it."""
    if isinstance(value, str) and any(character in value for character in "\r\n\v\f\x85\u2028\u2029"):
        raise ValidationError(_("Write this on one line."), code="line_break")


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, attrs=None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, attrs=None) -> None:
        super().__init__(attrs, format="%H:%M")


class DateTimeInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self, attrs=None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


# Which native input stands in for which of Django's text inputs.
NATIVE: dict[type[forms.Widget], type[forms.Widget]] = {
    forms.DateInput: DateInput,
    forms.TimeInput: TimeInput,
    forms.DateTimeInput: DateTimeInput,
}


def prepare(field: forms.Field) -> None:
    """Give one field its native input and its limits."""
    native = NATIVE.get(type(field.widget))
    if native is not None:
        attrs = field.widget.attrs
        field.widget = native(attrs)
        field.widget.is_required = field.required
        # Django looks for a localised format where this is set; native inputs speak ISO only.
        field.localize = False
    if not isinstance(field, forms.CharField):
        return
    if isinstance(field.widget, forms.Textarea):
        # Django's own default is ten; the style sheet lets the field grow with its text.
        if str(field.widget.attrs.get("rows")) == "10":
            field.widget.attrs["rows"] = 4
        # The browser would cut a pasted text in silence: the server says it instead, and nothing typed is lost.
        field.widget.attrs.pop("maxlength", None)
        limit = field.max_length or TEXT_LIMIT
        field.validators = [v for v in field.validators if not isinstance(v, MaxLengthValidator)]
        field.validators.append(MaxLengthValidator(limit, message=TOO_LONG))
    else:
        field.validators.append(one_line)


def add_errors(form: forms.BaseForm, error: ValidationError) -> None:
    """Show the errors of a verb on its form: at the field where one has that name, else on top."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields and name != NON_FIELD_ERRORS else None, errors)


class FormMixin:
    """What every form of the portal shares. Put it first among the bases."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            prepare(field)
        self.helper = FormHelper()
        # The template writes <form>, the token and the buttons.
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def add_operation_errors(self, error: ValidationError) -> None:
        add_errors(self, error)  # type: ignore[arg-type]


class PortalForm(FormMixin, forms.Form):
    """A plain form."""


class PortalModelForm(FormMixin, forms.ModelForm):
    """A form shaped after a model; saving is left to the verb, so ``save()`` is not called by views."""
