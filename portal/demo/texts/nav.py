"""NAV: in arrears. No meeting for long, minutes missing, the leader's term ended, the plan still a draft. Shared."""

# Set by hand, line by line as one reads it.
# fmt: off
from portal.demo.specs import Case, Gathering, Job, Scheme, Step, Team

GATHERINGS = (
    Gathering(
        -292, "Oppstartsmøte", format="physical", place="Møterom Storspoven, Oslo",
        cases=(
            Case(
                "Samarbeidet mellom kommune og stat på NAV-kontoret", "discussion", "",
                "To arbeidsgivere, to lønnssystemer og to regler for ferie i samme korridor. Gruppa vil finne ut hvor mye tid "
                "som går til å finne ut hvem som bestemmer.",
                "Gruppa ber om tall fra fem kontorer.",
                (Job("second", "Be fem kontorer om tall", 40, done=False),),
            ),
            Case("Veileder eller saksbehandler?", "discussion", "", "Titlene brukes om hverandre. Gruppa foreslår å beskrive oppgavene først."),
        ),
    ),
    Gathering(
        -208, "Digitalt vårmøte", minutes="", away=("third",),
        cases=(
            Case("Nye oppgaver fra nyttår", "information", "Rådgiveren orienterer om endringene."),
            Case("Tall fra kontorene", "discussion", "Hva har kommet inn?"),
        ),
    ),
)

SCHEME = Scheme(
    "Handlingsplan for NAV",
    "Gruppa skal samle erfaringer fra kontorer der kommune og stat arbeider sammen.",
    "To arbeidsgivere på samme sted gir uklare regler.",
    "Oppgaver flyttes mellom nivåene uten at opplæringen følger med.",
    (
        (
            "Ett kontor, to arbeidsgivere",
            (
                (
                    "Reglene er kjent og like der de kan være like",
                    (
                        Step("Samle tall fra fem kontorer", "Leder", -160),
                        Step("Oversikt over forskjeller i ferie, permisjon og lønn", "Sekretær", -90),
                    ),
                ),
            ),
        ),
    ),
    (Step("Møte med faggruppa for helsesekretærer om felles brukere", "Leder", 40),),
    state="draft",
    written=-180,
)

TEAM = Team(
    "NAV", "nav",
    "Gi begge seksjoner råd om arbeidet på NAV-kontorene, sett fra dem som møter brukerne.",
    "Partnerskapet mellom kommune og stat, titler og oppgaver, opplæring.",
    adviser="second_adviser", contact="other", shared=True, leader_until=-60, gatherings=GATHERINGS, scheme=SCHEME,
)
