"""The units: a federation, two sections, the nineteen counties, some local unions; and the bodies that they always have."""

from dataclasses import dataclass, field

from portal.demo.story import Story
from sections.models import Body, Unit
from sections.operations import bodies, units

FEDERATION = "demo-forbundet"
COUNTIES = (
    "Akershus", "Aust-Agder", "Buskerud", "Finnmark", "Hedmark", "Hordaland", "Møre og Romsdal", "Nord-Trøndelag",
    "Nordland", "Oppland", "Oslo", "Rogaland", "Sogn og Fjordane", "Sør-Trøndelag", "Telemark", "Troms", "Vest-Agder",
    "Vestfold", "Østfold",
)  # fmt: skip
# County → its local unions.
LOCAL_UNIONS = {
    "Nordland": ("Fagforeningen Fjordvik", "Fagforeningen Storelva"),
    "Sør-Trøndelag": ("Fagforeningen Granmo", "Fagforeningen Vestskogen"),
    "Rogaland": ("Fagforeningen Solsida", "Fagforeningen Kirkebakken"),
    "Oslo": ("Fagforeningen Bjørkelia", "Fagforeningen Havgløtt"),
    "Telemark": ("Fagforeningen Åsdalen",),
    "Troms": ("Fagforeningen Nordheia",),
    "Hedmark": ("Fagforeningen Elvestad",),
    "Østfold": ("Fagforeningen Ørnes og omegn",),
}


@dataclass
class Union:
    """Where everybody belongs."""

    federation: Unit
    section: Unit
    health: Unit
    board: Body
    administration: Body
    control: Body
    health_board: Body
    health_administration: Body
    counties: dict[str, Body] = field(default_factory=dict)
    local_boards: dict[str, Body] = field(default_factory=dict)


def found(story: Story) -> Union:
    """Set up the units and their standing bodies."""
    founded = story.day(-2500)
    federation = units.create(None, kind=Unit.Kind.FEDERATION, name="Demoforbundet", slug=FEDERATION)
    section = _section(federation, "Yrkesseksjon kontor og administrasjon", "Kontor og administrasjon", "kontor")
    health = _section(federation, "Yrkesseksjon helse og sosial", "Helse og sosial", "helse")

    def body(unit: Unit, kind: str, name: str, slug: str, **fields) -> Body:
        return bodies.create(None, unit=unit, kind=kind, name=name, slug=slug, founded_on=founded, **fields)

    union = Union(
        federation,
        section,
        health,
        board=body(section, Body.Kind.BOARD, "Yrkesseksjonsstyret", "styret"),
        administration=body(section, Body.Kind.ADMINISTRATION, "Seksjonsadministrasjonen", "administrasjonen"),
        control=body(section, Body.Kind.CONTROL, "Kontrollutvalget", "kontrollutvalget"),
        health_board=body(health, Body.Kind.BOARD, "Styret for helse og sosial", "styret-helse"),
        health_administration=body(
            health, Body.Kind.ADMINISTRATION, "Administrasjonen for helse og sosial", "administrasjonen-helse"
        ),
    )
    for name in COUNTIES:
        county = units.create(None, kind=Unit.Kind.COUNTY, name=name, parent=federation)
        title = f"Seksjonsutvalget i {name}"
        union.counties[name] = body(
            county, Body.Kind.SECTION_COMMITTEE, title, f"utvalget-{county.slug}", section=section
        )
        for place in LOCAL_UNIONS.get(name, ()):
            local = units.create(None, kind=Unit.Kind.LOCAL_UNION, name=place, parent=county)
            union.local_boards[place] = body(local, Body.Kind.BOARD, f"Styret i {place}", f"styret-{local.slug}")
    return union


def _section(federation: Unit, name: str, short: str, slug: str) -> Unit:
    return units.create(None, kind=Unit.Kind.SECTION, name=name, short_name=short, parent=federation, slug=slug)
