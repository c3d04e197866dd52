"""An import of people from a member register: read, columns chosen, compared, stored, undone.

The verbs here set the work going; :mod:`members.operations.import_runs` does it, in a worker or in a command.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import ColumnMapping, PersonImport, PersonImportRow
from portal import documents
from portal.permissions import require

TASK = "portal.import_people"
ATTEMPTS = 3
# A worker renews its claim with each batch; without that for so long it is taken for dead.
LOST_AFTER = timedelta(minutes=3)
# The rows hold data of people who may never have become known here: after this they go, and with them the undo.
KEPT = timedelta(days=90)


@transaction.atomic
def create(actor, *, unit, heads: list[str], rows: list[tuple[int, list]], file_name: str, sha256: str) -> PersonImport:
    """Keep a list as it was read, until its columns are chosen. Nothing of it is stored among the people yet."""
    require(actor, "person.import", unit)
    if actor is not None and unit is None:
        raise ValidationError({"unit": _("Say which unit the people belong to.")})
    upload = PersonImport.objects.create(
        unit=unit,
        file_name=file_name[:200],
        sha256=sha256,
        heads=heads,
        total_rows=len(rows),
        uploaded_by=actor,
    )
    PersonImportRow.objects.bulk_create(
        (PersonImportRow(upload=upload, number=number, cells=cells) for number, cells in rows), batch_size=1000
    )
    return upload


@transaction.atomic
def choose(actor, *, upload: PersonImport, mapping: Mapping[int, str], signature: str, at_once: bool = False) -> None:
    """Say which column is what, and have the rows compared with what is known. Remembered for files with the same heads.

    ``at_once`` leaves the work to the caller, here and in :func:`store`; else a worker takes it.
    """
    require(actor, "person.import", upload.unit)
    fields = list(mapping.values())
    if "name" not in fields and not {"first_name", "last_name"} <= set(fields):
        raise ValidationError(_("Choose the column of the name, or those of the first and the last name."))
    if len(set(fields)) != len(fields):
        raise ValidationError(_("Two columns cannot be the same. Leave one of them out."))
    columns = {str(column): name for column, name in mapping.items()}
    _set_going(upload, "choose", at_once, mapping=columns)
    ColumnMapping.objects.update_or_create(
        unit=upload.unit, signature=signature, defaults={"mapping": columns, "chosen_at": timezone.now()}
    )


def remembered(unit, signature: str) -> dict[int, str] | None:
    """The columns as they were chosen the last time for such a file."""
    kept = ColumnMapping.objects.filter(unit=unit, signature=signature).first()
    return {int(column): name for column, name in kept.mapping.items()} if kept else None


@transaction.atomic
def store(actor, *, upload: PersonImport, at_once: bool = False) -> None:
    """Have the rows stored that are not wrong."""
    require(actor, "person.import", upload.unit)
    _set_going(upload, "store", at_once, stored_by=actor)


@transaction.atomic
def undo(actor, *, upload: PersonImport) -> None:
    """Have the whole import taken back."""
    require(actor, "person.import", upload.unit)
    changed = upload.rows.filter(outcome__in=("new", "changed")).count()
    _set_going(upload, "undo", False, undone_by=actor, total_rows=changed)


@transaction.atomic
def retry(actor, *, upload: PersonImport) -> None:
    """Go on with an import that was interrupted, where it stopped."""
    require(actor, "person.import", upload.unit)
    PersonImport.FLOW.move(upload, f"retry_{upload.failed_in}", attempts=0, claimed_at=None)
    wake()


def _set_going(upload: PersonImport, move: str, at_once: bool, **updates: Any) -> None:
    claimed_at = timezone.now() if at_once else None
    PersonImport.FLOW.move(upload, move, done_rows=0, attempts=0, claimed_at=claimed_at, **updates)
    if not at_once:
        wake()


def wake() -> None:
    """Tell a worker, after commit, that an import waits."""
    transaction.on_commit(lambda: documents.send_task(TASK))


def claim() -> PersonImport | None:
    """The next import that waits, marked as taken; also one whose worker was lost."""
    now = timezone.now()
    waiting = models.Q(claimed_at=None) | models.Q(claimed_at__lt=now - LOST_AFTER)
    with transaction.atomic():
        upload = (
            PersonImport.objects.select_for_update(skip_locked=True)
            .filter(waiting, state__in=PersonImport.AT_WORK)
            .order_by("id")
            .first()
        )
        if upload is None:
            return None
        upload.claimed_at, upload.attempts = now, upload.attempts + 1
        upload.save(update_fields=["claimed_at", "attempts"])
    return upload


def fail(upload: PersonImport) -> None:
    """Stop after a failure; a person decides whether to go on."""
    PersonImport.FLOW.move(upload, "fail", failed_in=upload.state, claimed_at=None)


def forget() -> int:
    """Delete the rows of imports that are older than their keeping."""
    old = PersonImport.objects.filter(uploaded_at__lt=timezone.now() - KEPT).exclude(state__in=PersonImport.AT_WORK)
    return PersonImportRow.objects.filter(upload__in=old).delete()[0]
