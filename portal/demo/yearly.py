"""What comes back every year: the board's budgets for the groups, and the members' input."""

from datetime import date
from decimal import Decimal
from functools import partial

from members.models import Person
from portal.demo.story import Story, moment
from portal.demo.teams import Seats
from portal.periods import today
from sections.models import Body
from sections.operations import grants
from workgroups.models import InputAnswer, InputRound
from workgroups.operations import inputs

# Kroner by group; one is still to be decided this year, as the checks tell.
BUDGETS = {
    "arbeidslivet": ("90000", "85000"),
    "arbeidsplassen": ("65000", "70000"),
    "digitalisering": ("95000", "110000"),
    "ledelse": ("60000", "62500.50"),
    "helsesekretaerer": ("48000", None),
}
# The group whose members were asked last year and are asked now.
ASKED = "digitalisering"
# Seat → effort, how the group works, what should be otherwise, wishes to go on.
LAST_YEAR = {
    "leader": (5, 4, "Vi bør få sakspapirene ut en uke tidligere, så alle rekker å lese.", True),
    "secretary": (4, 4, "", True),
    "first": (3, 5, "Flere korte digitale møter og færre lange.", True),
    "second": (2, 3, "Jeg fikk ikke fri til to av møtene. Arbeidsgiver må varsles tidligere.", None),
}
SUMMARY = (
    "Medlemmene er fornøyde med samarbeidet. To ting gjøres annerledes: **sakspapirene sendes ti dager før møtet**, og "
    "møtedatoene for hele året meldes til arbeidsgiverne i januar."
)
NOW = {"first": (4, 5, "Fagdagen ga oss mye. En til neste år?", True), "secretary": (4, 4, "", True)}


def decide(story: Story, group: Body, leader: Person) -> None:
    """Plan the board's decisions on the group's budget, last year's and this year's, as far as it has come."""
    for back, amount in zip((1, 0), BUDGETS.get(group.slug, ()), strict=False):
        if amount is None:
            continue
        year = story.today.year - back
        # Before the year begins; recorded when the story begins where that lies further back.
        day = date(year - 1, 12, 4)
        number = f"{31 - 12 * back}/{year % 100 - 1:02}"
        story.when(
            moment(max(day, story.day(-400)), 15), partial(_decide, story, group, leader, year, amount, day, number)
        )


def _decide(story: Story, group: Body, leader: Person, year: int, amount: str, day: date, number: str) -> None:
    grants.decide(story.actor(leader), body=group, year=year, amount=Decimal(amount), decision=number, decided_on=day)


def ask(story: Story, group: Body, seats: Seats) -> None:
    """Plan last year's round, closed with its summary, and this year's, which two have answered."""
    if group.slug != ASKED:
        return
    asked = max(date(story.today.year - 1, 11, 3), story.day(-400))
    state: dict[str, InputRound] = {}
    story.when(moment(asked, 9), partial(_open, story, group, seats, state, "before", date(asked.year, 12, 31)))
    for number, (seat, said) in enumerate(LAST_YEAR.items(), start=2):
        story.when(moment(asked, 10 + number), partial(_answer, story, seats[seat], state, "before", said))
    story.when(moment(asked, 18), partial(_close, story, seats, state))
    now = max(story.day(-8), date(story.today.year, 1, 1))
    story.when(moment(now, 9), partial(_open, story, group, seats, state, "now", story.day(13)))
    for number, (seat, said) in enumerate(NOW.items(), start=2):
        story.when(moment(story.day(-number), 20), partial(_answer, story, seats[seat], state, "now", said))


def _open(story: Story, group: Body, seats: Seats, state: dict, which: str, until: date) -> None:
    # Near the turn of the year a round is as long as its year allows.
    until = min(until, date(today().year, 12, 31))
    if not InputRound.objects.filter(body=group, year=today().year).exists():
        state[which] = inputs.open_round(story.actor(seats["leader"]), body=group, closes_on=until)


def _answer(story: Story, person: Person, state: dict, which: str, said: tuple) -> None:
    if which in state:
        effort, function, text, goes_on = said
        row = InputAnswer.objects.get(round=state[which], person=person)
        inputs.answer(
            story.actor(person), answer=row, effort=effort, function=function, text=text, wishes_to_go_on=goes_on
        )


def _close(story: Story, seats: Seats, state: dict) -> None:
    actor = story.actor(seats["leader"])
    inputs.close_round(actor, round=state["before"])
    inputs.summarise(actor, round=state["before"], summary=SUMMARY)
