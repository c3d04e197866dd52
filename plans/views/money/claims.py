"""One's own claims: begun, filled line by line, handed in, taken back."""

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from plans import claimable
from plans.forms_money.claims import FORMS, ClaimForm, LineForm, name_of
from plans.models import Claim, ClaimLine
from plans.operations import claims as verbs
from plans.views.money import claim_pages
from portal.http import attempt
from portal.paging import paginate
from portal.permissions import can, require
from sections.models import Body


@require_safe
def list_(request: HttpRequest) -> HttpResponse:
    """One's own claims, the newest first."""
    require(request.user, "claim.list")
    rows = Claim.objects.filter(person=request.user.person_id).select_related("body").with_sum()  # type: ignore[union-attr]
    page = paginate(rows, ["-id"], request.GET.get("cursor", ""))
    handles = bool(can(request.user, "claim.handle"))
    return render(request, "plans/money/claim/list.html", {"page": page, "handles": handles})


def create(request: HttpRequest) -> HttpResponse:
    """First the body, where there are several; then what it is about."""
    require(request.user, "claim.list")
    bodies = list(claimable.bodies(request.user))
    chosen = request.GET.get("body", "")
    body = next((each for each in bodies if str(each.pk) == chosen), bodies[0] if len(bodies) == 1 else None)
    if chosen and body is None:
        raise Http404
    if body is None:
        return render(request, "plans/money/claim/body.html", {"bodies": bodies})
    form = ClaimForm(request.POST or None, body=body, initial=_begun(request, body))
    # The same form sent twice begins one claim.
    key = request.POST.get("key", "")
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data | {"body": body, "key": _key(key)}
        values.pop("version")
        claim = attempt(request, verbs.create, form=form, **values)
        if claim:
            return redirect("money:claim.view", claim.pk)
    context = {
        "form": form, "body": body, "several": len(bodies) > 1, "key": key or uuid.uuid4(),
        "cancel_url": reverse("money:claim.list"),
    }  # fmt: skip
    return render(request, "plans/money/claim/create.html", context)


def _begun(request: HttpRequest, body: Body) -> dict[str, Any]:
    """The account of one's last claim, so that nobody types it twice; the meeting that one comes from."""
    last = Claim.objects.filter(person=request.user.person_id).exclude(account="").first()  # type: ignore[union-attr]
    found: dict[str, Any] = {"account": last.account if last else ""}
    meeting = request.GET.get("meeting", "")
    if meeting.isdecimal() and len(meeting) < 19 and (its := body.meetings.filter(pk=int(meeting)).first()):
        found |= {"meeting": its.pk, "title": its.title}
    return found


