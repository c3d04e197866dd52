"""What the level above proposes: row by row, with what was changed here beside it."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_POST, require_safe

from plans import published
from plans.forms_cascade import DeclineForm
from plans.models import PlanSource, Proposal, Publication
from plans.operations import proposals as verbs
from plans.permissions import writes
from plans.views import pieces
from portal.http import attempt, visible_or_404
from portal.paging import paginate
from portal.permissions import can, require
from portal.textdiff import words_changed

PAGE = 30
# Of a row that is added or taken out the heading says the words.
SAID_BY_THE_HEADING = ("text", "title", "number")


@dataclass
class Line:
    """One field of a proposal: what became of it above, and what stands here where that was changed."""

    label: str
    pieces: list[tuple[str, str]]
    ours: str | None = None


@require_safe
def list_(request: HttpRequest, pk: int) -> HttpResponse:
    plan = pieces.plan_or_404(request, pk)
    waiting = Proposal.objects.open().filter(plan=plan)
    rows = waiting.select_related(
        "publication__plan__body", "area", "goal__area", "measure__area", "measure__goal"
    ).defer("publication__content")
    page = paginate(rows, ["publication_id", "position", "pk"], request.GET.get("cursor", ""), size=PAGE)
    titles = _titles(page.rows)
    for proposal in page:
        proposal.plan = plan
        proposal.clashes = verbs.conflicts(proposal)
        proposal.lines = _lines(proposal, titles)
        proposal.words = _heading(proposal)
    may_decide = writes(request.user, plan.body) and plan.state != plan.State.CLOSED
    context = {
        "plan": plan,
        "page": page,
        "sources": PlanSource.objects.filter(plan=plan).select_related("source__body"),
        "may_decide": may_decide,
        "may_accept": may_decide and plan.is_draft,
        "may_revise": may_decide and not plan.is_draft and can(request.user, "plan.revise", plan),
    }
    return render(request, "plans/proposal/list.html", context)


def _titles(rows: list[Proposal]) -> dict[published.Place, str]:
    """The words of the rows that others stand under, as the publications have them."""
    found: dict[published.Place, str] = {}
    moved = {each.publication_id for each in rows if "under" in each.after}
    for publication in Publication.objects.filter(pk__in=moved):
        for row in published.rows(publication.content):
            found[row.place] = f"{row.values.get('number', '')} {row.values.get('title', '')}".strip()
    return found


def _heading(proposal: Proposal) -> str:
    target = verbs.target_of(proposal)
    if target is not None:
        return str(target)
    values = proposal.after or proposal.before
    return values.get("text") or f"{values.get('number', '')} {values.get('title', '')}".strip()


def _lines(proposal: Proposal, titles: dict[published.Place, str]) -> list[Line]:
    """The fields that the proposal is about; of a new row those that say something besides its words."""
    lines = []
    for name in published.FIELDS[proposal.row]:
        if proposal.kind != Proposal.Kind.CHANGE and name in SAID_BY_THE_HEADING:
            continue
        if name not in proposal.before and name not in proposal.after:
            continue
        before, after = (_words(name, side.get(name), titles) for side in (proposal.before, proposal.after))
        if before or after:
            ours = _ours(proposal, name) if name in proposal.clashes else None  # type: ignore[attr-defined]
            lines.append(Line(_label(name), words_changed(before, after), ours))
    return lines


def _ours(proposal: Proposal, name: str) -> str:
    """What stands here."""
    target = verbs.target_of(proposal)
    if name == "under":
        return str(getattr(target, "goal", None) or target.area)
    return _words(name, published.read(target, name), {})


def _label(name: str) -> str:
    return {
        "number": _("number"),
        "title": _("title"),
        "under": _("stands under"),
        "text": _("measure"),
        "comment": _("comment"),
        "responsible_text": _("responsible"),
        "deadline": _("deadline"),
    }[name]


def _words(name: str, value: Any, titles: dict[published.Place, str]) -> str:
    if not value:
        return ""
    if name == "under":
        return titles.get((value[0], value[1]), "")
    if name == "deadline":
        return _deadline(*value)
    return str(value)


def _deadline(kind: str, text: str, starts_on: str | None, due_on: str | None, _months: int | None) -> str:
    if text:
        return text
    if kind == "continuous":
        return pgettext("deadline", "Continuous")
    days = [date_format(day, "SHORT_DATE_FORMAT") for day in map(parse_date, filter(None, (starts_on, due_on))) if day]
    return " – ".join(days)


def _proposal_or_404(request: HttpRequest, pk: int) -> Proposal:
    rows = Proposal.objects.select_related("plan__body", "publication__plan", "area", "goal__area", "measure__area")
    return visible_or_404(rows.defer("publication__content"), request.user, pk=pk)


@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    proposal = _proposal_or_404(request, pk)
    replace = request.POST.get("replace") == "yes"
    attempt(request, verbs.accept, done=_("The change stands in your plan."), proposal=proposal, replace=replace)
    return _back(proposal.plan)


def decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks why, and says no."""
    proposal = _proposal_or_404(request, pk)
    require(request.user, "proposal.decline", proposal)
    form = DeclineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        attempt(request, verbs.decline, done=_("The change is declined."), proposal=proposal, reason=reason)
        return _back(proposal.plan)
    context = {
        "plan": proposal.plan,
        "form": form,
        "title": _("Decline the change"),
        "text": _("“%(row)s” stays as it is in your plan. The same change is not proposed again.")
        % {"row": _heading(proposal)},
        "submit": _("Decline"),
        "cancel_url": reverse("plans:proposal.list", args=[proposal.plan_id]),
    }
    return render(request, "plans/plan/step.html", context)


@require_POST
def accept_all(request: HttpRequest, pk: int) -> HttpResponse:
    """Those that are ticked."""
    plan = pieces.plan_or_404(request, pk)
    require(request.user, "plan.take", plan)
    chosen = [int(each) for each in request.POST.getlist("chosen") if each.isdigit()]
    count = attempt(request, verbs.accept_all, plan=plan, chosen=chosen)
    if count is not None:
        text = ngettext("%(count)d change is accepted.", "%(count)d changes are accepted.", count) % {"count": count}
        messages.success(request, text)
    return _back(plan)


def _back(plan) -> HttpResponse:
    """To what is left to decide; to the plan when nothing is."""
    left = Proposal.objects.open().filter(plan=plan).exists()
    return redirect("plans:proposal.list" if left else "plans:plan.view", plan.pk)
