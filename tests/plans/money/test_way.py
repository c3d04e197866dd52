"""The way of money through its verbs: budget, claim, posting, reversal."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from plans import ledger as books
from plans.models import Claim, MoneyRules, Posting
from plans.operations import budgets, claims, ledger
from portal import files
from portal.periods import today
from portal.permissions import Refused
from portal.workflow import Conflict

pytestmark = pytest.mark.django_db
RECEIPT = b"%PDF-1.4 receipt"


def receipt(actor, line):
    files.attach(actor, owner=line, upload=SimpleUploadedFile("receipt.pdf", RECEIPT))


def draft(actor, group, **line):
    claim = claims.create(actor, body=group, title="Meeting in Bergen")
    values = {"kind": "stay", "on": today(), "amount": Decimal("1200.00"), "text": "One night"} | line
    saved = claims.save_line(actor, claim=claim, **values)
    return claim, saved


def test_a_claim_goes_from_draft_to_paid_and_back_by_reversal(group, member, adviser, admin, line):
    claim, its = draft(member, group)
    with pytest.raises(ValidationError, match="receipt is missing"):
        claims.submit(member, claim=claim)
    receipt(member, its)
    claims.submit(member, claim=claim)
    assert books.of_body(group, today().year).committed == Decimal("1200.00")
    claims.agree(adviser, claim=claim, line=line)
    assert books.figures_of(books.with_figures(line.budget.lines.all()).first()).committed == Decimal("1200.00")
    claims.approve(admin, claim=claim)
    with pytest.raises(Conflict):
        claims.approve(admin, claim=claim)
    claims.pay(admin, claim=claim)
    figures = books.lines_of(line.budget)[0].figures
    assert (figures.spent, figures.committed, figures.left) == (Decimal("1200"), Decimal(0), Decimal("48800"))
    claims.reverse(admin, claim=claim, reason="Paid twice")
    assert [posting.amount for posting in Posting.objects.order_by("pk")] == [Decimal("1200"), Decimal("-1200")]
    assert list(books.problems()) == []


def test_nobody_handles_their_own(group, adviser, admin, line):
    claim, its = draft(adviser, group)
    receipt(adviser, its)
    claims.submit(adviser, claim=claim)
    with pytest.raises(Refused, match="own"):
        claims.agree(adviser, claim=claim, line=line)
    claims.agree(admin, claim=claim, line=line)
    claims.approve(admin, claim=claim)


def test_above_the_amount_two_approve(group, union, member, adviser, admin, line, request):
    MoneyRules.objects.create(unit=union.section, four_eyes_above=Decimal("1000"))
    claim, its = draft(member, group)
    receipt(member, its)
    claims.submit(member, claim=claim)
    claims.agree(adviser, claim=claim, line=line)
    assert claims.approve(admin, claim=claim).state == Claim.State.AGREED
    with pytest.raises(Refused):
        claims.approve(admin, claim=claim)
    assert not Posting.objects.exists()
    assert claims.approve(None, claim=claim).state == Claim.State.APPROVED


def test_kilometres_take_the_rate_of_their_day(group, member, car):
    _claim, its = draft(
        member, group, kind="travel", means="car", from_place="Oslo", to_place="Moss", distance_km=Decimal("60.5")
    )
    assert its.amount == Decimal("320.65")


@pytest.mark.parametrize(
    ("values", "attached", "told"),
    [
        ({}, False, "asked the employer"),
        ({"employer_asked_on": date(2026, 1, 2), "employer_answer": "unpaid"}, False, "asked the employer"),
        ({"employer_asked_on": date(2026, 1, 2), "employer_answer": "paid"}, True, "nothing is lost"),
        ({"employer_asked_on": date(2026, 1, 2), "employer_answer": "unpaid"}, True, ""),
    ],
)
def test_lost_earnings_ask_for_the_employers_answer(group, member, values, attached, told):
    claim, its = draft(member, group, kind="lost_earnings", hours=Decimal("7.5"), **values)
    if attached:
        receipt(member, its)
    if told:
        with pytest.raises(ValidationError, match=told):
            claims.submit(member, claim=claim)
    else:
        assert claims.submit(member, claim=claim).state == Claim.State.SUBMITTED


def test_a_transfer_moves_once_and_never_more_than_there_is(budget, admin):
    one, two = budget.lines.all()
    key = budgets.transfer(admin, source=one, target=two, amount=Decimal("500.50"), decision="9/26")
    assert budgets.transfer(admin, source=one, target=two, amount=Decimal("500.50"), decision="9/26", key=key) == key
    figures = [each.figures for each in books.lines_of(budget)]
    assert [(each.original, each.revised) for each in figures] == [
        (Decimal("50000.00"), Decimal("49499.50")), (Decimal("30000.50"), Decimal("30501.00")),
    ]  # fmt: skip
    with pytest.raises(ValidationError):
        budgets.transfer(admin, source=one, target=two, amount=Decimal("49499.51"), decision="9/26")
    assert list(books.problems()) == []


def test_nothing_is_posted_in_a_closed_period(union, line, admin):
    posting = ledger.post(admin, line=line, on=today() - timedelta(days=2), text="Rent", amount=Decimal("10.10"))
    ledger.lock(admin, unit=union.section, until=today() - timedelta(days=1))
    with pytest.raises(ValidationError, match="closed"):
        ledger.post(admin, line=line, on=today() - timedelta(days=1), text="Late", amount=Decimal("1"))
    back = ledger.reverse(admin, posting=posting, reason="Wrong line")
    assert (back.amount, ledger.reverse(admin, posting=posting, reason="Again").pk) == (Decimal("-10.10"), back.pk)
    with pytest.raises(Conflict):
        ledger.reverse(admin, posting=back, reason="Back again")
    assert books.lines_of(line.budget)[0].figures.spent == 0


def test_sums_are_exact_to_the_ore(line, admin):
    amounts = [Decimal("0.10"), Decimal("0.20"), Decimal("1925000.33"), Decimal("9999999999.99"), Decimal("-0.07")]
    for amount in amounts:
        ledger.post(admin, line=line, on=today(), text="Cost", amount=amount)
    assert books.lines_of(line.budget)[0].figures.spent == sum(amounts)
