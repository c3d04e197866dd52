"""Builds the demo: who there is, then what happened, told from the oldest to the newest."""

from django.db import connection, transaction
from django.utils import timezone, translation

from portal.demo import calls, changes, clock, leaving, local, offices, teams, union, weeks, yearly
from portal.demo.board import Board
from portal.demo.cascade import Cascade
from portal.demo.claims import Claims
from portal.demo.money import Money
from portal.demo.people import Cast
from portal.demo.schemes import Planning
from portal.demo.story import Story, moment
from portal.demo.texts import TEAMS
from portal.demo.treatment import Treatment
from portal.models import Document, MailAttachment, OutgoingMail
from portal.periods import today
from sections.models import Unit


def exists() -> bool:
    """Whether the demo is there."""
    return Unit.objects.filter(slug=union.FEDERATION).exists()


def build() -> None:
    """All of it or nothing, in Bokmål: the agendas' words are stored as they are told."""
    with transaction.atomic(), translation.override("nb"):
        _build(Story(today()))
        _settle_mail()
        # The mails are marked as sent, and the sweep finds the documents: nobody need be woken hundreds of times.
        connection.run_on_commit.clear()


def _build(story: Story) -> None:
    cast = Cast()
    places = {}
    with clock_of_founding(story):
        units = union.found(story)
        holders = offices.fill(story, units, cast)
        for team in TEAMS:
            places[team.slug] = teams.set_up(story, units, holders, cast, team)
        former = leaving.precede(story, units, cast, places[leaving.GROUP][0])
        offices.open_accounts()
    for team in TEAMS:
        group, seats = places[team.slug]
        meetings = teams.Meetings(story, group, seats)
        for gathering in team.gatherings:
            meetings.plan(gathering)
        if team.scheme:
            Planning(story, group, seats, holders.leader).plan(team.scheme)
        yearly.decide(story, group, holders.leader)
        yearly.ask(story, group, seats)
    group, seats = places[calls.GROUP]
    calls.announce(story, group, [seats[seat] for seat in teams.SEATS])
    changes.plan(story, places, holders.administrator)
    Board(story, units, holders).plan()
    Treatment(story, places, holders.leader).plan()
    Cascade(story, units, holders).plan()
    Money(story, units, holders, places).plan()
    Claims(story, places, holders).plan()
    local.plan(story, units)
    leaving.confirm(story, units.board, former, holders.administrator)
    story.tell()
    weeks.keep(story)


def clock_of_founding(story: Story):
    """Everybody was registered before the first meeting."""
    return clock.at(moment(story.day(-430), 8))


def _settle_mail() -> None:
    """What the demo's people were mailed has long been sent, and its attachments with it; archived documents are kept."""
    OutgoingMail.objects.filter(state=OutgoingMail.State.QUEUED).update(
        state=OutgoingMail.State.SENT, sent_at=timezone.now(), attempts=1
    )
    MailAttachment.objects.exclude(document=None).delete()
    Document.objects.filter(state=Document.State.QUEUED, archived=False).delete()
