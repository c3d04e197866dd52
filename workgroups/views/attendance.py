"""Who was there: everybody on one page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from portal import permissions
from portal.http import attempt
from workgroups.forms.meetings import AttendanceForm
from workgroups.operations import attendance
from workgroups.views.meetings import meeting_or_404


def attendance_record(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = meeting_or_404(request, pk)
    permissions.require(request.user, "attendance.record", meeting)
    participants = list(meeting.participants.listed().select_related("person", "deputy_for"))
    posted = request.method == "POST"
    form = AttendanceForm(request.POST if posted else None, participants=participants)
    if posted and form.is_valid():
        done = _("The attendance is recorded.")
        if attempt(request, attendance.record, form=form, meeting=meeting, attendance=form.attendance, done=done):
            minutes = getattr(meeting, "minutes", None)
            if minutes is not None:
                return redirect("workgroups:minutes.edit", pk=minutes.pk)
            return redirect("workgroups:meeting.view", pk=pk)
    return render(request, "workgroups/attendance/record.html", {"meeting": meeting, "form": form})
