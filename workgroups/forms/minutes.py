"""Writing minutes, approving them, and what is said of them afterwards."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from members.models import Person
from portal.forms import PortalForm
from workgroups.models import Meeting, Minutes, MinutesItem
from workgroups.operations.attendance import seats


def responsible_people(meeting: Meeting):
    """Who may be given a task: those called to the meeting and those of the body."""
    called = set(meeting.participants.values_list("person_id", flat=True))
    return Person.objects.filter(pk__in=called | {seat.person.pk for seat in seats(meeting)})


class ItemTextForm(PortalForm):
    """One item as it is written: ``version`` tells which text it was written on top of."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    text = forms.CharField(label=_("What was said"), required=False, strip=False, widget=forms.Textarea)
    decision = forms.CharField(label=_("Decision"), required=False, strip=False, widget=forms.Textarea)

    def __init__(self, *args: Any, item: MinutesItem, **kwargs: Any) -> None:
        self.item = item
        kwargs.setdefault("prefix", f"i{item.pk}")
        kwargs.setdefault("initial", {"version": item.version, "text": item.text, "decision": item.decision})
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs.update({"rows": 5, "class": "form-control"})
        self.fields["decision"].widget.attrs.update({"rows": 2, "class": "form-control"})


class NewTaskForm(PortalForm):
    """Who does what by when, in the midst of the minutes. All empty: no task."""

    title = forms.CharField(label=_("What"), max_length=250, required=False)
    responsible = forms.ModelChoiceField(
        label=_("Who"), queryset=Person.objects.none(), required=False, empty_label=_("Choose")
    )
    due_on = forms.DateField(label=_("By when"), required=False)

    def __init__(self, *args: Any, choices: list[tuple[Any, str]], people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["responsible"]
        field.queryset = people  # type: ignore[attr-defined]
        # Read once for all items of the page.
        field.widget.choices = choices
        for one in self.fields.values():
            one.widget.attrs["class"] = "form-select" if one is field else "form-control"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("title") and not data.get("responsible"):
            self.add_error("responsible", _("Choose who does it."))
        if data.get("responsible") and not data.get("title") and "title" not in self.errors:
            self.add_error("title", _("Say what is to be done."))
        return data

    @property
    def has_task(self) -> bool:
        return bool(self.cleaned_data.get("title"))


class NewItemForm(PortalForm):
    new_item = forms.CharField(label=_("A matter that was not on the agenda"), max_length=200, required=False)


class AgreeForm(PortalForm):
    approves = forms.TypedChoiceField(
        label=_("Are the minutes right?"), coerce=lambda value: value == "yes", widget=forms.RadioSelect,
        choices=[("yes", _("Yes, I approve them")), ("no", _("No, something must be put right"))],
    )  # fmt: skip
    comment = forms.CharField(
        label=_("What should be put right?"), required=False, widget=forms.Textarea, max_length=5000
    )


class ReturnForm(PortalForm):
    reason = forms.CharField(label=_("Why are the minutes taken back?"), widget=forms.Textarea, max_length=2000)


class ApproveForm(PortalForm):
    basis = forms.ChoiceField(
        label=_("How were they approved?"), choices=Minutes.Basis.choices, widget=forms.RadioSelect
    )


class CommentForm(PortalForm):
    text = forms.CharField(label=_("Comment"), widget=forms.Textarea, max_length=5000)


class LayForm(PortalForm):
    meeting = forms.ModelChoiceField(
        label=_("Which meeting of the board?"),
        queryset=Meeting.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
    )

    def __init__(self, *args: Any, coming: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["meeting"].queryset = coming  # type: ignore[attr-defined]
