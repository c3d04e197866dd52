"""Det nye arbeidslivet: in good order. Plan approved, minutes noted, the next meeting called in good time."""

# Set by hand, line by line as one reads it.
# fmt: off
from portal.demo.specs import Case, Gathering, Job, Scheme, Step, Team

GATHERINGS = (
    Gathering(
        -318, "Årets første møte", format="physical", place="Møterom Linerla, Bergen",
        cases=(
            Case(
                "Hjemmekontor tre år etter", "discussion",
                "Hvor mange har avtale, og hva står i den?",
                "Fire av fem har skriftlig avtale. To av avtalene gjelder «inntil videre» uten at noen har sett på dem siden. "
                "Gruppa mener avtaler om hjemmekontor bør gås gjennom hvert år, sammen med medarbeidersamtalen.",
                "Gruppa lager en sjekkliste for årlig gjennomgang.",
                (Job("second", "Lage sjekkliste for gjennomgang av avtale om hjemmekontor", 35),),
            ),
            Case(
                "Delte plasser og åpne landskap", "discussion", "",
                "To arbeidsplasser bygger om. Begge steder er antall plasser satt lavere enn antall ansatte før noen har "
                "kartlagt oppgavene. Telefon og fortrolige samtaler er glemt.",
                "Gruppa anbefaler at oppgaver kartlegges før kvadratmeter.",
            ),
        ),
    ),
    Gathering(
        -233, "Digitalt møte om arbeidstid", away=("third",),
        cases=(
            Case(
                "Tilgjengelighet etter arbeidstid", "discussion", "",
                "Meldinger på kveldstid er blitt vanlig i tre av fem arbeidsplasser. Ingen har avtalt hva som ventes. Gruppa "
                "vil at klubbene tar initiativ til en enkel regel: det som må svares på i kveld, varsles på telefon.",
                "Regelen sendes styret som forslag til felles råd.",
                (Job("leader", "Sende forslag om felles råd om tilgjengelighet", 14),),
            ),
            Case(
                "Firedagersuke: hva vet vi?", "information", "",
                "Sekretæren la fram erfaringer fra tre forsøk. Resultatene er gode der oppgaver ble tatt bort, og dårlige der "
                "alt skulle gjøres på kortere tid.",
            ),
        ),
    ),
    Gathering(
        -140, "Sommermøte",
        cases=(
            Case(
                "Seniorer på kontor", "discussion", "",
                "Flere går av tidligere enn de hadde tenkt når de får nye systemer uten tid til å lære dem. Gruppa vil ha "
                "fadderordninger begge veier: den som kan fag, og den som kan verktøy.",
                "Gruppa prøver ut «to og to» i en avdeling.",
                (Job("first", "Avtale utprøving av «to og to» med arbeidsgiver", 50),),
            ),
            Case("Innspill til hovedlinjene", "decision", "", "Gruppa valgte tre punkter av ni.", "De tre punktene sendes rådgiveren."),
        ),
    ),
    Gathering(
        -72, "Høstsamling", format="physical", place="Møterom Linerla, Bergen",
        cases=(
            Case(
                "Erfaringer med «to og to»", "discussion", "",
                "Seks par har arbeidet sammen i åtte uker. Fem av seks vil fortsette. Det som skal til, er én fast time i uka "
                "som lederen ikke flytter på.",
                "Opplegget beskrives på to sider og legges fram for styret.",
                (Job("secretary", "Skrive to sider om «to og to»", 40), Job("third", "Intervjue to av parene", 80, done=False)),
            ),
            Case(
                "Sjekklista for hjemmekontor", "information", "",
                "Lista er lastet ned 640 ganger. Tillitsvalgte ber om en kortversjon til veggen.",
                "",
                (Job("second", "Lage kortversjon av sjekklista", 30),),
            ),
        ),
    ),
    Gathering(
        33, "Vintermøte om arbeidstid", called=-5,
        cases=(
            Case("«To og to»: hvem tar det videre?", "decision", "Notatet er lagt ved."),
            Case("Råd om tilgjengelighet", "information", "Styrets svar."),
        ),
    ),
)

SCHEME = Scheme(
    "Handlingsplan for Det nye arbeidslivet",
    "Arbeidet flytter seg i tid og rom. Gruppa skal vise hva som må avtales for at det skal bli et godt arbeidsliv for dem på kontor.",
    "Mange avtaler om hjemmekontor er gamle. Tilgjengelighet på kveldstid er ikke avtalt.",
    "Færre skal gjøre flere oppgaver. Erfaring forsvinner når seniorer går av.",
    (
        (
            "Fleksibilitet som er avtalt",
            (
                (
                    "Avtaler om hjemmekontor er skriftlige og blir fulgt opp",
                    (
                        Step("Sjekkliste for årlig gjennomgang", "Leder", -250, "done", "Lastet ned 640 ganger."),
                        Step("Kortversjon til oppslag", "Sekretær", -30, "done"),
                        Step("Webinar for tillitsvalgte", "Leder, rådgiver", 55, "on_track", "Dato er satt.", budget=9_000),
                    ),
                ),
                (
                    "Fri er fri",
                    (
                        Step("Felles råd om tilgjengelighet etter arbeidstid", "Leder", 20, "on_track", "Ligger hos styret."),
                        Step("Samle eksempler på lokale avtaler", "Gruppas medlemmer", "løpende", "on_track"),
                    ),
                ),
            ),
        ),
        (
            "Et arbeidsliv for alle aldre",
            (
                (
                    "Kunnskap deles før den går ut av døra",
                    (
                        Step("Prøve ut «to og to» i en avdeling", "Leder", (-140, -60), "done", "Fem av seks par fortsetter.", budget=6_000, project="1402"),
                        Step("Notat på to sider til styret", "Sekretær", -25, "done"),
                        Step("Presentere opplegget på ledersamlingen", "Kontaktperson", 75, "on_track", budget=4_000),
                    ),
                ),
            ),
        ),
    ),
    (Step("Lese og kommentere høringer om arbeidstid", "Leder, rådgiver", "løpende", "on_track"),),
)

TEAM = Team(
    "Det nye arbeidslivet", "arbeidslivet",
    "Følge med på hvordan arbeidet på kontor endrer seg, og foreslå hva seksjonen bør kreve og avtale.",
    "Hjemmekontor, arbeidstid, lokaler, seniorer og unge i yrket.",
    adviser="adviser", contact="contact", gatherings=GATHERINGS, scheme=SCHEME,
)
