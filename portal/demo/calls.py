"""One open call: published ten days ago, five members have applied; what the sitting members cover is noted."""

from datetime import timedelta
from functools import partial
from typing import NamedTuple

from members.models import Call, CompetenceField, Person
from members.operations import applications, calls, treatment
from portal.demo.people import plain
from portal.demo.story import Story, moment
from sections.models import Body, Unit

TEXT = "\n\n".join(
    (
        "Faggruppa gir styret råd om digitalisering og kunstig intelligens på kontorarbeidsplassene. To plasser blir ledige.",
        "**Som medlem** er du med på to til fire møter i året og noen korte digitale møter. Du leser sakene på forhånd, "
        "snakker for yrket ditt og følger opp det dere blir enige om. Reise og tapt arbeidsfortjeneste dekkes.",
        "**Vi ser etter** deg som står midt i arbeidet og merker hva nye verktøy gjør med hverdagen. Du trenger ikke å ha "
        "hatt verv før.",
    )
)
# The group that looks for members.
GROUP = "digitalisering"
FIELDS = (
    "Arkiv og dokumentasjon",
    "Kunstig intelligens i saksbehandling",
    "Personvern",
    "Opplæring av kolleger",
    "Lønn og regnskap",
)


class Applicant(NamedTuple):
    """One who applies: name, work, whether in the field today, fields, statement, how many days ago."""

    first_name: str
    last_name: str
    occupation: str
    employer: str
    active: bool
    covers: tuple[int, ...]
    statement: str
    days: int


APPLICANTS = (
    Applicant(
        "Solveig", "Tjernlia", "arkivleder", "Fjordvik kommune", True, (0, 2),
        "Jeg har bygd om arkivet vårt fra papir til fulldigitalt og lært opp førti kolleger underveis. Nå vil jeg dele det som "
        "gikk bra, og det som gikk galt.", 8,
    ),
    Applicant(
        "Imran", "Kollstad", "saksbehandler", "Storelva kommune", True, (1, 3),
        "Hos oss skriver et språkverktøy utkast til vedtak. Jeg er med i prøveprosjektet og ser både tida vi sparer og feilene "
        "som må fanges.", 7,
    ),
    Applicant(
        "Grete", "Havnås", "personvernombud", "Vestskogen sykehus", True, (2,),
        "Personvern er ofte det siste noen tenker på. Jeg vil at det skal være det første.", 5,
    ),
    Applicant(
        "Tor Arne", "Lisether", "skolesekretær", "Granmo videregående skole", True, (3,),
        "Jeg er den kollegene spør når systemet henger. Jeg forklarer gjerne uten fremmedord.", 4,
    ),
    Applicant(
        "Beate", "Roksvåg", "lønnskonsulent, i permisjon", "Solsida legesenter", False, (4,),
        "Tolv år med lønn har lært meg hvor automatisering hjelper og hvor den lager ekstraarbeid.", 2,
    ),
)  # fmt: skip


def announce(story: Story, group: Body, people: list[Person]) -> None:
    """Plan the call, its applications and the note of what the sitting members cover."""
    story.when(moment(story.day(-11), 10), partial(_publish, story, group, people))


def _publish(story: Story, group: Body, people: list[Person]) -> None:
    deadline = story.day(18)
    call = calls.create(
        None,
        body=group,
        title="To plasser i faggruppa – kan du ditt fag?",
        text=TEXT,
        field="Digitalisering og kunstig intelligens",
        competence=list(FIELDS),
        places=2,
        role="member",
        deadline=deadline,
        term_starts_on=deadline + timedelta(days=45),
        term_ends_on=deadline + timedelta(days=45 + 729),
        retention_days=90,
    )
    calls.publish(None, call=call)
    fields = list(CompetenceField.objects.filter(body=group))
    pairs = [(fields[place % 2].pk, person.pk) for place, person in enumerate(people)]
    treatment.cover(None, body=group, pairs=pairs, people_ids=[person.pk for person in people])
    unions = list(Unit.objects.filter(kind=Unit.Kind.LOCAL_UNION).order_by("sort_name"))
    for place, applicant in enumerate(APPLICANTS):
        event = partial(_apply, call, fields, applicant, unions[place % len(unions)])
        story.when(moment(story.day(-applicant.days), 19, 10 * place), event)


def _apply(call: Call, fields: list[CompetenceField], applicant: Applicant, unit: Unit) -> None:
    application = applications.create(
        None,
        call=call,
        first_name=applicant.first_name,
        last_name=applicant.last_name,
        email=f"{plain(applicant.first_name)}.{plain(applicant.last_name)}@demo.example",
        phone="",
        occupation=applicant.occupation,
        employer=applicant.employer,
        occupationally_active=applicant.active,
        competence="",
        statement=applicant.statement,
        unit=unit,
        fields=[fields[place] for place in applicant.covers],
        consents=True,
    )
    applications.confirm(None, application=application)
