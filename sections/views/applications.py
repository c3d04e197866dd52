"""Applying without an account: the public call with its form, and the applicant's own page behind a signed link.

Looking at a page changes nothing: mail programs open links by themselves.
"""

from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members import letters, limits
from members.models import Application, Call
from members.operations import applications
from portal import files
from portal.http import attempt
from sections.forms_applications import ApplicationEditForm, ApplicationForm

# In an hour: a whole office may share one address, and somebody who errs posts several times.
FROM_ONE_PLACE = 30
TO_ONE_ADDRESS = 3
TO_ONE_ADDRESS_A_DAY = 6
BUSY = 429


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def application_create(request: HttpRequest, key: str) -> HttpResponse:
    """The call as members read it, with the form below it."""
    calls = Call.objects.exclude(state=Call.State.DRAFT).select_related("body__unit").prefetch_related("fields")
    call = calls.filter(key=key).first()
    if call is None:
        return render(request, "sections/application/unknown.html", status=404)
    if not call.is_accepting:
        return render(request, "sections/application/over.html", {"call": call}, status=410)
    if request.method != "POST":
        return _form(request, call, ApplicationForm(call=call))
    form = ApplicationForm(request.POST, request.FILES, call=call)
    if not limits.allow("apply", limits.place_of(request), FROM_ONE_PLACE):
        busy = _(
            "Many applications come from your network just now. What you have written is here: try again in an hour."
        )
        form.add_error(None, busy)
        return _form(request, call, form, BUSY)
    if not form.is_valid():
        return _form(request, call, form, 422)
    if not _may_mail(form.cleaned_data["email"].strip().lower()):
        sent = _(
            "We have sent several mails to this address within the last hour. Look there, also among unwanted mail."
        )
        form.add_error("email", sent)
        return _form(request, call, form, BUSY)
    values = form.verb_values | {"language": get_language()}
    if attempt(request, _by_link(applications.create), form=form, call=call, **values):
        return redirect("sections:application.sent", key=call.key)
    return _form(request, call, form, 422)


def _may_mail(address: str) -> bool:
    """Whoever owns the address may not have asked for anything."""
    return limits.allow("apply-mail", address, TO_ONE_ADDRESS) and limits.allow(
        "apply-mail-day", address, TO_ONE_ADDRESS_A_DAY, 24 * limits.HOUR
    )


def _form(request: HttpRequest, call: Call, form: Any, status: int = 200) -> HttpResponse:
    response = render(request, "sections/application/create.html", {"call": call, "form": form}, status=status)
    if status == BUSY:
        response["Retry-After"] = str(limits.HOUR)
    return response


@login_not_required
@never_cache
@require_safe
def application_sent(request: HttpRequest, key: str) -> HttpResponse:
    """What comes next: the mail. The same page whether or not the address has applied before."""
    call = Call.objects.exclude(state=Call.State.DRAFT).select_related("body").filter(key=key).first()
    if call is None:
        return render(request, "sections/application/unknown.html", status=404)
    return render(request, "sections/application/sent.html", {"call": call})


def _of_link(view):
    """Give the view the application of the signed link; a link that is broken, too old or of a deleted one is told so."""

    @wraps(view)
    def wrapped(request: HttpRequest, token: str) -> HttpResponse:
        application = letters.application_of(token)
        if application is None:
            return render(request, "sections/application/unknown.html", status=404)
        if applications.is_expired(application):
            return render(request, "sections/application/expired.html", {"call": application.call}, status=410)
        return view(request, token, application)

    return login_not_required(never_cache(wrapped))


def _by_link(verb):
    """Nobody is logged in: the signature is the proof of who acts."""

    def act(_user, **kwargs):
        return verb(None, **kwargs)

    return act


@_of_link
@require_safe
def application_own(request: HttpRequest, token: str, application: Application) -> HttpResponse:
    context = {
        "application": application,
        "call": application.call,
        "token": token,
        "files": list(files.of(application)),
    }
    return render(request, "sections/application/own.html", context)


@_of_link
@require_POST
def application_confirm(request: HttpRequest, token: str, application: Application) -> HttpResponse:
    attempt(request, _by_link(applications.confirm), application=application)
    return redirect("sections:application.own", token=token)


@_of_link
@require_http_methods(["GET", "HEAD", "POST"])
def application_edit(request: HttpRequest, token: str, application: Application) -> HttpResponse:
    if not application.can_edit:
        return redirect("sections:application.own", token=token)
    form = ApplicationEditForm(request.POST or None, request.FILES or None, application=application)
    if form.is_valid() and attempt(
        request,
        _by_link(applications.edit),
        form=form,
        done=_("Your application is changed."),
        application=application,
        **form.verb_values,
    ):
        return redirect("sections:application.own", token=token)
    context = {"application": application, "call": application.call, "form": form, "token": token}
    return render(request, "sections/application/edit.html", context, status=422 if form.errors else 200)


@_of_link
@require_http_methods(["GET", "HEAD", "POST"])
def application_withdraw(request: HttpRequest, token: str, application: Application) -> HttpResponse:
    if request.method == "POST" or not application.can_withdraw:
        if request.method == "POST":
            attempt(request, _by_link(applications.withdraw), application=application)
        return redirect("sections:application.own", token=token)
    context = {"application": application, "call": application.call, "token": token}
    return render(request, "sections/application/withdraw.html", context)
