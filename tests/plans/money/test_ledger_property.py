"""Thousands of random legal and illegal operations: no entry is lost, doubled or changed, and every sum agrees.

The seed is printed with a failure; ``LEDGER_SEED=7`` runs that one again.
"""

import os
import random
import threading
from collections import Counter
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import OperationalError, connection

from plans import ledger as books
from plans.models import Budget, BudgetLine, Claim, ClaimLine, PeriodLock, Posting
from plans.operations import budgets, claims, ledger
from portal.models import StoredFile
from portal.periods import today
from portal.workflow import Conflict

REFUSALS = (ValidationError, Conflict, PermissionDenied)
OPERATIONS = 1200


class World:
    """What exists, and a book of its own that is kept by nothing but additions."""

    def __init__(self, seed: int, budget: Budget, actors: dict, group) -> None:
        self.random = random.Random(seed)
        self.budget, self.actors, self.group = budget, actors, group
        self.lines = list(budget.lines.all())
        self.expected: Counter = Counter()
        self.amounts: dict[int, Decimal] = {line.pk: line.draft for line in self.lines}
        self.done: Counter = Counter()
        self.seen: dict[int, tuple] = {}

    def amount(self) -> Decimal:
        return Decimal(self.random.randint(-200, 90_000_00)) / 100

    def who(self):
        return self.random.choice([*self.actors.values(), self.actors["admin"], self.actors["admin"]])

    def line(self) -> BudgetLine:
        return self.random.choice(self.lines)

    def claim(self, verb: str) -> Claim | None:
        """Any claim, or more often one that may go that way: else most of the work would be refusals."""
        fitting = list(Claim.objects.filter(state__in=Claim.FLOW.moves[verb].sources).order_by("pk"))
        if fitting and self.random.random() < 0.7:
            return self.random.choice(fitting)
        return self.random.choice(list(Claim.objects.order_by("pk")) or [None])

    def day(self):
        return today() - timedelta(days=self.random.randint(0, 400))

    # Each gives what it changed in the books: line → amount.

    def begin(self) -> dict:
        owner = self.random.choice([self.actors["member"], self.actors["adviser"], self.actors["stranger"]])
        claim = claims.create(owner, body=self.group, title="Journey")
        for _number in range(self.random.randint(1, 3)):
            line = claims.save_line(owner, claim=claim, kind="stay", on=self.day(), amount=self.amount())
            if self.random.random() < 0.9:
                StoredFile.objects.create(
                    owner=line, name="r.pdf", media_type="application/pdf", size=1, sha256="0" * 64, file=ContentFile(b"x", "r.pdf")
                )  # fmt: skip
        return {}

    def submit(self) -> dict:
        if claim := self.claim("submit"):
            claims.submit(self.random.choice([claim.person.user, self.who()]), claim=claim)
        return {}

    def agree(self) -> dict:
        if claim := self.claim("agree"):
            claims.agree(self.who(), claim=claim, line=self.random.choice([None, self.line()]))
        return {}

    def give_back(self) -> dict:
        if claim := self.claim("return"):
            claims.give_back(self.who(), claim=claim, reason=self.random.choice(["", "Which day?"]))
        return {}

    def approve(self) -> dict:
        claim = self.claim("approve")
        if claim is None:
            return {}
        approved = claims.approve(self.who(), claim=claim, line=self.random.choice([None, self.line()]))
        return {approved.line_id: approved.total} if approved.state == Claim.State.APPROVED else {}

    def pay(self) -> dict:
        if claim := self.claim("pay"):
            claims.pay(self.who(), claim=claim)
        return {}

    def reverse_claim(self) -> dict:
        claim = self.claim("reverse")
        if claim is None:
            return {}
        claims.reverse(self.who(), claim=claim, reason=self.random.choice(["", "Wrong person"]))
        return {claim.line_id: -claim.total}

    def post(self) -> dict:
        line, amount = self.line(), self.amount()
        ledger.post(self.who(), line=line, on=self.day(), text=self.random.choice(["", "Rent"]), amount=amount)
        return {line.pk: amount}

    def reverse(self) -> dict:
        posting = self.random.choice(list(Posting.objects.select_related("line__budget")) or [None])
        if posting is None:
            return {}
        there = Posting.objects.filter(reverses=posting).exists()
        ledger.reverse(self.who(), posting=posting, reason="Wrong", on=self.random.choice([None, self.day()]))
        return {} if there else {posting.line_id: -posting.amount}

    def transfer(self) -> dict:
        source, target, amount = self.line(), self.line(), self.amount()
        budgets.transfer(
            self.who(), source=source, target=target, amount=amount, decision=self.random.choice(["", "4/26"])
        )
        self.amounts[source.pk] -= amount
        self.amounts[target.pk] += amount
        return {}

    def revise(self) -> dict:
        line, amount = self.line(), self.amount() * self.random.choice([1, -1])
        budgets.revise(self.who(), line=line, amount=amount, decision="5/26")
        self.amounts[line.pk] += amount
        return {}

    def lock(self) -> dict:
        ledger.lock(self.who(), unit=self.budget.unit, until=today() - timedelta(days=self.random.randint(-1, 300)))
        return {}

    def unlock(self) -> dict:
        period = PeriodLock.objects.filter(opened_at=None).order_by("-until").first()
        if period is not None:
            ledger.unlock(self.who(), period=period)
        return {}

    def step(self) -> None:
        name = self.random.choice(
            ["begin", "submit", "submit", "agree", "agree", "give_back", "approve", "approve", "pay", "reverse_claim",
             "post", "post", "reverse", "transfer", "revise", "lock", "unlock", "unlock"]
        )  # fmt: skip
        try:
            changed = getattr(self, name)()
        except REFUSALS:
            self.done["refused"] += 1
            return
        self.done[name] += 1
        for line_id, amount in changed.items():
            self.expected[line_id] += amount

    def check(self) -> None:
        assert list(books.problems()) == []
        told = {each.line.pk: each.figures for each in books.lines_of(self.budget)}
        assert {pk: figures.spent for pk, figures in told.items()} == {
            line.pk: self.expected[line.pk] for line in self.lines
        }
        assert {pk: figures.revised for pk, figures in told.items()} == self.amounts
        rows = {
            row[0]: row for row in Posting.objects.values_list("pk", "line_id", "on", "text", "amount", "claim_line_id")
        }
        assert {pk: rows.get(pk) for pk in self.seen} == self.seen
        self.seen = rows


