"""Leaving: a former leader and a board member have their letters, NAV's leader waits, and the former leader wrote a note."""

from datetime import timedelta
from functools import partial

from members.models import Appointment, Person
from members.operations import appointments, confirmations, handover
from members.participation import draft, participation
from members.roles import Role
from portal.demo.people import Cast
from portal.demo.story import Story, moment
from portal.demo.union import Union
from sections.models import Body

# The group whose leader took over from another.
GROUP = "digitalisering"
NOTE = """Gratulerer med vervet! Her er det jeg gjerne skulle ha visst den første måneden.

**Det som er i gang**

- Undersøkelsen om nye verktøy er sendt ut. Svarene kommer til sekretæren, og de bør opp på første møte.
- Rådgiveren kjenner alle fristene. Ring heller enn å skrive.

**Det som virker**

1. Send sakslista to uker før møtet, så rekker alle å lese.
2. La den som er ny, begynne runden rundt bordet.

**Det jeg ikke rakk**

Kontakten med fylkene. Begynn med Nordland; der venter de på at noen spør.
"""


def precede(story: Story, union: Union, cast: Cast, group: Body) -> Appointment:
    """Somebody led the group before today's leader, and wrote to whoever came next."""
    now = Appointment.objects.get(body=group, role=Role.LEADER)
    before = appointments.appoint(
        None,
        body=group,
        person=cast.person(section=union.section),
        role=Role.LEADER,
        starts_on=now.starts_on - timedelta(days=730),
        ends_on=now.starts_on - timedelta(days=1),
        appointed_by=union.board.name,
    )
    story.when(moment(story.day(-425), 20), partial(_write, story, before))
    return before


def confirm(story: Story, board: Body, before: Appointment, administrator: Person) -> None:
    """Letters to the former leader, and to the board member who left in the middle of the term."""
    left = board.appointments.filter(role=Role.MEMBER, ends_on__lt=story.today).latest("ends_on")
    story.when(moment(story.day(-424), 11), partial(_issue, story, before, administrator))
    story.when(moment(story.day(-190), 11), partial(_issue, story, left, administrator))


def _write(story: Story, seat: Appointment) -> None:
    handover.write(story.actor(seat.person), appointment=seat, text=NOTE, version=0)


def _issue(story: Story, seat: Appointment, administrator: Person) -> None:
    letter = draft(participation(seat))
    confirmations.issue(
        story.actor(administrator),
        appointment=seat,
        signed_by=letter.signed_by,
        words=letter.words,
        place="Fjordvik",
    )
