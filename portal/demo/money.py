"""Four years of the section's budgets, what is posted on them, and the draft of the year to come."""

from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from plans.models import Budget, BudgetEntry, BudgetLine
from plans.operations import budgets, ledger, money_rules
from plans.operations.money_imports import FileEntry, FileLine, store_entries, store_lines
from portal.demo.offices import Offices
from portal.demo.story import Story, moment
from portal.demo.teams import Seats
from portal.demo.union import Union
from portal.periods import today
from sections.models import Body
from workgroups.models import Meeting
from workgroups.standings import IN_PERSON

# Kroner in all: of three years ago, two years ago, last year, this year.
TOTALS = (7_394_000, 5_850_000, 3_080_000, 2_980_000)
# Heading, account, line, kind, thousandths of the whole; the last one takes what is left.
LINES = (
    ("Styret", "6860", "Styremøter", "ordinary", 170),
    ("Styret", "7140", "Reiser for styret", "ordinary", 60),
    ("Faggruppene", "6870", "Faggruppenes møter", "groups", 140),
    ("Faggruppene", "7395", "Tilskudd til fylkene", "counties", 110),
    ("Opplæring", "6820", "Lederprogram", "ordinary", 130),
    ("Opplæring", "6825", "Studier og kurs", "ordinary", 90),
    ("Tiltak", "7320", "Tiltak etter handlingsplanen", "ordinary", 180),
    ("Tiltak", "7321", "Informasjon og trykksaker", "ordinary", 50),
    ("Drift", "6790", "Diverse", "ordinary", 0),
)
# Month, account, text, thousandths of the line.
COSTS = (
    (2, "6860", "Styremøte, lokale og servering", 210),
    (3, "7140", "Reiser til styremøtet", 240),
    (3, "7320", "Fagdag for medlemmer", 260),
    (4, "6820", "Lederprogram, første samling", 380),
    (5, "6870", "Møter i faggruppene, første halvår", 330),
    (5, "7395", "Tilskudd utbetalt til fylkene", 700),
    (6, "6860", "Styremøte over to dager", 340),
    (6, "6790", "Revisjon", 210),
    (9, "7320", "Konferanse om fagutvikling", 420),
    (9, "7321", "Trykking av handlingsplanen", 410),
    (10, "6820", "Lederprogram, andre samling", 390),
    (10, "6825", "Kurs for tillitsvalgte", 560),
    (11, "7140", "Reiser til konferansen", 310),
    (12, "6870", "Møter i faggruppene, andre halvår", 420),
)
# Group → what it has had this year, each so many days ago.
OF_GROUPS = (
    ("digitalisering", "Møterom til gruppens møte", "6400.00", 64),
    ("digitalisering", "Innleder på fagdagen", "12500.00", 41),
    ("ledelse", "Servering til arbeidsmøte", "3150.50", 52),
    ("arbeidslivet", "Møterom til gruppens møte", "5200.00", 33),
)


