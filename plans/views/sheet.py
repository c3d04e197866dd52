"""The plan as a sheet: a page of rows in one form, which the script saves row by row, and the browser as a whole without it."""

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from plans import grid
from plans.models import Goal, Measure, Plan, PlanEdit, StrategicArea
from plans.operations import measures as measure_verbs
from plans.operations import sheet as verbs
from plans.operations.undo import undo
from plans.views import pieces
from plans.views.remarks import board_comments
from portal import toasts
from portal.http import attempt
from portal.permissions import can, require

# Rows on a page: what a browser moves about in without waiting.
SIZE = 100
LATEST = 8
LONGEST_LIST = 2_000
GO_ON = re.compile(r"m\d{1,15}|(?:area|goal)-\d{1,15}")


@dataclass
class Cell:
    name: str
    text: str
    may_edit: bool
    error: str = ""

    @property
    def head(self) -> Any:
        return grid.HEADS[self.name]


@dataclass
class Row:
    """One measure on the page; ``theirs`` is what somebody else has written in cells that were changed here, too."""

    measure: Measure
    number: int
    may_edit: bool
    typed: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    stale: list[str] = field(default_factory=list)
    is_picked: bool = False

    @property
    def pk(self) -> int:
        return self.measure.pk

    @cached_property
    def shown(self) -> dict[str, str]:
        return grid.row(self.measure)

    @property
    def prints(self) -> str:
        return grid.prints(self.shown)

    @property
    def cells(self) -> list[Cell]:
        shown = {**self.shown, **self.typed}
        return [
            Cell(name, shown[name], self.may_edit or name in grid.REPORTED, self.errors.get(name, ""))
            for name in grid.CELLS
        ]

    @property
    def theirs(self) -> list[tuple[str, Any, str]]:
        """Cell, its head, and what stands in it now."""
        return [(name, grid.HEADS[name], self.shown[name]) for name in self.stale]


@dataclass
class Group:
    """A goal, or an area's own measures, with its rows on this page."""

    area: StrategicArea
    goal: Goal | None
    has_goals: bool
    rows: list[Row] = field(default_factory=list)
    # The area's heading stands above it, the line for a new measure below it.
    begins: bool = False
    ends: bool = False
    # What was typed for a new measure and could not be stored.
    refused: str = ""

    @property
    def place(self) -> str:
        return f"goal-{self.goal.pk}" if self.goal else f"area-{self.area.pk}"

    @property
    def takes_new(self) -> bool:
        """Where an area has goals, measures are mostly written under these."""
        return self.ends and bool(self.goal or self.rows or not self.has_goals)


@dataclass
class Page:
    groups: list[Group]
    number: int
    count: int
    # Each area with the page where it begins.
    areas: list[tuple[StrategicArea, int]]

    @property
    def rows(self) -> list[Row]:
        return [row for group in self.groups for row in group.rows]


# Where a row stands, and the row: None where a goal has no rows yet.
Slot = tuple[StrategicArea, Goal | None, int | None]


def slots(plan: Plan) -> list[Slot]:
    """The plan's rows in order, without their texts; three queries."""
    goals: dict[int, list[Goal | None]] = {}
    for goal in Goal.objects.filter(area__plan=plan):
        goals.setdefault(goal.area_id, [None]).append(goal)
    rows: dict[tuple[int, int | None], list[int | None]] = {}
    for pk, area_id, goal_id in Measure.objects.filter(plan=plan).in_order().values_list("pk", "area_id", "goal_id"):
        rows.setdefault((area_id, goal_id), []).append(pk)
    return [
        (area, goal, pk)
        for area in plan.areas.all()
        for goal in goals.get(area.pk, [None])
        for pk in rows.get((area.pk, goal.pk if goal else None), [None])
    ]


