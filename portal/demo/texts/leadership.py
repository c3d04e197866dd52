"""Ledelse: approved minutes wait to be laid before the board, and to be read by the contact."""

# Set by hand, line by line as one reads it.
# fmt: off
from portal.demo.specs import Case, Gathering, Job, Scheme, Step, Team

GATHERINGS = (
    Gathering(
        -298, "Oppstartsmøte", format="physical", place="Møterom Nøtteskrika, Hamar",
        cases=(
            Case(
                "Hvem er leder på kontoret?", "discussion", "",
                "Mange leder uten tittel: de fordeler arbeid, lærer opp og svarer for kvalitet. Gruppa vil ha et navn på rollen "
                "og en plass i lønnsplanen.",
                "Gruppa samler stillingsbeskrivelser fra ti arbeidsplasser.",
                (Job("first", "Samle stillingsbeskrivelser for merkantile ledere", 45),),
            ),
            Case("Ledelse på avstand", "discussion", "", "Ukentlige korte samtaler fungerer bedre enn månedlige lange."),
        ),
    ),
    Gathering(
        -188, "Vårmøte", away=("leader",),
        cases=(
            Case(
                "Stillingsbeskrivelsene", "discussion", "",
                "Åtte av ti beskrivelser nevner ansvar for andre, men bare to gir myndighet. Avstanden mellom ansvar og "
                "myndighet er det tydeligste funnet.",
                "Funnene sendes til dem som forhandler lokalt.",
                (Job("secretary", "Skrive notat om ansvar og myndighet", 30),),
            ),
            Case("Mentorordning for nye ledere", "decision", "", "Tre modeller ble vurdert.", "Gruppa går inn for faste par i ett år."),
        ),
    ),
    Gathering(
        -96, "Arbeidsmøte om mentorer",
        cases=(
            Case(
                "Mentorordningen", "discussion", "",
                "Elleve har meldt seg som mentorer og sju som nye ledere. Parene settes sammen på tvers av fylker.",
                "Oppstartssamling holdes digitalt.",
                (Job("leader", "Sette sammen parene", 20), Job("third", "Lage program for oppstartssamlingen", 30)),
            ),
            Case("Medarbeidersamtalen som blir av", "information", "", "Gruppa viste et skjema på én side. Det deles fritt."),
        ),
    ),
    Gathering(
        -28, "Høstmøte om lønn og ledelse", format="physical", place="Møterom Nøtteskrika, Hamar", minutes="approved",
        cases=(
            Case(
                "Status for mentorordningen", "information", "",
                "Sju par er i gang. To par har byttet mentor. Alle har hatt minst tre samtaler.",
            ),
            Case(
                "Lønn for dem som leder uten tittel", "discussion", "",
                "Gruppa har sett på fjorten lokale avtaler. Et fast tillegg er vanligst; forskjellen mellom høyeste og laveste "
                "er 38 000 kr i året for de samme oppgavene.",
                "Gruppa anbefaler at seksjonen lager en veileder om tillegg for faglig ledelse.",
                (
                    Job("secretary", "Lage tabell over tilleggene", 25, done=False),
                    Job("second", "Skrive innledning til veilederen", 50, done=False),
                ),
            ),
        ),
    ),
    Gathering(
        47, "Vintermøte om veilederen", called=-1,
        cases=(Case("Utkast til veileder", "discussion", "Sendes ut en uke før møtet."),),
    ),
)

SCHEME = Scheme(
    "Handlingsplan for Ledelse",
    "God ledelse på kontor finnes på alle nivåer. Gruppa skal gjøre den synlig og bedre.",
    "Mange leder uten tittel, myndighet og tillegg.",
    "Rekrutteringen til lederstillinger på kontor er svak.",
    (
        (
            "Ledelse som teller",
            (
                (
                    "Ansvar og myndighet følges ad",
                    (
                        Step("Notat om stillingsbeskrivelser", "Sekretær", -150, "done"),
                        Step("Veileder om tillegg for faglig ledelse", "Leder", 95, "on_track", "Innledningen skrives nå.", budget=20_000),
                        Step("Tabell over lokale tillegg", "Sekretær", -3, "delayed", "Mangler svar fra to fylker."),
                    ),
                ),
                (
                    "Nye ledere står ikke alene",
                    (
                        Step("Mentorordning med sju par", "Leder", (-90, 270), "on_track", "Alle par er i gang.", budget=60_000, project="1420"),
                        Step("Evaluering av mentorordningen", "Rådgiver", 280),
                    ),
                ),
            ),
        ),
    ),
    (Step("Skjema for medarbeidersamtale på én side", "Gruppas medlemmer", -95, "done"),),
)

TEAM = Team(
    "Ledelse", "ledelse",
    "Arbeide for at de som leder på kontor, har opplæring, myndighet og lønn som svarer til ansvaret.",
    "Faglig ledelse, ledelse på avstand, mentorer, lønn.",
    adviser="adviser", contact="contact", gatherings=GATHERINGS, scheme=SCHEME,
)
