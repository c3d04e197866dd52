"""What I am responsible for, in all bodies: measures in force and open tasks, by when or by office."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from members.roles import Role
from plans.models import Measure, MeasureResponsible, Plan
from portal.periods import today
from workgroups.models import Task

# Of each; somebody who owes more finds the rest in the plans themselves, and is told so.
LIMIT = 200
WHEN = {
    "overdue": gettext_lazy("Overdue"),
    "month": gettext_lazy("This month"),
    "later": gettext_lazy("Later"),
    "continuous": gettext_lazy("Continuous"),
    "undated": gettext_lazy("Without a date"),
}


@dataclass
class Item:
    """A measure or a task; ``office`` is why it is mine: an office that I hold, or (blank) by name."""

    due: date | None
    when: str
    body: Any
    office: str
    measure: Measure | None = None
    task: Task | None = None

    @property
    def is_late(self) -> bool:
        return self.due is not None and self.due < today()

    @property
    def in_office(self) -> str:
        """The heading where the list is ordered by office."""
        return _("%(office)s, %(body)s") % {"office": self.office, "body": self.body} if self.office else _("By name")


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    items = sorted([*_measures(request.user), *_tasks(request.user)], key=lambda item: item.due or date.max)
    by_office = request.GET.get("by") == "office"
    context = {
        "groups": _by_office(items) if by_office else _by_when(items),
        "by_office": by_office,
        "count": len(items),
        "choices": Measure.Status.choices,
        "is_cut": len(items) >= LIMIT,
    }
    return render(request, "plans/measure/mine.html", context)


def _by_when(items: list[Item]) -> list[tuple[Any, list[Item]]]:
    found = [(label, [item for item in items if item.when == when]) for when, label in WHEN.items()]
    return [(label, rows) for label, rows in found if rows]


def _by_office(items: list[Item]) -> list[tuple[Any, list[Item]]]:
    found: dict[str, list[Item]] = {}
    for item in items:
        found.setdefault(item.in_office, []).append(item)
    return sorted(found.items())


def when_of(due: date | None, at: date) -> str:
    if due is None:
        return "undated"
    if due < at:
        return "overdue"
    return "month" if (due.year, due.month) == (at.year, at.month) else "later"


def _measures(user) -> Iterable[Item]:
    """Two queries: the measures, and why each is mine."""
    at = today()
    found = Measure.objects.open().filter(plan__in=Plan.objects.in_force(at)).responsible_for(user.person_id)
    rows = list(
        found.select_related("plan__body", "area", "goal").order_by(F("due_on").asc(nulls_last=True), "pk")[:LIMIT]
    )
    why = _why(user, rows)
    for measure in rows:
        is_continuous = measure.deadline_kind == Measure.Deadline.CONTINUOUS
        due = measure.next_review_on if is_continuous else measure.due_on
        when = "continuous" if is_continuous else when_of(due, at)
        yield Item(due, when, measure.plan.body, why.get(measure.pk, ""), measure=measure)


def _why(user, measures: list[Measure]) -> dict[int, str]:
    """Measure → the office by which it is mine; those that name me are left out."""
    named = MeasureResponsible.objects.filter(measure__in=[each.pk for each in measures])
    named = named.filter(Q(person_id=user.person_id) | ~Q(role="", person=None)).select_related("measure__plan")
    found: dict[int, str] = {}
    by_name: set[int] = set()
    for row in named:
        if row.person_id == user.person_id:
            by_name.add(row.measure_id)
        elif not row.person_id and row.role in user.access.roles_in(row.measure.plan.body_id):
            found.setdefault(row.measure_id, str(Role(row.role).label).capitalize())
    return {pk: office for pk, office in found.items() if pk not in by_name}


def _tasks(user) -> Iterable[Item]:
    at = today()
    tasks = Task.objects.open().filter(responsible_id=user.person_id).select_related("body")
    for task in tasks[:LIMIT]:
        yield Item(task.due_on, when_of(task.due_on, at), task.body, "", task=task)
