"""Changes among those who sit: somebody resigns, leaves the field, gets another term; a group changes its leader."""

from datetime import timedelta
from functools import partial

from members.models import Appointment, Person
from members.operations import terms
from portal.demo.story import Story, moment
from portal.demo.teams import Seats
from sections.models import Body

DECIDER, DECISION = "Yrkesseksjonsstyret", "37/26"


def plan(story: Story, places: dict[str, tuple[Body, Seats]], administrator: Person) -> None:
    """One change in each of three groups; the group of the demo's log-ins is left in peace."""

    def later(slug: str, seat: str, days: int, verb) -> None:
        group, seats = places[slug]
        story.when(moment(story.day(days), 10), partial(verb, story, administrator, group, seats[seat], seats))

    later("helsesekretaerer", "third", -35, _leave_field)
    later("arbeidslivet", "second", -12, _reappoint)
    later("arbeidsplassen", "first", -9, _resign)
    later("arbeidsplassen", "leader", -8, _hand_over)


def _seat(group: Body, person: Person) -> Appointment:
    return Appointment.objects.active().get(body=group, person=person)


def _leave_field(story: Story, administrator: Person, group: Body, person: Person, seats: Seats) -> None:
    """Sits until a successor is appointed; the draft of a call waits for the administration."""
    terms.leave_field(
        story.actor(administrator), person=person, since=story.day(-40), occupation="studerer til yrkesfaglærer"
    )


def _reappoint(story: Story, administrator: Person, group: Body, person: Person, seats: Seats) -> None:
    seat = _seat(group, person)
    starts_on, ends_on = terms.next_term(seat)
    terms.reappoint(
        story.actor(administrator),
        appointment=seat,
        starts_on=starts_on,
        ends_on=ends_on,
        appointed_by=DECIDER,
        decision=DECISION,
    )


def _resign(story: Story, administrator: Person, group: Body, person: Person, seats: Seats) -> None:
    terms.resign(
        story.actor(administrator),
        appointment=_seat(group, person),
        last_day=story.day(26),
        reason="Flytter til et annet fylke",
    )


def _hand_over(story: Story, administrator: Person, group: Body, person: Person, seats: Seats) -> None:
    """The secretary becomes leader in a month; who leads today stays as a member."""
    seat = _seat(group, person)
    first = story.day(30)
    terms.succeed(
        story.actor(administrator),
        appointment=seat,
        person=seats["second"],
        starts_on=first,
        ends_on=max(seat.ends_on or first, first + timedelta(days=180)),
        stays=True,
        appointed_by=DECIDER,
        decision=DECISION,
    )
