"""Digitalisering: has called a meeting in nine days; some have answered."""

# Set by hand, line by line as one reads it.
# fmt: off
from portal.demo.specs import Case, Gathering, Job, Scheme, Step, Team

GATHERINGS = (
    Gathering(
        -328, "Oppstart av arbeidsåret", format="physical", place="Møterom Skrivestua, Oslo",
        cases=(
            Case(
                "Hva bruker vi dagen på? Kartlegging av verktøy", "discussion",
                "Alle tar med en liste over programmene de bruker i løpet av en vanlig uke.",
                "Rundt bordet kom det fram **41 ulike programmer**. Fire av fem i gruppa fører de samme opplysningene to "
                "steder. Verst er overgangen mellom sak- og arkivsystemet og regnearkene som lederne ber om.",
                "Gruppa lager en enkel mal for kartlegging som klubbene kan bruke.",
                (Job("first", "Lage utkast til kartleggingsmal på én side", 28),),
            ),
            Case(
                "Opplæring før innføring", "discussion", "",
                "Flere har opplevd at nye systemer settes i drift mandag morgen og at kurset kommer i april. Gruppa vil at "
                "opplæring skal stå i framdriftsplanen, med tid satt av i turnus og bemanning.",
                "Kravet «kurs først, knapp etterpå» tas inn i handlingsplanen.",
            ),
            Case("Møteplan for året", "decision", "", "Forslaget fra sekretæren ble gjennomgått.", "Fire møter, to av dem fysiske."),
        ),
    ),
    Gathering(
        -238, "Vårmøte om kunstig intelligens på kontoret", away=("second",),
        cases=(
            Case(
                "Språkmodeller i saksbehandlingen", "discussion",
                "Innledning ved tredje medlem, som deltar i et forsøk hos arbeidsgiver.",
                "Forsøket har vart i fem uker. Utkast til brev går raskere, men alt må leses to ganger. Ingen har avklart "
                "hvem som svarer for feil. Gruppa er enig om tre krav: den ansatte skal vite når et verktøy er i bruk, "
                "kunne overprøve det, og ha tid til å kontrollere.",
                "De tre kravene sendes styret som innspill.",
                (Job("secretary", "Skrive innspill til styret om tre krav ved bruk av språkmodeller", 14),),
            ),
            Case(
                "Personvern når møter tas opp", "discussion", "",
                "Automatiske møtereferater er tatt i bruk flere steder uten drøfting. Gruppa mener det skal drøftes som et "
                "kontrolltiltak, og at opptak skal slettes når referatet er godkjent.",
                "Gruppa lager et kort råd til tillitsvalgte.",
                (Job("third", "Lage rådet «Fem spørsmål før møtet tas opp»", 40),),
            ),
        ),
    ),
    Gathering(
        -152, "Arbeidsmøte om kompetanse", format="hybrid", place="Møterom Rødstrupen, Trondheim", away=("contact",),
        cases=(
            Case(
                "Kompetansetrapp for digitale verktøy", "discussion", "",
                "Utkastet har tre trinn: bruke, forstå, forbedre. Gruppa vil ha færre ord og flere eksempler fra skole, "
                "sykehus og servicetorg.",
                "Trappa prøves ut i to fagforeninger før jul.",
                (
                    Job("leader", "Avtale utprøving med to fagforeninger", 30),
                    Job("second", "Skrive eksempler fra skolekontoret", 45),
                ),
            ),
            Case(
                "Hjemmekontor og utstyr", "information", "",
                "Rådgiveren orienterte om reglene for utstyr hjemme. Mange kjøper skjerm og stol selv uten å vite at det "
                "kan avtales.",
            ),
        ),
    ),
    Gathering(
        -75, "Høstmøte", format="physical", place="Møterom Skrivestua, Oslo",
        cases=(
            Case(
                "Resultat av kartleggingen", "discussion",
                "Malen er brukt i sju klubber med til sammen 112 svar.",
                "Tre funn går igjen: dobbeltføring, for mange innlogginger, og at ingen spør brukerne før endringer. "
                "I gjennomsnitt går **47 minutter om dagen** til dobbeltføring.",
                "Funnene legges fram på fagdagen, med råd om hva klubben kan kreve.",
                (
                    Job("secretary", "Lage plansje med de tre funnene", 60, done=False),
                    Job("first", "Samle gode eksempler på enklere innlogging", 92, done=False),
                ),
            ),
            Case(
                "Innspill til ny avtale om teknologi", "decision", "",
                "Gruppa gikk gjennom tekstforslaget punkt for punkt. Retten til opplæring bør stå først.",
                "Gruppa støtter forslaget med to endringer, som sendes rådgiveren innen fredag.",
                (Job("leader", "Sende de to endringene til rådgiveren", 5),),
            ),
            Case("Ny nettside for faggruppa", "information", "", "Sidene er flyttet. Sekretæren har ansvar for å holde dem à jour."),
        ),
    ),
    Gathering(
        9, "Vintermøte: fagdag og handlingsplan", format="hybrid", place="Møterom Skrivestua, Oslo", called=-12,
        cases=(
            Case("Program for fagdagen", "decision", "Utkast til program er sendt ut. Vi må velge innledere og lengde på øktene."),
            Case("Handlingsplanen: hva er forsinket?", "discussion", "Tre tiltak er forsinket. Hva gjør vi med dem?"),
            Case("Kunstig intelligens: svar fra styret", "information", "Kontaktpersonen orienterer om styrets behandling."),
        ),
    ),
)

