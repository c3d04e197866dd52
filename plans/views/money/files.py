"""Budgets and entries from files and as files: read, shown, and stored when somebody has looked."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from plans.exports import money
from plans.forms_money.files import MoneyFileForm, opened, sealed
from plans.imports import budgetfile, postingfile
from plans.operations import money_imports
from plans.operations.money_imports import State
from plans.views.money.budgets import budget_or_404
from portal.http import attempt, visible_or_404
from portal.permissions import require
from portal.sheets import MEDIA_TYPES
from sections.models import Unit

STALE = "kept"


def import_lines(request: HttpRequest, pk: int) -> HttpResponse:
    """Lines of a draft from a file; sums in the file are held against its lines."""
    budget = budget_or_404(request, pk)
    require(request.user, "budget.edit", budget)
    purpose = f"budget-{budget.pk}"
    context: dict[str, Any] = {"budget": budget}
    table, form = _table(request, purpose)
    if table is not None:
        try:
            found = budgetfile.read(table, budget.year)
            if STALE in request.POST:
                stored = attempt(
                    request, money_imports.store_lines, form=form, budget=budget, lines=found.lines,
                    done=ngettext("%(n)d line is stored.", "%(n)d lines are stored.", len(found.lines)) % {"n": len(found.lines)},
                )  # fmt: skip
                if stored:
                    return redirect("money:budget.view", budget.pk)
            else:
                context |= {"found": found, "kept": sealed(table, purpose)}
                return render(request, "plans/money/budget/preview.html", context)
        except ValidationError as error:
            form.add_error("file", error)
    context |= {
        "form": form,
        "title": _("Take lines from a file"),
        "lead": budget,
        "submit": _("Read the file"),
        "cancel_url": reverse("money:budget.view", args=[budget.pk]),
    }
    return render(request, "plans/money/budget/import.html", context, status=422 if form.errors else 200)


def import_entries(request: HttpRequest, slug: str) -> HttpResponse:
    """Entries of a unit from the accounts: new, known and wrong; a second time nothing is posted twice."""
    unit = visible_or_404(Unit.objects, request.user, slug=slug)
    require(request.user, "posting.create", unit)
    purpose = f"unit-{unit.pk}"
    context: dict[str, Any] = {"unit": unit}
    table, form = _table(request, purpose)
    if table is not None:
        try:
            entries = postingfile.read(table)
            if STALE in request.POST:
                found = attempt(request, money_imports.store_entries, form=form, unit=unit, entries=entries)
                if found:
                    return render(request, "plans/money/posting/stored.html", context | _counted(found))
            else:
                compared = money_imports.compare(unit, entries)
                context |= {"kept": sealed(table, purpose), **_counted(compared)}
                return render(request, "plans/money/posting/preview.html", context)
        except ValidationError as error:
            form.add_error("file", error)
    context |= {
        "form": form,
        "title": _("Entries from the accounts"),
        "lead": unit.name,
        "submit": _("Read the file"),
        "cancel_url": reverse("money:budget.list"),
    }
    return render(request, "plans/money/posting/import.html", context, status=422 if form.errors else 200)


def _table(request: HttpRequest, purpose: str) -> tuple[Any, MoneyFileForm]:
    """What is to be read: an uploaded file, or the one that was shown a moment ago; and the form for another."""
    if request.method != "POST":
        return None, MoneyFileForm()
    if STALE in request.POST:
        table = opened(request.POST[STALE], purpose)
        form = MoneyFileForm(request.POST)
        form.errors.clear()
        if table is None:
            form.add_error(None, _("The preview is too old. Choose the file again."))
        return table, form
    form = MoneyFileForm(request.POST, request.FILES)
    return (form.cleaned_data["file"] if form.is_valid() else None), form


def _counted(found: list[money_imports.Compared]) -> dict[str, Any]:
    by = {state: [each for each in found if each.state == state] for state in State.WORDS}
    return {
        "compared": [*by[State.WRONG], *by[State.NEW], *by[State.KNOWN]],
        "new": len(by[State.NEW]),
        "known": len(by[State.KNOWN]),
        "wrong": by[State.WRONG],
        "sum": sum(each.posting.amount for each in by[State.NEW] if each.posting),
    }


@require_safe
def export_lines(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The budget with its figures as a spreadsheet."""
    budget = budget_or_404(request, pk)
    return _file(money.lines(budget, _form(form)), f"{budget.unit.slug}-{budget.year}", form)


@require_safe
def export_entries(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """All entries of a budget for the accounts."""
    budget = budget_or_404(request, pk)
    return _file(money.entries(budget, _form(form)), f"{budget.unit.slug}-{budget.year}-{_('entries')}", form)


def _form(form: str) -> str:
    if form not in MEDIA_TYPES:
        raise Http404
    return form


def _file(data: bytes, name: str, form: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}.{form}"'}
    return HttpResponse(data, content_type=MEDIA_TYPES[form], headers=headers)
