"""The board's treatment: applicants side by side, the competence of the whole, nomination, decision, appointment, answers."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members import letters
from members.matrix import matrix
from members.models import Application, Appointment, Call, Coverage
from members.operations import treatment
from members.reports import proposed
from members.roles import GROUP_SEATS
from portal import files, permissions
from portal.http import attempt, visible_or_404
from portal.permissions import can
from sections.forms_calls import AnswersForm, CoverageForm, DecisionForm, NominationForm, NoteForm
from sections.models import Body
from sections.views.appointments import home_of
from sections.views.calls import case_url, fits, of


@require_safe
def call_treat(request: HttpRequest, pk: int) -> HttpResponse:
    """Applicants side by side, and the matrix of the group with a chosen set of them (``?with=1&with=2``)."""
    user: Any = request.user
    call = of(request, pk)
    permissions.require(user, "call.treat", call)
    applications = _applications(call)
    looked_at = _looked_at(request, call, applications)
    whole = matrix(call, applications, looked_at)
    verbs = ("nominate", "decide", "answer")
    context = {
        "call": call,
        "applications": sorted(applications, key=lambda row: (row.rank or 1000, row.sort_name)),
        "looked_at": looked_at,
        "matrix": whole,
        "case_url": case_url(call, user),
        "back": home_of(call.body),
        "can": {verb: fits(call, verb) and bool(can(user, f"call.{verb}", call)) for verb in verbs},
        "may_appoint": call.state == Call.State.DECIDED and bool(can(user, "call.answer", call)),
        "may_cover": bool(can(user, "coverage.edit", call.body)),
    }
    return render(request, "sections/call/treat.html", context)


def _applications(call: Call) -> list[Application]:
    """Those that count, with all that the table and the matrix tell of them."""
    applications = list(call.applications.counted().select_related("unit").prefetch_related("fields"))
    for application in applications:
        application.call = call
    return applications


def _looked_at(request: HttpRequest, call: Call, applications: list[Application]) -> set[int]:
    """Whom the reader has ticked; before that those chosen or nominated."""
    if "look" not in request.GET:
        return set(proposed(call, applications))
    ticked = {int(value) for value in request.GET.getlist("with") if value.isdecimal() and len(value) < 19}
    return ticked & {application.pk for application in applications}


@require_http_methods(["GET", "HEAD", "POST"])
def application_view(request: HttpRequest, pk: int) -> HttpResponse:
    """All that one applicant has written, and the administration's note."""
    user: Any = request.user
    rows = Application.objects.select_related("call__body__unit", "unit").prefetch_related("fields")
    application = visible_or_404(rows, user, pk=pk)
    may_note = bool(can(user, "application.note", application))
    form = NoteForm(request.POST or None, initial={"text": application.note})
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(
            request,
            treatment.note,
            form=form,
            done=_("The note is saved."),
            application=application,
            **form.cleaned_data,
        )
    ):
        return redirect("sections:application.view", pk=pk)
    context = {
        "application": application,
        "call": application.call,
        "files": [_file(stored) for stored in files.of(application)],
        "form": form if may_note else None,
        "back": home_of(application.call.body),
    }
    return render(request, "sections/application/view.html", context, status=422 if form.errors else 200)


def _file(stored) -> dict[str, Any]:
    url = reverse("portal:file.download", args=[stored.key])
    return {"name": stored.name, "url": url, "size": stored.size, "uploaded_at": stored.uploaded_at}


