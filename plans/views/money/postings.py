"""A line's figures down to its entries, and what is posted on it."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from plans import ledger as books
from plans.forms_money.postings import PostingForm, ReversalForm
from plans.models import Posting
from plans.operations import ledger
from plans.views.money.budgets import budget_or_404, line_or_404
from portal import files
from portal.http import attempt, visible_or_404
from portal.models import StoredFile
from portal.paging import paginate
from portal.permissions import can, require
from portal.words import kr, short_day

ROWS = 50
POSTINGS = Posting.objects.select_related("line__budget__unit", "body", "measure", "meeting", "reverses", "reversed_by")


@require_safe
def line(request: HttpRequest, pk: int) -> HttpResponse:
    """What has been decided for the line, and what is posted on it: each figure down to its entries."""
    found = line_or_404(request, pk)
    user, budget = request.user, found.budget
    page = paginate(_listed(found.postings), ["-on", "-pk"], request.GET.get("cursor", ""), size=ROWS)
    context = {
        "line": found,
        "budget": budget,
        "figures": books.figures_of(found),
        "page": page,
        "entries": found.entries.select_related("by").order_by("on", "id"),
        "may_edit": can(user, "budget.edit", budget),
        "may_revise": can(user, "budget.revise", budget),
        "may_post": budget.state != budget.State.DRAFT and can(user, "posting.create", budget.unit),
    }
    return render(request, "plans/money/line/view.html", context)


def _listed(postings) -> Any:
    return postings.select_related("body", "reverses", "reversed_by")


@require_safe
def list_(request: HttpRequest, pk: int) -> HttpResponse:
    """All that is posted on a budget, the newest first."""
    budget = budget_or_404(request, pk)
    found = _listed(Posting.objects.filter(line__budget=budget)).select_related(
        "line", "body", "reverses", "reversed_by"
    )
    page = paginate(found, ["-on", "-pk"], request.GET.get("cursor", ""), size=ROWS)
    context = {
        "budget": budget,
        "page": page,
        "may_post": budget.state != budget.State.DRAFT and can(request.user, "posting.create", budget.unit),
    }
    return render(request, "plans/money/posting/list.html", context)


@require_safe
def view(request: HttpRequest, pk: int) -> HttpResponse:
    """An entry with all that it carries, and its documents."""
    posting = visible_or_404(POSTINGS, request.user, pk=pk)
    may_post = can(request.user, "posting.create", posting.line.budget.unit)
    is_open = posting.reverses_id is None and not hasattr(posting, "reversed_by")
    context = {
        "posting": posting,
        "files": files.of(posting),
        "may_reverse": may_post and is_open and posting.claim_line_id is None,
        # Who sees the entry of a body sees not always the budget that it stands on.
        "may_see_line": can(request.user, "budget.view", posting.line.budget),
    }
    return render(request, "plans/money/posting/view.html", context)


def create(request: HttpRequest, pk: int) -> HttpResponse:
    """Post a cost on a budget by hand."""
    budget = budget_or_404(request, pk)
    require(request.user, "posting.create", budget.unit)
    form = PostingForm(
        request.POST or None, request.FILES or None, budget=budget, user=request.user,
        initial={"line": request.GET.get("line")},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        posting = attempt(request, _post, form=form, done=_("The cost is posted."), **form.cleaned_data)
        if posting:
            return redirect("money:line.view", posting.line_id)
    context = {
        "form": form,
        "budget": budget,
        "title": _("Post a cost"),
        "lead": _("An entry is never changed: it is taken back by a reversal."),
        "submit": _("Post the cost"),
        "cancel_url": reverse("money:budget.view", args=[budget.pk]),
    }
    return render(request, "plans/money/budget/form.html", context, status=422 if form.errors else 200)


@transaction.atomic
def _post(actor, *, document=None, **values: Any) -> Posting:
    """The cost and its document, both or neither; sent twice, there is one of each."""
    posting = ledger.post(actor, **values)
    if document is None:
        return posting
    owner = {"content_type": ContentType.objects.get_for_model(posting), "object_id": posting.pk}
    if not StoredFile.objects.filter(**owner).exists():
        try:
            files.attach(actor, owner=posting, upload=document)
        except ValidationError as error:
            raise ValidationError({"document": error}) from None
    return posting


def reverse_(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an entry back by one of the opposite sign."""
    posting = visible_or_404(POSTINGS, request.user, pk=pk)
    require(request.user, "posting.create", posting.line.budget.unit)
    form = ReversalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = _("The entry is reversed. Both stand in the books.")
        if attempt(request, ledger.reverse, form=form, done=done, posting=posting, **form.cleaned_data):
            return redirect("money:line.view", posting.line_id)
    told = {
        "text": posting.text,
        "day": short_day(posting.on),
        "amount": kr(posting.amount),
        "back": kr(-posting.amount),
    }
    context = {
        "form": form,
        "budget": posting.line.budget,
        "line": posting.line,
        "title": _("Reverse the entry"),
        "lead": _("“%(text)s” of %(day)s, %(amount)s. An entry of %(back)s is posted beside it.") % told,
        "submit": _("Reverse the entry"),
        "cancel_url": reverse("money:posting.view", args=[posting.pk]),
    }
    return render(request, "plans/money/budget/form.html", context, status=422 if form.errors else 200)
