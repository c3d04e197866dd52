"""What a user holds today. Read once per request; every right in the portal follows from it.

Rights are role in force today × body or unit × verb. Whoever holds an office in a unit's administration, board or
control committee oversees the bodies of that unit and of the units below it.
"""

from dataclasses import dataclass
from functools import cached_property

from django.apps import apps

from members.roles import LEADS, RUNS, Role

STAFF = frozenset({Role.ADMINISTRATOR, Role.HEAD_OF_UNIT})
BOARD_KINDS = frozenset({"board", "executive"})


@dataclass(frozen=True)
class Holding:
    """One appointment in force today."""

    role: str
    body_id: int
    body_kind: str
    unit_id: int
    unit_kind: str


class Access:
    """The holdings of one user on one day, and the questions that rules ask of them."""

    def __init__(self, holdings: list[Holding]) -> None:
        self.holdings = holdings

    def roles_in(self, body_id: int) -> set[str]:
        """The user's roles in a body."""
        return {h.role for h in self.holdings if h.body_id == body_id}

    def holds(self, roles, body_id: int) -> bool:
        return bool(self.roles_in(body_id) & set(roles))

    def runs(self, body_id: int) -> bool:
        """Calls meetings and writes minutes there."""
        return self.holds(RUNS, body_id)

    def leads(self, body_id: int) -> bool:
        """Answers for the body's plan and submits for it."""
        return self.holds(LEADS, body_id)

    @cached_property
    def own_body_ids(self) -> frozenset[int]:
        """Bodies in which the user holds any role."""
        return frozenset(h.body_id for h in self.holdings)

    def body_ids(self, roles) -> frozenset[int]:
        """Bodies in which the user holds one of ``roles``."""
        wanted = set(roles)
        return frozenset(h.body_id for h in self.holdings if h.role in wanted)

    @cached_property
    def _administered_here(self) -> frozenset[int]:
        return frozenset(h.unit_id for h in self.holdings if h.body_kind == "administration" and h.role in STAFF)

    @cached_property
    def _staffed_here(self) -> frozenset[int]:
        return frozenset(h.unit_id for h in self.holdings if h.body_kind == "administration")

    @cached_property
    def _governed_here(self) -> frozenset[int]:
        return frozenset(h.unit_id for h in self.holdings if h.body_kind in BOARD_KINDS and h.role != Role.OBSERVER)

    @cached_property
    def _decided_here(self) -> frozenset[int]:
        deciding = {Role.LEADER, Role.DEPUTY_LEADER}
        return frozenset(h.unit_id for h in self.holdings if h.body_kind in BOARD_KINDS and h.role in deciding)

    @cached_property
    def _section_led_here(self) -> frozenset[int]:
        return frozenset(h.unit_id for h in self.holdings if h.body_kind == "section_committee")

    @cached_property
    def _audited_here(self) -> frozenset[int]:
        return frozenset(h.unit_id for h in self.holdings if h.body_kind == "control" and h.role == Role.AUDITOR)

    @cached_property
    def administered_units(self) -> frozenset[int]:
        """Units, with those below, whose groups and appointments the user administers."""
        return self._with_below(self._administered_here)

    @cached_property
    def staffed_units(self) -> frozenset[int]:
        """Units, with those below, for which the user works in the administration (also as adviser)."""
        return self._with_below(self._staffed_here)

    @cached_property
    def board_units(self) -> frozenset[int]:
        """Units on whose board the user sits."""
        return self._governed_here

    @cached_property
    def deciding_units(self) -> frozenset[int]:
        """Units whose board the user leads, and therefore whose decisions the user may record."""
        return self._decided_here

    @cached_property
    def audited_units(self) -> frozenset[int]:
        """Units, with those below, that the user reads as an auditor."""
        return self._with_below(self._audited_here)

    @cached_property
    def overseen_units(self) -> frozenset[int]:
        """Units, with those below, whose bodies the user may see."""
        return self._with_below(self._staffed_here | self._governed_here | self._section_led_here | self._audited_here)

    @cached_property
    def is_staff_anywhere(self) -> bool:
        return bool(self._staffed_here)

    def _with_below(self, unit_ids: frozenset[int]) -> frozenset[int]:
        """The units and all below them. A section has none below, so most users cost no query here."""
        if not unit_ids & self._above:
            return unit_ids
        return unit_ids | {unit_id for unit_id, above in self._tree if above & unit_ids}

    @cached_property
    def _above(self) -> frozenset[int]:
        """Units of the user's offices that may have others below them."""
        return frozenset(h.unit_id for h in self.holdings if h.unit_kind not in ("section", "club"))

    @cached_property
    def _tree(self) -> list[tuple[int, frozenset[int]]]:
        """Units below those of the user's offices, each with all above it: read once, whichever right asks first."""
        return apps.get_model("sections.Unit").objects.lines_below(self._above)


NOBODY = Access([])


def access_of(person_id: int | None) -> Access:
    """Read what a person holds today: one query."""
    if person_id is None:
        return NOBODY
    appointment = apps.get_model("members.Appointment")
    rows = (
        appointment.objects.active()
        .filter(person_id=person_id, body__closed_on=None)
        .values_list("role", "body_id", "body__kind", "body__unit_id", "body__unit__kind")
    )
    return Access([Holding(*row) for row in rows])
