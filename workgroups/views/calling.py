"""Sending the notice, and who is called."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from members.models import Person
from portal import permissions
from portal.http import attempt, visible_or_404
from workgroups.additions import parts
from workgroups.forms.meetings import BeyondForm
from workgroups.models import Meeting, Participant
from workgroups.operations import attendance, meetings
from workgroups.planning import advice, excess_of
from workgroups.views.meetings import meeting_or_404

HITS = 8


def _numbers(values: list[str]) -> list[int]:
    return [int(value) for value in values if value.isascii() and value.isdigit() and len(value) < 16]


def _search(request: HttpRequest, text: str, known: set[int]) -> list[Person]:
    """People whom the caller may see and who are not on the list yet."""
    if len(text.strip()) < 2:
        return []
    return list(Person.objects.visible_to(request.user).search(text).exclude(pk__in=known)[:HITS])


def meeting_call(request: HttpRequest, pk: int) -> HttpResponse:
    """The preview: who gets the notice and what it says; then it is sent. Works by whole pages, so nothing typed is lost."""
    meeting = meeting_or_404(request, pk)
    permissions.require(request.user, "meeting.call", meeting)
    if meeting.state != Meeting.State.DRAFT:
        messages.info(request, _("The notice has been sent."))
        return redirect("workgroups:meeting.view", pk=pk)
    seats = attendance.seats(meeting)
    posted = request.method == "POST"
    chosen = (
        set(_numbers(request.POST.getlist("person"))) if posted else {s.person.pk for s in seats if not s.is_deputy}
    )
    guests = list(
        Person.objects.visible_to(request.user).filter(pk__in=_numbers(request.POST.getlist("guest"))).distinct()
    )
    form = _beyond(request, meeting)
    if "send" in request.POST and (form is None or form.is_valid()):
        persons = [seat.person for seat in seats if seat.person.pk in chosen]
        reason = form.cleaned_data["beyond"] if form else ""
        if attempt(request, meetings.call, form=form, meeting=meeting, persons=persons, guests=guests, beyond=reason):
            _tell(request, meeting, [*persons, *guests])
            return redirect("workgroups:meeting.view", pk=pk)
    text = request.POST.get("q", "")[:100]
    known = {seat.person.pk for seat in seats} | {guest.pk for guest in guests}
    context = {
        "meeting": meeting,
        "seats": [seat for seat in seats if not seat.is_deputy],
        "deputies": [seat for seat in seats if seat.is_deputy],
        "chosen": chosen,
        "guests": guests,
        "q": text,
        "hits": _search(request, text, known) if "search" in request.POST else [],
        "searched": "search" in request.POST,
        "agenda": list(meeting.agenda.select_related("presenter")),
        "advice": advice(meeting),
        "added": parts("meeting.call", request.user, meeting),
        # Somebody else's notice may have made it one too many a moment ago.
        "beyond_form": form or _beyond(request, meeting),
    }
    return render(request, "workgroups/meeting/call.html", context)


def _beyond(request: HttpRequest, meeting: Meeting) -> BeyondForm | None:
    """What is asked where the meeting goes beyond the mandate; a search in between keeps what was typed."""
    if excess_of(meeting) is None:
        return None
    if "send" in request.POST:
        return BeyondForm(request.POST)
    return BeyondForm(initial={name: request.POST.get(name, "") for name in ("known", "beyond")})


def _tell(request: HttpRequest, meeting: Meeting, people: list[Person]) -> None:
    """How many were mailed, and whom the caller must tell in another way."""
    silent = [person.name for person in people if not person.email]
    sent = len(people) - len(silent)
    messages.success(
        request,
        ngettext("The notice is sent to %(n)d person.", "The notice is sent to %(n)d people.", sent) % {"n": sent},
    )
    if silent:
        names = ", ".join(silent)
        messages.warning(request, _("No e-mail address, so tell them yourself: %(names)s.") % {"names": names})


def participant_invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Call a deputy or a guest after the notice was sent."""
    meeting = meeting_or_404(request, pk)
    permissions.require(request.user, "meeting.edit", meeting)
    known = set(meeting.participants.values_list("person_id", flat=True))
    if request.method == "POST":
        person = _candidate(request, meeting)
        done = _("%(name)s is called.") % {"name": person}
        if attempt(request, attendance.invite, meeting=meeting, person=person, done=done):
            return redirect("workgroups:meeting.view", pk=pk)
    text = request.GET.get("q", "")[:100]
    context: dict[str, Any] = {
        "meeting": meeting,
        "seats": [seat for seat in attendance.seats(meeting) if seat.person.pk not in known],
        "prevented": list(meeting.participants.filter(answer="no").select_related("person")),
        "q": text,
        "hits": _search(request, text, known),
    }
    return render(request, "workgroups/meeting/invite.html", context)


def _candidate(request: HttpRequest, meeting: Meeting) -> Person:
    """Somebody of the body, or a person whom the caller may see."""
    numbers = _numbers(request.POST.getlist("person"))
    for seat in attendance.seats(meeting):
        if seat.person.pk in numbers:
            return seat.person
    if not numbers:
        raise Http404
    return visible_or_404(Person.objects.all(), request.user, pk=numbers[0])


@require_POST
def participant_remove(request: HttpRequest, pk: int) -> HttpResponse:
    participants = Participant.objects.select_related("meeting__body", "person")
    participant = visible_or_404(participants, request.user, pk=pk)
    done = _("%(name)s is taken off the list.") % {"name": participant.person}
    attempt(request, attendance.uninvite, participant=participant, done=done)
    return redirect("workgroups:meeting.view", pk=participant.meeting_id)
