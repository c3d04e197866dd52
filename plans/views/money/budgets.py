"""Budgets: the register by unit, a budget with its lines, and the decisions that change it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from plans import ledger
from plans.forms_money.budgets import DecisionForm, LineForm, NewBudgetForm, RevisionForm, TransferForm
from plans.models import Budget, BudgetLine
from plans.operations import budgets as verbs
from portal import audit
from portal.http import attempt, visible_or_404
from portal.paging import paginate
from portal.periods import today
from portal.permissions import can, require
from portal.words import kr

ROWS = 40
HISTORY = 8
BUDGETS = Budget.objects.select_related("unit")


def budget_or_404(request: HttpRequest, pk: int) -> Budget:
    return visible_or_404(BUDGETS, request.user, pk=pk)


def line_or_404(request: HttpRequest, pk: int) -> BudgetLine:
    """A line of a budget that one may see."""
    line = ledger.with_figures(BudgetLine.objects.select_related("budget__unit", "body")).filter(pk=pk)
    found = line.filter(budget__in=Budget.objects.visible_to(request.user).values("pk")).first()
    if found is None:
        raise Http404
    return found


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Where the main menu leads: to the budgets; those who see none come to their claims."""
    return redirect("money:budget.list" if can(request.user, "budget.list") else "money:claim.list")


@require_safe
def list_(request: HttpRequest) -> HttpResponse:
    """The register, unit by unit and the newest year first."""
    require(request.user, "budget.list")
    found = ledger.budgets_with_figures(Budget.objects.visible_to(request.user).select_related("unit"))
    page = paginate(found, ["unit__name", "unit_id", "-year", "pk"], request.GET.get("cursor", ""), size=ROWS)
    for budget in page:
        budget.figures = ledger.figures_of(budget)
    context = {"page": page, "may_create": can(request.user, "budget.create")}
    return render(request, "plans/money/budget/list.html", context)


@require_safe
def view(request: HttpRequest, pk: int) -> HttpResponse:
    """The lines under their headings with what is set aside, spent, on its way and left."""
    budget, user = budget_or_404(request, pk), request.user
    lines = ledger.lines_of(budget)
    context = {
        "budget": budget,
        "lines": lines,
        "headings": headings(lines),
        "total": ledger.total(lines),
        "history": audit.history(budget)[:HISTORY],
        "may_edit": can(user, "budget.edit", budget),
        "may_decide": budget.state == Budget.State.DRAFT and can(user, "budget.decide", budget),
        "may_revise": can(user, "budget.revise", budget),
        "may_post": budget.state != Budget.State.DRAFT and can(user, "posting.create", budget.unit),
        "may_create": can(user, "budget.create", budget.unit),
        "may_lock": can(user, "budget.lock", budget.unit),
    }
    return render(request, "plans/money/budget/view.html", context)


def headings(lines: list[ledger.LineFigures]) -> list[dict[str, Any]]:
    """The lines under each heading with their sum. A heading that comes again later in the order stands once."""
    found: dict[str, list[ledger.LineFigures]] = {}
    for each in lines:
        found.setdefault(each.line.heading, []).append(each)
    return [{"name": name, "lines": rows, "sum": ledger.total(rows)} for name, rows in found.items()]


