"""Bad input is told at the field, and nothing typed is lost."""

from datetime import date, datetime, time

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.template import Context, Template
from django.utils import translation

from portal.forms import TEXT_LIMIT, PortalForm, add_errors


class Example(PortalForm):
    title = forms.CharField(label="Title", help_text="Short.")
    email = forms.EmailField(required=False)
    text = forms.CharField(widget=forms.Textarea, required=False)
    day = forms.DateField(required=False)
    at = forms.TimeField(required=False)
    moment = forms.DateTimeField(required=False)


def errors(**data) -> dict:
    return Example({"title": "x", **data}).errors


def render(form) -> str:
    return Template("{% load crispy_forms_tags %}{% crispy form %}").render(Context({"form": form}))


@pytest.mark.parametrize("text", ["a\nBcc: b@example.org", "a\rb", "a\u2028b", "a\x0bb"])
def test_line_breaks_are_refused_on_one_line(text):
    assert "title" in errors(title=text)


def test_line_break_in_an_email_is_refused():
    assert "email" in errors(email="a@example.org\nBcc: b@example.org")


def test_nul_is_refused():
    assert "title" in errors(title="a\x00b")
    assert "text" in errors(text="a\x00b")


def test_long_text_is_told_at_the_field_and_kept():
    form = Example({"title": "x", "text": "å" * 200_000})
    assert "text" in form.errors
    assert str(TEXT_LIMIT) in str(form.errors["text"])
    assert "å" * 200_000 in render(form)
    assert "maxlength" not in str(form["text"])


def test_a_text_at_the_limit_with_emoji_and_right_to_left_is_taken():
    text = ("😀 שלום æøå " * 2_000)[:TEXT_LIMIT]
    assert errors(title="😀 مرحبا", text=text) == {}


def test_dates_use_native_inputs_with_iso_values_in_every_language():
    form = Example(initial={"day": date(2026, 12, 8), "at": time(9, 30), "moment": datetime(2026, 12, 8, 9, 30)})
    for language in ("nb", "nn", "en"):
        with translation.override(language):
            html = render(form)
            assert 'type="date" name="day" value="2026-12-08"' in html
            assert 'type="time" name="at" value="09:30"' in html
            assert 'type="datetime-local" name="moment" value="2026-12-08T09:30"' in html


def test_dates_are_read_as_browsers_and_people_write_them():
    with translation.override("nb"):
        for text in ("2026-12-08", "08.12.2026"):
            form = Example({"title": "x", "day": text, "moment": "2026-12-08T09:30", "at": "09:30"})
            assert form.is_valid(), form.errors
            assert form.cleaned_data["day"] == date(2026, 12, 8)


def test_errors_of_a_verb_go_to_their_fields_and_unknown_ones_on_top():
    form = Example({"title": "x"})
    form.add_operation_errors(ValidationError({"day": "Too early.", "body": "Closed.", "__all__": "Both."}))
    assert form.errors["day"] == ["Too early."]
    assert sorted(form.non_field_errors()) == ["Both.", "Closed."]


def test_errors_without_fields_go_on_top():
    form = Example({"title": "x"})
    add_errors(form, ValidationError("No."))
    assert form.non_field_errors() == ["No."]


def test_summary_links_to_the_fields():
    form = Example({"title": "", "day": "never"})
    with translation.override("en"):
        html = render(form)
    assert "2 things must be put right" in html
    assert 'href="#id_title"' in html
    assert 'aria-invalid="true"' in html


class Choice(PortalForm):
    kind = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)


def test_summary_links_to_the_first_of_several_choices():
    html = render(Choice({}))
    assert 'href="#id_kind_0"' in html
    assert 'id="id_kind_0"' in html


def test_no_summary_before_anything_is_sent():
    assert "error-summary" not in render(Example())


def test_what_may_be_left_out_says_so():
    with translation.override("en"):
        assert render(Example()).count("(optional)") == 5