def _key(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


@require_safe
def view(request: HttpRequest, pk: int) -> HttpResponse:
    claim = claim_pages.claim_or_404(request, pk)
    return render(request, "plans/money/claim/view.html", claim_pages.context(request, claim))


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    claim = claim_pages.claim_or_404(request, pk)
    require(request.user, "claim.edit", claim)
    form = ClaimForm(request.POST or None, instance=claim, body=claim.body)
    valid, done = request.method == "POST" and form.is_valid(), _("The draft is kept.")
    if valid and attempt(request, verbs.edit, form=form, claim=claim, done=done, **form.cleaned_data):
        return redirect("money:claim.view", claim.pk)
    context = {"form": form, "claim": claim, "cancel_url": claim_pages.url(claim)}
    return render(request, "plans/money/claim/edit.html", context)


# --- Its lines ------------------------------------------------------------------------------------------------------


def line_create(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    claim = claim_pages.claim_or_404(request, pk)
    if name not in FORMS:
        raise Http404
    require(request.user, "claim.edit", claim)
    return _line(request, claim, name)


def line_edit(request: HttpRequest, pk: int) -> HttpResponse:
    line = get_object_or_404(ClaimLine.objects.select_related("claim"), pk=pk)
    claim = claim_pages.claim_or_404(request, line.claim_id)
    require(request.user, "claim.edit", claim)
    return _line(request, claim, name_of(line), line)


def _line(request: HttpRequest, claim: Claim, name: str, line: ClaimLine | None = None) -> HttpResponse:
    """The form of a line; by the button “Show the amount” it is priced and shown, and nothing is saved."""
    form = FORMS[name](
        request.POST or None, request.FILES or None, line=line, initial=_initial(claim, name, line)
    )  # fmt: skip
    priced = None
    if request.method == "POST" and form.is_valid():
        if "count" in request.POST:
            priced = _priced(form)
        elif _saved(request, claim, line, form):
            again = "another" in request.POST
            return redirect("money:claimline.create", claim.pk, name) if again else redirect(claim_pages.url(claim))
    if form.errors and request.FILES:
        form.add_error("receipts", _("Choose the files again: a browser does not keep them."))
    context = {
        "form": form, "claim": claim, "line": line, "name": name, "priced": priced,
        "rates": claim_pages.rates() if name == "drive" else [],
        "files": claim_pages.receipts_of(line) if line else [], "cancel_url": claim_pages.url(claim),
    }  # fmt: skip
    return render(request, "plans/money/claim/line.html", context)


def _initial(claim: Claim, name: str, line: ClaimLine | None) -> dict[str, Any]:
    """The day of the meeting, where the claim is about one."""
    found: dict[str, Any] = {"version": claim.version}
    if line is None and claim.meeting_id is not None and claim.meeting is not None:
        found["on"] = claim_pages.day_of(claim.meeting)
    return found


def _priced(form: LineForm) -> ClaimLine | None:
    line = ClaimLine(**{name: value for name, value in form.values.items() if name != "receipts"})
    try:
        verbs.price(line)
    except ValidationError as error:
        form.add_operation_errors(error)
        return None
    return line


def _saved(request: HttpRequest, claim: Claim, line: ClaimLine | None, form: LineForm) -> Any:
    version = form.cleaned_data["version"]
    return attempt(
        request, verbs.save_line, form=form, claim=claim, line=line, version=version, done=_("The line is saved."),
        **form.values,
    )  # fmt: skip


@require_POST
def line_remove(request: HttpRequest, pk: int) -> HttpResponse:
    line = get_object_or_404(ClaimLine.objects.select_related("claim"), pk=pk)
    claim = claim_pages.claim_or_404(request, line.claim_id)
    attempt(request, verbs.remove_line, line=line, done=_("The line is taken out."))
    return redirect(claim_pages.url(claim))


# --- Its way --------------------------------------------------------------------------------------------------------


@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    claim = claim_pages.claim_or_404(request, pk)
    require(request.user, "claim.submit", claim)
    if claim_pages.lacks(claim):
        # The page tells at each line what it lacks.
        return redirect(f"{claim_pages.url(claim)}?missing=1")
    done = _("The claim is handed in. You get a mail when it has come further.")
    attempt(request, verbs.submit, claim=claim, done=done)
    return redirect(claim_pages.url(claim))


@require_POST
def recall(request: HttpRequest, pk: int) -> HttpResponse:
    claim = claim_pages.claim_or_404(request, pk)
    attempt(request, verbs.recall, claim=claim, done=_("The claim is a draft again. Hand it in when it is right."))
    return redirect(claim_pages.url(claim))


def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    claim = claim_pages.claim_or_404(request, pk)
    require(request.user, "claim.withdraw", claim)
    if request.method == "POST":
        attempt(request, verbs.withdraw, claim=claim, done=_("The claim is withdrawn."))
        return redirect(claim_pages.url(claim))
    context = {
        "title": _("Withdraw the claim"), "text": _("Nobody treats it any more. To claim the same, begin a new one."),
        "submit": _("Withdraw"), "danger": True, "cancel_url": claim_pages.url(claim),
    }  # fmt: skip
    return render(request, "plans/money/claim/step.html", context | {"claim": claim})
