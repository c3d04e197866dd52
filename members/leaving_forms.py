"""Forms of the letter of confirmation and of the note to a successor."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from members.models import Appointment, Confirmation, HandoverNote
from portal.forms import PortalForm


class LetterForm(PortalForm):
    """Who signs, where, and the words of thanks; ``letter`` is what the form begins with."""

    signed_by = forms.TypedChoiceField(label=_("signed by"), coerce=int)
    place = forms.CharField(
        label=_("place"), max_length=60, required=False, help_text=_("Stands before the date. Remembered for the next.")
    )
    words = forms.CharField(label=_("words of thanks"), required=False, max_length=2000, widget=forms.Textarea)

    def __init__(self, *args: Any, letter: Confirmation, signers: list[Appointment], **kwargs: Any) -> None:
        initial = {"signed_by": letter.signed_by_id, "place": letter.place, "words": letter.words}
        super().__init__(*args, initial=initial, **kwargs)
        self.signers = {seat.person_id: seat for seat in signers}
        chosen: Any = self.fields["signed_by"]
        chosen.choices = [(pk, f"{seat.person.name}, {seat.get_role_display()}") for pk, seat in self.signers.items()]

    def arguments(self) -> dict[str, Any]:
        """What the verb takes."""
        return self.cleaned_data | {"signed_by": self.signers[self.cleaned_data["signed_by"]].person}

    def shown(self, letter: Confirmation) -> Confirmation:
        """The letter as it is typed, for the preview; not stored."""
        if self.is_bound and self.is_valid():
            seat = self.signers[self.cleaned_data["signed_by"]]
            letter.signed_by, letter.signed_as = seat.person, seat.role
            letter.place, letter.words = self.cleaned_data["place"], self.cleaned_data["words"]
        return letter


class NewLetterForm(LetterForm):
    """In place of a letter that was wrong."""

    reason = forms.CharField(
        label=_("Why the letter is replaced"),
        max_length=300,
        help_text=_("The person reads this in the mail."),
    )


class NoteForm(PortalForm):
    """The note, and the version of the text that was on the page."""

    text = forms.CharField(
        label=_("To whoever comes after you"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_(
            "Markdown: **bold**, lists with - or 1. What is under way, whom to ask, what you wish you had known."
        ),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, note: HandoverNote, **kwargs: Any) -> None:
        super().__init__(*args, initial={"text": note.text, "version": note.version}, **kwargs)

    def accept(self, version: int) -> None:
        """The next press saves over the version that the writer has now been shown."""
        self.data = {**self.data.dict(), "version": str(version)}  # type: ignore[attr-defined]
