"""The database itself refuses to change or remove audit entries."""

from django.db import migrations

from portal import immutable

TABLE = "portal_auditentry"


def install(apps, schema_editor):
    immutable.guard(schema_editor.connection, TABLE)


def remove(apps, schema_editor):
    immutable.unguard(schema_editor.connection, TABLE)


class Migration(migrations.Migration):
    dependencies = [("portal", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
