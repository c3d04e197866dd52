"""Takes everything away, so that the demo can be built anew."""

from typing import Any

from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection, transaction

from portal import immutable
from portal.models import Document, StoredFile

OURS = ("portal", "members", "sections", "workgroups", "plans", "account")


def clear() -> None:
    """Empty every table of the portal, and remove its files. The guards of what never changes are lifted meanwhile."""
    files = [row.file for row in Document.objects.exclude(file="")] + [row.file for row in StoredFile.objects.all()]
    immutable.unguard_all(connection)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            for table in _tables():
                # In any order: foreign keys are checked when the transaction ends.
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")  # noqa: S608
    finally:
        immutable.guard_all(connection)
    for file in files:
        file.delete(save=False)
    cache.clear()


def _tables() -> list[str]:
    models: list[Any] = [
        model for label in OURS for model in apps.get_app_config(label).get_models(include_auto_created=True)
    ]
    return sorted({model._meta.db_table for model in [*models, Session] if model._meta.managed})
