"""The section board's year."""

# Set by hand, line by line as one reads it.
# fmt: off
from portal.demo.specs import Case, Gathering, Job

NEWS = Case("Nytt siden sist", "standing", text="Styremedlemmene fortalte fra fylker og representasjon.")

GATHERINGS = (
    Gathering(
        -300, "Styremøte 1", minutes="approved", format="physical", place="Styrerommet, Oslo",
        cases=(
            NEWS,
            Case(
                "Årets møteplan", "decision", "Forslag fra administrasjonen.", "Styret ønsker to fysiske møter.",
                "Styret møtes fem ganger. Det første og det siste møtet er fysiske.",
            ),
            Case(
                "Faggruppenes arbeid", "discussion", "",
                "Styret er godt fornøyd med at alle gruppene har kommet i gang. Referatene skal være kortere og vedtakene tydeligere.",
                "Gruppene bruker samme mal for referat.",
                (Job("administrator", "Sende mal for referat til gruppene", 14),),
            ),
        ),
    ),
    Gathering(
        -215, "Styremøte 2", minutes="approved", away=("third",),
        cases=(
            NEWS,
            Case(
                "Endring i styret", "decision", "Et medlem har fått nytt arbeid utenfor yrket og ber om å få fratre.",
                "Styret takket for innsatsen.", "Første varamedlem rykker opp som fast medlem.",
            ),
            Case("Krav ved bruk av språkmodeller", "discussion", "Innspill fra Digitalisering.", "Styret slutter seg til de tre kravene.", "Kravene tas inn i høringssvaret."),
        ),
    ),
    Gathering(
        -130, "Styremøte 3", minutes="approved",
        cases=(
            NEWS,
            Case("Regnskap for første halvår", "information", "", "Forbruket er litt lavere enn planlagt fordi to samlinger ble digitale."),
            Case("Godkjenning av handlingsplaner", "decision", "", "Fire planer er sendt inn.", "De fire planene godkjennes. NAV purres."),
        ),
    ),
    Gathering(
        -48, "Styremøte 4", minutes="approved", away=("boardmember",),
        cases=(
            NEWS,
            Case(
                "Faggruppa NAV", "discussion", "Lederens funksjonstid er ute, og det er lenge siden siste møte.",
                "Styret er bekymret. Gruppa er viktig for begge seksjoner.",
                "Administrasjonen tar kontakt med medlemmene og legger fram forslag til ny leder.",
                (Job("administrator", "Finne kandidater til ny leder av NAV-gruppa", 45, done=False),),
            ),
            Case("Fagdag om digitale verktøy", "decision", "", "Gruppa har laget et godt opplegg.", "Styret bevilger 60 000 kr."),
        ),
    ),
    Gathering(
        16, "Styremøte 5", called=-2, format="physical", place="Styrerommet, Oslo",
        cases=(
            Case("Nytt siden sist", "standing"),
            Case("Handlingsplan for Helsesekretærer", "decision", "Planen er sendt inn av gruppa."),
            Case("Ny leder i faggruppa NAV", "decision", "Administrasjonens forslag legges fram i møtet."),
        ),
    ),
)
