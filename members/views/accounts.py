"""Giving a person an account, and closing it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from members.forms import AccountForm
from members.models import Person, User
from members.operations import accounts
from portal import permissions
from portal.http import attempt, visible_or_404


@require_http_methods(["GET", "POST"])
def account_create(request: HttpRequest, pk: int) -> HttpResponse:
    person = visible_or_404(Person.objects.all(), request.user, pk=pk)
    permissions.require(request.user, "account.create", person)
    form = AccountForm(request.POST or None, initial={"language": "nb"})
    back = reverse("members:person.view", args=[person.pk])
    if form.is_valid():
        sent = _("An invitation is on its way to %(email)s.") % {"email": person.email}
        if attempt(request, accounts.create, form=form, done=sent, person=person, **form.cleaned_data):
            return redirect(back)
    context = {
        "form": form,
        "person": person,
        "title": _("Give %(name)s an account") % {"name": person.name},
        "submit": _("Send the invitation"),
        "cancel_url": back,
    }
    return render(request, "members/account/create.html", context)


@require_POST
def account_invite(request: HttpRequest, pk: int) -> HttpResponse:
    account = _account(request, pk)
    sent = _("An invitation is on its way to %(email)s.") % {"email": account.email}
    attempt(request, accounts.invite, done=sent, user=account)
    return redirect("members:person.view", pk=pk)


@require_POST
def account_deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    attempt(request, accounts.deactivate, done=_("The account is closed."), user=_account(request, pk))
    return redirect("members:person.view", pk=pk)


@require_POST
def account_activate(request: HttpRequest, pk: int) -> HttpResponse:
    attempt(request, accounts.activate, done=_("The account is open again."), user=_account(request, pk))
    return redirect("members:person.view", pk=pk)


def _account(request: HttpRequest, pk: int) -> User:
    person: Any = visible_or_404(Person.objects.select_related("user"), request.user, pk=pk)
    if not hasattr(person, "user"):
        raise Http404
    return person.user
