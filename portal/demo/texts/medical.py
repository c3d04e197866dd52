"""Helsesekretærer: the plan waits for the board's decision; the last minutes are on the next board meeting's agenda. Shared."""

# Set by hand, line by line as one reads it.
# fmt: off
from portal.demo.specs import Case, Gathering, Job, Scheme, Step, Team

GATHERINGS = (
    Gathering(
        -282, "Vintermøte", format="physical", place="Møterom Fiskeørn, Stavanger",
        cases=(
            Case(
                "Autorisasjon og oppgavedeling", "discussion", "",
                "Oppgaver flyttes til andre yrker uten at noen spør hva autorisasjonen gir rett til. Gruppa lager en oversikt på "
                "én side som kan henge i resepsjonen.",
                "Oversikten lages og sendes på høring i gruppa.",
                (Job("third", "Lage oversikt over oppgaver som krever autorisasjon", 40),),
            ),
            Case("Legekontor uten vikar", "discussion", "", "Sykdom fører til stengt telefon. Vikarpool mellom kontorer er prøvd ett sted."),
        ),
    ),
    Gathering(
        -187, "Digitalt vårmøte", away=("second",),
        cases=(
            Case(
                "Rekruttering til utdanningen", "discussion", "",
                "Søkertallene går ned. Elevene sier at de ikke vet hva yrket er. Gruppa vil møte elever i vg1 med korte "
                "besøk og en film.",
                "Tre medlemmer besøker hver sin skole.",
                (Job("first", "Besøke en skole og skrive en halv side om det", 60),),
            ),
            Case("Oversikten over oppgaver", "decision", "", "Teksten er strammet inn.", "Oversikten trykkes."),
        ),
    ),
    Gathering(
        -102, "Sommermøte", format="physical", place="Møterom Fiskeørn, Stavanger",
        cases=(
            Case("Skolebesøkene", "information", "", "Tre skoler er besøkt. Elevene spurte mest om lønn og vakter."),
            Case(
                "Digital hjemmeoppfølging", "discussion", "",
                "Målinger hjemmefra havner hos helsesekretæren. Det tar 20 minutter per pasient i uka, og tiden er ikke regnet "
                "med i noen plan.",
                "Gruppa dokumenterer tidsbruken i en måned.",
                (Job("secretary", "Lage skjema for tidsbruk", 14), Job("second", "Samle inn skjemaene", 60)),
            ),
        ),
    ),
    Gathering(
        -34, "Høstmøte om tidsbruk", away=("contact",),
        cases=(
            Case(
                "Tidsbruk på digital hjemmeoppfølging", "discussion", "",
                "Skjemaene viser **3,4 timer i uka** per helsesekretær. Tiden tas fra telefon og prøver.",
                "Tallene sendes begge seksjonsstyrer.",
                (Job("leader", "Skrive brev med tallene", 20),),
            ),
            Case("Ny handlingsplan", "decision", "", "Utkastet ble gått gjennom punkt for punkt.", "Planen sendes styret til godkjenning."),
        ),
    ),
    Gathering(
        61, "Vintermøte", called=-3, format="physical", place="Møterom Fiskeørn, Stavanger",
        cases=(Case("Film om yrket", "decision", "Tilbud fra to skoler med mediefag."),),
    ),
)

SCHEME = Scheme(
    "Handlingsplan for Helsesekretærer",
    "Helsesekretæren holder legekontoret og poliklinikken i gang. Gruppa skal gjøre yrket synlig og sikre det en framtid.",
    "Nye oppgaver kommer uten tid. Søkertallene til utdanningen går ned.",
    "Yrket kan bli borte i oppgavedelingen om ingen beskriver hva det er.",
    (
        (
            "Et yrke med framtid",
            (
                (
                    "Flere søker utdanningen",
                    (
                        Step("Besøke seks skoler", "Leder", (-20, 160), budget=14_000),
                        Step("Kort film om en dag på jobb", "Sekretær", 150, budget=30_000, project="1433"),
                    ),
                ),
                (
                    "Oppgavene er kjent",
                    (
                        Step("Trykke og sende oversikten over oppgaver", "Rådgiver", 30, budget=8_500),
                        Step("Dokumentere tidsbruk på digital hjemmeoppfølging", "Leder", 10),
                        Step("Faglig påfyll for medlemmer to ganger i året", "Leder, rådgiver", "løpende", budget=50_000),
                    ),
                ),
            ),
        ),
    ),
    (Step("Fellesmøte med faggruppa NAV", "Leder", 80),),
    state="submitted",
    written=-19,
)

TEAM = Team(
    "Helsesekretærer", "helsesekretaerer",
    "Ivareta helsesekretærenes fag og vilkår på tvers av seksjonene.",
    "Autorisasjon, oppgavedeling, rekruttering, digital oppfølging.",
    adviser="second_adviser", contact="other", shared=True, gatherings=GATHERINGS, scheme=SCHEME,
)