@pytest.mark.django_db
def test_the_books_agree_after_any_operations(budget, group, admin, adviser, member, stranger):
    seed = int(os.environ.get("LEDGER_SEED", random.SystemRandom().randrange(10**6)))
    print(f"LEDGER_SEED={seed}")
    world = World(seed, budget, {"admin": admin, "adviser": adviser, "member": member, "stranger": stranger}, group)
    for number in range(1, OPERATIONS + 1):
        world.step()
        if number % 300 == 0:
            world.check()
    # So that a test which only refuses, or never does, is seen.
    assert world.done["refused"] > OPERATIONS / 10
    for name in ("approve", "pay", "reverse_claim", "post", "reverse", "transfer", "revise", "lock", "give_back"):
        assert world.done[name], f"{name} was never done, seed {seed}"
    call_command("ledger_check")


@pytest.mark.django_db(transaction=True)
def test_two_at_once_post_once(budget, line, group, admin, adviser, member):
    claim = claims.create(member, body=group, title="Journey")
    its = claims.save_line(member, claim=claim, kind="stay", on=today(), amount=Decimal("800"))
    StoredFile.objects.create(
        owner=its, name="r.pdf", media_type="application/pdf", size=1, sha256="0" * 64, file=ContentFile(b"x", "r.pdf")
    )
    claims.submit(member, claim=claim)
    claims.agree(adviser, claim=claim, line=line)
    outcomes: list[str] = []

    def press(action) -> None:
        try:
            action()
            outcomes.append("done")
        except (*REFUSALS, OperationalError):
            outcomes.append("refused")
        finally:
            connection.close()

    def together(*actions) -> None:
        threads = [threading.Thread(target=press, args=[action]) for action in actions]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    together(*[lambda: claims.approve(admin, claim=Claim.objects.get(pk=claim.pk)) for _press in range(3)])
    assert outcomes.count("done") == 1
    outcomes.clear()
    together(
        lambda: claims.reverse(admin, claim=Claim.objects.get(pk=claim.pk), reason="Twice"),
        lambda: claims.pay(admin, claim=Claim.objects.get(pk=claim.pk)),
        lambda: claims.reverse(admin, claim=Claim.objects.get(pk=claim.pk), reason="Twice"),
    )
    assert Posting.objects.filter(claim_line=ClaimLine.objects.get()).count() in (1, 2)
    assert list(books.problems()) == []
