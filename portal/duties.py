"""What somebody owes today: pure questions of what the database holds, one query for each kind of thing.

``duties(user, at)`` is the list that the home page shows on top; the next step is its first entry.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.roles import LEADS, RUNS, Role
from plans.models import Measure, Plan, Proposal
from portal import owed
from portal.periods import today
from workgroups.models import Mandate, Meeting, Minutes, MinutesApproval, Participant

# Of each kind; who owes more finds the rest on the register pages.
LIMIT = 20
ANSWER_WITHIN = timedelta(days=7)
WRITE_WITHIN = timedelta(days=14)
APPROVE_WITHIN = timedelta(days=7)
READ_WITHIN = timedelta(days=14)
DECIDE_WITHIN = timedelta(days=30)
# What the mandate says where a body has none.
CONFIRM_WITHIN = 30
# What the mandate says where a group has none.
LAY_WITHIN = 60


@dataclass(frozen=True)
class Duty:
    """One thing that is owed: ``verb`` as in the rights, ``action`` as the button says it."""

    verb: str
    text: str
    note: str
    due: date | None
    url: str
    action: str


def duties(user, at: date | None = None, calls: Iterable[Participant] | None = None) -> list[Duty]:
    """All that ``user`` owes on the day ``at``; ``calls`` as from :func:`coming_calls`, where they are read already."""
    day = at or today()
    found = [
        *to_answer(coming_calls(user) if calls is None else calls),
        *to_write(user),
        *to_read(user),
        *to_do(user, day),
        *to_report(user, day),
        *to_plan(user, day),
        *to_accept(user),
    ]
    return by_date(found)


def by_date(found: Iterable[Duty]) -> list[Duty]:
    """The most pressing first; what has no date comes last."""
    return sorted(found, key=lambda duty: (duty.due or date.max, duty.verb, duty.text))


def _day(moment) -> date:
    return timezone.localtime(moment).date()


def _when(body, moment) -> str:
    return f"{body} · {date_format(timezone.localtime(moment), 'SHORT_DATE_FORMAT')}"


def coming_calls(user) -> list[Participant]:
    """The user's notices of coming meetings, answered or not, the next meeting first."""
    calls = Participant.objects.filter(
        person_id=user.person_id, meeting__state=Meeting.State.CALLED, meeting__ends_at__gte=timezone.now()
    )
    return list(calls.select_related("meeting__body").order_by("meeting__starts_at", "id")[:LIMIT])


def to_answer(calls: Iterable[Participant]) -> Iterator[Duty]:
    """Notices that wait for an answer."""
    for participant in calls:
        if participant.answer != Participant.Answer.NONE or participant.meeting.has_started:
            continue
        meeting = participant.meeting
        last = _day(meeting.starts_at)
        called = _day(meeting.called_at) if meeting.called_at else last
        yield Duty(
            "participant.answer",
            _("Say whether you are coming to “%(meeting)s”") % {"meeting": meeting.title},
            _when(meeting.body, meeting.starts_at),
            min(called + ANSWER_WITHIN, last),
            reverse("workgroups:meeting.view", args=[meeting.pk]),
            _("Answer"),
        )


def to_write(user) -> Iterator[Duty]:
    """Minutes of meetings that have been: to write, to finish, to approve."""
    access = user.access
    present = Participant.objects.filter(
        meeting=OuterRef("pk"), person_id=user.person_id, attendance__in=("present", "partly")
    ).exclude(role="")
    said = MinutesApproval.objects.filter(minutes__meeting=OuterRef("pk"), person_id=user.person_id)
    unfinished = Q(minutes=None) | Q(minutes__state__in=(Minutes.State.DRAFT, Minutes.State.SUBMITTED))
    runs = Q(body_id__in=access.body_ids(RUNS)) & unfinished
    asked = Q(minutes__state=Minutes.State.SUBMITTED) & Exists(present) & ~Exists(said)
    meetings = (
        Meeting.objects.filter(state__in=(Meeting.State.CALLED, Meeting.State.HELD), ends_at__lt=timezone.now())
        .filter(runs | asked)
        .annotate(is_asked=Exists(present) & ~Exists(said))
        .select_related("minutes", "body")
        .order_by("starts_at", "id")[:LIMIT]
    )
    for meeting in meetings:
        duty = _of_meeting(access, meeting)
        if duty is not None:
            yield duty


