"""The competence of a body as a whole: which fields are covered, by whom, and what is missing.

Counted as of the first day of the term that a call is about, so that those who leave before are not counted.
"""

from collections.abc import Collection
from dataclasses import dataclass, field

from members.models import Application, Appointment, Call, CompetenceField, Coverage
from members.roles import GROUP_SEATS


@dataclass(frozen=True)
class Column:
    """A sitting member or an applicant; ``counts`` where the person is in the group that is being looked at."""

    name: str
    counts: bool
    application_id: int | None = None
    rank: int | None = None


@dataclass(frozen=True)
class Row:
    """One field: for each column whether it covers the field."""

    name: str
    wanted: bool
    cells: list[tuple[Column, bool]]

    @property
    def covered_by(self) -> list[str]:
        return [column.name for column, covers in self.cells if covers and column.counts]

    @property
    def could(self) -> list[str]:
        """Applicants outside the chosen group who would cover it."""
        return [column.name for column, covers in self.cells if covers and not column.counts]


@dataclass(frozen=True)
class Matrix:
    columns: list[Column]
    rows: list[Row]
    sitting: int
    selected: int
    missing: list[Row] = field(default_factory=list)

    @property
    def covered(self) -> int:
        return len(self.rows) - len(self.missing)

    @property
    def size(self) -> int:
        return self.sitting + self.selected


def matrix(call: Call, applications: list[Application], selected: Collection[int] = ()) -> Matrix:
    """Fields down, people across. ``applications`` come with their fields prefetched; ``selected`` are their keys."""
    fields = list(CompetenceField.objects.filter(body=call.body_id))
    wanted = {row.pk for row in call.fields.all()}
    sitting = _sitting(call, applications)
    covers = set(
        Coverage.objects.filter(field__body=call.body_id, person__in=sitting).values_list("field_id", "person_id")
    )
    people = [(Column(person.name, True), {f for f, p in covers if p == person.pk}) for person in sitting]
    people += [
        (
            Column(application.name, application.pk in selected, application.pk, application.rank),
            {row.pk for row in application.fields.all()},
        )
        for application in applications
    ]
    rows = [
        Row(row.name, row.pk in wanted, [(column, row.pk in theirs) for column, theirs in people]) for row in fields
    ]
    rows.sort(key=lambda row: not row.wanted)
    return Matrix(
        columns=[column for column, _theirs in people],
        rows=rows,
        sitting=len(sitting),
        selected=sum(column.counts for column, _theirs in people) - len(sitting),
        missing=[row for row in rows if not row.covered_by],
    )


def _sitting(call: Call, applications: list[Application]) -> list:
    """Who has a seat on the first day of the term; those appointed by this very call stand among the applicants.

    Who sits only until a successor comes is not counted: that is what the call is for.
    """
    seats = (
        Appointment.objects.active(call.term_starts_on)
        .filter(body=call.body_id, role__in=GROUP_SEATS, carried_since=None)
        .exclude(pk__in=[application.appointment_id for application in applications if application.appointment_id])
        .select_related("person")
        .listed()
    )
    return list({seat.person_id: seat.person for seat in seats}.values())
