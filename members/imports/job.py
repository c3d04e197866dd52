"""What a worker does with an import that waits, and the whole import in one go for the command line."""

import logging
from collections.abc import Callable

from django.utils import translation

from members.imports import records
from members.models import PersonImport
from members.operations import import_runs, import_undo, people_import
from portal import documents

log = logging.getLogger(__name__)


def run(upload: PersonImport) -> None:
    """Do what the import's state asks for. Whatever goes wrong is told on its page, with a way on."""
    with translation.override(documents.language_of(upload.undone_by or upload.stored_by or upload.uploaded_by)):
        try:
            if upload.attempts > people_import.ATTEMPTS:
                people_import.fail(upload)
            elif upload.state == PersonImport.State.CHECKING:
                check(upload)
            elif upload.state == PersonImport.State.STORING:
                import_runs.store(upload)
            else:
                import_undo.undo(upload)
        except Exception:
            # Nobody waits for the answer of a worker: the page must tell, whatever it was.
            log.exception("import %s stopped while %s", upload.pk, upload.state)
            people_import.fail(upload)


def check(upload: PersonImport, told: Callable[[int, int], None] = import_runs.silently) -> None:
    """Read the kept cells by the chosen columns, and compare."""
    mapping = {int(column): name for column, name in upload.mapping.items()}
    rows = upload.rows.order_by("number").values_list("number", "cells")
    import_runs.check(upload, records.parse(rows, mapping, upload.heads), told)
