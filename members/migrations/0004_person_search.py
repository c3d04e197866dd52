"""Parts of words are found among 400 000 people by PostgreSQL's index of trigrams; SQLite, for small machines, reads them all."""

from django.db import migrations

INSTALL = [
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE INDEX IF NOT EXISTS person_search ON members_person USING gin (search_text gin_trgm_ops)",
]
REMOVE = ["DROP INDEX IF EXISTS person_search"]


def _run(schema_editor, statements):
    if schema_editor.connection.vendor == "postgresql":
        for statement in statements:
            schema_editor.execute(statement)


def install(apps, schema_editor):
    _run(schema_editor, INSTALL)


def remove(apps, schema_editor):
    _run(schema_editor, REMOVE)


class Migration(migrations.Migration):
    dependencies = [("members", "0003_calls")]
    operations = [migrations.RunPython(install, remove)]
