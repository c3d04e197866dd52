"""Minutes: the register, the page that reads like paper, and what is done with them. Writing stands in views/writing.py."""

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal import audit, permissions
from portal.http import attempt, visible_or_404
from portal.paging import paginate
from portal.permissions import can
from workgroups.filters import MinutesFilter
from workgroups.forms.meetings import FileForm
from workgroups.forms.minutes import AgreeForm, ApproveForm, CommentForm, LayForm, ReturnForm
from workgroups.models import Minutes, Task
from workgroups.operations import laying
from workgroups.operations import minutes as verbs
from workgroups.reports import attendance_groups
from workgroups.views.meetings import attach_from, meeting_or_404, shown_files

STEPS = ("draft", "submitted", "approved", "laid", "noted")


def minutes_or_404(request: HttpRequest, pk: int) -> Minutes:
    found = visible_or_404(
        Minutes.objects.select_related("meeting__body__unit", "approved_by__person", "submitted_by__person"),
        request.user, pk=pk,
    )  # fmt: skip
    return found


def minutes_list(request: HttpRequest) -> HttpResponse:
    chosen = MinutesFilter(request.GET, Minutes.objects.visible_to(request.user), request=request)
    rows = chosen.qs.select_related("meeting__body")
    page = paginate(rows, ["-meeting__starts_at", "-id"], request.GET.get("cursor", ""))
    return render(request, "workgroups/minutes/list.html", {"filter": chosen, "page": page})


@require_POST
def minutes_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the minutes of a meeting, or go on with those that are begun."""
    meeting = meeting_or_404(request, pk)
    begun = attempt(request, verbs.create, meeting=meeting)
    if not begun:
        return redirect("workgroups:meeting.view", pk=pk)
    if not meeting.participants.exclude(attendance="").exists():
        messages.info(request, _("First: who was there? Then you write."))
        return redirect("workgroups:attendance.record", pk=pk)
    return redirect("workgroups:minutes.edit", pk=begun.pk)


def minutes_view(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "workgroups/minutes/view.html", page_context(request, minutes_or_404(request, pk)))


def page_context(request: HttpRequest, minutes: Minutes, **more: Any) -> dict[str, Any]:
    """What the page of minutes shows; also after a refused form on it."""
    user: Any = request.user
    meeting = minutes.meeting
    participants = list(meeting.participants.listed().select_related("person", "deputy_for"))
    tasks = Prefetch("tasks", Task.objects.select_related("responsible"))
    items = list(minutes.items.select_related("agenda_item").prefetch_related(tasks))
    approvals = {approval.person_id: approval for approval in minutes.approvals.select_related("person")}
    readings = list(minutes.readings.select_related("person").order_by("read_at"))
    runs = bool(can(user, "minutes.submit", minutes))
    present = [p for p in participants if p.took_part and not p.is_guest]
    submitted = minutes.state == Minutes.State.SUBMITTED
    was_there = any(p.person_id == user.person_id for p in present)
    return {
        "minutes": minutes,
        "meeting": meeting,
        "items": items,
        "attendance": attendance_groups(participants),
        "steps": _steps(minutes),
        "approvals": [(p.person, approvals.get(p.person_id)) for p in present],
        "agreed": sum(1 for p in present if p.person_id in approvals and approvals[p.person_id].approves),
        "readings": readings,
        "comments": list(minutes.comments.select_related("author__person")),
        "outline": [{"anchor": f"item-{item.pk}", "label": _label(item)} for item in items],
        "files": shown_files(minutes),
        "file_form": FileForm(),
        "may_edit": runs and minutes.state == Minutes.State.DRAFT,
        "may_attach": runs and minutes.state == Minutes.State.DRAFT,
        "may_submit": runs and minutes.state == Minutes.State.DRAFT,
        "may_return": runs and submitted,
        "may_approve": submitted and bool(can(user, "minutes.approve", minutes)),
        "may_agree": submitted and was_there,
        "mine": approvals.get(user.person_id),
        "may_read": minutes.is_final and bool(user.person_id) and all(r.person_id != user.person_id for r in readings),
        "may_comment": minutes.state != Minutes.State.DRAFT and bool(can(user, "minutes.comment", minutes)),
        "may_lay": minutes.state == "approved" and meeting.body.is_group and bool(can(user, "minutes.lay", minutes)),
        "may_note": minutes.state == "laid" and bool(can(user, "minutes.note", minutes)),
        "comment_form": CommentForm(),
        "history": audit.history(minutes)[:8] if runs else [],
        "shows_history": runs,
        **more,
    }


def _label(item) -> str:
    case = item.agenda_item.case if item.agenda_item else ""
    return f"{case} {item.title}".strip()


def _steps(minutes: Minutes) -> list[dict[str, Any]]:
    """The way of the minutes; a board's own are not laid before anybody."""
    way = STEPS if minutes.meeting.body.is_group else STEPS[:3]
    here = way.index(minutes.state) if minutes.state in way else len(way) - 1
    moments = {
        "draft": minutes.created_at, "submitted": minutes.submitted_at, "approved": minutes.approved_at,
        "laid": minutes.laid_at, "noted": minutes.noted_at,
    }  # fmt: skip
    return [
        {
            "label": Minutes.State(code).label, "done": place < here or code == way[-1] == minutes.state,
            "here": place == here, "at": moments[code] if place <= here else None,
        }
        for place, code in enumerate(way)
    ]  # fmt: skip