def create(request: HttpRequest) -> HttpResponse:
    """A new draft: empty, or with the lines of another budget."""
    require(request.user, "budget.create", None)
    source = request.GET.get("from", "")
    initial: dict[str, Any] = {"year": today().year + 1}
    if source.isdecimal() and len(source) < 10:
        copied = Budget.objects.visible_to(request.user).filter(pk=source).first()
        if copied is not None:
            initial = {"year": copied.year + 1, "unit": copied.unit_id, "copied_from": copied.pk}
    form = NewBudgetForm(request.POST or None, user=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        budget = attempt(request, verbs.create, form=form, done=_("The draft is made."), **form.cleaned_data)
        if budget:
            return redirect("money:budget.view", budget.pk)
    context = {
        "form": form,
        "title": _("New budget"),
        "lead": _("It is a draft until the board’s decision is recorded."),
        "submit": _("Make the draft"),
        "cancel_url": reverse("money:budget.list"),
    }
    return _form(request, context)


def add_line(request: HttpRequest, pk: int) -> HttpResponse:
    """One line more; the next one is asked for under the same heading."""
    budget = budget_or_404(request, pk)
    require(request.user, "budget.edit", budget)
    initial = {"heading": request.GET.get("heading", "")[:80], "kind": BudgetLine.Kind.ORDINARY}
    form = LineForm(request.POST or None, budget=budget, initial=initial)
    if request.method == "POST" and form.is_valid():
        line = attempt(request, verbs.add_line, form=form, budget=budget, **form.cleaned_data)
        if line:
            return redirect(f"{reverse('money:budget.view', args=[budget.pk])}#line-{line.pk}")
    return _form(request, {"form": form, "budget": budget, "title": _("New line"), "lead": budget})


def edit_line(request: HttpRequest, pk: int) -> HttpResponse:
    line = line_or_404(request, pk)
    budget = line.budget
    require(request.user, "budget.edit", budget)
    form = LineForm(request.POST or None, budget=budget, line=line)
    if request.method == "POST" and form.is_valid():
        saved = attempt(request, verbs.edit_line, form=form, line=line, **form.cleaned_data)
        if saved:
            return redirect(f"{reverse('money:budget.view', args=[budget.pk])}#line-{line.pk}")
    return _form(request, {"form": form, "budget": budget, "title": _("Change the line"), "lead": budget})


@require_POST
def remove_line(request: HttpRequest, pk: int) -> HttpResponse:
    line = line_or_404(request, pk)
    done = _("The line “%(line)s” is taken out.") % {"line": line}
    attempt(request, verbs.remove_line, done=done, line=line)
    return redirect("money:budget.view", line.budget_id)


def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """The board has decided: told is what is decided before it is recorded."""
    budget = budget_or_404(request, pk)
    require(request.user, "budget.decide", budget)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = _("The budget is decided.")
        decided = attempt(request, verbs.decide, form=form, done=done, budget=budget, **form.cleaned_data)
        if decided:
            return redirect("money:budget.view", budget.pk)
    lines = ledger.lines_of(budget)
    told = {"budget": budget, "lines": len(lines), "amount": kr(ledger.total(lines).revised)}
    context = {
        "form": form,
        "budget": budget,
        "title": _("Record the decision"),
        "lead": _("%(budget)s: %(lines)s lines, %(amount)s in all. Afterwards it is changed by decisions alone.")
        % told,
        "submit": _("Record the decision"),
    }
    return _form(request, context)


def revise(request: HttpRequest, pk: int) -> HttpResponse:
    """More or less on a line, by a decision."""
    line = line_or_404(request, pk)
    require(request.user, "budget.revise", line.budget)
    form = RevisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = _("The line is revised.")
        entry = attempt(request, verbs.revise, form=form, done=done, line=line, **form.cleaned_data)
        if entry:
            return redirect("money:line.view", line.pk)
    figures = ledger.figures_of(line)
    told = {"line": line, "revised": kr(figures.revised), "left": kr(figures.left)}
    context = {
        "form": form,
        "budget": line.budget,
        "line": line,
        "title": _("Revise the line"),
        "lead": _("%(line)s has %(revised)s today, of which %(left)s is left. The original amount stays beside it.")
        % told,
        "submit": _("Record the revision"),
        "cancel_url": reverse("money:line.view", args=[line.pk]),
    }
    return _form(request, context)


def transfer(request: HttpRequest, pk: int) -> HttpResponse:
    """From one line to another by a decision; what follows is told, and it is done when that has been seen."""
    budget = budget_or_404(request, pk)
    require(request.user, "budget.revise", budget)
    form = TransferForm(request.POST or None, budget=budget, initial={"source": request.GET.get("from")})
    foreseen = None
    if request.method == "POST" and form.is_valid():
        if request.POST.get("seen") == _seen(form):
            done = _("The amount is moved.")
            if attempt(request, verbs.transfer, form=form, done=done, **form.cleaned_data):
                return redirect("money:budget.view", budget.pk)
        else:
            foreseen = _foresee(form)
    context = {
        "form": form,
        "budget": budget,
        "foreseen": foreseen,
        "seen": _seen(form) if foreseen else "",
        "title": _("Move an amount between lines"),
        "lead": budget,
        "submit": _("Move the amount") if foreseen else _("Show what follows"),
        "cancel_url": reverse("money:budget.view", args=[budget.pk]),
    }
    return render(request, "plans/money/budget/transfer.html", context, status=422 if form.errors else 200)


def _seen(form: TransferForm) -> str:
    """What was told belongs to these lines and this amount; another choice is told anew."""
    values = form.cleaned_data
    return f"{values['source'].pk}-{values['target'].pk}-{values['amount']}"


def _foresee(form: TransferForm) -> list[dict[str, Any]]:
    """Both lines: what they have and what is left, before and after."""
    amount, told = form.cleaned_data["amount"], []
    lines = [form.cleaned_data["source"], form.cleaned_data["target"]]
    read = {
        line.pk: line for line in ledger.with_figures(BudgetLine.objects.filter(pk__in=[each.pk for each in lines]))
    }
    for line, change in zip(lines, (-amount, amount), strict=True):
        figures = ledger.figures_of(read[line.pk])
        told.append(
            {
                "line": line,
                "before": figures.revised,
                "after": figures.revised + change,
                "left_before": figures.left,
                "left": figures.left + change,
            }
        )
    return told


def _form(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    budget = context.get("budget")
    if budget is not None:
        context.setdefault("cancel_url", reverse("money:budget.view", args=[budget.pk]))
    status = 422 if context["form"].errors else 200
    return render(request, "plans/money/budget/form.html", context, status=status)
