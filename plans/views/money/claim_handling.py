"""The claims of others: what waits for oneself, agreed to or returned, approved and posted, paid, reversed."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from plans import spending
from plans.forms_money.claims import AgreeForm, ApproveForm, PayForm, ReasonForm
from plans.models import Claim
from plans.operations import claims as verbs
from plans.views.money import claim_pages
from portal.http import attempt
from portal.paging import paginate
from portal.periods import today
from portal.permissions import require


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """What waits for oneself, the oldest first; or all that one may see of others, the newest first."""
    user, cursor = request.user, request.GET.get("cursor", "")
    require(user, "claim.handle")
    everything = "all" in request.GET
    rows = Claim.objects.visible_to(user).exclude(person=user.person_id)  # type: ignore[union-attr]
    rows = rows.select_related("body", "person").with_sum()
    found, keys = (rows, ["-id"]) if everything else (rows.waiting_for(user), ["submitted_at", "id"])
    page = paginate(found, keys, cursor)
    return render(request, "plans/money/claim/inbox.html", {"page": page, "everything": everything})


def agree(request: HttpRequest, pk: int) -> HttpResponse:
    claim = claim_pages.claim_or_404(request, pk)
    require(request.user, "claim.agree", claim)
    words = {
        "title": _("Agree to the claim"),
        "text": _("You say that the cost is right and belongs to the work. The administration approves it next."),
        "submit": _("Agree"),
    }
    form = AgreeForm(request.POST or None, claim=claim)
    return _step(request, claim, verbs.agree, _("You have agreed. The administration is told."), words, form)


def return_(request: HttpRequest, pk: int) -> HttpResponse:
    claim = claim_pages.claim_or_404(request, pk)
    require(request.user, "claim.return", claim)
    words = {
        "title": _("Return the claim"),
        "text": _("The owner gets a mail with your reason, puts it right and hands it in again."),
        "submit": _("Return"),
    }
    return _step(request, claim, verbs.give_back, _("The claim is returned."), words, ReasonForm(request.POST or None))


def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """What it means for the line is told first, and by the button for another; nobody overspends a line without having read it."""
    claim = claim_pages.claim_or_404(request, pk)
    require(request.user, "claim.approve", claim)
    form = ApproveForm(request.POST or None, claim=claim)
    two = verbs.needs_two(claim)
    words: dict[str, Any] = {
        "title": _("Approve the claim"),
        "text": _("Each line of the claim is posted on the line of the budget, and cannot be changed afterwards."),
        "submit": _("Approve"),
        "weighs": True,
    }
    if two:
        words["first"] = claim.seconded_by
        words["two"] = True
    if claim.line is not None:
        words["meaning"] = spending.meaning(claim, claim.line)
    if request.method == "POST" and form.is_valid():
        words["meaning"] = meaning = spending.meaning(claim, form.cleaned_data["line"])
        unread = meaning.is_over and request.POST.get("seen") != str(meaning.line.pk)
        if unread or "weigh" in request.POST:
            return _shown(request, claim, words, form)
    done = _("The claim is approved and posted.")
    if two and claim.seconded_by_id is None:
        done = _("You have approved as the first of two. Somebody else must approve it too.")
    return _step(request, claim, verbs.approve, done, words, form)


def pay(request: HttpRequest, pk: int) -> HttpResponse:
    claim = claim_pages.claim_or_404(request, pk)
    require(request.user, "claim.pay", claim)
    words = {
        "title": _("Mark the claim as paid"),
        "text": _("The money itself goes by the bank. The owner gets a mail."),
        "submit": _("Mark as paid"),
    }
    form = PayForm(request.POST or None, initial={"on": today()})
    return _step(request, claim, verbs.pay, _("The claim is marked as paid."), words, form)


def reverse(request: HttpRequest, pk: int) -> HttpResponse:
    claim = claim_pages.claim_or_404(request, pk)
    require(request.user, "claim.reverse", claim)
    words = {
        "title": _("Reverse the claim"),
        "text": _("What was posted stays, and is taken back by entries of the opposite sign. The owner gets a mail."),
        "submit": _("Reverse"),
        "danger": True,
    }
    done = _("The claim is reversed.")
    return _step(request, claim, verbs.reverse, done, words, ReasonForm(request.POST or None))


def _step(
    request: HttpRequest, claim: Claim, verb: Any, done: str, words: dict[str, Any], form: forms.Form
) -> HttpResponse:
    valid = request.method == "POST" and form.is_valid()
    if valid and attempt(request, verb, form=form, done=done, claim=claim, **form.cleaned_data):
        return redirect(claim_pages.url(claim))
    return _shown(request, claim, words, form)


def _shown(request: HttpRequest, claim: Claim, words: dict[str, Any], form: forms.Form) -> HttpResponse:
    context = {"claim": claim, "form": form, "cancel_url": claim_pages.url(claim), "total": claim.total}
    return render(request, "plans/money/claim/step.html", context | words)