class Money:
    """Plans the decisions of four years and what followed."""

    def __init__(self, story: Story, union: Union, offices: Offices, places: dict[str, tuple[Body, Seats]]) -> None:
        self.story, self.union, self.offices, self.places = story, union, offices, places
        self.begins = story.day(-428)

    def plan(self) -> None:
        """What lies before the story is entered on its first day, with the dates of its own time."""
        now = self.story.today.year
        for back, amount in zip((3, 2, 1, 0), TOTALS, strict=True):
            year = now - back
            decided = date(year - 1, 12, 4)
            self._at(max(decided, self.begins), partial(self._decide, year, amount, decided))
            for month in range(1, 13):
                closes = date(year + month // 12, month % 12 + 1, 1) + timedelta(days=4)
                self._at(max(closes, self.begins), partial(self._post, year, month))
        for slug, text, cost, ago in OF_GROUPS:
            self._at(self.story.day(-ago), partial(self._spend, slug, text, Decimal(cost)))
        self._at(self.story.day(-12), self._meetings)
        self._at(self.begins, self._rules)
        self._at(self.story.day(-300), partial(self._close, now - 2))
        self._at(self.story.day(-45), partial(self._change, now))
        self._at(self.story.day(-6), partial(self._next, now))

    def _at(self, day: date, event: Any) -> None:
        self.story.when(moment(day, 9), event)

    def _actor(self) -> Any:
        return self.story.actor(self.offices.administrator)

    def _budget(self, year: int) -> Budget:
        return Budget.objects.get(unit=self.union.section, year=year)

    def _line(self, year: int, code: str) -> BudgetLine:
        return BudgetLine.objects.select_related("budget").get(
            budget__unit=self.union.section, budget__year=year, code=code
        )

    def _decide(self, year: int, amount: int, decided: date) -> None:
        budget = budgets.create(self._actor(), unit=self.union.section, year=year)
        shares = [amount * share // 1_000_000 * 1000 for *_line, share in LINES[:-1]]
        amounts = [*shares, amount - sum(shares)]
        lines = [
            FileLine(place, heading, code, name, Decimal(kroner))
            for place, ((heading, code, name, _kind, _share), kroner) in enumerate(zip(LINES, amounts, strict=True))
        ]
        store_lines(self._actor(), budget=budget, lines=lines)
        for line in budget.lines.exclude(code__in=[code for _h, code, _n, kind, _s in LINES if kind == "ordinary"]):
            kind = next(kind for _h, code, _n, kind, _s in LINES if code == line.code)
            budgets.edit_line(
                self._actor(),
                line=line,
                name=line.name,
                amount=line.draft,
                heading=line.heading,
                code=line.code,
                kind=kind,
            )
        leader = self.story.actor(self.offices.leader) if decided >= self.begins else self._actor()
        budgets.decide(leader, budget=budget, decision=f"42/{(year - 1) % 100:02}", decided_on=decided)

    def _post(self, year: int, month: int) -> None:
        """A month's list from the accounts."""
        entries = []
        for place, (when, code, text, share) in enumerate(COSTS):
            if when == month:
                entry = BudgetEntry.objects.get(line=self._line(year, code), kind="original")
                amount = (entry.amount * share / 1000).quantize(Decimal("0.01"))
                number = f"{year}{month:02}{place:02}"
                entries.append(FileEntry(place, number, code, "", text, "", date(year, month, 20), amount))
        if entries:
            store_entries(self._actor(), unit=self.union.section, entries=entries)

    def _spend(self, slug: str, text: str, amount: Decimal) -> None:
        """By hand, on the group; the first month of a year may lie before the budget is decided."""
        line = BudgetLine.objects.filter(
            budget__unit=self.union.section, budget__year=today().year, code="6870"
        ).first()
        group = next((body for body, _seats in self.places.values() if body.slug == slug), None)
        if line is None or group is None:
            return
        ledger.post(self._actor(), line=line, on=today(), text=text, amount=amount, body=group)

    def _meetings(self) -> None:
        """What the groups' meetings in person have cost this year, each on its meeting: the next one is reckoned by them."""
        year = today().year
        line = BudgetLine.objects.filter(budget__unit=self.union.section, budget__year=year, code="6870").first()
        if line is None:
            return
        held = Meeting.objects.in_year(year).filter(
            body__in=[body for body, _seats in self.places.values()], body__kind=Body.Kind.WORKING_GROUP,
            body__unit=self.union.section, state=Meeting.State.HELD, format__in=IN_PERSON,
        )  # fmt: skip
        for place, meeting in enumerate(held.order_by("starts_at", "pk")):
            amount = Decimal(13800 + 650 * (place % 4))
            ledger.post(
                self._actor(), line=line, on=meeting.day, text="Reise og opphold til fysisk møte", amount=amount,
                body=meeting.body, meeting=meeting,
            )  # fmt: skip

    def _rules(self) -> None:
        money_rules.edit(self._actor(), unit=self.union.section, four_eyes_above=Decimal(25000))

    def _close(self, year: int) -> None:
        ledger.lock(self._actor(), unit=self.union.section, until=date(year, 12, 31), note="Regnskapet er revidert")

    def _change(self, year: int) -> None:
        """A transfer and a revision by the board, and an entry on the wrong line that is taken back."""
        if not Budget.objects.filter(unit=self.union.section, year=today().year).exists() or today().year != year:
            return
        leader = self.story.actor(self.offices.leader)
        source, target = self._line(year, "6825"), self._line(year, "7320")
        number = f"27/{year % 100:02}"
        budgets.transfer(
            leader, source=source, target=target, amount=Decimal(40000), decision=number, text="Kurset ble billigere"
        )
        budgets.revise(
            leader, line=self._line(year, "7321"), amount=Decimal(15000), decision=number, text="Ny brosjyre"
        )
        wrong = ledger.post(
            self._actor(),
            line=self._line(year, "6790"),
            on=today(),
            text="Plakater til fagdagen",
            amount=Decimal("4812.50"),
        )
        ledger.reverse(self._actor(), posting=wrong, reason="Hører til informasjon", on=today())
        ledger.post(
            self._actor(),
            line=self._line(year, "7321"),
            on=today(),
            text="Plakater til fagdagen",
            amount=Decimal("4812.50"),
        )

    def _next(self, year: int) -> None:
        budgets.create(
            self._actor(), unit=self.union.section, year=year + 1, copied_from=self._budget(year),
            note="Utkast til styrets budsjettmøte.",
        )  # fmt: skip
