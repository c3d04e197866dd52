"""Budgets and entries from files: stored as they were shown, and a second time without doubles."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from plans.models import Budget, BudgetLine, Posting
from plans.operations import budgets, ledger
from portal import audit, permissions
from portal.words import kr
from sections.models import Unit

# The portal's own number of an entry that has no voucher, as its export writes it.
OWN = "P"


@dataclass(frozen=True)
class FileLine:
    """A line of a budget as a file has it. ``number`` is the row as a spreadsheet counts."""

    number: int
    heading: str
    code: str
    name: str
    amount: Decimal


@dataclass(frozen=True)
class FileEntry:
    """A row of the accounts; ``wrong`` says why it cannot be read."""

    number: int
    voucher: str
    code: str = ""
    line: str = ""
    text: str = ""
    project_number: str = ""
    on: date | None = None
    amount: Decimal | None = None
    wrong: str = ""


@transaction.atomic
def store_lines(actor, *, budget: Budget, lines: Sequence[FileLine]) -> Budget:
    """Put lines into a draft. One that is there already under its heading takes the file's account and amount."""
    budget = budgets.locked(budget)
    permissions.require(actor, "budget.edit", budget)
    if not lines:
        raise ValidationError(_("The file has no line that can be stored."))
    there = {(line.heading, line.name): line for line in budget.lines.all()}
    last = budget.lines.aggregate(last=Max("position"))["last"] or 0
    new, changed = [], []
    for line in lines:
        known = there.get((line.heading, line.name))
        if known is None:
            last += 1
            new.append(
                BudgetLine(
                    budget=budget, position=last, heading=line.heading, code=line.code, name=line.name,
                    draft=line.amount,
                )
            )  # fmt: skip
        else:
            known.draft, known.code = line.amount, line.code or known.code
            changed.append(known)
    BudgetLine.objects.bulk_create(new)
    BudgetLine.objects.bulk_update(changed, ["draft", "code"])
    total = sum((line.amount for line in lines), Decimal(0))
    audit.record(actor, "budget.import", budget, note=f"{len(lines)}: {kr(total)}")
    return budget


class State:
    """What an entry of a file is to the portal."""

    NEW, KNOWN, WRONG = "new", "known", "wrong"
    WORDS = {
        NEW: pgettext_lazy("of an entry", "new"),
        KNOWN: gettext_lazy("posted already"),
        WRONG: gettext_lazy("cannot be posted"),
    }


@dataclass
class Compared:
    """An entry of a file held against the books: what it is, why it is wrong, and the posting that it makes."""

    entry: FileEntry
    state: str
    why: str = ""
    posting: Posting | None = None

    @property
    def word(self) -> Any:
        return State.WORDS[self.state]


def compare(unit: Unit, entries: Sequence[FileEntry]) -> list[Compared]:
    """Each entry: new, known or wrong. Few queries, however many entries."""
    books = _Books(unit, entries)
    return [books.compare(entry) for entry in entries]


@transaction.atomic
def store_entries(actor, *, unit: Unit, entries: Sequence[FileEntry]) -> list[Compared]:
    """Post what is new; what is known or wrong is left. The same file again posts nothing."""
    permissions.require(actor, "posting.create", unit)
    # Held in one order, as by the closing of accounts.
    list(Budget.objects.select_for_update(of=("self",)).filter(unit=unit).order_by("pk"))
    found = compare(unit, entries)
    new = [each.posting for each in found if each.posting is not None]
    for posting in new:
        posting.by = actor
    Posting.objects.bulk_create(new, batch_size=500)
    audit.record_all([audit.draft(actor, "posting.create", posting, note=str(posting.line)) for posting in new])
    return found


class _Books:
    """What is read once to compare all entries of a file."""

    def __init__(self, unit: Unit, entries: Sequence[FileEntry]) -> None:
        self.unit = unit
        self.closed = ledger.closed_until(unit)
        self.budgets = {budget.year: budget for budget in Budget.objects.filter(unit=unit)}
        self.lines: dict[tuple[int, str], list[BudgetLine]] = {}
        for line in BudgetLine.objects.filter(budget__unit=unit).select_related("budget", "body"):
            for name in {line.code.casefold(), line.name.casefold(), str(line).casefold()} - {""}:
                self.lines.setdefault((line.budget.year, name), []).append(line)
        vouchers = {entry.voucher for entry in entries}
        own = [int(voucher[1:]) for voucher in vouchers if _is_own(voucher)]
        posted = Posting.objects.filter(unit=unit)
        self.known = {each.external_id: each for each in posted.exclude(external_id="") if each.external_id in vouchers}
        self.known |= {f"{OWN}{each.pk}": each for each in posted.filter(pk__in=own)}

    def compare(self, entry: FileEntry) -> Compared:
        if entry.wrong or entry.on is None or entry.amount is None:
            return Compared(entry, State.WRONG, entry.wrong)
        there = self.known.get(entry.voucher)
        if there is not None:
            if (there.on, there.amount) == (entry.on, entry.amount):
                return Compared(entry, State.KNOWN)
            told = {"amount": kr(there.amount), "day": there.on.isoformat()}
            why = _("This voucher is posted already with %(amount)s on %(day)s. Reverse that entry first.") % told
            return Compared(entry, State.WRONG, why)
        try:
            return Compared(entry, State.NEW, posting=self._posting(entry, entry.on, entry.amount))
        except ValidationError as error:
            return Compared(entry, State.WRONG, " ".join(error.messages))

    def _posting(self, entry: FileEntry, on: date, amount: Decimal) -> Posting:
        line = self._line(entry, on.year)
        posting = Posting(
            line=line, on=on, text=entry.text or line.name, amount=amount, source=Posting.Source.IMPORT, body=line.body,
            project_number=entry.project_number, unit=self.unit, external_id=entry.voucher,
        )  # fmt: skip
        ledger.check(posting, line.budget, self.closed)
        return posting

    def _line(self, entry: FileEntry, year: int) -> BudgetLine:
        """By its account, else by its name. Of several with one account, the one with the name."""
        if year not in self.budgets:
            raise ValidationError(_("There is no budget for %(year)d.") % {"year": year})
        by_code, by_name = (self.lines.get((year, name.casefold()), []) for name in (entry.code, entry.line))
        both = [line for line in by_code if line in by_name]
        for found in (both, by_code, by_name):
            if len(found) == 1:
                return found[0]
        name = entry.code or entry.line
        if by_code or by_name:
            raise ValidationError(_("The budget has several lines called “%(name)s”.") % {"name": name})
        raise ValidationError(_("The budget has no line called “%(name)s”.") % {"name": name})


def _is_own(voucher: str) -> bool:
    number = voucher.removeprefix(OWN)
    return voucher.startswith(OWN) and number.isascii() and number.isdecimal() and len(number) < 19