def _of_meeting(access, meeting) -> Duty | None:
    minutes = getattr(meeting, "minutes", None)
    words = {"meeting": meeting.title}
    note = _when(meeting.body, meeting.starts_at)
    due = _day(meeting.ends_at) + WRITE_WITHIN
    if minutes is None:
        url = reverse("workgroups:meeting.view", args=[meeting.pk])
        return Duty("minutes.create", _("Write the minutes of “%(meeting)s”") % words, note, due, url, _("Write"))
    url = reverse("workgroups:minutes.view", args=[minutes.pk])
    if minutes.state == Minutes.State.DRAFT:
        text = _("Finish the minutes of “%(meeting)s” and submit them") % words
        edit = reverse("workgroups:minutes.edit", args=[minutes.pk])
        return Duty("minutes.submit", text, note, due, edit, _("Go on writing"))
    due = _day(minutes.submitted_at or meeting.ends_at) + APPROVE_WITHIN
    if access.leads(meeting.body_id):
        text = _("Record that the minutes of “%(meeting)s” are approved") % words
        return Duty("minutes.approve", text, note, due, url, _("Look and approve"))
    if meeting.is_asked:
        text = _("Say whether you approve the minutes of “%(meeting)s”") % words
        return Duty("minutes.agree", text, note, due, url, _("Read and answer"))
    return None


def to_read(user) -> Iterator[Duty]:
    """Minutes to read (the contact), to lay before the board and to note (administration, board leader)."""
    access = user.access
    unit_ids = access.administered_units | access.deciding_units
    contact = access.body_ids([Role.CONTACT])
    if not unit_ids and not contact:
        return
    unread = Q(state__in=Minutes.FINAL, meeting__body_id__in=contact) & Q(
        pk__in=Minutes.objects.unread_by(user.person_id).values("pk")
    )
    laying = Q(state=Minutes.State.APPROVED, meeting__body__kind="working_group", meeting__body__unit_id__in=unit_ids)
    # The board notes at the meeting: there is nothing to record before that meeting has begun.
    noting = Q(
        state=Minutes.State.LAID, meeting__body__unit_id__in=unit_ids, laid_as__meeting__starts_at__lt=timezone.now()
    )
    mandate = Mandate.objects.in_force().filter(body=OuterRef("meeting__body"))
    rows = (
        Minutes.objects.filter(unread | laying | noting)
        .annotate(days=Subquery(mandate.values("minutes_days")[:1]))
        .select_related("meeting__body")
        .order_by("meeting__starts_at", "id")
        .distinct()[:LIMIT]
    )
    for minutes in rows:
        yield _of_minutes(minutes, lays=minutes.meeting.body.unit_id in unit_ids)


def _of_minutes(minutes, *, lays: bool) -> Duty:
    meeting = minutes.meeting
    words = {"meeting": meeting.title}
    note = _when(meeting.body, meeting.starts_at)
    url = reverse("workgroups:minutes.view", args=[minutes.pk])
    if lays and minutes.state == Minutes.State.APPROVED:
        due = _day(meeting.ends_at) + timedelta(days=minutes.days or LAY_WITHIN)
        return Duty(
            "minutes.lay", _("Lay the minutes of “%(meeting)s” before the board") % words, note, due, url, _("Lay")
        )
    if lays and minutes.state == Minutes.State.LAID:
        text = _("Record that the board has noted the minutes of “%(meeting)s”") % words
        return Duty("minutes.note", text, note, _day(minutes.laid_at or meeting.ends_at), url, _("Record"))
    due = _day(minutes.approved_at or meeting.ends_at) + READ_WITHIN
    return Duty("minutes.read", _("Read the minutes of “%(meeting)s”") % words, note, due, url, _("Read"))


def to_do(user, day: date) -> Iterator[Duty]:
    """Open tasks; letters to those who left; notes to write before an office ends, and to read when one begins."""
    for row in owed.rows(user, day, LIMIT):
        note = f"{row.where} · {Role(row.what).label}" if row.kind in (owed.WRITE, owed.NOTE) else row.where
        yield Duty(row.kind, _said(row), note, _due(row, day), reverse(OPENED_AT[row.kind], args=[row.key]), _doing(row))


OPENED_AT = {
    owed.TASK: "workgroups:task.view",
    owed.LETTER: "members:confirmation.issue",
    owed.WRITE: "members:handover.write",
    owed.NOTE: "members:handover.view",
}


