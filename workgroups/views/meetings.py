"""Meetings: the register, the page of one, and what its leader does with it. Sending the notice stands in views/calling.py."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from members.roles import RUNS
from portal import audit, files, permissions
from portal.http import attempt, visible_or_404
from portal.paging import Page, paginate
from portal.permissions import can
from sections.models import Body
from workgroups.filters import MeetingFilter
from workgroups.forms.agenda import QuickItemForm
from workgroups.forms.meetings import CancelForm, FileForm, MeetingForm, initial_of
from workgroups.models import Meeting, Minutes, Participant
from workgroups.operations import meetings
from workgroups.planning import advice, excess

SHOWN = 25
ANSWERS = (Participant.Answer.YES, Participant.Answer.NO, Participant.Answer.MAYBE)


def meeting_or_404(request: HttpRequest, pk: int) -> Meeting:
    return visible_or_404(Meeting.objects.select_related("body__unit", "minutes"), request.user, pk=pk)


def meeting_list(request: HttpRequest) -> HttpResponse:
    """What comes first, the soonest on top; below it what has been, page by page."""
    now = timezone.now()
    chosen = MeetingFilter(request.GET, Meeting.objects.visible_to(request.user), request=request)
    rows = chosen.qs.select_related("body", "minutes").annotate(
        coming=Count("participants", filter=Q(participants__answer="yes")), called=Count("participants")
    )
    cursor = request.GET.get("cursor", "")
    ahead = (
        []
        if cursor
        else list(rows.filter(ends_at__gte=now).exclude(state="cancelled").order_by("starts_at", "id")[:SHOWN])
    )
    past = paginate(rows.filter(Q(ends_at__lt=now) | Q(state="cancelled")), ["-starts_at", "-id"], cursor, SHOWN)
    page = past if past or not ahead else Page(rows=[])
    user: Any = request.user
    may_create = bool(user.access.body_ids(RUNS) or user.access.administered_units)
    context = {"filter": chosen, "ahead": ahead, "page": page, "any": bool(ahead or past), "may_create": may_create}
    return render(request, "workgroups/meeting/list.html", context)


def _callable_bodies(user):
    """Bodies for which the user may call a meeting."""
    access = user.access
    mine = Q(pk__in=access.body_ids(RUNS)) | Q(unit_id__in=access.administered_units)
    return Body.objects.open().filter(mine).select_related("unit")


def meeting_choose(request: HttpRequest) -> HttpResponse:
    """For which body? Asked only where there are several."""
    bodies = list(_callable_bodies(request.user)[:200])
    if len(bodies) == 1:
        return redirect("workgroups:meeting.create", slug=bodies[0].slug)
    return render(request, "workgroups/meeting/choose.html", {"bodies": bodies})


def meeting_create(request: HttpRequest, slug: str) -> HttpResponse:
    body = visible_or_404(Body.objects.select_related("unit"), request.user, slug=slug)
    permissions.require(request.user, "meeting.create", body)
    initial = {
        "title": _("Meeting of %(body)s") % {"body": body.name},
        "format": Meeting.Format.DIGITAL,
        "agenda": "board" if body.kind in ("board", "executive", "national_board") else "ordinary",
    }
    form = MeetingForm(request.POST or None, body=body, initial=initial)
    if request.method == "POST" and form.is_valid():
        meeting = attempt(request, meetings.create, form=form, body=body, **form.values)
        if meeting:
            messages.success(request, _("The meeting is prepared. Look over the agenda, then send the notice."))
            return redirect("workgroups:meeting.view", pk=meeting.pk)
    context = {
        "form": form, "body": body, "title": _("New meeting"), "submit": _("Prepare the meeting"),
        "cancel_url": "/meetings/",
    }  # fmt: skip
    return render(request, "workgroups/meeting/form.html", context)


def meeting_view(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = meeting_or_404(request, pk)
    return render(request, "workgroups/meeting/view.html", page_context(request, meeting))


def page_context(request: HttpRequest, meeting: Meeting, **more: Any) -> dict[str, Any]:
    """What the page of a meeting shows; also after a refused form on it."""
    user: Any = request.user
    may_edit = bool(can(user, "meeting.edit", meeting))
    changeable = meeting.state in (Meeting.State.DRAFT, Meeting.State.CALLED)
    participants = list(meeting.participants.listed().select_related("person", "deputy_for"))
    minutes = getattr(meeting, "minutes", None)
    if minutes is not None and not (may_edit or can(user, "minutes.view", minutes)):
        minutes = None
    mine = next((p for p in participants if p.person_id == user.person_id), None)
    return {
        "meeting": meeting,
        "participants": participants,
        "answers": {answer: sum(p.answer == answer for p in participants) for answer in (*ANSWERS, "")},
        "unreached": [p for p in participants if not p.person.email],
        "mine": mine if meeting.state == Meeting.State.CALLED and meeting.ends_at > timezone.now() else None,
        "minutes": minutes,
        "agenda": list(meeting.agenda.select_related("presenter", "lays_before")),
        "quick_form": QuickItemForm(),
        "files": shown_files(meeting),
        "file_form": FileForm(),
        "may_edit": may_edit,
        "may_change": may_edit and changeable,
        "may_attach": may_edit,
        "present_count": sum(p.took_part for p in participants),
        "recorded": any(p.attendance for p in participants),
        "begun": meeting.has_started,
        "advice": advice(meeting) if may_edit and meeting.state == Meeting.State.DRAFT else [],
        "history": audit.history(meeting)[:8] if may_edit else [],
        **more,
    }


def shown_files(owner: Meeting | Minutes) -> list:
    """The files attached to an object, each with the address that it is fetched from."""
    stored = list(files.of(owner))
    for file in stored:
        file.url = reverse("portal:file.download", args=[file.key])  # type: ignore[attr-defined]
    return stored


def meeting_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change or move it. Those called are told what changed."""
    meeting = meeting_or_404(request, pk)
    permissions.require(request.user, "meeting.edit", meeting)
    called = meeting.state == Meeting.State.CALLED
    form = MeetingForm(
        request.POST or None, initial=initial_of(meeting), beyond=called and _would_exceed(meeting, request.POST)
    )
    if request.method == "POST" and form.is_valid():
        done = _("Saved. Those called are told what has changed.") if called else _("Saved.")
        if attempt(request, meetings.edit, form=form, meeting=meeting, done=done, **form.values):
            return redirect("workgroups:meeting.view", pk=meeting.pk)
    context = {
        "form": form, "meeting": meeting, "body": meeting.body, "cancel_url": f"/meetings/{meeting.pk}/",
        "title": _("Change the meeting"),
        "lead": _("Those called get a mail that says what has changed; after a new time they are asked anew.") if called else "",
        "submit": _("Save and tell those called") if called else _("Save"),
    }  # fmt: skip
    return render(request, "workgroups/meeting/form.html", context)


