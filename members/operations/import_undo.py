"""Taking a whole import back: what it made is removed, what it changed is restored, unless somebody has built on it since."""

from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members.models import Appointment, Person, PersonImport, PersonImportRow
from members.operations import import_runs, logins
from members.operations.import_runs import PERSON_COLUMNS, TERM_COLUMNS, Told, advance, overwrite
from portal import audit, permissions
from portal.models import AuditEntry, Document, OutgoingMail, StoredFile


def undo(upload: PersonImport, told: Told = import_runs.silently) -> None:
    """Backwards, row by row, so that each row finds what it left."""
    actor = upload.undone_by
    permissions.require(actor, "person.import", upload.unit)
    rows = upload.rows.filter(outcome__in=("new", "changed")).select_related("person", "appointment__body")
    for batch in import_runs.batches(rows.order_by("-id"), start=upload.done_rows):
        try:
            with transaction.atomic():
                _undo_batch(upload, batch)
        except IntegrityError:
            for row in batch:
                _undo_alone(upload, row)
        advance(upload, len(batch), told)
    with transaction.atomic():
        PersonImport.FLOW.move(upload, "undone", undone_at=timezone.now(), attempts=0, claimed_at=None)
        audit.record(actor, "import.undo", upload)


def _undo_alone(upload: PersonImport, row: PersonImportRow) -> None:
    """``row`` is read anew: the failed batch may have changed it."""
    row = PersonImportRow.objects.select_related("person", "appointment__body").get(pk=row.pk)
    try:
        with transaction.atomic():
            _undo_batch(upload, [row])
    except IntegrityError:
        PersonImportRow.objects.filter(pk=row.pk).update(kept=_("Something else in the portal refers to it by now."))


def _undo_batch(upload: PersonImport, rows: list[PersonImportRow]) -> None:
    # One object for each person and each appointment, however many rows speak of it.
    people = {p.pk: p for p in Person.objects.select_for_update().filter(pk__in={row.person_id for row in rows})}
    seats = {
        seat.pk: seat
        for seat in Appointment.objects.filter(pk__in={row.appointment_id for row in rows}).select_related(
            "body", "person"
        )
    }
    entries = _undo_seats(upload, rows, seats)
    entries += _restore_people(upload, rows, people)
    entries += _remove_people(upload, rows, people)
    overwrite(rows, ["kept", "person", "appointment"])
    audit.record_all(entries)


def _note(upload: PersonImport) -> str:
    return _("Import undone: %(file)s") % {"file": upload.file_name}


def _keep(row: PersonImportRow, reason: str) -> None:
    row.kept = f"{row.kept} {reason}".strip()


def _undo_seats(upload: PersonImport, rows: list[PersonImportRow], seats: dict[int, Appointment]) -> list[AuditEntry]:
    actor, entries = upload.undone_by, []
    made = [row for row in rows if row.done.get("appointed") and row.appointment_id in seats]
    referred = _referred(Appointment, [row.appointment_id for row in made])
    removed: list[int] = []
    changed: dict[int, Appointment] = {}
    for row in rows:
        seat = seats.get(row.appointment_id or 0)
        if seat is None:
            continue
        if row.done.get("appointed"):
            if seat.pk in referred or not _as_left(seat, row):
                _keep(row, _("The appointment stays: it has been changed or used since."))
                continue
            removed.append(seat.pk)
            text = f"{seat.person}, {seat.get_role_display()}, {seat.starts_on.isoformat()}"
            changes = {"appointment": [text, None]}
            entries.append(audit.draft(actor, "appointment.withdraw", seat.body, changes=changes, note=_note(upload)))
        elif (term := row.done.get("term")) and (back := _put_back(row, seat, term)):
            changed[seat.pk] = seat
            entries.append(audit.draft(actor, "appointment.edit", seat, changes=back, note=_note(upload)))
    overwrite(list(changed.values()), TERM_COLUMNS)
    Appointment.objects.filter(pk__in=removed).delete()
    for row in rows:
        if row.appointment_id in removed:
            row.appointment = None
    return entries


