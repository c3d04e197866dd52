"""Budgets in the browser: drafted, decided, changed by decisions, each figure down to its entries."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from plans import ledger as books
from plans.models import Budget, MoneyRules, PeriodLock, Posting
from plans.operations import budgets, ledger
from portal import files
from portal.periods import today

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"money:{name}", args=args)


def figures(budget):
    return [
        (each.line.name, each.figures.original, each.figures.revised, each.figures.spent)
        for each in books.lines_of(budget)
    ]


def test_a_budget_goes_from_empty_draft_to_next_years_copy(client, admin, union):
    client.force_login(admin)
    year = today().year
    client.post(url("budget.create"), {"unit": union.section.pk, "year": year})
    budget = Budget.objects.get()
    line = {"heading": "Board", "code": "6300", "kind": "ordinary"}
    wrong = client.post(url("line.create", budget.pk), {**line, "name": "Rent", "amount": "12,345,67"})
    assert wrong.status_code == 422
    assert "12,345,67" in wrong.content.decode()
    for name, amount in (("Rent", "1 925 000,50"), ("Travel", "5000"), ("Mistake", "1")):
        client.post(url("line.create", budget.pk), {**line, "name": name, "amount": amount})
    rent, travel, mistake = budget.lines.all()
    client.post(url("line.edit", travel.pk), {**line, "name": "Travel", "amount": "6 000"})
    client.post(url("line.remove", mistake.pk))
    client.post(url("budget.decide", budget.pk), {"decision": "", "decided_on": today()})
    assert Budget.objects.get().state == "draft"
    client.post(url("budget.decide", budget.pk), {"decision": "42/26", "decided_on": today()})
    assert client.get(url("line.edit", travel.pk)).status_code == 403
    client.post(url("line.revise", rent.pk), {"amount": "-25 000", "decision": "43/26", "decided_on": today()})
    assert figures(budget) == [
        ("Rent", Decimal("1925000.50"), Decimal("1900000.50"), 0), ("Travel", Decimal(6000), Decimal(6000), 0),
    ]  # fmt: skip
    client.post(url("budget.create"), {"unit": union.section.pk, "year": year + 1, "copied_from": budget.pk})
    assert [line.draft for line in Budget.objects.get(year=year + 1).lines.all()] == [
        Decimal("1900000.50"),
        Decimal(6000),
    ]


def test_what_a_transfer_brings_is_told_before_it_is_made(client, admin, budget):
    client.force_login(admin)
    one, two = budget.lines.all()
    page = client.get(url("budget.transfer", budget.pk))
    asked = {
        "source": one.pk, "target": two.pk, "amount": "20 000", "decision": "9/26", "decided_on": today(),
        "key": page.context["form"].initial["key"],
    }  # fmt: skip
    told = client.post(url("budget.transfer", budget.pk), asked)
    assert [(row["before"], row["left"]) for row in told.context["foreseen"]] == [
        (Decimal(50000), Decimal(30000)), (Decimal("30000.50"), Decimal("50000.50")),
    ]  # fmt: skip
    assert figures(budget)[0][2] == Decimal(50000)
    # Another amount than the one that was told of is told anew.
    client.post(url("budget.transfer", budget.pk), asked | {"seen": told.context["seen"], "amount": "30 000"})
    assert figures(budget)[0][2] == Decimal(50000)
    for _twice in range(2):
        client.post(url("budget.transfer", budget.pk), asked | {"seen": told.context["seen"]})
    assert figures(budget)[0][2] == Decimal(30000)


def test_a_cost_is_posted_once_with_its_document_and_taken_back(client, admin, leader, stranger, budget, line, group):
    client.force_login(admin)
    page = client.get(url("posting.create", budget.pk), {"line": line.pk})
    cost = {
        "on": today(), "text": "Hall", "amount": "1 250,50", "line": line.pk, "body": group.pk, "project_number": "77",
        "key": page.context["form"].initial["key"],
    }  # fmt: skip
    bad = SimpleUploadedFile("invoice.pdf", b"no PDF")
    assert client.post(url("posting.create", budget.pk), cost | {"document": bad}).status_code == 422
    assert not Posting.objects.exists()
    for _twice in range(2):
        invoice = SimpleUploadedFile("invoice.pdf", b"%PDF-1.4 invoice")
        client.post(url("posting.create", budget.pk), cost | {"document": invoice})
    posting = Posting.objects.get()
    assert [file.name for file in files.of(posting)] == ["invoice.pdf"]
    assert "Hall" in client.get(url("line.view", line.pk)).content.decode()
    client.post(url("posting.reverse", posting.pk), {"reason": "Wrong line", "on": today()})
    assert figures(budget)[0][3] == 0
    assert "Wrong line" in client.get(url("posting.list", budget.pk)).content.decode()
    # The group sees what it has spent, without the budget around it.
    client.force_login(leader)
    seen = client.get(url("posting.view", posting.pk)).content.decode()
    assert "invoice.pdf" in seen
    assert url("line.view", line.pk) not in seen
    client.force_login(stranger)
    assert client.get(url("posting.view", posting.pk)).status_code == 404


def test_the_accounts_are_closed_and_opened_and_two_approve_above_an_amount(client, admin, union, budget, line):
    client.force_login(admin)
    slug = union.section.slug
    client.post(url("period.list", slug), {"until": today() + timedelta(days=1)})
    assert not PeriodLock.objects.exists()
    client.post(url("period.list", slug), {"until": today()})
    late = {
        "on": today(),
        "text": "Late",
        "amount": "1",
        "line": line.pk,
        "key": "12345678-1234-4234-8234-123456789012",
    }
    assert "closed until" in client.post(url("posting.create", budget.pk), late).content.decode()
    client.post(url("period.unlock", PeriodLock.objects.get().pk))
    client.post(url("posting.create", budget.pk), late)
    assert Posting.objects.count() == 1
    client.post(url("rules.edit", slug), {"four_eyes_above": "25 000"})
    assert MoneyRules.objects.get().four_eyes_above == Decimal(25000)
    client.post(url("rules.edit", slug), {"four_eyes_above": ""})
    assert MoneyRules.objects.get().four_eyes_above is None


def test_queries_do_not_grow_with_rows(client, admin, union, budget, line):
    client.force_login(admin)
    pages = {
        url("budget.list"): 6, url("budget.view", budget.pk): 12, url("line.view", line.pk): 6,
        url("posting.list", budget.pk): 6,
    }  # fmt: skip

    def counted():
        found = []
        for page in pages:
            client.get(page)
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert client.get(page).status_code == 200
            found.append(len(queries))
        return found

    ledger.post(None, line=line, on=today(), text="First", amount=Decimal(1))
    few = counted()
    for back in range(1, 5):
        budgets.create(None, unit=union.section, year=today().year - back, copied_from=budget)
    for number in range(60):
        ledger.post(None, line=line, on=today(), text=f"Cost {number}", amount=Decimal(1))
    assert counted() == few
    assert all(count <= limit for count, limit in zip(few, pages.values(), strict=True)), few
    first = client.get(url("line.view", line.pk))
    assert len(first.context["page"]) == 50
    second = client.get(url("line.view", line.pk), {"cursor": first.context["page"].next})
    assert len(second.context["page"]) == 11
