"""Calling, moving and cancelling a meeting, and answering its notice."""

from datetime import datetime, timedelta
from typing import Any

from crispy_forms.layout import Column, Fieldset, Layout, Row
from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from portal.forms import PortalForm
from portal.periods import today
from sections.models import Body
from workgroups import agenda_templates
from workgroups.models import Meeting, Participant

# A meeting further ahead than this is most likely a slip in the year.
FURTHEST = timedelta(days=3 * 366)


class MeetingForm(PortalForm):
    """When, where and why; with ``body`` also the agenda to begin from."""

    title = forms.CharField(label=_("What is the meeting called?"), max_length=150)
    date = forms.DateField(label=_("Date"))
    starts_at = forms.TimeField(label=_("From"))
    ends_at = forms.TimeField(label=_("To"))
    format = forms.ChoiceField(
        label=_("How do you meet?"),
        choices=[(value, capfirst(label)) for value, label in Meeting.Format.choices],
        widget=forms.RadioSelect,
    )
    place = forms.CharField(
        label=_("Place"), max_length=200, required=False, help_text=_("Needed when you meet in person.")
    )
    link = forms.URLField(
        label=_("Link to the video meeting"), max_length=500, required=False, assume_scheme="https",
        help_text=_("Needed when the meeting is digital."),
    )  # fmt: skip
    notice = forms.CharField(
        label=_("Message in the notice"), required=False, widget=forms.Textarea,
        help_text=_("What those called should know or prepare. Stands on top of the agenda."),
    )  # fmt: skip

    def __init__(self, *args: Any, body: Body | None = None, beyond: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        where: list[str] = ["format", "place", "link"]
        if beyond:
            self.fields["beyond"] = forms.CharField(
                label=_("Why one more in person than the mandate allows?"), max_length=300, required=False,
                help_text=_("Needed when you meet in person. It is kept in the history of the meeting."),
            )  # fmt: skip
            where.insert(1, "beyond")
        what: list[str] = ["title", "notice"]
        if body is not None:
            self.fields["agenda"] = forms.ChoiceField(
                label=_("Agenda"), choices=agenda_templates.choices(body), widget=forms.RadioSelect,
                help_text=_("You can change it before you send the notice."),
            )  # fmt: skip
            what.append("agenda")
        self.helper.layout = Layout(
            Fieldset(_("When"), Row(Column("date"), Column("starts_at"), Column("ends_at"))),
            Fieldset(_("Where"), *where),
            Fieldset(_("What"), *what),
        )

    def clean_date(self):
        day = self.cleaned_data["date"]
        if day < today():
            raise forms.ValidationError(_("This is in the past. Choose a time that is still to come."))
        if day > today() + FURTHEST:
            raise forms.ValidationError(_("This is more than three years ahead. Is the year right?"))
        return day

    def clean(self) -> dict[str, Any]:
        """Date and times become two moments in the portal's time zone."""
        data = super().clean() or {}
        if day := data.get("date"):
            for name in ("starts_at", "ends_at"):
                if data.get(name):
                    data[name] = datetime.combine(day, data[name], tzinfo=timezone.get_current_timezone())
        return data

    @property
    def values(self) -> dict[str, Any]:
        """The arguments of the verb."""
        return {name: value for name, value in self.cleaned_data.items() if name != "date"}


def initial_of(meeting: Meeting) -> dict[str, Any]:
    """What the form begins with when a meeting is changed."""
    starts, ends = timezone.localtime(meeting.starts_at), timezone.localtime(meeting.ends_at)
    kept = {name: getattr(meeting, name) for name in ("title", "format", "place", "link", "notice")}
    return {**kept, "date": starts.date(), "starts_at": starts.time(), "ends_at": ends.time()}


class BeyondForm(PortalForm):
    """One meeting in person more than the mandate allows is called knowingly, and with a reason."""

    known = forms.BooleanField(label=_("I know that this is more than the mandate allows."))
    beyond = forms.CharField(
        label=_("Why is it needed?"), max_length=300, help_text=_("It is kept in the history of the meeting.")
    )


class CancelForm(PortalForm):
    reason = forms.CharField(
        label=_("Why is the meeting cancelled?"), max_length=300, help_text=_("Those called read this in the mail.")
    )


class AnswerForm(PortalForm):
    """One of three buttons, and perhaps a message."""

    answer = forms.ChoiceField(
        label=_("Answer"), choices=[choice for choice in Participant.Answer.choices if choice[0]],
        error_messages={"required": _("Choose one of the answers."), "invalid_choice": _("Choose one of the answers.")},
    )  # fmt: skip
    note = forms.CharField(label=_("Message to the leader"), max_length=300, required=False)


class AttendanceForm(PortalForm):
    """Everybody called, each with one of four answers; until it is recorded, what they answered is proposed."""

    PROPOSED = {"yes": Participant.Attendance.PRESENT, "no": Participant.Attendance.APOLOGY}

    def __init__(self, *args: Any, participants: list[Participant], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = []
        for participant in participants:
            name = f"p{participant.pk}"
            self.fields[name] = forms.ChoiceField(
                label=participant.person.name, required=False, widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
                choices=[choice for choice in Participant.Attendance.choices if choice[0]],
                initial=participant.attendance or self.PROPOSED.get(participant.answer, ""),
            )  # fmt: skip
            self.rows.append((participant, self[name]))

    @property
    def attendance(self) -> dict[int, str]:
        return {int(name[1:]): value for name, value in self.cleaned_data.items() if value}


class FileForm(PortalForm):
    upload = forms.FileField(
        label=_("File"), help_text=_("Word, Excel, PowerPoint, PDF, pictures or text; up to 20 MB.")
    )
