"""Leaving an office: the letter of confirmation, and the note to the successor."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from members.leaving_forms import LetterForm, NewLetterForm, NoteForm
from members.models import Appointment, Confirmation, HandoverNote
from members.operations import confirmations, handover
from members.participation import draft, letter_of, participation, signers
from members.reports import letter_context
from portal import permissions
from portal.http import attempt, visible_or_404
from portal.mail import NO_ADDRESS
from portal.permissions import can


@require_http_methods(["GET", "HEAD", "POST"])
def confirmation_issue(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter as it will be, with what can be chosen; «preview» shows it anew, the other button sends it."""
    seat = visible_or_404(Appointment.objects.select_related("person__user", "body__unit"), request.user, pk=pk)
    permissions.require(request.user, "confirmation.issue", seat)
    issued = letter_of(seat)
    if issued is not None:
        if request.method == "POST":
            attempt(request, confirmations.issue, appointment=seat, signed_by=issued.signed_by)
        return redirect("members:confirmation.view", pk=issued.appointment_id)
    language = confirmations.language_of(seat.person)
    try:
        whole = participation(seat)
        confirmations.require_over(whole)
        with translation.override(language):
            letter = draft(whole)
    except ValidationError as error:
        return render(request, "members/confirmation/not_yet.html", {"seat": seat, "reasons": error.messages})
    form = LetterForm(request.POST or None, letter=letter, signers=signers(whole))
    if form.is_valid() and "preview" not in request.POST:
        done = _("The letter is made.")
        made = attempt(request, confirmations.issue, form=form, done=done, appointment=seat, **form.arguments())
        if made:
            return redirect("members:confirmation.view", pk=made.appointment_id)
    context = {
        "title": _("Letter to %(name)s") % {"name": seat.person.name},
        "submit": _("Make the letter and send it") if seat.person.email else _("Make the letter"),
        "cancel_url": reverse("members:person.view", args=[seat.person_id]),
    }
    return _letter_page(request, form, letter, language, context)


@require_http_methods(["GET", "HEAD", "POST"])
def confirmation_reissue(request: HttpRequest, pk: int) -> HttpResponse:
    letter = _issued(request, pk)
    permissions.require(request.user, "confirmation.reissue", letter)
    who = signers(participation(letter.appointment))
    form = NewLetterForm(request.POST or None, letter=letter, signers=who)
    if form.is_valid() and "preview" not in request.POST:
        done = _("The new letter is made. The old one is kept.")
        kept = _issued(request, pk)
        if attempt(request, confirmations.reissue, form=form, done=done, confirmation=kept, **form.arguments()):
            return redirect("members:confirmation.view", pk=pk)
    context = {
        "title": _("Replace the letter to %(name)s") % {"name": letter.person.name},
        "submit": _("Make the new letter and send it"),
        "cancel_url": reverse("members:confirmation.view", args=[pk]),
    }
    return _letter_page(request, form, letter, confirmations.language_of(letter.person), context)


def _letter_page(
    request: HttpRequest, form: LetterForm, letter: Confirmation, language: str, context: dict[str, Any]
) -> HttpResponse:
    shown = form.shown(letter)
    with translation.override(language):
        text = letter_context(shown)
    whole = context | {"form": form, "text": text, "letter_language": language, "person": letter.person}
    return render(request, "members/confirmation/form.html", whole, status=422 if form.errors else 200)


@require_safe
def confirmation_view(request: HttpRequest, pk: int) -> HttpResponse:
    """An issued letter: to read, to print, and whether the mail went out."""
    letter = _issued(request, pk)
    mail = confirmations.mails_of(letter).order_by("-pk").first()
    language = letter.document.language if letter.document else confirmations.language_of(letter.person)
    with translation.override(language):
        text = letter_context(letter)
    context = {
        "letter": letter,
        "text": text,
        "letter_language": language,
        "mail": mail,
        "no_address": mail is not None and mail.error == NO_ADDRESS,
        "can_replace": bool(can(request.user, "confirmation.reissue", letter)),
    }
    return render(request, "members/confirmation/view.html", context)


def _issued(request: HttpRequest, pk: int) -> Confirmation:
    """By the seat that it is about."""
    rows = Confirmation.objects.select_related(
        "person__user", "body__unit", "signed_by", "document", "appointment__body__unit"
    )
    return visible_or_404(rows, request.user, appointment_id=pk)


@require_safe
def handover_view(request: HttpRequest, pk: int) -> HttpResponse:
    """The note about an office, for who wrote it and for the very next one."""
    rows = HandoverNote.objects.select_related("appointment__body", "appointment__person")
    note = visible_or_404(rows, request.user, appointment_id=pk)
    context = {"note": note, "seat": note.appointment, "may_write": bool(_writes(request, note.appointment))}
    return render(request, "members/handover/view.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def handover_write(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own office alone: that others hold one is no secret, what they write is."""
    user: Any = request.user
    seats = Appointment.objects.select_related("body", "follows")
    seat = get_object_or_404(seats, pk=pk, person_id=user.person_id or 0)
    permissions.require(user, "handover.write", seat)
    note = HandoverNote.objects.filter(appointment=seat).first()
    form = NoteForm(request.POST or None, note=note or HandoverNote(appointment=seat, text=_earlier(seat)))
    theirs = ""
    if form.is_valid():
        try:
            handover.write(user, appointment=seat, **form.cleaned_data)
        except handover.Stale as stale:
            theirs = stale.note.text
            form.accept(stale.note.version)
        except ValidationError as error:
            form.add_operation_errors(error)
        else:
            messages.success(request, _("Saved. Whoever comes after you can read it."))
            return redirect("members:person.view", pk=seat.person_id)
    context = {
        "form": form,
        "seat": seat,
        "title": _("To your successor"),
        "submit": _("Save the note"),
        "cancel_url": reverse("members:person.view", args=[seat.person_id]),
        "theirs": theirs,
    }
    status = 409 if theirs else 422 if form.errors else 200
    return render(request, "members/handover/write.html", context, status=status)


def _earlier(seat: Appointment) -> str:
    """What the holder wrote in the term before, where this one goes on from it."""
    before = seat.follows
    if before is None or before.person_id != seat.person_id:
        return ""
    return HandoverNote.objects.filter(appointment=before).values_list("text", flat=True).first() or ""


def _writes(request: HttpRequest, seat: Appointment) -> permissions.Decision:
    return can(request.user, "handover.write", seat)
