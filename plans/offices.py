"""Offices among those responsible: chosen in a form, written as words in the plan, and who holds them today."""

from datetime import date

from members.models import Appointment
from members.roles import Role
from plans import cells, contents
from plans.models import Measure

# The offices whose words are read back, so that the form, an export and a cell of the sheet tell the same.
OFFERED = tuple(cells.ROLES)


def word(role: str) -> str:
    """The office as the union's form writes it."""
    return cells.ROLES[role][0].capitalize()


def chosen_in(words: str) -> list[str]:
    """The offices that the words name."""
    return [part.role for part in cells.responsible(words) if part.role]


def with_chosen(words: str, chosen: list[str]) -> str:
    """The words, naming just these offices. Words that name them already stay to the letter; other words are kept."""
    named = chosen_in(words)
    kept = words
    if set(named) - set(chosen):
        parts = cells.responsible(words)
        kept = "\n".join(part.name for part in parts if not part.role or part.role in chosen)
    added = [word(role) for role in OFFERED if role in chosen and role not in named]
    return "\n".join(part for part in [kept.strip(), *added] if part)


def holders(body_id: int, at: date | None = None) -> dict[str, list[str]]:
    """Role → the names of those who hold it in the body on the day, today if none is named; one query."""
    rows = Appointment.objects.active(at).filter(body=body_id, role__in=Role.values).select_related("person")
    names: dict[str, list[str]] = {}
    for row in rows.order_by("rank", "id"):
        names.setdefault(row.role, []).append(row.person.name)
    return names


def resolve(measures: list[Measure], held: dict[str, list[str]]) -> None:
    """Tell each office among those responsible who it is today: ``row.held_by``, empty where it is vacant."""
    for measure in measures:
        for row in contents.named(measure):
            row.held_by = held.get(row.role, []) if row.role and not row.person_id else []  # type: ignore[attr-defined]
