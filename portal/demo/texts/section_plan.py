"""The section's plan for four years: what every county's section committee takes into its own."""

# Set by hand, line by line as one reads it.
# fmt: off
from portal.demo.specs import Scheme, Step

LEADER, SECTION = "Leder", "Yrkesseksjonsleder"
ALWAYS = "løpende"

SCHEME = Scheme(
    title="Seksjonens plan",
    introduction="Planen gjelder hele seksjonen. Seksjonsutvalgene tar områdene, målene og de felles tiltakene inn i sine egne planer og føyer til det som hører fylket til.",
    short_term="Mange kontorstillinger lyses ut som vikariat, og flere oppgaver flyttes uten at de som gjør dem, er spurt.",
    long_term="Nye systemer endrer hva en kontoransatt må kunne. Seksjonen skal være med før valgene er tatt.",
    areas=(
        ("Faget kontor og administrasjon", (
            ("Kompetansen er synlig i hver virksomhet", (
                Step("Kartlegge hvilke kontorfag som finnes i fylket", SECTION, (-240, -30), "done", "Svar fra alle de store arbeidsplassene."),
                Step("Holde én fagdag i året", SECTION, 60, "on_track", "Dato og sted er avtalt."),
            )),
            ("Flere tar fagbrev", (
                Step("Samle dem som vil ta fagbrev, til en kveld om veien dit", SECTION, -45, "delayed", "Venter på læreplanen."),
            )),
        )),
        ("Hele og faste stillinger", (
            ("Færre midlertidige i kontorstillinger", (
                Step("Be hver arbeidsgiver om tall for midlertidige stillinger", SECTION, -60, "on_track", "Halvparten har svart."),
                Step("Ta opp bruken av vikarbyrå med de tillitsvalgte", SECTION, ALWAYS, "on_track"),
            )),
        )),
        ("Digitalisering", (
            ("De ansatte er med før systemet er valgt", (
                Step("Skrive til fylkets to største virksomheter om medvirkning", SECTION, -20),
                Step("Samle eksempler på gode og dårlige innføringer", SECTION, ALWAYS, "on_track", "Sju eksempler så langt."),
            )),
        )),
    ),
    outside=(Step("Besøke hvert seksjonsutvalg én gang i perioden", LEADER, ALWAYS, "on_track", "Sju av nitten er besøkt."),),
    written=-300,
)
# What the yearly revision changed: the words of a measure, before and after; and what was added under the last goal.
SHARPER = ("Holde én fagdag i året", "Holde to fagdager i året, den ene digital")
ADDED = "Spørre medlemmene hvilket system som tar mest tid"
