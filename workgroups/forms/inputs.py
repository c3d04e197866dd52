"""The forms of the year's input: short enough for a phone."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.forms import PortalForm
from portal.periods import today
from workgroups.models import InputAnswer

# Value → words; the ends of the scale say what it measures.
EFFORT = {1: _("1 – very little"), 2: "2", 3: "3", 4: "4", 5: _("5 – very much")}
FUNCTION = {1: _("1 – badly"), 2: "2", 3: "3", 4: "4", 5: _("5 – very well")}
GOES_ON = {"yes": True, "no": False, "": None}
ANSWER_IN = timedelta(days=21)


class OpenForm(PortalForm):
    """Until when the members may answer."""

    closes_on = forms.DateField(label=_("answer by"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        day = today()
        initial = {"closes_on": min(day + ANSWER_IN, day.replace(month=12, day=31))} | kwargs.pop("initial", {})
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["closes_on"].widget.attrs |= {"min": day.isoformat(), "max": f"{day.year}-12-31"}


def _scale(label: Any, words: dict[int, Any]) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, choices=words.items(), coerce=int, widget=forms.RadioSelect)


class AnswerForm(PortalForm):
    """What a member says of the year."""

    effort = _scale(_("How much have you been able to do for the group this year?"), EFFORT)
    function = _scale(_("How well does the group work?"), FUNCTION)
    text = forms.CharField(
        label=_("What should be otherwise?"),
        required=False,
        max_length=4000,
        widget=forms.Textarea,
        help_text=_("Meetings, cases, how we work together: whatever you have thought of."),
    )
    wishes_to_go_on = forms.TypedChoiceField(
        label=_("Do you wish to go on?"),
        choices=[("yes", _("Yes")), ("no", _("No")), ("", pgettext_lazy("do you wish to go on", "I do not know yet"))],
        coerce=GOES_ON.get,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, answer: InputAnswer, **kwargs: Any) -> None:
        initial = {"effort": answer.effort, "function": answer.function, "text": answer.text}
        if answer.answered_at:
            initial["wishes_to_go_on"] = next(key for key, on in GOES_ON.items() if on is answer.wishes_to_go_on)
        super().__init__(*args, initial=initial, **kwargs)


class SummaryForm(PortalForm):
    """What group and adviser make of the answers."""

    summary = forms.CharField(
        label=_("summary"),
        max_length=8000,
        widget=forms.Textarea,
        help_text=_("Everybody who may see the group reads it: write it so that nobody’s answer is told."),
    )
