"""What a register writes in a cell → what the portal keeps. Each raises ``ValueError`` where the text is no such thing."""

import calendar
import re
from datetime import date, timedelta

from members.register import phone
from members.roles import Role
from portal.textsearch import fold

__all__ = ["day", "phone", "role", "split_name", "yes_no"]

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januar january jan", "februar february feb", "mars march mar", "april apr", "mai may", "juni june jun",
            "juli july jul", "august aug", "september sept sep", "oktober october okt oct", "november nov",
            "desember december des dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
EARLIEST, LATEST = 1900, 2100
# Two figures of a year below this belong to this century.
CENTURY_TURNS = 70
# Days since this one are what Excel stores; 25569 is 1970 and 73050 the end of 2099.
EXCEL_DAY_ZERO = date(1899, 12, 30)
EXCEL_DAYS = range(25_569, 73_051)
NO_DAY = {"", "-", "–", "—", "d.d.", "dd", "dags dato", "løpende", "løpande", "pågående", "pågåande"}

YES = {"ja", "j", "yes", "y", "true", "sann", "1", "x", "aktiv", "yrkesaktiv"}
NO = {
    "nei",
    "n",
    "no",
    "false",
    "usann",
    "0",
    "ikke",
    "ikkje",
    "inaktiv",
    "pensjonist",
    "ikke yrkesaktiv",
    "ikkje yrkesaktiv",
}

ROLES: dict[str, str] = {
    name: role.value
    for role, names in {
        Role.LEADER: "leder leiar leader chair gruppeleder gruppeleiar faggruppeleder faggruppeleiar styreleder styreleiar",
        Role.DEPUTY_LEADER: "nestleder nestleiar nestformann",
        Role.SECRETARY: "sekretær secretary",
        Role.MEMBER: "medlem member gruppemedlem styremedlem utvalgsmedlem utvalsmedlem",
        Role.DEPUTY_MEMBER: "varamedlem vara vararepresentant varaperson",
        Role.CONTACT: "kontakt kontaktperson styrekontakt styrets_kontakt styrets_kontaktperson kontaktperson_i_styret "
        "kontaktperson_fra_styret",
        Role.ADVISER: "rådgiver rådgjevar adviser advisor",
        Role.OBSERVER: "observatør observer",
        Role.HEAD_OF_UNIT: "enhetsleder einingsleiar head_of_unit",
        Role.ADMINISTRATOR: "administrator administrasjon",
        Role.AUDITOR: "revisor auditor kontrollør medlem_av_kontrollkomiteen",
        Role.SECTION_LEADER: "seksjonsleder seksjonsleiar section_leader",
        Role.TREASURER: "kasserer kasserar økonomiansvarlig økonomiansvarleg treasurer",
        Role.TRAINING_OFFICER: "opplæringsansvarlig opplæringsansvarleg studieleder studieleiar training_officer",
        Role.YOUTH_OFFICER: "ungdomstillitsvalgt ungdomstillitsvald youth_officer",
        Role.CHIEF_STEWARD: "hovedtillitsvalgt hovudtillitsvald htv chief_steward chief_shop_steward",
        Role.WORKPLACE_STEWARD: "plasstillitsvalgt plasstillitsvald arbeidsplasstillitsvalgt arbeidsplasstillitsvald atv "
        "tillitsvalgt tillitsvald workplace_steward workplace_shop_steward",
        Role.PERSONAL_DEPUTY: "personlig_vara personleg_vara personlig_varamedlem personleg_varamedlem",
    }.items()
    for name in names.split()
} | {role.value: role.value for role in Role}  # fmt: skip


def day(text: str, *, last: bool = False) -> date | None:
    """A date in any form that Norwegians and their spreadsheets write; ``last`` reads a bare month or year to its end."""
    text = fold(text).strip().rstrip(",;")
    if text in NO_DAY:
        return None
    found = _figures(text) or _words(text) or _bare(text, last)
    if found is None or not EARLIEST <= found.year <= LATEST:
        raise ValueError(text)
    return found


def _figures(text: str) -> date | None:
    if match := re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[t ]\d{1,2}[:.]\d{2}.*)?", text):
        year, month, number = match.groups()
        return date(int(year), int(month), int(number))
    # The time after a date is dropped: a term is counted in days.
    if match := re.fullmatch(
        r"(\d{1,2})\s*[./-]\s*(\d{1,2})\s*[./-]\s*(\d{4}|\d{2})\.?(?: (?:kl\.? ?)?\d{1,2}[:.]\d{2}.*)?", text
    ):
        number, month, year = match.groups()
        return date(_year(year), int(month), int(number))
    if re.fullmatch(r"(?:19|20)\d{6}", text):
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    if re.fullmatch(r"\d{5}(?:\.0+)?", text) and int(text[:5]) in EXCEL_DAYS:
        return EXCEL_DAY_ZERO + timedelta(days=int(text[:5]))
    return None


def _words(text: str) -> date | None:
    """ "1. mai 2026", with or without the day of the week."""
    match = re.fullmatch(r"(?:[^\W\d]+\.?,? )?(?:den )?(\d{1,2})\.? ?([^\W\d]+)\.?,? ?(\d{4}|\d{2})", text)
    if match and match[2] in MONTHS:
        return date(_year(match[3]), MONTHS[match[2]], int(match[1]))
    return None


def _bare(text: str, last: bool) -> date | None:
    """ "mai 2026" or "2026": from its first day, to its last."""
    match = re.fullmatch(r"(?:([^\W\d]+)\.? )?(\d{4})", text)
    if match is None or (match[1] and match[1] not in MONTHS):
        return None
    year = int(match[2])
    month = MONTHS[match[1]] if match[1] else (12 if last else 1)
    return date(year, month, calendar.monthrange(year, month)[1] if last and EARLIEST <= year <= LATEST else 1)


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else int(text) + (2000 if int(text) < CENTURY_TURNS else 1900)


def yes_no(text: str) -> bool:
    word = fold(text).strip(" .")
    if word in YES:
        return True
    if word in NO:
        return False
    raise ValueError(text)


def role(text: str) -> tuple[str, int]:
    """The role and its rank: "2. varamedlem" is a deputy member of rank 2."""
    match = re.fullmatch(r"(?:(\d{1,2})\s*\.?\s*)?(.*?)(?:\s*(?:nr\.?\s*)?(\d{1,2}))?", fold(text).strip())
    name = re.sub(r"[\s\-]+", "_", match[2].strip(" .")) if match else ""
    if not match or name not in ROLES:
        raise ValueError(text)
    return ROLES[name], int(match[1] or match[3] or 0)


def split_name(text: str) -> tuple[str, str]:
    """ "Kari Anne Moen", "Moen, Kari Anne" → first and last name. What stands small before the last name belongs to it."""
    if "," in text:
        last, _comma, first = text.partition(",")
        return first.strip(), last.strip()
    words = text.split()
    at = len(words) - 1
    while at > 1 and words[at - 1].islower():
        at -= 1
    return " ".join(words[:at]), " ".join(words[at:])
