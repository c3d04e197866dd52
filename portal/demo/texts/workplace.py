"""Forhold på arbeidsplassen: the minutes of the last meeting wait for approval."""

# Set by hand, line by line as one reads it.
# fmt: off
from portal.demo.specs import Case, Gathering, Job, Scheme, Step, Team

GATHERINGS = (
    Gathering(
        -308, "Planmøte", format="physical", place="Møterom Havørn, Tromsø",
        cases=(
            Case(
                "Vold og trusler i skranken", "discussion", "",
                "Tre av gruppas medlemmer arbeider i publikumsmottak. Alle har opplevd trusler siste halvår; bare én hendelse "
                "er meldt. Skjemaet er for langt, og ingen har sett at det fører til noe.",
                "Gruppa foreslår et meldeskjema med fire spørsmål.",
                (Job("third", "Lage forslag til kort meldeskjema", 30),),
            ),
            Case("Inneklima etter ombygging", "information", "", "Medlemmene fortalte om målinger. Bilder og råd samles i en mappe."),
        ),
    ),
    Gathering(
        -198, "Digitalt vårmøte", away=("second", "contact"),
        cases=(
            Case(
                "Kort meldeskjema", "decision",
                "Forslaget fra forrige møte er prøvd ut i to mottak i fire uker.",
                "Det kom inn 23 meldinger mot tre i samme tid i fjor. Verneombudene ber om et felt for «hva ble gjort».",
                "Skjemaet utvides med ett felt og sendes alle fagforeninger.",
                (Job("secretary", "Sende meldeskjemaet til fagforeningene", 21),),
            ),
            Case("Bemanning i ferien", "discussion", "", "Vikarer mangler opplæring. Gruppa vil ha en «første dag»-perm på hvert kontor."),
        ),
    ),
    Gathering(
        -92, "Høstmøte", format="physical", place="Møterom Havørn, Tromsø",
        cases=(
            Case(
                "Alene på vakt", "discussion", "",
                "Skolesekretærer og resepsjoner er ofte én person. Pauser faller bort. Gruppa samler tall før den foreslår tiltak.",
                "Det lages en liten undersøkelse om pauser.",
                (Job("first", "Lage undersøkelse om pauser, høyst ti spørsmål", 70, done=False),),
            ),
            Case("«Første dag»-permen", "decision", "", "Innholdslista ble godkjent med små endringer.", "Permen legges ut som mal."),
        ),
    ),
    Gathering(
        -8, "Arbeidsmøte om pauser og trygghet", minutes="submitted",
        cases=(
            Case(
                "Svar på undersøkelsen om pauser", "discussion", "",
                "Det kom 318 svar. **Hver tredje har ikke full pause** to eller flere dager i uka. De som er alene, svarer telefon "
                "mens de spiser. Flere ber om en avtale om avløsning mellom skolekontorene.",
                "Gruppa lager et forslag til lokal avtale om avløsning.",
                (
                    Job("leader", "Skrive utkast til avtale om avløsning", 30, done=False),
                    Job("secretary", "Lage plansje med tallene", 21, done=False),
                ),
            ),
            Case(
                "Meldeskjemaet etter et halvt år", "information", "",
                "Fjorten fagforeninger bruker skjemaet. Antall meldinger er tredoblet; antall alvorlige hendelser er uendret.",
            ),
            Case("Plan for neste år", "discussion", "", "Medlemmene leverer forslag til tiltak før jul."),
        ),
    ),
)

SCHEME = Scheme(
    "Handlingsplan for Forhold på arbeidsplassen",
    "Et trygt og ordentlig kontor er ikke en selvfølge. Gruppa arbeider med det som kan måles og bedres der folk er.",
    "Hendelser i skranken blir ikke meldt. Pauser faller bort for dem som er alene.",
    "Flere oppgaver samles på færre steder, og møtet med publikum blir tøffere.",
    (
        (
            "Trygghet i møte med publikum",
            (
                (
                    "Det er enkelt å melde fra",
                    (
                        Step("Kort meldeskjema prøvd ut og sendt til alle fagforeninger", "Sekretær", -170, "done", "Fjorten bruker det."),
                        Step("Telle meldinger hvert halvår", "Leder", "løpende", "on_track"),
                        Step("Kurs i å møte sinte mennesker", "Rådgiver", (20, 110), "not_started", budget=45_000, project="1411"),
                    ),
                ),
            ),
        ),
        (
            "Helse og pauser",
            (
                (
                    "Alle har pause, også de som er alene",
                    (
                        Step("Undersøkelse om pauser", "Leder", -15, "done", "318 svar.", seats=("first",)),
                        Step("Forslag til lokal avtale om avløsning", "Leder", 28, "on_track"),
                        Step("Måle inneklima i tre ombygde kontorer", "Gruppas medlemmer", -35, "delayed", "Utstyret er lånt bort.", budget=15_000),
                    ),
                ),
            ),
        ),
    ),
    (Step("«Første dag»-perm som mal", "Sekretær", -80, "done"),),
)

TEAM = Team(
    "Forhold på arbeidsplassen", "arbeidsplassen",
    "Bistå styret med kunnskap om arbeidsmiljø, trygghet og bemanning på kontorene.",
    "Vold og trusler, alenearbeid, pauser, inneklima, opplæring av vikarer.",
    adviser="adviser", contact="boardmember", gatherings=GATHERINGS, scheme=SCHEME,
)
