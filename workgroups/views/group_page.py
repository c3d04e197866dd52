"""The page of a group: who, what for, when next, how the plan goes, what is missing; and the viewer's next step."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from members.permissions_leaving import issues_in
from portal.http import visible_or_404
from portal.permissions import can
from sections.forms import OnForm
from sections.rosters import roster
from workgroups.additions import parts
from workgroups.findings import Finding, findings, for_user, open_findings
from workgroups.models import Mandate, Meeting, Minutes, MinutesReading, Task, WorkGroup
from workgroups.standings import Standing, standing, with_figures
from workgroups.views.inputs import of_group

LATEST = 5
STATUSES = ("done", "on_track", "delayed", "not_started", "dropped")


@dataclass(frozen=True)
class Step:
    """The one thing that the viewer should do next."""

    text: str
    url: str
    label: str
    icon: str


@require_safe
def group_view(request: HttpRequest, slug: str) -> HttpResponse:
    user: Any = request.user
    purpose = Mandate.objects.in_force().filter(body=OuterRef("pk")).values("purpose")[:1]
    groups = with_figures(WorkGroup.objects.select_related("unit").annotate(purpose=Subquery(purpose)))
    groups = groups.prefetch_related("shared_with")
    group: Any = visible_or_404(groups, user, slug=slug)
    figures = standing(group)
    on = OnForm.day(request.GET)
    meetings = _been(group, user)
    found = for_user(findings(figures), user, group) if group.is_open else []
    rights = {verb.replace(".", "_"): bool(can(user, verb, group)) for verb in RIGHTS}
    context = {
        "group": group,
        "standing": figures,
        "findings": found,
        "missing": open_findings(found),
        "in_order": [finding for finding in found if finding.severity == "ok"],
        "roster": roster(group, on, seats=None if on else group.seats, rules=figures.rules),
        "mandate": {"purpose": group.purpose} if figures.rules else None,
        "meetings": meetings,
        # Those who write the minutes need not be told that they have not read them.
        "reads": not user.access.runs(group.pk),
        "tasks": Task.objects.visible_to(user).open().filter(body=group).select_related("responsible")[:LATEST],
        "added": parts("group.view", user, group),
        "letters": _letters(figures, user),
        "input": of_group(user, group),
        "areas": _areas(group, figures, user),
        "step": _step(figures, found, meetings, rights, user) if group.is_open else None,
        "can": rights,
        "plan_create": f"{reverse('plans:plan.create')}?body={group.pk}",
        "history": reverse("portal:history", args=["sections.body", group.pk]),
    }
    return render(request, "workgroups/group/view.html", context)


RIGHTS = ("group.edit", "appointment.create", "mandate.edit", "meeting.create", "plan.create")


def _been(group: WorkGroup, user) -> list[Any]:
    """The latest meetings with their minutes, as far as the viewer may see them; unread ones are marked."""
    seen = Minutes.objects.visible_to(user).filter(pk=OuterRef("minutes__pk"))
    read = MinutesReading.objects.filter(minutes=OuterRef("minutes__pk"), person_id=user.person_id)
    return list(
        Meeting.objects.visible_to(user)
        .filter(body=group, state__in=(Meeting.State.CALLED, Meeting.State.HELD), ends_at__lt=timezone.now())
        .select_related("minutes")
        .annotate(minutes_seen=Exists(seen), minutes_read=Exists(read))
        .order_by("-starts_at")[:LATEST]
    )


def _letters(figures: Standing, user) -> list[Any]:
    """Those who have left and wait for their letter, for who may issue it; nobody issues their own."""
    if not issues_in(user, figures.group):
        return []
    return [seat for seat in figures.without_letter if seat.person_id != user.person_id]


def _areas(group: Any, figures: Standing, user) -> list[dict[str, Any]]:
    """Rows of the progress chart of the plan that covers today, if the viewer may see it."""
    if figures.plan is None:
        return []
    plans = group.plans.visible_to(user).filter(pk=figures.plan.id)
    area = group.plans.model._meta.get_field("areas").related_model
    with_text = ~Q(measures__text="")
    counts = {name: Count("measures", filter=with_text & Q(measures__status=name)) for name in STATUSES}
    # Grouped rows forget the model's order.
    rows = area.objects.filter(plan__in=plans).annotate(**counts).order_by("position", "id")
    return [{"label": str(row), **{name: getattr(row, name) for name in STATUSES}} for row in rows]


def _step(figures: Standing, found: list[Finding], meetings: list[Any], rights: dict[str, bool], user) -> Step | None:
    """The leader calls and writes, the administration fills vacancies and lays minutes, everybody else reads."""
    if user.access.runs(figures.group.pk):
        return _running(figures, meetings)
    if figures.group.unit_id in user.access.staffed_units:
        return _administering(found, meetings)
    unread = _first(meetings, lambda meeting: not meeting.minutes_read and meeting.minutes.is_final)
    if unread is not None and user.person_id:
        url = reverse("workgroups:minutes.view", args=[unread.minutes.pk])
        return Step(unread.title, url, _("Read the minutes"), "file-text")
    if figures.next_id is not None:
        return _coming(figures)
    return None


def _administering(found: list[Finding], meetings: list[Any]) -> Step | None:
    gap = next((f for f in found if f.needs in ("mandate.edit", "appointment.create") and f.url), None)
    if gap is not None:
        label = _("Write the mandate") if gap.needs == "mandate.edit" else gap.text.rstrip(".")
        return Step(f"{gap.rule}: {gap.text}", gap.url, label, "user-plus")
    waiting = _first(meetings, lambda meeting: meeting.minutes.state == Minutes.State.APPROVED)
    if waiting is not None:
        url = reverse("workgroups:minutes.view", args=[waiting.minutes.pk])
        return Step(waiting.title, url, _("Lay the minutes before the board"), "landmark")
    return None


def _first(meetings: list[Any], fits: Callable[[Any], bool]) -> Any:
    """The oldest meeting whose minutes the viewer may see and that fit."""
    return next((meeting for meeting in reversed(meetings) if meeting.minutes_seen and fits(meeting)), None)


def _running(figures: Standing, meetings: list[Any]) -> Step:
    """Minutes first, oldest meeting first; then a next meeting."""
    for meeting in reversed(meetings):
        minutes = getattr(meeting, "minutes", None)
        if minutes is None:
            url = reverse("workgroups:meeting.view", args=[meeting.pk])
            return Step(meeting.title, url, _("Write the minutes"), "pencil-line")
        if not minutes.is_final:
            url = reverse("workgroups:minutes.view", args=[minutes.pk])
            draft = minutes.state == Minutes.State.DRAFT
            label = _("Finish the minutes") if draft else _("Have the minutes approved")
            return Step(meeting.title, url, label, "pencil-line")
    if figures.next_id is None:
        url = reverse("workgroups:meeting.create", args=[figures.group.slug])
        return Step(_("No meeting is called."), url, _("Call a meeting"), "calendar-plus")
    return _coming(figures)


def _coming(figures: Standing) -> Step:
    url = reverse("workgroups:meeting.view", args=[figures.next_id])
    return Step(_("The next meeting is called."), url, _("Look at the meeting"), "calendar-days")