@require_http_methods(["GET", "HEAD", "POST"])
def call_nominate(request: HttpRequest, pk: int) -> HttpResponse:
    call = of(request, pk)
    permissions.require(request.user, "call.nominate", call)
    if not fits(call, "nominate"):
        return _too_early_or_late(request, call, _("The nomination is written between the deadline and the decision."))
    form = NominationForm(request.POST or None, call=call, applications=_applications(call))
    done = _("The nomination is saved.")
    if form.is_valid() and attempt(request, treatment.nominate, form=form, done=done, call=call, **form.verb_values):
        return redirect("sections:call.treat", pk=pk)
    context = {"form": form, "call": call, "back": home_of(call.body)}
    return render(request, "sections/call/nominate.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def call_decide(request: HttpRequest, pk: int) -> HttpResponse:
    call = of(request, pk)
    permissions.require(request.user, "call.decide", call)
    if not fits(call, "decide"):
        return _too_early_or_late(
            request, call, _("The board decides when the deadline has passed, and before it answers.")
        )
    form = DecisionForm(request.POST or None, call=call, applications=_applications(call))
    done = _("The decision is recorded.")
    if form.is_valid() and attempt(request, treatment.decide, form=form, done=done, call=call, **form.cleaned_data):
        return redirect("sections:call.treat", pk=pk)
    lead = ngettext("The call is for %(n)d place.", "The call is for %(n)d places.", call.places) % {"n": call.places}
    return _form(request, call, form, _("The board’s decision"), _("Record the decision"), lead)


def _too_early_or_late(request: HttpRequest, call: Call, text: str) -> HttpResponse:
    """Back to the applicants, with the reason: a link or a form from before something was decided."""
    messages.warning(request, text)
    return redirect("sections:call.treat", pk=call.pk)


def _form(request: HttpRequest, call: Call, form: Any, title: str, submit: str, lead: str) -> HttpResponse:
    context = {
        "form": form,
        "call": call,
        "body": call.body,
        "back": home_of(call.body),
        "title": title,
        "submit": submit,
        "lead": lead,
        "cancel_url": reverse("sections:call.treat", args=[call.pk]),
    }
    return render(request, "sections/call/form.html", context, status=422 if form.errors else 200)


@require_POST
def application_appoint(request: HttpRequest, pk: int) -> HttpResponse:
    application = visible_or_404(Application.objects.select_related("call__body__unit"), request.user, pk=pk)
    done = _("%(name)s is appointed.") % {"name": application.name}
    attempt(request, treatment.appoint, done=done, application=application)
    return redirect("sections:call.treat", pk=application.call_id)


@require_http_methods(["GET", "HEAD", "POST"])
def call_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The two letters as they will be sent; «Preview» shows them with what is added, «Send» sends them."""
    call = of(request, pk)
    permissions.require(request.user, "call.answer", call)
    if not fits(call, "answer"):
        return _too_early_or_late(request, call, _("The answers are sent once, when the decision is recorded."))
    form = AnswersForm(request.POST or None)
    added = form.cleaned_data if form.is_valid() else {}
    if request.method == "POST" and "send" in request.POST and form.is_valid():
        told = attempt(request, treatment.answer, form=form, done=_("The answers are sent."), call=call, **added)
        if told:
            return redirect("sections:call.treat", pk=pk)
    applications = _applications(call)
    chosen = [row for row in applications if treatment.is_chosen(row)]
    others = [row for row in applications if not treatment.is_chosen(row)]
    context = {
        "call": call,
        "form": form,
        "letters": [
            _letter(_("To those chosen"), letters.chosen, chosen, added.get("to_chosen", "")),
            _letter(_("To the others"), letters.declined, others, added.get("to_others", "")),
        ],
        "back": home_of(call.body),
    }
    return render(request, "sections/call/answer.html", context, status=422 if form.errors else 200)


def _letter(title: str, write, receivers: list[Application], quote: str) -> dict[str, Any]:
    """One letter in the language of its first receiver; None where nobody gets it."""
    letter = None
    if receivers:
        with translation.override(receivers[0].language):
            letter = write(receivers[0])
    return {"title": title, "letter": letter, "receivers": receivers, "quote": quote}


@require_http_methods(["GET", "HEAD", "POST"])
def coverage_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Which fields of competence the sitting members cover."""
    body = visible_or_404(Body.objects.select_related("unit"), request.user, slug=slug)
    permissions.require(request.user, "coverage.edit", body)
    seats = Appointment.objects.filter(body=body, role__in=GROUP_SEATS).active().select_related("person").listed()
    people = list({seat.person_id: seat.person for seat in seats}.values())
    fields = list(body.competence_fields.all())
    covered = set(Coverage.objects.filter(field__in=fields).values_list("field_id", "person_id"))
    form = CoverageForm(request.POST or None, people=people, fields=fields, covered=covered)
    if request.method == "POST" and form.is_valid():
        values = {"pairs": form.pairs, "people_ids": [person.pk for person in people]}
        if attempt(request, treatment.cover, form=form, done=_("Saved."), body=body, **values):
            return redirect("sections:coverage.edit", slug=slug)
    context = {"form": form, "body": body, "back": home_of(body), "fields": fields, "people": people}
    return render(request, "sections/coverage/edit.html", context)
