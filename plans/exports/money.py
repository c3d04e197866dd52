"""A budget, and what is posted on it, as spreadsheets. The import reads both again."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from plans import ledger
from plans.models import Budget, Posting
from plans.operations.money_imports import OWN
from portal.sheets import Cell, to_csv, to_xlsx


def lines(budget: Budget, form: str) -> bytes:
    """Heading, account, line and amounts; ``form`` is csv or xlsx."""
    head = [_("Heading"), _("Account"), _("Line")]
    found = ledger.lines_of(budget)
    if budget.state == Budget.State.DRAFT:
        head.append(_("Proposed"))
    else:
        head += [_("Revised"), _("Original"), _("Spent"), _("On its way"), _("Left")]
    rows: list[Sequence[Cell]] = [head]
    rows += [[each.line.heading, each.line.code, each.line.name, *_amounts(budget, each.figures)] for each in found]
    rows.append([None, None, _("In all"), *_amounts(budget, ledger.total(found))])
    return _written(str(budget.year), rows, (26, 12, 40, 16, 16, 16, 16, 16), form)


def _amounts(budget: Budget, figures: ledger.Figures) -> list[Decimal]:
    if budget.state == Budget.State.DRAFT:
        return [figures.revised]
    return [figures.revised, figures.original, figures.spent, figures.committed, figures.left]


def entries(budget: Budget, form: str) -> bytes:
    """For the accounts: each entry with its voucher; one without has the portal's own number, so that it comes back as known."""
    head = [
        _("Date"), _("Voucher"), _("Account"), _("Line"), _("Text"), _("Amount"), _("Project number"), _("Body"), _("Source"),
    ]  # fmt: skip
    found = Posting.objects.filter(line__budget=budget).select_related("line", "body").order_by("on", "pk")
    rows: list[Sequence[Cell]] = [head]
    rows += [
        [
            each.on, each.external_id or f"{OWN}{each.pk}", each.line.code, each.line.name, each.text, each.amount,
            each.project_number, each.body.name if each.body else "", str(each.get_source_display()),
        ]
        for each in found
    ]  # fmt: skip
    return _written(str(budget.year), rows, (12, 14, 12, 34, 44, 16, 16, 30, 20), form)


def _written(title: str, rows: list[Sequence[Cell]], widths: Sequence[int], form: str) -> bytes:
    return to_csv(rows) if form == "csv" else to_xlsx(title, rows, widths=widths)