SCHEME = Scheme(
    "Handlingsplan for Digitalisering",
    "Gruppa skal gjøre det lettere for dem som jobber på kontor, å være med på å forme verktøyene de bruker hver dag.",
    "Nye systemer innføres raskt og uten opplæring. Mange fører det samme to steder.",
    "Oppgavene endrer seg. Uten medvirkning blir kontoryrkene mindre synlige enn de er viktige.",
    (
        (
            "Medvirkning når verktøy velges",
            (
                (
                    "Ansatte på kontor er med fra første dag når systemer skal byttes",
                    (
                        Step("Lage mal for kartlegging av verktøy og dobbeltføring", "Sekretær", -60, "done", "Brukt i sju klubber."),
                        Step("Legge fram funnene på fagdagen", "Leder", 35, "on_track", "Programmet er under arbeid.", budget=18_000),
                        Step("Rådet «Fem spørsmål før møtet tas opp» til alle klubber", "Leder", -20, "delayed", "Venter på juridisk kontroll.", seats=("third",)),
                    ),
                ),
                (
                    "Tillitsvalgte kjenner reglene om kontrolltiltak",
                    (
                        Step("Webinar om språkmodeller og personvern", "Rådgiver", 60, "on_track", budget=12_500, project="1407"),
                        Step("Kort råd om drøfting av kontrolltiltak", "Sekretær", -90, "done", "Lagt ut på gruppas sider."),
                    ),
                ),
            ),
        ),
        (
            "Kompetanse",
            (
                (
                    "Opplæring kommer før innføring",
                    (
                        Step("Kompetansetrapp i tre trinn, prøvd ut i to fagforeninger", "Leder, sekretær", (-150, 45), "on_track", "Én fagforening er ferdig.", budget=25_000),
                        Step("Samle gode eksempler fra skole, sykehus og servicetorg", "Gruppas medlemmer", "løpende", "on_track", seats=("second",)),
                        Step("Spørreundersøkelse om opplæring ved systembytte", "Leder", -14, "not_started", comment="Samarbeid med faggruppa for ledelse?"),
                    ),
                ),
            ),
        ),
    ),
    (
        Step("Holde gruppas sider oppdatert", "Sekretær", "løpende", "on_track"),
        Step("Innspill til ny avtale om teknologi", "Leder", -70, "done", "Sendt med to endringer."),
        Step("Studiebesøk hos en kommune med felles innlogging", "Kontaktperson", 120, budget=32_000),
    ),
)

TEAM = Team(
    "Digitalisering", "digitalisering",
    "Gi styret råd om hva nye digitale verktøy betyr for kontoryrkene, og løfte fram gode og dårlige erfaringer fra medlemmene.",
    "Medvirkning ved systembytte, opplæring, personvern, kunstig intelligens.",
    adviser="adviser", contact="contact",
    logins={"leader": "leader", "secretary": "secretary", "first": "member"},
    gatherings=GATHERINGS, scheme=SCHEME,
)
