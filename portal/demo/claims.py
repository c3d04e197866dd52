"""Claims in every state, with receipts as a phone takes them, and the rates that kilometres are paid by."""

import io
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFont

from members.models import Person
from plans.models import BudgetLine, Claim
from plans.operations import claims, rates
from portal.demo.offices import Offices
from portal.demo.story import Story, moment
from portal.demo.teams import Seats
from sections.models import Body

GROUP = "digitalisering"
RATES = (
    ("car", "4.90", 2024), ("car", "5.00", 2025), ("car", "5.30", 2026), ("passenger", "1.00", 2024), ("bicycle", "1.00", 2024),
)  # fmt: skip


class Claims:
    """Plans what the members of a group claim, and how far each has come."""

    def __init__(self, story: Story, places: dict[str, tuple[Body, Seats]], offices: Offices) -> None:
        self.story, self.offices = story, offices
        self.group, self.seats = places[GROUP]
        self.made: dict[str, Claim] = {}

    def plan(self) -> None:
        """From the oldest, which is paid, to a draft of today."""
        self._at(-430, self._rates)
        journey = {
            "kind": "travel",
            "means": "car",
            "from_place": "Drammen",
            "to_place": "Oslo",
            "distance_km": Decimal(88),
        }
        train = {
            "kind": "travel", "means": "public", "from_place": "Bergen", "to_place": "Oslo", "amount": Decimal("1198.00"),
        }  # fmt: skip
        night = {"kind": "stay", "amount": Decimal("1490.00"), "text": "Overnatting med frokost"}
        lost = {
            "kind": "lost_earnings", "hours": Decimal("7.5"), "amount": Decimal("2437.50"), "employer_answer": "unpaid",
        }  # fmt: skip
        book = {"kind": "materials", "amount": Decimal("449.00"), "text": "Håndbok i personvern"}
        course = {"kind": "course", "amount": Decimal("3900.00"), "text": "Kurs i innkjøp av velferdsteknologi"}
        told = (
            ("paid", "first", -58, "Reise til gruppemøtet", (journey, night)),
            ("approved", "second", -24, "Reise og tapt arbeidsfortjeneste", (train, lost)),
            ("agreed", "third", -13, "Kurs etter tiltak i planen", (course,)),
            ("submitted", "first", -5, "Møte med leverandøren", (train,)),
            ("returned", "first", -9, "Håndbok til arbeidet", (book,)),
            ("draft", "first", -1, "Reise til høringsmøtet", (journey, lost)),
        )
        for state, seat, day, title, lines in told:
            self._at(day, partial(self._write, state, self.seats[seat], title, day, lines))
            self._go(state, day)

    def _go(self, state: str, day: int) -> None:
        """The steps of a claim's way, up to its state; each some days after the one before."""
        if state == "returned":
            self._at(day + 2, self._return)
        if state in ("agreed", "approved", "paid"):
            self._at(day + 3, partial(self._step, claims.agree, self.offices.adviser, state))
        if state in ("approved", "paid"):
            self._at(day + 6, partial(self._approve, state, day))
        if state == "paid":
            self._at(day + 9, partial(self._step, claims.pay, self.offices.administrator, state))

    def _at(self, offset: int, event: Any) -> None:
        self.story.when(moment(self.story.day(offset), 11), event)

    def _rates(self) -> None:
        administrator = self.story.actor(self.offices.administrator)
        for kind, amount, year in RATES:
            rates.add(
                administrator, kind=kind, amount=Decimal(amount), valid_from=date(year, 1, 1), source="Statens satser"
            )

    def _write(self, state: str, owner: Person, title: str, day: int, lines: tuple[dict[str, Any], ...]) -> None:
        actor, spent = self.story.actor(owner), self.story.day(day - 2)
        claim = claims.create(actor, body=self.group, title=title, account="8601 11 17947")
        for line in lines:
            asked: dict[str, Any] = (
                {"employer_asked_on": self.story.day(day - 30)} if line["kind"] == "lost_earnings" else {}
            )
            receipts = [] if "distance_km" in line or state == "draft" else [_receipt(line)]
            claims.save_line(actor, claim=claim, on=spent, receipts=receipts, **line, **asked)
        if state != "draft":
            claims.submit(actor, claim=claim)
        self.made[state] = claim

    def _step(self, verb: Any, person: Person, state: str) -> None:
        verb(self.story.actor(person), claim=self.made[state])

    def _approve(self, state: str, day: int) -> None:
        lines = BudgetLine.objects.filter(budget__unit=self.group.unit, kind=BudgetLine.Kind.GROUPS)
        line = lines.get(budget__year=self.story.day(day).year)
        claims.approve(self.story.actor(self.offices.administrator), claim=self.made[state], line=line)

    def _return(self) -> None:
        reason = "Kvitteringen viser ikke datoen. Ta et nytt bilde der hele kvitteringen er med."
        claims.give_back(self.story.actor(self.offices.adviser), claim=self.made["returned"], reason=reason)


def _receipt(line: dict[str, Any]) -> SimpleUploadedFile:
    """What a phone would have photographed."""
    heads = {"travel": "Billett", "stay": "Hotell", "course": "Kursavgift", "materials": "Bokhandel"}
    head = heads.get(line["kind"], "Svar fra arbeidsgiver")
    picture = Image.new("RGB", (420, 560), "#fbfaf6")
    draw = ImageDraw.Draw(picture)
    draw.text((40, 50), head, fill="#222222", font=ImageFont.load_default(34))
    draw.text(
        (40, 130), line.get("text", "") or line.get("from_place", ""), fill="#444444", font=ImageFont.load_default(20)
    )
    foot = "Permisjon uten lønn" if line["kind"] == "lost_earnings" else f"{line['amount']} kr"
    draw.text((40, 460), foot, fill="#222222", font=ImageFont.load_default(30))
    made = io.BytesIO()
    picture.save(made, "JPEG", quality=70)
    return SimpleUploadedFile(f"{head.split()[0].lower()}.jpg", made.getvalue())