def _would_exceed(meeting: Meeting, posted: Any) -> bool:
    """Whether it goes beyond the mandate as it is posted; before that, whether it would if it were held in person."""
    if not posted:
        return not meeting.is_physical and excess(meeting.body_id, "physical", meeting.day, meeting.pk) is not None
    try:
        day = parse_date(posted.get("date", "")) or meeting.day
    except ValueError:
        day = meeting.day
    return excess(meeting.body_id, posted.get("format", ""), day, meeting.pk) is not None


def meeting_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = meeting_or_404(request, pk)
    permissions.require(request.user, "meeting.cancel", meeting)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = _("The meeting is cancelled.")
        if attempt(request, meetings.cancel, form=form, meeting=meeting, done=done, **form.cleaned_data):
            return redirect("workgroups:meeting.view", pk=meeting.pk)
    called = meeting.state == Meeting.State.CALLED
    context = {
        "form": form, "meeting": meeting, "title": _("Cancel the meeting"), "danger": True,
        "submit": _("Cancel the meeting and tell those called") if called else _("Cancel the meeting"),
        "text": _("Everybody called gets a mail, and the meeting leaves their calendars.") if called else "",
        "cancel_url": f"/meetings/{meeting.pk}/",
    }  # fmt: skip
    return render(request, "workgroups/meeting/cancel.html", context)


@require_POST
def meeting_hold(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = meeting_or_404(request, pk)
    attempt(request, meetings.hold, meeting=meeting, done=_("The meeting is noted as held. Record who was there."))
    return redirect("workgroups:attendance.record", pk=meeting.pk)


def meeting_attach(request: HttpRequest, pk: int) -> HttpResponse:
    """Attach a file; a refused one is told of at its field."""
    meeting = meeting_or_404(request, pk)
    permissions.require(request.user, "meeting.attach", meeting)
    if request.method != "POST":
        return redirect("workgroups:meeting.view", pk=pk)
    form = attach_from(request, meeting)
    if form is None:
        return redirect(f"/meetings/{pk}/#files")
    context = page_context(request, meeting, file_form=form)
    return render(request, "workgroups/meeting/view.html", context, status=422)


def attach_from(request: HttpRequest, owner: Meeting | Minutes) -> FileForm | None:
    """Attach the posted file to ``owner``. Returns the form with its errors where it was refused."""
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            stored = files.attach(request.user, owner=owner, upload=form.cleaned_data["upload"])
        except ValidationError as error:
            form.add_error("upload", error)
        else:
            messages.success(request, _("“%(name)s” is attached.") % {"name": stored.name})
            return None
    return form
