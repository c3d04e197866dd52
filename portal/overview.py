"""The groups at a glance and what is new: what the home page shows below the duties."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Concat
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.models import Appointment
from members.roles import LEADS, Role
from plans.models import Measure, Plan
from portal import links
from portal.audit_words import sentence
from portal.models import AuditEntry
from portal.periods import today
from sections.models import Body
from workgroups.models import Meeting, Minutes

CARDS = 24
NEWS = 8
NEWS_SINCE = timedelta(days=45)
# Bodies whose daily work is not meetings and plans.
APART = (Body.Kind.ADMINISTRATION, Body.Kind.CONTROL)
QUIET_AFTER = timedelta(days=150)


@dataclass(frozen=True)
class PlanState:
    url: str
    title: str
    state: str
    label: Any
    done: int
    total: int
    behind: int

    @property
    def percent(self) -> int:
        return round(100 * self.done / self.total) if self.total else 0


@dataclass(frozen=True)
class Card:
    """One body: what one needs to know before opening it."""

    body: Body
    url: str
    roles: list[Any]
    leads: bool
    leader: str
    next_meeting: tuple[str, datetime] | None
    plan: PlanState | None
    unread: int
    # (kind, words) for chips: what is not as it should be.
    findings: list[tuple[str, str]] = field(default_factory=list)


def cards(user, at: date | None = None) -> list[Card]:
    """Own bodies first, then the expert groups that the user oversees; one query."""
    day = at or today()
    access = user.access
    if not access.holdings:
        return []
    bodies = Body.objects.visible_to(user).open().exclude(kind__in=APART)
    bodies = bodies.filter(Q(pk__in=access.own_body_ids) | Q(kind=Body.Kind.WORKING_GROUP))
    own = Case(
        When(pk__in=access.own_body_ids, kind=Body.Kind.WORKING_GROUP, then=0),
        When(pk__in=access.own_body_ids, then=1),
        default=2,
        output_field=IntegerField(),
    )
    rows = _with_state(bodies, user, day).alias(own=own).order_by("own", "sort_name", "id")[:CARDS]
    return [_card(body, access, day) for body in rows]


def _count(rows: QuerySet, by: str) -> Coalesce:
    """How many of ``rows`` there are for each outer row, as a subquery."""
    counted = rows.order_by().values(by).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _with_state(bodies: QuerySet[Body], user, day: date) -> QuerySet[Body]:
    """The columns of a card."""
    me = OuterRef("pk")
    now = timezone.now()
    leader = Appointment.objects.active(day).filter(body=me, role__in=(Role.LEADER, Role.SECTION_LEADER)).order_by("id")
    coming = Meeting.objects.coming(now).filter(body=me)
    been = Meeting.objects.filter(body=me, state__in=(Meeting.State.CALLED, Meeting.State.HELD), ends_at__lt=now)
    plan = Plan.objects.visible_to(user).active(day).filter(body=me).order_by("-starts_on", "-id")
    measures = Measure.objects.with_text().exclude(status=Measure.Status.DROPPED).filter(plan=OuterRef("plan_id"))
    unread = Minutes.objects.final().filter(meeting__body=me).unread_by(user.person_id)
    return bodies.annotate(
        leader_name=Subquery(leader.values(name=Concat("person__first_name", Value(" "), "person__last_name"))[:1]),
        meeting_id=Subquery(coming.values("pk")[:1]),
        meeting_at=Subquery(coming.values("starts_at")[:1]),
        last_at=Subquery(been.order_by("-starts_at").values("starts_at")[:1]),
        missing=_count(been.filter(minutes=None), "body"),
        plan_id=Subquery(plan.values("pk")[:1]),
        plan_title=Subquery(plan.values("title")[:1]),
        plan_state=Subquery(plan.values("state")[:1]),
    ).annotate(
        total=_count(measures, "plan"),
        done=_count(measures.filter(status=Measure.Status.DONE), "plan"),
        behind=_count(measures.behind(day), "plan"),
        unread=_count(unread, "meeting__body"),
    )


def _card(body, access, day: date) -> Card:
    plan = None
    if body.plan_id:
        url = links.address("plans.plan", body.plan_id)
        label = Plan.State(body.plan_state).label
        plan = PlanState(url, body.plan_title, body.plan_state, label, body.done, body.total, body.behind)
    own = body.pk in access.own_body_ids
    return Card(
        body=body,
        url=links.of_body(body),
        roles=[Role(role).label for role in Role.values if role in access.roles_in(body.pk)] if own else [],
        leads=access.holds(LEADS - {Role.ADVISER}, body.pk),
        leader=body.leader_name or "",
        next_meeting=(links.address("workgroups.meeting", body.meeting_id), body.meeting_at)
        if body.meeting_id
        else None,
        plan=plan,
        unread=body.unread if access.holds([Role.CONTACT], body.pk) else 0,
        findings=_findings(body, plan, day),
    )


def _findings(body, plan: PlanState | None, day: date) -> list[tuple[str, str]]:
    found = []
    if not body.leader_name:
        found.append(("late", _("No leader")))
    if body.missing:
        text = ngettext("Minutes of %(n)d meeting missing", "Minutes of %(n)d meetings missing", body.missing)
        found.append(("late", text % {"n": body.missing}))
    if body.meeting_id is None and (body.last_at is None or body.last_at.date() < day - QUIET_AFTER):
        found.append(("soon", _("No meeting for a long time")))
    if body.is_group and plan is None:
        found.append(("soon", _("No plan submitted")))
    if plan and plan.behind:
        text = ngettext("%(n)d measure behind", "%(n)d measures behind", plan.behind)
        found.append(("soon", text % {"n": plan.behind}))
    return found


@dataclass(frozen=True)
class Piece:
    """One piece of news."""

    at: datetime
    text: str
    title: str
    url: str
    icon: str


# Verb → icon: what is worth telling everybody who may see it.
TOLD = {
    "meeting.call": "calendar-plus",
    "meeting.cancel": "calendar-x",
    "minutes.submit": "file-pen",
    "minutes.approve": "file-check",
    "minutes.lay": "landmark",
    "minutes.note": "landmark",
    "plan.submit": "send",
    "plan.approve": "list-checks",
    "plan.return": "undo-2",
}


def news(user) -> list[Piece]:
    """What happened lately with meetings, minutes and plans that the user may see; one query."""
    kinds: tuple[Any, ...] = (Meeting, Minutes, Plan)
    seen = Q()
    for model in kinds:
        visible = model.objects.visible_to(user).order_by().values("pk")
        seen |= Q(content_type=ContentType.objects.get_for_model(model), object_id__in=visible)
    entries = (
        AuditEntry.objects.filter(seen, verb__in=TOLD, at__gte=timezone.now() - NEWS_SINCE)
        .exclude(actor_id=user.pk)
        .select_related("content_type")
        .order_by("-id")[:NEWS]
    )
    return [
        Piece(
            entry.at,
            str(sentence(entry.verb)),
            entry.object_text,
            links.of_entry(entry.content_type, entry.object_id),
            TOLD[entry.verb],
        )
        for entry in entries
    ]
