"""The work on an import, batch by batch: comparing, storing, undoing. Each batch is one transaction with its progress.

A worker that dies goes on where the last whole batch ended. A row that cannot be stored stops no other row.
"""

from collections.abc import Callable, Collection, Iterator
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from members.models import Appointment, Person, PersonImport, PersonImportRow, User
from members.operations import import_scope, logins
from members.operations.appointment_rules import SAME_MOMENT
from members.operations.import_step import Step
from members.operations.import_steps import Planner
from members.register import Problem, Record, problems_to_json
from portal import audit, permissions
from portal.models import AuditEntry

BATCH = 500
PERSON_COLUMNS = [
    "first_name", "last_name", "email", "phone", "unit", "section", "employer", "occupation", "occupationally_active",
    "competence", "sort_name", "search_text",
]  # fmt: skip
# What of an appointment an import may set right.
TERM_COLUMNS = ["ends_on", "rank", "note", "deputy_for", "appointed_by", "decision"]
ROW_COLUMNS = ["outcome", "problems", "remarks", "changes", "done", "person", "appointment"]
Told = Callable[[int, int], None]


def silently(_done: int, _total: int) -> None:
    """Nobody looks on."""


def check(upload: PersonImport, records: list[Record], told: Told = silently) -> None:
    """Compare all rows with what is known, and keep what each would come to."""
    records = sorted(records, key=_place)
    planner = Planner(import_scope.Scope(upload.uploaded_by, upload.unit))
    cells = dict(upload.rows.values_list("number", "cells"))
    rows: list[PersonImportRow] = []
    for batch in batches(records):
        rows += [_row(upload, step, cells[step.record.number], planner.scope) for step in planner.steps(batch)]
        PersonImport.objects.filter(pk=upload.pk).update(done_rows=len(rows), claimed_at=timezone.now())
        told(len(rows), len(records))
    compared = {row.number for row in rows}
    # Rows that are blank in the chosen columns are kept, without an outcome, in case the columns are chosen anew.
    blank = [PersonImportRow(upload=upload, number=n, cells=c) for n, c in cells.items() if n not in compared]
    with transaction.atomic():
        upload.rows.all().delete()
        PersonImportRow.objects.bulk_create([*rows, *blank], batch_size=BATCH)
        PersonImport.FLOW.move(upload, "checked", total_rows=len(rows), done_rows=0, attempts=0, claimed_at=None)


def _place(record: Record) -> tuple[bool, str, int]:
    """Who left before others come: a change of leader then stands in its order, however the list is sorted.

    Deputies for somebody last, when those whom they stand in for have their seats.
    """
    return "deputy_for" in record.values, record.values.get("starts_on", ""), record.number


def store(upload: PersonImport, told: Told = silently) -> None:
    """Store the rows that are not wrong. What was found wrong in the comparison stays out."""
    actor = upload.stored_by
    permissions.require(actor, "person.import", upload.unit)
    scope = import_scope.Scope(actor, upload.unit)
    for rows in batches(upload.rows.exclude(outcome="").order_by("id"), start=upload.done_rows):
        try:
            with transaction.atomic():
                _store_batch(upload, scope, rows)
        except IntegrityError:
            # Somebody else has written the same person or seat at the same moment: find out which row it is about.
            for row in rows:
                _store_alone(upload, scope, row)
        advance(upload, len(rows), told)
    with transaction.atomic():
        PersonImport.FLOW.move(upload, "stored", stored_at=timezone.now(), attempts=0, claimed_at=None)
        audit.record(actor, "import.store", upload)


def _store_alone(upload: PersonImport, scope: import_scope.Scope, row: PersonImportRow) -> None:
    try:
        _store_batch(upload, scope, [row])
    except IntegrityError:
        row.outcome = PersonImportRow.Outcome.WRONG
        row.problems = problems_to_json([Problem("", "", str(SAME_MOMENT))])
        row.save(update_fields=["outcome", "problems"])


@transaction.atomic
def _store_batch(upload: PersonImport, scope: import_scope.Scope, rows: list[PersonImportRow]) -> None:
    sound = [row for row in rows if row.outcome != PersonImportRow.Outcome.WRONG]
    steps = Planner(scope, lock=True).steps(_record(upload, row) for row in sound)
    _write(upload, scope, [step for step in steps if not step.is_wrong()])
    stored = [_filled(row, step, scope) for row, step in zip(sound, steps, strict=True)]
    overwrite(stored, ROW_COLUMNS)


def overwrite(objects: Collection[Any], columns: list[str]) -> None:
    """Write columns of many stored objects: one INSERT that meets its rows, several times as quick as ``bulk_update``."""
    if objects:
        manager = type(next(iter(objects)))._base_manager
        manager.bulk_create(objects, update_conflicts=True, unique_fields=["id"], update_fields=columns)


