"""The audit trail: written in the transaction of the change; rows cannot be altered or removed through the program."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction

from portal.models import AuditEntry


def record(
    actor, verb: str, obj: models.Model, *, unit=None, changes: dict | None = None, note: str = ""
) -> AuditEntry:
    """Write one entry.

    ``unit`` tells whose matter it is; left out, it is taken from the object's ``audit_unit`` attribute.
    ``changes`` maps a field to ``[before, after]`` (see :func:`diff`). Must run in the transaction of the change.
    """
    entry = draft(actor, verb, obj, unit=unit, changes=changes, note=note)
    record_all([entry])
    return entry


def draft(actor, verb: str, obj: models.Model, *, unit=None, changes: dict | None = None, note: str = "") -> AuditEntry:
    """An entry that is not written yet, for :func:`record_all`. The object must have been stored."""
    unit_id = unit.pk if unit is not None else getattr(obj, "audit_unit_id", None)
    return AuditEntry(
        actor=actor,
        actor_name=str(actor) if actor else "System",
        verb=verb,
        content_type=ContentType.objects.get_for_model(obj),
        object_id=obj.pk,
        object_text=str(obj)[:250],
        unit_id=unit_id,
        changes=changes or {},
        note=note,
    )


def record_all(entries: list[AuditEntry]) -> None:
    """Write entries in one statement: for verbs that change thousands of objects."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("audit.record() belongs in the transaction of the change")
    AuditEntry.objects.bulk_create(entries)


def snapshot(obj: models.Model, fields: list[str]) -> dict[str, Any]:
    """The fields' values in a form that JSON can hold."""
    return {name: _plain(getattr(obj, name)) for name in fields}


def diff(before: dict[str, Any], obj: models.Model) -> dict[str, list]:
    """What differs from an earlier :func:`snapshot`: field → [before, after]."""
    after = snapshot(obj, list(before))
    return {name: [before[name], after[name]] for name in before if before[name] != after[name]}


def history(obj: models.Model) -> models.QuerySet[AuditEntry]:
    """The object's entries, newest first."""
    return AuditEntry.objects.filter(content_type=ContentType.objects.get_for_model(obj), object_id=obj.pk).order_by(
        "-id"
    )


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, models.Model):
        return str(value)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