@require_POST
def minutes_submit(request: HttpRequest, pk: int) -> HttpResponse:
    minutes = minutes_or_404(request, pk)
    done = _("The minutes are sent to those who were present. They are asked to approve them.")
    if not attempt(request, verbs.submit, minutes=minutes, done=done) and minutes.state == Minutes.State.DRAFT:
        there = minutes.meeting.participants.filter(attendance__in=("present", "partly"))
        present = there.exclude(role="").exists()
        return (
            redirect("workgroups:minutes.edit", pk=pk)
            if present
            else redirect("workgroups:attendance.record", pk=minutes.meeting_id)
        )
    return redirect("workgroups:minutes.view", pk=pk)


def minutes_agree(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve or object: a form of its own, so that an objection can be written in peace."""
    minutes = minutes_or_404(request, pk)
    permissions.require(request.user, "minutes.agree", minutes)
    form = AgreeForm(request.POST or None, initial={"approves": "yes"})
    if request.method == "POST" and form.is_valid():
        done = _("Thank you. Your answer is noted.")
        if attempt(request, verbs.agree, form=form, minutes=minutes, done=done, **form.cleaned_data):
            return redirect("workgroups:minutes.view", pk=pk)
        if form.is_valid():
            return redirect("workgroups:minutes.view", pk=pk)
    return _form(request, minutes, form, _("Are the minutes right?"), _("Send the answer"))


def minutes_return(request: HttpRequest, pk: int) -> HttpResponse:
    minutes = minutes_or_404(request, pk)
    permissions.require(request.user, "minutes.return", minutes)
    form = ReturnForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = _("The minutes are a draft again. Put them right, and send them anew.")
        if attempt(request, verbs.return_, form=form, minutes=minutes, done=done, **form.cleaned_data):
            return redirect("workgroups:minutes.edit", pk=pk)
    lead = _("Those who have approved must do so again, for the new text.")
    return _form(request, minutes, form, _("Take the minutes back"), _("Take them back"), lead)


def minutes_approve(request: HttpRequest, pk: int) -> HttpResponse:
    minutes = minutes_or_404(request, pk)
    permissions.require(request.user, "minutes.approve", minutes)
    agreed = verbs.everybody_agrees(minutes)
    form = ApproveForm(request.POST or None, initial={"basis": Minutes.Basis.PRESENT if agreed else ""})
    if request.method == "POST" and form.is_valid():
        done = _("The minutes are approved and locked. The PDF is kept as it is now.")
        if attempt(request, verbs.approve, form=form, minutes=minutes, done=done, **form.cleaned_data):
            return redirect("workgroups:minutes.view", pk=pk)
    lead = (
        _("Everybody who was present has approved.") if agreed else _("Not everybody who was present has approved yet.")
    )
    lead += " " + _("Approved minutes are locked and kept as they are printed.")
    return _form(request, minutes, form, _("Approve the minutes"), _("Approve and lock"), lead)


def minutes_lay(request: HttpRequest, pk: int) -> HttpResponse:
    minutes = minutes_or_404(request, pk)
    permissions.require(request.user, "minutes.lay", minutes)
    coming = laying.board_meetings(minutes)
    first = coming.first()
    form = LayForm(request.POST or None, coming=coming, initial={"meeting": first.pk if first else None})
    if request.method == "POST" and form.is_valid():
        done = _("The minutes are on the agenda of the board’s meeting.")
        if attempt(request, laying.lay, form=form, minutes=minutes, done=done, **form.cleaned_data):
            return redirect("workgroups:minutes.view", pk=pk)
    if first is None:
        messages.info(request, _("The board has no coming meeting. Call one first."))
        return redirect("workgroups:minutes.view", pk=pk)
    lead = _("They become a case of their own on the agenda.")
    return _form(request, minutes, form, _("Lay before the board"), _("Put on the agenda"), lead)


@require_POST
def minutes_note(request: HttpRequest, pk: int) -> HttpResponse:
    minutes = minutes_or_404(request, pk)
    attempt(request, laying.note, minutes=minutes, done=_("The board has noted the minutes."))
    return redirect("workgroups:minutes.view", pk=pk)


@require_POST
def minutes_read(request: HttpRequest, pk: int) -> HttpResponse:
    minutes = minutes_or_404(request, pk)
    attempt(request, laying.read, minutes=minutes, done=_("Noted that you have read the minutes."))
    return redirect("workgroups:minutes.view", pk=pk)


@require_POST
def minutes_comment(request: HttpRequest, pk: int) -> HttpResponse:
    minutes = minutes_or_404(request, pk)
    permissions.require(request.user, "minutes.comment", minutes)
    form = CommentForm(request.POST)
    if form.is_valid() and attempt(
        request, laying.comment, form=form, minutes=minutes, done=_("The comment is there."), **form.cleaned_data
    ):
        return redirect(f"/minutes/{pk}/#comments")
    context = page_context(request, minutes, comment_form=form)
    return render(request, "workgroups/minutes/view.html", context, status=422)


@require_POST
def minutes_attach(request: HttpRequest, pk: int) -> HttpResponse:
    minutes = minutes_or_404(request, pk)
    permissions.require(request.user, "minutes.attach", minutes)
    form = attach_from(request, minutes)
    if form is None:
        return redirect(f"/minutes/{pk}/#files")
    context = page_context(request, minutes, file_form=form)
    return render(request, "workgroups/minutes/view.html", context, status=422)


def _form(request: HttpRequest, minutes: Minutes, form: Any, title: str, submit: str, lead: str = "") -> HttpResponse:
    context = {
        "form": form, "minutes": minutes, "meeting": minutes.meeting, "title": title, "submit": submit, "lead": lead,
        "cancel_url": f"/minutes/{minutes.pk}/",
    }  # fmt: skip
    return render(request, "workgroups/minutes/form.html", context, status=422 if form.errors else 200)
