"""The plan of a local union: six areas and a local part, some sixty measures, in the union's form."""

# Set by hand, line by line as one reads it.
# fmt: off
from portal.demo.specs import Scheme, Step

LEADER, DEPUTY, CASH, SECRETARY = "Leder", "Nestleder", "Kasserer", "Sekretær"
TRAINING, YOUTH, STEWARD, SECTION = "Opplæringsansvarlig", "Ungdomstillitsvalgt", "Hovedtillitsvalgt", "Yrkesseksjonsleder"
ALWAYS = "løpende"

MEMBERS = (
    (
        "Alle nye medlemmer blir møtt",
        (
            Step("Ringe nye medlemmer innen to uker", LEADER, ALWAYS, "on_track", "Nitten er ringt.", "Ringelista ligger hos sekretæren."),
            Step("Velkomstbrev med navn på plasstillitsvalgt", SECRETARY, -120, "done", "Sendes automatisk."),
            Step("Nymedlemskveld vår og høst", f"{LEADER}, {YOUTH}", (-100, 20), "on_track", "Vårens kveld er holdt.", budget=12_000),
        ),
    ),
    (
        "Flere lærlinger og unge organiserer seg",
        (
            Step("Stand på lærlingedagen", YOUTH, -75, "done", "Elleve nye medlemmer.", budget=6_500),
            Step("Besøke to videregående skoler", YOUTH, 30, "on_track", "Én skole er besøkt."),
            Step("Egen kveld for lærlinger i kontorfag", f"{YOUTH} og {SECTION}", 45, budget=4_000),
        ),
    ),
    (
        "Registeret er riktig",
        (
            Step("Be medlemmene kontrollere e-post og mobilnummer", SECRETARY, -30, "delayed", "Bare halvparten har svart.", "Mål: ni av ti har riktig adresse."),
            Step("Rette arbeidssted for alle som har byttet jobb", SECRETARY, ALWAYS, "on_track"),
        ),
    ),
)
PAY = (
    (
        "Lokale forhandlinger er godt forberedt",
        (
            Step("Kartlegge lønn i kontorstillinger", STEWARD, -90, "done", "Tall fra 84 medlemmer."),
            Step("Kurs for dem som forhandler", f"{TRAINING}, {STEWARD}", -40, "done", budget=18_000),
            Step("Kravmøte på hver arbeidsplass", STEWARD, (-60, 15), "on_track", "Sju av ni er holdt."),
            Step("Evaluering etter forhandlingene", f"{LEADER}, {STEWARD}", 40),
        ),
    ),
    (
        "Hele stillinger er det vanlige",
        (
            Step("Drøfte alle deltidsutlysninger", STEWARD, ALWAYS, "on_track"),
            Step("Oversikt over merarbeid blant deltidsansatte", STEWARD, 25, "on_track", "Venter på tall fra lønn."),
            Step("Gjennomgå bruk av vikarbyrå", f"{STEWARD}, {LEADER}", -20, "delayed", "Arbeidsgiver har bedt om utsettelse."),
        ),
    ),
)
PUBLIC = (
    (
        "Tjenestene blir værende i kommunen",
        (
            Step("Følge budsjettet fra første utkast", LEADER, (-60, 25), "on_track", "Møter hver annen uke."),
            Step("Skrive innspill til økonomiplanen", f"{LEADER}, {STEWARD}", 14, "on_track"),
            Step("Møte alle gruppelederne i kommunestyret", LEADER, 35, "on_track", "Fire av sju er møtt."),
            Step("Leserinnlegg om servicetorget", SECTION, -50, "done", "Stod i to aviser."),
        ),
    ),
    (
        "Omstilling skjer med de ansatte",
        (
            Step("Fast sak om omstilling på hvert møte med arbeidsgiver", STEWARD, ALWAYS, "on_track"),
            Step("Sjekkliste for risikovurdering ved sammenslåing", f"{STEWARD}, {SECTION}", -110, "done"),
            Step("Kurs i endringsarbeid for plasstillitsvalgte", TRAINING, 60, budget=15_000, project="2208"),
        ),
    ),
)
WORKPLACE = (
    (
        "Tillitsvalgte og verneombud finnes på alle arbeidsplasser",
        (
            Step("Velge plasstillitsvalgt der det mangler", STEWARD, -15, "delayed", "To barnehager gjenstår."),
            Step("Felles samling for tillitsvalgte og verneombud", f"{DEPUTY}, {STEWARD}", 20, "on_track", "Lokale er bestilt.", budget=22_000),
            Step("Navn og bilde på oppslagstavla", "Plasstillitsvalgte", -80, "done"),
        ),
    ),
    (
        "Arbeidsmiljøet blir tatt på alvor",
        (
            Step("Dele ut kort meldeskjema om vold og trusler", "Plasstillitsvalgte", -65, "done"),
            Step("Ta opp pauser for dem som er alene", STEWARD, 28, "on_track"),
            Step("Følge opp medarbeiderundersøkelsen", f"{LEADER}, {STEWARD}", (10, 60)),
            Step("Temamøte om overgangsalder og arbeidsliv", DEPUTY, 50, budget=5_000),
        ),
    ),
    (
        "Sykefraværet møtes med tilrettelegging",
        (
            Step("Kurs i oppfølgingssamtaler", TRAINING, -45, "dropped", "For få påmeldte; prøves igjen neste år.", budget=9_000),
            Step("Samarbeid med bedriftshelsetjenesten", STEWARD, ALWAYS, "on_track"),
        ),
    ),
)
SKILLS = (
    (
        "Alle medlemmer får tilbud om faglig påfyll",
        (
            Step("Fagdag for kontoransatte", SECTION, 33, "on_track", "Program er klart.", budget=28_000, project="2211"),
            Step("Webinar om arkiv og innsyn", SECTION, -70, "done", "46 deltok."),
            Step("Lage oversikt over stipend", TRAINING, -130, "done"),
            Step("Dele ut ti stipend til etterutdanning", f"{TRAINING}, {CASH}", 30, "on_track", "Seks er delt ut.", budget=40_000),
        ),
    ),
    (
        "Flere tar fagbrev",
        (
            Step("Informasjonsmøte om fagbrev på jobb", TRAINING, -85, "done", "23 deltok."),
            Step("Lesegruppe for praksiskandidater", TRAINING, ALWAYS, "on_track"),
            Step("Avtale om tid til lesing med arbeidsgiver", STEWARD, 40, "on_track"),
        ),
    ),
    (
        "Digital trygghet",
        (
            Step("Kveldskurs: e-post, kalender og felles mapper", TRAINING, -25, "done", budget=3_500),
            Step("Prøve ut kompetansetrappa fra faggruppa Digitalisering", SECTION, (-40, 70), "on_track"),
            Step("Rutine for drøfting av nye systemer", f"{STEWARD}, {SECTION}", 22, "on_track"),
        ),
    ),
)
UNION_WORK = (
    (
        "Styret arbeider godt sammen",
        (
            Step("Styreseminar over to dager", LEADER, -140, "done", budget=35_000),
            Step("Årshjul på veggen og i portalen", SECRETARY, -135, "done"),
            Step("Referat innen ti dager", SECRETARY, ALWAYS, "on_track"),
        ),
    ),
    (
        "Økonomien er åpen",
        (
            Step("Regnskap på hvert styremøte", CASH, ALWAYS, "on_track"),
            Step("Budsjett for neste år", f"{CASH}, {LEADER}", 26, "on_track", "Første utkast er klart."),
            Step("Forenkle reiseregninger", CASH, -10, "delayed", "Venter på ny løsning."),
        ),
    ),
    (
        "Medlemmene vet hva som skjer",
        (
            Step("Nyhetsbrev hver måned", SECRETARY, ALWAYS, "on_track"),
            Step("Medlemsmøte om kontoryrkene på biblioteket", SECTION, -18, "done", "54 møtte."),
            Step("Klubbavis med bilder fra året", f"{SECRETARY}, {YOUTH}", 38, budget=16_000),
        ),
    ),
)