def _restore_people(upload: PersonImport, rows: list[PersonImportRow], people: dict[int, Person]) -> list[AuditEntry]:
    entries, moved = [], []
    changed: dict[int, Person] = {}
    for row in rows:
        person = people.get(row.person_id or 0)
        changes = row.done.get("person")
        if person is None or not changes or row.done["created"]:
            continue
        back = _put_back(row, person, changes)
        if not back:
            continue
        person.derive()
        changed[person.pk] = person
        if "email" in back:
            moved.append(person)
        entries.append(audit.draft(upload.undone_by, "person.edit", person, changes=back, note=_note(upload)))
    overwrite(list(changed.values()), PERSON_COLUMNS)
    for person in moved:
        logins.follow_email(person)
    return entries


def _remove_people(upload: PersonImport, rows: list[PersonImportRow], people: dict[int, Person]) -> list[AuditEntry]:
    """Those whom the import brought and whom nobody knows otherwise. The trail tells it on the import."""
    made = [row for row in rows if row.done.get("created") and row.person_id in people]
    referred = _referred(Person, [row.person_id for row in made])
    entries, removed = [], []
    for row in made:
        person = people[row.person_id or 0]
        if person.pk in referred:
            _keep(row, _("The person stays: something else in the portal refers to them."))
        elif any(getattr(person, name) != after for name, (_before, after) in row.done["person"].items()):
            _keep(row, _("The person stays: their details have been changed since."))
        else:
            removed.append(person.pk)
            changes = {"person": [str(person), None]}
            entries.append(audit.draft(upload.undone_by, "person.remove", upload, changes=changes, note=_note(upload)))
    Person.objects.filter(pk__in=removed).delete()
    for row in rows:
        if row.person_id in removed:
            row.person = None
    return entries


def _put_back(row: PersonImportRow, thing: Any, changes: dict[str, list]) -> dict[str, list]:
    """Set the fields to what they were, where they are still as the import left them; what was put back."""
    back = {}
    for name, (before, after) in changes.items():
        if _plain(getattr(thing, name)) != after:
            _keep(row, _("“%(field)s” stays: it has been changed since.") % {"field": _label(thing, name)})
            continue
        setattr(thing, name, date.fromisoformat(before) if name == "ends_on" and before else before)
        back[name.removesuffix("_id")] = [after, before]
    return back


def _label(thing: models.Model, name: str) -> str:
    return str(thing._meta.get_field(name.removesuffix("_id")).verbose_name)  # type: ignore[union-attr]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _as_left(seat: Appointment, row: PersonImportRow) -> bool:
    values = row.values
    texts = tuple(values.get(name, "") for name in ("note", "appointed_by", "decision"))
    left = (values.get("ends_on"), values.get("rank", 0), *texts, row.done.get("deputy_for"), "", None)
    now = (_plain(seat.ends_on), seat.rank, seat.note, seat.appointed_by, seat.decision, seat.deputy_for_id)
    return left == (*now, seat.ended_reason, seat.carried_since)


def _referred(model: type[models.Model], ids: list[Any]) -> set[int]:
    """Those of ``ids`` that anything but imports refers to: by a foreign key, a file, a document or a mail."""
    found: set[int] = set()
    for relation in model._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ManyToOneRel) or relation.related_model is PersonImportRow:
            continue
        column = relation.field
        others: Any = relation.related_model
        found |= set(others._base_manager.filter(**{f"{column.name}__in": ids}).values_list(column.attname, flat=True))
    kind = ContentType.objects.get_for_model(model)
    attachments: tuple[Any, ...] = (StoredFile, Document, OutgoingMail)
    for attached in attachments:
        found |= set(attached.objects.filter(content_type=kind, object_id__in=ids).values_list("object_id", flat=True))
    return found