def _said(row: owed.Row) -> str:
    if row.kind == owed.LETTER:
        return _("Send %(name)s a confirmation of the participation") % {"name": row.what}
    if row.kind == owed.WRITE:
        return _("Write to your successor")
    return row.what if row.kind == owed.TASK else _("Read the note from your predecessor")


def _doing(row: owed.Row) -> str:
    actions = {owed.LETTER: _("Make the letter"), owed.WRITE: _("Write"), owed.NOTE: _("Read")}
    return actions.get(row.kind) or _("Open the task")


def _due(row: owed.Row, day: date) -> date | None:
    if row.kind != owed.LETTER:
        return row.due
    return (row.due or day) + timedelta(days=CONFIRM_WITHIN if row.days is None else row.days)


def to_report(user, day: date) -> Iterator[Duty]:
    """Measures in force that are overdue or behind and that name the user, or an office that the user holds."""
    measures = (
        Measure.objects.behind(day)
        .filter(plan__in=Plan.objects.in_force(day))
        .responsible_for(user.person_id)
        .select_related("plan__body")
        .order_by("due_on", "id")[:LIMIT]
    )
    for measure in measures:
        url = reverse("plans:plan.view", args=[measure.plan_id])
        yield Duty(
            "measure.status",
            str(measure),
            _("%(body)s · measure") % {"body": measure.plan.body},
            measure.due_on,
            f"{url}#measure-{measure.pk}",
            _("Tell how it goes"),
        )


def to_plan(user, day: date) -> Iterator[Duty]:
    """Plans to submit (who leads the body) and to decide on (who decides in the unit)."""
    access = user.access
    decides = Q(state=Plan.State.SUBMITTED, body__unit_id__in=access.administered_units | access.deciding_units)
    leads = Q(state=Plan.State.DRAFT, body_id__in=access.body_ids(LEADS), ends_on__gte=day)
    plans: QuerySet[Plan] = Plan.objects.filter(decides | leads).select_related("body").order_by("starts_on", "id")
    for plan in plans[:LIMIT]:
        words: dict[str, Any] = {"plan": plan.title}
        url = reverse("plans:plan.view", args=[plan.pk])
        if plan.is_draft:
            text = _("Submit “%(plan)s” to the board") % words
            yield Duty("plan.submit", text, str(plan.body), plan.starts_on, url, _("Look and submit"))
        elif not (plan.body.is_group and access.leads(plan.body_id)):
            due = _day(plan.submitted_at) + DECIDE_WITHIN if plan.submitted_at else None
            text = _("Decide on “%(plan)s”") % words
            yield Duty("plan.approve", text, str(plan.body), due, url, _("Look and decide"))


def to_accept(user) -> Iterator[Duty]:
    """Plans to which the level above proposes changes, for those who write them."""
    waiting = (
        Proposal.objects.waiting_for(user)
        .order_by()
        .values("plan", "plan__title", "plan__body__name")
        .annotate(count=Count("pk"), since=Min("made_at"))
        .order_by("since", "plan")[:LIMIT]
    )
    for row in waiting:
        words = {"count": row["count"], "plan": row["plan__title"]}
        text = ngettext(
            "Decide on %(count)d change from above in “%(plan)s”",
            "Decide on %(count)d changes from above in “%(plan)s”",
            row["count"],
        )
        url = reverse("plans:proposal.list", args=[row["plan"]])
        due = _day(row["since"]) + DECIDE_WITHIN
        yield Duty("proposal.accept", text % words, row["plan__body__name"], due, url, _("Look and decide"))


def lacking(cards: Iterable) -> Iterator[Duty]:
    """What the groups that one leads lack altogether; ``cards`` as from :func:`portal.overview.cards`."""
    for card in cards:
        if not card.leads:
            continue
        if card.next_meeting is None:
            url = reverse("workgroups:meeting.create", args=[card.body.slug])
            text = _("Call the next meeting of %(body)s") % {"body": card.body}
            yield Duty("meeting.create", text, _("No meeting is called."), None, url, _("Prepare a meeting"))
        # The mandate asks for a plan of the groups alone.
        if card.plan is None and card.body.is_group:
            url = f"{reverse('plans:plan.create')}?body={card.body.pk}"
            text = _("Make an action plan for %(body)s") % {"body": card.body}
            yield Duty("plan.create", text, _("There is no plan for this year."), None, url, _("Begin the plan"))
