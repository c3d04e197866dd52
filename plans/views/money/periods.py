"""Closed periods of a unit's accounts, and what it has decided on handling money."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from plans.forms_money.budgets import LockForm, RulesForm
from plans.models import MoneyRules, PeriodLock
from plans.operations import ledger, money_rules
from portal.http import attempt, visible_or_404
from portal.permissions import require
from sections.models import Unit


def _unit(request: HttpRequest, slug: str) -> Unit:
    unit = visible_or_404(Unit.objects, request.user, slug=slug)
    require(request.user, "budget.lock", unit)
    return unit


def list_(request: HttpRequest, slug: str) -> HttpResponse:
    """What is closed until when, and closing further."""
    unit = _unit(request, slug)
    form = LockForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = _("The accounts are closed. Nothing more is posted on these days.")
        if attempt(request, ledger.lock, form=form, done=done, unit=unit, **form.cleaned_data):
            return redirect("money:period.list", unit.slug)
    locks = PeriodLock.objects.filter(unit=unit).select_related("by", "opened_by")
    context = {
        "unit": unit,
        "form": form,
        "locks": locks,
        "closed": ledger.closed_until(unit),
        "rules": MoneyRules.objects.filter(unit=unit).first(),
    }
    return render(request, "plans/money/period/list.html", context, status=422 if form.errors else 200)


@require_POST
def unlock(request: HttpRequest, pk: int) -> HttpResponse:
    period = get_object_or_404(PeriodLock.objects.select_related("unit"), pk=pk)
    unit = _unit(request, period.unit.slug)
    attempt(request, ledger.unlock, done=_("The accounts are open again."), period=period)
    return redirect("money:period.list", unit.slug)


def rules(request: HttpRequest, slug: str) -> HttpResponse:
    """From which amount on two approve."""
    unit = _unit(request, slug)
    form = RulesForm(request.POST or None, rules=MoneyRules.objects.filter(unit=unit).first())
    if request.method == "POST" and form.is_valid():
        done = _("The rule is stored.")
        if attempt(request, money_rules.edit, form=form, done=done, unit=unit, **form.cleaned_data):
            return redirect("money:period.list", unit.slug)
    context = {"form": form, "unit": unit, "title": _("Who approves"), "lead": unit.name}
    return render(request, "plans/money/period/rules.html", context, status=422 if form.errors else 200)
