"""A local union's board, and a county's section committee."""

# Set by hand, line by line as one reads it.
# fmt: off
from portal.demo.specs import Case, Gathering, Job

GATHERINGS = (
    Gathering(
        -120, "Styremøte: plan og økonomi", minutes="approved", format="physical", place="Fagforeningskontoret",
        cases=(
            Case("Verving før sommeren", "discussion", "", "Tolv nye medlemmer siden nyttår. Lærlingene mangler.", "Det holdes stand på lærlingedagen.", (Job("treasurer", "Bestille materiell til standen", 20),)),
            Case("Regnskap", "information", "", "Kassereren gikk gjennom tallene. Ingen avvik."),
        ),
    ),
    Gathering(
        -40, "Styremøte: høstens arbeid", minutes="approved", format="physical", place="Fagforeningskontoret",
        cases=(
            Case("Medlemsmøte om kontoryrkene", "decision", "", "Seksjonslederen legger opplegget.", "Møtet holdes på biblioteket."),
            Case("Status for planen", "discussion", "", "To av tre tiltak er i gang.", "", (Job("leader", "Purre dem som ikke har meldt status", 60, done=False),)),
        ),
    ),
    Gathering(12, "Styremøte: årsmøtet", called=-6, format="physical", place="Fagforeningskontoret", cases=(Case("Årsmøtet", "decision", "Dato, sted og saker."),)),
)

COUNTY_GATHERINGS = (
    Gathering(
        -55, "Samling for fagforeningenes seksjonsledere", minutes="approved",
        cases=(Case("Kontoryrkene i fylket", "discussion", "", "Fagforeningene fortalte om omstilling i tre kommuner.", "Utvalget lager en felles oversikt."),),
    ),
    Gathering(25, "Utvalgsmøte", called=-2, cases=(Case("Fagdag i fylket", "discussion", "Hvem kan holde innledning?"),)),
)
