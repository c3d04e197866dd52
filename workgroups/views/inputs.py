"""The year's input: asking the members, answering, closing, and what came of it."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal import charts, permissions
from portal.http import attempt, visible_or_404
from portal.periods import today
from portal.permissions import can
from workgroups.forms.inputs import EFFORT, FUNCTION, AnswerForm, OpenForm, SummaryForm
from workgroups.models import InputAnswer, InputRound, WorkGroup
from workgroups.operations import inputs
from workgroups.views.groups import get_group


def counted(rounds: QuerySet) -> QuerySet:
    """Rounds with how many were asked and how many have answered."""
    answered = Count("answers", filter=Q(answers__answered_at__isnull=False))
    return rounds.annotate(asked=Count("answers"), answered=answered)


def _round(request: HttpRequest, pk: int) -> Any:
    return visible_or_404(counted(InputRound.objects.select_related("body__unit")), request.user, pk=pk)


@require_safe
def input_view(request: HttpRequest, pk: int) -> HttpResponse:
    """How many have answered; when it is closed, the summary, and for those who read them the answers."""
    user: Any = request.user
    found = _round(request, pk)
    context: dict[str, Any] = {
        "round": found,
        "group": found.body,
        "own": _own(found, user),
        "may_ask": bool(can(user, "input.close", found)),
        "this_year": found.year == today().year,
        "answers": None,
        "waiting": [],
        "late_comers": [],
    }
    if found.is_open and context["may_ask"]:
        context |= {"waiting": inputs.waiting(found), "late_comers": inputs.not_asked(found)}
    if can(user, "input.read", found):
        context |= _result(found, user)
    return render(request, "workgroups/input/view.html", context)


def _own(found: InputRound, user: Any) -> InputAnswer | None:
    """The viewer's own row, if the viewer was asked."""
    row = found.answers.filter(person_id=user.person_id).select_related("round").first()
    return row if row is not None and (row.answered_at or can(user, "input.answer", row)) else None


def _result(found: InputRound, user: Any) -> dict[str, Any]:
    rows = list(InputAnswer.objects.visible_to(user).filter(round=found).select_related("person"))
    given = [row for row in rows if row.answered_at]
    return {
        "answers": given,
        "silent": [row.person for row in rows if not row.answered_at],
        "effort": charts.ratings((row.effort for row in given), EFFORT),
        "function": charts.ratings((row.function for row in given), FUNCTION),
        "going": sum(row.wishes_to_go_on is True for row in given),
    }


def _crumbs(group: Any, **context: Any) -> dict[str, Any]:
    return {"group": group, "cancel_url": reverse("workgroups:group.view", args=[group.slug]), **context}


@require_http_methods(["GET", "POST"])
def input_open(request: HttpRequest, slug: str) -> HttpResponse:
    group = get_group(request, slug)
    permissions.require(request.user, "input.open", group)
    form = OpenForm(request.POST or None)
    if form.is_valid():
        made = attempt(
            request, inputs.open_round, form=form, body=group, done=_("The members are asked."), **form.cleaned_data
        )
        if made:
            return redirect("workgroups:input.view", pk=made.pk)
    people = inputs.sitting(group)
    context = _crumbs(
        group,
        form=form,
        people=people,
        title=_("Ask the members for the year’s input"),
        lead=_("Each gets a mail with the way to a short form: effort, how the group works, what should be otherwise."),
        submit=ngettext("Ask %(n)d member", "Ask %(n)d members", len(people)) % {"n": len(people)},
    )
    return render(request, "workgroups/input/open.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def input_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of one's own answer; of a closed round it can only be read."""
    user: Any = request.user
    own = InputAnswer.objects.filter(person_id=user.person_id)
    row = visible_or_404(own.select_related("round__body__unit"), request.user, pk=pk)
    if not row.round.is_open:
        return render(
            request, "workgroups/input/own.html", {"answer": row, "round": row.round, "group": row.round.body}
        )
    permissions.require(request.user, "input.answer", row)
    form = AnswerForm(request.POST or None, answer=row)
    if form.is_valid():
        done = _("Thank you. You can change your answer until the round is closed.")
        if attempt(request, inputs.answer, form=form, answer=row, done=done, **form.cleaned_data):
            return redirect("workgroups:input.view", pk=row.round_id)
    context = _crumbs(
        row.round.body,
        form=form,
        round=row.round,
        answer=row,
        title=_("Your input for %(year)s") % {"year": row.round.year},
        submit=_("Change the answer") if row.answered_at else _("Send the answer"),
        cancel_url=reverse("workgroups:input.view", args=[row.round_id]),
    )
    return render(request, "workgroups/input/answer.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def input_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Asked once more, with those named who have not answered."""
    found = _round(request, pk)
    permissions.require(request.user, "input.close", found)
    back = reverse("workgroups:input.view", args=[pk])
    if request.method == "POST":
        attempt(
            request,
            inputs.close_round,
            round=found,
            done=_("The round is closed. Read the answers and write what they say."),
        )
        return redirect(back)
    context = {
        "round": found,
        "group": found.body,
        "waiting": inputs.waiting(found),
        "title": _("Close the input for %(year)s?") % {"year": found.year},
        "text": _("After that nobody can answer or change an answer, and you read what was said."),
        "submit": _("Close the round"),
        "cancel_url": back,
    }
    return render(request, "workgroups/input/close.html", context)


@require_http_methods(["GET", "POST"])
def input_summarise(request: HttpRequest, pk: int) -> HttpResponse:
    found = _round(request, pk)
    permissions.require(request.user, "input.summarise", found)
    back = reverse("workgroups:input.view", args=[pk])
    form = SummaryForm(request.POST or None, initial={"summary": found.summary})
    if form.is_valid():
        if attempt(request, inputs.summarise, form=form, round=found, done=_("Saved."), **form.cleaned_data):
            return redirect(back)
        if not form.errors:
            return redirect(back)
    context = {
        "form": form,
        "round": found,
        "group": found.body,
        "title": _("Summary of the input for %(year)s") % {"year": found.year},
        "submit": _("Save the summary"),
        "cancel_url": back,
    }
    return render(request, "workgroups/input/step.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def input_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    found = _round(request, pk)
    permissions.require(request.user, "input.reopen", found)
    back = reverse("workgroups:input.view", args=[pk])
    form = OpenForm(request.POST or None)
    if form.is_valid():
        attempt(
            request, inputs.reopen, form=form, round=found, done=_("The members can answer again."), **form.cleaned_data
        )
        if not form.errors:
            return redirect(back)
    context = {
        "form": form,
        "round": found,
        "group": found.body,
        "title": _("Open the input for %(year)s again") % {"year": found.year},
        "lead": _("Who has not answered gets a mail. The answers are not shown until it is closed once more."),
        "submit": _("Open it again"),
        "cancel_url": back,
    }
    return render(request, "workgroups/input/step.html", context, status=422 if form.errors else 200)


@require_POST
def input_ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Those who came to the group after the round began."""
    found = _round(request, pk)
    attempt(request, inputs.ask_also, round=found, done=_("They are asked, too."))
    return redirect("workgroups:input.view", pk=pk)


def of_group(user: Any, group: WorkGroup) -> dict[str, Any] | None:
    """What the group's page tells of the year's input: the round if there is one, else whether the viewer may begin it."""
    found = counted(InputRound.objects.filter(body=group, year=today().year)).first()
    if found is None and not can(user, "input.open", group):
        return None
    return {"round": found}
