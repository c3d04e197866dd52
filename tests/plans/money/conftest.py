"""A section with a decided budget for this year, and a group with a claimant."""

from datetime import date
from decimal import Decimal

import pytest

from plans.models import Rate
from plans.operations import budgets
from portal.periods import today


@pytest.fixture
def budget(union):
    budget = budgets.create(None, unit=union.section, year=today().year)
    for name, amount in (("Meetings", "50000"), ("Measures", "30000.50")):
        budgets.add_line(None, budget=budget, name=name, amount=Decimal(amount), heading="Groups")
    return budgets.decide(None, budget=budget, decision="3/26", decided_on=date(today().year, 1, 1))


@pytest.fixture
def line(budget):
    return budget.lines.first()


@pytest.fixture
def car(db):
    return Rate.objects.create(kind="car", amount=Decimal("5.30"), valid_from=date(2020, 1, 1))