def _write(upload: PersonImport, scope: import_scope.Scope, steps: list[Step]) -> None:
    """People, then appointments, then the trail: a few statements for a whole batch."""
    entries: list[AuditEntry] = []
    new = [step.person for step in steps if step.created and step.person]
    for person in new:
        person.derive()
    Person.objects.bulk_create(new)
    changed = {step.person.pk: step.person for step in steps if step.changes and not step.created and step.person}
    for person in changed.values():
        person.derive()
    overwrite(list(changed.values()), PERSON_COLUMNS)
    seats = [step.appointment for step in steps if step.appointed and step.appointment]
    for seat in seats:
        _number(seat)
    Appointment.objects.bulk_create(seats)
    terms = {id(step.appointment): step.appointment for step in steps if step.term and step.appointment}
    for seat in terms.values():
        _number(seat)
    overwrite(list(terms.values()), TERM_COLUMNS)
    _follow_logins(steps)
    for step in steps:
        entries += _entries(upload, scope, step)
    audit.record_all(entries)


def _number(seat: Appointment) -> None:
    """Its people have numbers now."""
    seat.person = seat.person
    seat.deputy_for = seat.deputy_for


def _follow_logins(steps: list[Step]) -> None:
    moved = {
        step.person.pk: step.person for step in steps if "email" in step.changes and not step.created and step.person
    }
    for user in User.objects.filter(person__in=moved):
        logins.follow_email(moved[user.person_id or 0])


def _entries(upload: PersonImport, scope: import_scope.Scope, step: Step) -> Iterator[AuditEntry]:
    actor = upload.stored_by
    note = _("Import: %(file)s") % {"file": upload.file_name}
    if step.person is None:
        return
    if step.created:
        yield audit.draft(actor, "person.create", step.person, note=note)
    elif step.changes:
        yield audit.draft(actor, "person.edit", step.person, changes=_named(step.changes, scope), note=note)
    seat = step.appointment
    if seat is None:
        return
    place = f"{seat.body} · {note}"
    if step.appointed:
        yield audit.draft(actor, "appointment.create", seat, changes={"person": [None, str(seat.person)]}, note=place)
    elif step.term:
        yield audit.draft(actor, "appointment.edit", seat, changes=_plain(step.term), note=place)


# --- Rows ----------------------------------------------------------------------------------------------------------------


def _record(upload: PersonImport, row: PersonImportRow) -> Record:
    heads = {name: upload.heads[int(column)] for column, name in upload.mapping.items()}
    return Record(row.number, dict(row.values), heads=heads)


def _row(upload: PersonImport, step: Step, cells: list, scope: import_scope.Scope) -> PersonImportRow:
    row = PersonImportRow(upload=upload, number=step.record.number, cells=cells, values=step.record.values)
    return _filled(row, step, scope, stored=False)


def _filled(row: PersonImportRow, step: Step, scope: import_scope.Scope, stored: bool = True) -> PersonImportRow:
    """The row with what came of it; ``done`` is what an undo goes by."""
    row.outcome = step.outcome
    row.problems, row.remarks = problems_to_json(step.record.wrong), problems_to_json(step.remarks)
    row.changes = {} if step.is_wrong() else _in_words(step, scope)
    if step.is_wrong() or step.person is None:
        return row
    row.person = step.person if step.person.pk else None
    if stored:
        row.appointment = step.appointment
        row.done = {
            "created": step.created,
            "person": _plain(step.changes),
            "appointed": step.appointed,
            "term": _plain(_by_number(step.term)),
            "deputy_for": getattr(step.appointment, "deputy_for_id", None),
        }
    return row


def _in_words(step: Step, scope: import_scope.Scope) -> dict[str, list]:
    """What the page tells: field → [before, after]. Of somebody new nothing was before."""
    words = {} if step.created else {**_named(step.changes, scope), **_plain(step.term)}
    if step.appointed and (seat := step.appointment):
        start = _("from %(start)s") % {"start": date_format(seat.starts_on)}
        words["role"] = ["", f"{seat.get_role_display()}, {seat.body}, {start}"]
    return words


def _named(changes: dict[str, list], scope: import_scope.Scope) -> dict[str, list]:
    """Changes of a person with the names of units in place of their numbers."""
    return {
        name.removesuffix("_id"): [str(scope.units[value]) if value in scope.units else value for value in pair]
        if name.endswith("_id")
        else pair
        for name, pair in changes.items()
    }


def _by_number(changes: dict[str, list]) -> dict[str, list]:
    """With the column and the numbers in place of a person, for an undo."""
    return {
        (f"{name}_id" if name == "deputy_for" else name): [getattr(value, "pk", value) for value in pair]
        for name, pair in changes.items()
    }


def _plain(changes: dict[str, list]) -> dict[str, list]:
    """Changes in a form that JSON can hold."""
    return {
        name: [
            value.isoformat() if isinstance(value, date) else str(value) if isinstance(value, Person) else value
            for value in pair
        ]
        for name, pair in changes.items()
    }


def batches(things: Any, start: int = 0) -> Iterator[list]:
    """Slices of a list or a queryset, each read when its turn comes."""
    while batch := list(things[start : start + BATCH]):
        yield batch
        start += len(batch)


def advance(upload: PersonImport, rows: int, told: Told) -> None:
    """Tell the page and the sweep that the work goes on."""
    upload.done_rows += rows
    PersonImport.objects.filter(pk=upload.pk).update(done_rows=upload.done_rows, claimed_at=timezone.now())
    told(upload.done_rows, upload.total_rows)
