"""What is posted or decided stands: the database itself refuses to change it."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from plans.models import Budget, BudgetEntry, BudgetLine, Posting

pytestmark = pytest.mark.django_db


def test_entries_are_neither_changed_nor_removed(union):
    budget = Budget.objects.create(unit=union.section, year=2026)
    line = BudgetLine.objects.create(budget=budget, name="Travel")
    on = date(2026, 3, 1)
    entry = BudgetEntry.objects.create(line=line, kind="original", amount=Decimal("100.00"), on=on)
    posting = Posting.objects.create(line=line, unit=union.section, on=on, text="Train", amount=Decimal("50.00"))
    for model, pk in ((BudgetEntry, entry.pk), (Posting, posting.pk)):
        for change in (
            lambda rows: rows.update(amount=Decimal("1.00")),
            lambda rows: rows._raw_delete(rows.db),
        ):
            with pytest.raises(DatabaseError, match="cannot be changed or removed"), transaction.atomic():
                change(model.objects.filter(pk=pk))
