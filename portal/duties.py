"""What somebody owes today: pure questions of what the database holds.

Kinds that need whole objects have a query each; what a few words tell is read in one (:mod:`portal.owed`).

``duties(user, at)`` is the list that the home page shows on top; the next step is its first entry.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from members.roles import RUNS, Role
from portal import owed
from portal.periods import today
from portal.telling import Duty, duty_of
from workgroups.models import Mandate, Meeting, Minutes, MinutesApproval, Participant

# Of each kind; who owes more finds the rest on the register pages.
LIMIT = 20
ANSWER_WITHIN = timedelta(days=7)
WRITE_WITHIN = timedelta(days=14)
APPROVE_WITHIN = timedelta(days=7)
READ_WITHIN = timedelta(days=14)
# What the mandate says where a group has none.
LAY_WITHIN = 60


def duties(user, at: date | None = None, calls: Iterable[Participant] | None = None) -> list[Duty]:
    """All that ``user`` owes on the day ``at``; ``calls`` as from :func:`coming_calls`, where they are read already."""
    day = at or today()
    found = [
        *to_answer(coming_calls(user) if calls is None else calls),
        *to_write(user),
        *to_read(user),
        *to_do(user, day),
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
    """All that a few words tell: tasks, measures, plans, calls, the year's input, letters, notes."""
    return (duty_of(row, day) for row in owed.rows(user, day, LIMIT))


def lacking(cards: Iterable) -> Iterator[Duty]:
    """What the groups that one leads lack altogether; ``cards`` as from :func:`portal.overview.cards`."""
    for card in cards:
        if not card.leads:
            continue
        if card.next_meeting is None:
            url = reverse("workgroups:meeting.create", args=[card.body.slug])
            text = _("Call the next meeting of %(body)s") % {"body": card.body}
            yield Duty("meeting.create", text, _("No meeting is called."), None, url, _("Prepare a meeting"))
        # Only of groups, and only where their mandate asks for a plan.
        if card.plan is None and any(finding.code == "plan" for finding in card.findings):
            url = f"{reverse('plans:plan.create')}?body={card.body.pk}"
            text = _("Make an action plan for %(body)s") % {"body": card.body}
            yield Duty("plan.create", text, _("There is no plan for this year."), None, url, _("Begin the plan"))
