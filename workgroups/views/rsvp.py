"""Answering a notice: by the signed link in the mail without logging in, or in the portal."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from portal.http import attempt, visible_or_404
from workgroups.forms.meetings import AnswerForm
from workgroups.models import Meeting, Participant
from workgroups.notices import participant_of
from workgroups.operations import attendance


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def rsvp_answer(request: HttpRequest, token: str) -> HttpResponse:
    """The page of the signed link. Looking at it changes nothing: mail programs open links by themselves."""
    participant = participant_of(token)
    if participant is None:
        return render(request, "workgroups/rsvp/unknown.html", status=404)
    user = getattr(participant.person, "user", None)
    language = user.language if user else settings.LANGUAGE_CODE
    with translation.override(language):
        request.LANGUAGE_CODE = language
        response = _answered(request, participant, token)
    response["Content-Language"] = language
    return response


def _answered(request: HttpRequest, participant: Participant, token: str) -> HttpResponse:
    meeting = participant.meeting
    context = {"participant": participant, "meeting": meeting, "token": token, "agenda": list(meeting.agenda.all())}
    if meeting.state == Meeting.State.CANCELLED:
        return render(request, "workgroups/rsvp/cancelled.html", context)
    if meeting.state != Meeting.State.CALLED or meeting.ends_at <= timezone.now():
        return render(request, "workgroups/rsvp/over.html", context, status=410)
    form = AnswerForm(request.POST if request.method == "POST" else None, initial={"note": participant.answer_note})
    # Nobody is logged in: the signature is the proof of who answers.
    valid = request.method == "POST" and form.is_valid()
    if valid and attempt(request, _by_link, form=form, participant=participant, **form.cleaned_data):
        return redirect("workgroups:rsvp.answer", token=token)
    context["form"] = form
    return render(request, "workgroups/rsvp/answer.html", context, status=422 if form.errors else 200)


def _by_link(_user, **kwargs) -> Participant:
    person = kwargs["participant"].person
    return attendance.answer(getattr(person, "user", None), by_link=True, **kwargs)


@require_POST
def participant_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The same in the portal; those who run the body may note an answer given by telephone."""
    participants = Participant.objects.select_related("meeting__body", "person")
    participant = visible_or_404(participants, request.user, pk=pk)
    form = AnswerForm(request.POST)
    if form.is_valid():
        own = participant.person_id == request.user.person_id  # type: ignore[union-attr]
        done = (
            _("Your answer is noted.") if own else _("The answer of %(name)s is noted.") % {"name": participant.person}
        )
        attempt(request, attendance.answer, participant=participant, done=done, **form.cleaned_data)
    else:
        for errors in form.errors.values():
            for sentence in errors:
                messages.error(request, str(sentence))
    return redirect("workgroups:meeting.view", pk=participant.meeting_id)