SCHEME = Scheme(
    "Mål- og tiltaksplan",
    "Planen er laget av styret etter to medlemsmøter. Den skal kunne leses på et kvarter og følges opp på hvert styremøte.",
    "Kommunen skal spare, og kontoroppgaver slås sammen. Vi mangler tillitsvalgte på to arbeidsplasser.",
    "Vi må bli flere unge, og flere med fagbrev, for å ha tyngde når tjenestene endres.",
    (
        ("Medlemmer og verving", MEMBERS),
        ("Lønn og hele stillinger", PAY),
        ("Offentlige tjenester og omstilling", PUBLIC),
        ("Et trygt arbeidsliv", WORKPLACE),
        ("Fag og kompetanse", SKILLS),
        ("En fagforening som virker", UNION_WORK),
    ),
    (
        Step("Bytte kaffemaskin på kontoret", CASH, -55, "done", "Endelig.", budget=4_900),
        Step("Jubileum: 60 år", f"{DEPUTY}, {YOUTH}", 75, "on_track", "Komité er satt ned.", "Se etter gamle bilder.", 45_000, "2250"),
        Step("Fellestur til fagbevegelsens museum", YOUTH, 95, budget=7_500),
        Step("Kontaktliste for vakt i ferien", SECRETARY, -105, "done"),
        Step("Pendlere: oversikt over dem som arbeider i nabokommunen", STEWARD, 21, "on_track"),
        Step("Bytte av lås på møterommet", CASH, -12, "done", budget=1_900),
        Step("Avtale med biblioteket om lesekrok for praksiskandidater", TRAINING, 65),
        Step("Invitere nabofagforeningen til felles styremøte", LEADER, 55, "on_track", "Dato foreslått."),
        Step("Pensjonisttreff to ganger i året", DEPUTY, (-90, 32), "on_track", budget=8_000),
        Step("Julehilsen til medlemmer som er sykmeldt", SECRETARY, 27),
        Step("Rydde arkivet fra før 2005", f"{SECRETARY}, {LEADER}", None, "not_started", comment="Når det blir tid."),
    ),
    written=-160,
)
