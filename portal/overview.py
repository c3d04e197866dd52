"""The groups at a glance and what is new: what the home page shows below the duties."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, Count, IntegerField, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from members.roles import LEADS, Role
from members.seats import Seats
from plans.models import Plan
from portal import links
from portal.audit_words import sentence
from portal.models import AuditEntry
from portal.periods import today
from sections.models import Body
from workgroups.findings import Finding, findings, open_findings
from workgroups.models import Meeting, Minutes
from workgroups.standings import PlanFigures, standing, with_figures

CARDS = 24
NEWS = 6
NEWS_SINCE = timedelta(days=45)
# Bodies whose daily work is not meetings and plans.
APART = (Body.Kind.ADMINISTRATION, Body.Kind.CONTROL)


@dataclass(frozen=True)
class Card:
    """One body: what one needs to know before opening it. What is missing is told by :mod:`workgroups.findings`."""

    body: Body
    url: str
    roles: list[Any]
    leads: bool
    leader: str
    next_meeting: tuple[str, datetime] | None
    plan: PlanFigures | None
    unread: int
    findings: list[Finding]
    seats: Seats

    @property
    def plan_state(self) -> Any:
        return Plan.State(self.plan.state).label if self.plan else ""


def cards(user, at: date | None = None) -> list[Card]:
    """Own bodies first, then the expert groups that the user oversees; two queries."""
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
    unread = Minutes.objects.final().filter(meeting__body=OuterRef("pk")).unread_by(user.person_id)
    counted = unread.order_by().values("meeting__body").annotate(n=Count("pk")).values("n")
    rows = with_figures(bodies, day).alias(own=own).annotate(unread=Coalesce(Subquery(counted), 0))
    return [_card(body, user, day) for body in rows.order_by("own", "sort_name", "id")[:CARDS]]


def _card(body, user, day: date) -> Card:
    access = user.access
    stand = standing(body, day)
    plan = stand.plan
    if plan and plan.state == Plan.State.DRAFT and not _sees_drafts(access, body):
        plan = None
    roles = access.roles_in(body.pk)
    leader = stand.leader or stand.holder(Role.SECTION_LEADER)
    return Card(
        body=body,
        url=links.of_body(body),
        roles=[role.label for role in Role if role in roles],
        # The adviser helps with all of it, but it is the leader who owes it.
        leads=access.holds(LEADS - {Role.ADVISER}, body.pk),
        leader=leader.person.name if leader else "",
        next_meeting=(links.address("workgroups.meeting", stand.next_id), stand.next_at) if stand.next_at else None,
        plan=plan,
        unread=body.unread if Role.CONTACT in roles else 0,
        findings=open_findings(findings(stand)) if body.is_group else [],
        seats=stand.seating,
    )


def _sees_drafts(access, body) -> bool:
    """Others than the group and the administration learn of a plan when it is submitted (Plan.visible_to)."""
    return body.pk in access.own_body_ids or body.unit_id in access.staffed_units


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