def load(plan: Plan, number: int, may_edit: bool) -> Page:
    """One page of rows; five queries however long the plan is."""
    everything = slots(plan)
    count = max(1, -(-len(everything) // SIZE))
    number = min(max(number, 1), count)
    first = (number - 1) * SIZE
    here = everything[first : first + SIZE]
    found = Measure.objects.filter(plan=plan, pk__in=[pk for *_place, pk in here if pk])
    measures = {each.pk: each for each in found.prefetch_related("responsible__person")}
    with_goals = {area.pk for area, goal, _pk in everything if goal}
    groups: list[Group] = []
    at = sum(pk is not None for *_place, pk in everything[:first])
    for area, goal, pk in here:
        group = groups[-1] if groups else None
        if group is None or (group.area, group.goal) != (area, goal):
            begins = group is None or group.area != area
            groups.append(group := Group(area, goal, area.pk in with_goals, begins=begins, ends=True))
        if pk is not None:
            at += 1
            measures[pk].plan = plan
            group.rows.append(Row(measures[pk], at, may_edit))
    if groups and everything[first + SIZE :][:1]:
        after = everything[first + SIZE]
        groups[-1].ends = (after[0], after[1]) != (groups[-1].area, groups[-1].goal)
    return Page(groups, number, count, _begins(everything))


def _begins(everything: list[Slot]) -> list[tuple[StrategicArea, int]]:
    found: dict[int, tuple[StrategicArea, int]] = {}
    for at, (area, _goal, _pk) in enumerate(everything):
        found.setdefault(area.pk, (area, at // SIZE + 1))
    return list(found.values())


def page(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet. A post saves what was typed, and then does what the pressed button says with the chosen rows."""
    plan = pieces.plan_or_404(request, pk)
    require(request.user, "plan.sheet", plan)
    may_edit = bool(can(request.user, "plan.edit", plan))
    shown = load(plan, _number(request.GET.get("page")), may_edit)
    status = 200
    if request.method == "POST":
        outcome = verbs.save(request.user, plan=plan, rows=typed_rows(request.POST))
        refused = _add_lines(request, plan, shown)
        if outcome.whole and not refused:
            return _act(request, plan, shown.number)
        status = 409 if outcome.stale else 422
        shown = load(plan, shown.number, may_edit)
        _keep(request, shown, outcome, refused)
    return render(request, "plans/sheet/page.html", _context(request, plan, shown, may_edit), status=status)


def _context(request: HttpRequest, plan: Plan, shown: Page, may_edit: bool) -> dict[str, Any]:
    latest = list(plan.edits.select_related("by__person")[:LATEST])
    for edit in latest:
        edit.may_undo = not edit.undone_at and (may_edit or edit.is_report)  # type: ignore[attr-defined]
    board_comments(request, plan, [row.measure for row in shown.rows])
    own = (edit for edit in latest if edit.by_id == request.user.pk and not edit.undone_at)
    mine = next((edit for edit in own if edit.may_undo), None)  # type: ignore[attr-defined]
    return {
        "plan": plan,
        "page": shown,
        "may_edit": may_edit,
        "statuses": Measure.Status.choices,
        "heads": [(name, grid.HEADS[name]) for name in grid.COLUMNS],
        "latest": latest,
        "mine": mine,
        "conflicts": sum(bool(row.stale) for row in shown.rows),
    }


def _number(text: str | None) -> int:
    return int(text) if text and text.isdigit() and len(text) < 7 else 1


def typed_rows(posted: QueryDict) -> list[verbs.Typed]:
    """The rows of a posted page, each with what was seen when the page was made."""
    data = posted.dict()
    rows = []
    for key in data:
        number = key.removeprefix("seen-")
        if number != key and number.isdigit() and len(number) < 19:
            cells = {name: str(data[f"{name}-{number}"]) for name in grid.CELLS if f"{name}-{number}" in data}
            rows.append(verbs.Typed(int(number), cells, grid.seen(str(data[key]))))
    return rows


def _keep(request: HttpRequest, shown: Page, outcome: verbs.Outcome, refused: dict[str, str]) -> None:
    """Nothing typed is lost: cells that were changed here keep their text, the others show what is stored now."""
    for group in shown.groups:
        group.refused = refused.get(group.place, "")
    rows = {row.pk: row for row in shown.rows}
    picked = set(request.POST.getlist("pick"))
    for typed in typed_rows(request.POST):
        row = rows.get(typed.measure_id)
        if row is None:
            continue
        row.is_picked = str(row.pk) in picked
        if row.pk in outcome.stale or row.pk in outcome.errors:
            row.stale, row.errors = outcome.stale.get(row.pk, []), outcome.errors.get(row.pk, {})
            row.typed = {
                name: text for name, text in typed.cells.items() if grid.print_of(text) != typed.seen.get(name, "")
            }
    if outcome.gone:
        messages.warning(request, _("Somebody has removed rows that you changed. Their texts stand in the history."))


def _add_lines(request: HttpRequest, plan: Plan, shown: Page) -> dict[str, str]:
    """The lines for new measures, one below each goal; the answer holds those that could not be stored."""
    refused = {}
    for group in shown.groups:
        text = request.POST.get(f"new-{group.place}", "").strip()
        if text and not attempt(request, verbs.add, plan=plan, area=group.area, goal=group.goal, typed={"text": text}):
            refused[group.place] = text
    return refused


def _act(request: HttpRequest, plan: Plan, number: int) -> HttpResponse:
    """What the button says, with the rows chosen; back to the first of them."""
    do = request.POST.get("do", "")
    picked = [int(pk) for pk in request.POST.getlist("pick") if pk.isdigit() and len(pk) < 19]
    back = f"{reverse('plans:plan.sheet', args=[plan.pk])}?page={number}"
    if do in ACTIONS and not picked:
        messages.warning(request, _("Choose rows first, by the boxes at their beginning."))
    elif do in ACTIONS:
        answer = ACTIONS[do](request, plan, picked)
        return answer or redirect(f"{back}#m{picked[0]}")
    elif GO_ON.fullmatch(do):
        return redirect(f"{back}#{do}")
    else:
        messages.success(request, _("Saved %(time)s.") % {"time": time_format(timezone.localtime())})
    return redirect(back)


def _change(request: HttpRequest, plan: Plan, picked: list[int]) -> None:
    """Status, responsible and deadline of the chosen rows; what is left blank stays as it is."""
    typed = {name: request.POST.get(f"all-{name}", "").strip() for name in ("status", "responsible", "deadline")}
    typed = {name: text for name, text in typed.items() if text}
    if not typed:
        messages.warning(request, _("Fill in what the chosen rows should get."))
        return
    add = request.POST.get("all-add") == "1"
    outcome = attempt(request, verbs.change_all, plan=plan, ids=picked, typed=typed, add_responsible=add)
    if outcome is not None:
        for sentence in {text for errors in outcome.errors.values() for text in errors.values()}:
            messages.error(request, sentence)
        done = ngettext("%(count)d measure is changed.", "%(count)d measures are changed.", len(outcome.saved))
        tell(request, done % {"count": len(outcome.saved)}, outcome.edit)


def _remove(request: HttpRequest, plan: Plan, picked: list[int]) -> None:
    edit = attempt(request, verbs.remove_all, plan=plan, ids=picked)
    if edit is not None:
        count = len(edit.changes)
        done = ngettext("%(count)d measure is removed.", "%(count)d measures are removed.", count)
        tell(request, done % {"count": count}, edit)


def _up(request: HttpRequest, plan: Plan, picked: list[int]) -> None:
    _move(request, plan, picked, up=True)


def _down(request: HttpRequest, plan: Plan, picked: list[int]) -> None:
    _move(request, plan, picked[::-1], up=False)


def _move(request: HttpRequest, plan: Plan, picked: list[int], *, up: bool) -> None:
    rows = {each.pk: each for each in Measure.objects.filter(plan=plan, pk__in=picked[:SIZE])}
    for pk in picked:
        if pk in rows and attempt(request, measure_verbs.move, measure=rows[pk], up=up) is None:
            return


def _below(request: HttpRequest, plan: Plan, picked: list[int]) -> HttpResponse | None:
    """The form of a new measure, to stand below the last row chosen."""
    row = Measure.objects.filter(plan=plan, pk=picked[-1]).first()
    if row is None:
        return None
    place = f"goal-{row.goal_id}" if row.goal_id else f"area-{row.area_id}"
    return redirect(f"{reverse('plans:measure.create', args=[plan.pk])}?place={place}&after={row.pk}")


ACTIONS = {"change": _change, "remove": _remove, "up": _up, "down": _down, "below": _below}


def tell(request: HttpRequest, text: str, edit: PlanEdit | None) -> None:
    """What was done, with the way back."""
    toasts.done(request, text, undo_url=_undo_url(edit))


def _answer(request: HttpRequest, measure: Measure, **more: Any) -> dict[str, Any]:
    """A row as it is stored now, for the script."""
    shown = grid.row(measure)
    return {"cells": shown, "seen": grid.prints(shown), "saved": time_format(timezone.localtime()), **more}


@require_POST
def cells(request: HttpRequest, pk: int) -> HttpResponse:
    """One row, saved by the script. 409 brings both texts, 422 a sentence for each cell, 423 why nothing may be changed."""
    measure = pieces.measure_or_404(request, pk)
    require(request.user, "plan.sheet", measure.plan)
    typed = {name: request.POST[name] for name in grid.CELLS if name in request.POST}
    row = verbs.Typed(pk, typed, grid.seen(request.POST.get("seen", "")))
    outcome = verbs.save(request.user, plan=measure.plan, rows=[row])
    current = outcome.rows.get(pk)
    if current is None:
        return JsonResponse({"message": _("Somebody has removed this row.")}, status=423)
    if pk in outcome.errors:
        return JsonResponse({"errors": outcome.errors[pk]}, status=422)
    if pk in outcome.stale:
        stale = Row(current, 0, True, typed=typed, stale=outcome.stale[pk])
        html = render_to_string("plans/sheet/_stale.html", {"row": stale, "with_choice": True}, request)
        return JsonResponse(_answer(request, current, html=html, stale=outcome.stale[pk]), status=409)
    return JsonResponse(_answer(request, current, undo=_undo_url(outcome.edit)))


def _undo_url(edit: PlanEdit | None) -> str:
    return reverse("plans:edit.undo", args=[edit.pk]) if edit else ""


@require_POST
def insert(request: HttpRequest, pk: int) -> HttpResponse:
    """A new row, written by the script; the answer is the row to stand in the table."""
    plan = pieces.plan_or_404(request, pk)
    require(request.user, "plan.edit", plan)
    noun, _dash, number = request.POST.get("place", "").partition("-")
    area, goal = _place(plan, noun, number)
    if area is None:
        return JsonResponse({"message": _("The goal is no longer in the plan. Open the page anew.")}, status=423)
    after = request.POST.get("after", "")
    typed = {name: request.POST[name] for name in grid.CELLS if request.POST.get(name)}
    try:
        made = verbs.add(
            request.user, plan=plan, area=area, goal=goal, typed=typed, after=int(after) if after.isdigit() else None
        )
    except ValidationError as error:
        return JsonResponse({"errors": verbs.by_cell(error)}, status=422)
    made.plan = plan
    context = {"row": Row(made, 0, True), "statuses": Measure.Status.choices, "may_edit": True}
    answer = render(request, "plans/sheet/_row.html", context)
    answer["X-Undo"] = _undo_url(plan.edits.filter(by=request.user.pk).first())
    return answer


def _place(plan: Plan, noun: str, number: str) -> tuple[StrategicArea | None, Goal | None]:
    if noun == "goal" and number.isdigit():
        goal = Goal.objects.filter(area__plan=plan, pk=number).select_related("area").first()
        return (goal.area, goal) if goal else (None, None)
    return (plan.areas.filter(pk=number).first() if number.isdigit() else None), None


@require_POST
def shift(request: HttpRequest, pk: int) -> HttpResponse:
    """Move one row, asked by the script, which then moves it on the page."""
    measure = pieces.measure_or_404(request, pk)
    require(request.user, "plan.edit", measure.plan)
    edit = measure_verbs.move(request.user, measure=measure, up=request.POST.get("up") == "1")
    return JsonResponse({"saved": time_format(timezone.localtime()), "undo": _undo_url(edit)})


@require_POST
def undo_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back one change of the plan's rows."""
    edits = PlanEdit.objects.visible_to(request.user).select_related("plan__body")
    edit = get_object_or_404(edits, pk=pk)
    require(request.user, "edit.undo", edit)
    attempt(request, undo, edit=edit, done=_("Undone: %(label)s") % {"label": edit.label})
    return redirect(pieces.way_back(request, pieces.table_url(edit.plan)))
