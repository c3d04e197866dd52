"""The database itself refuses to change or remove audit entries."""

from django.db import migrations

from portal import audit


def install(apps, schema_editor):
    audit.guard(schema_editor.connection)


def remove(apps, schema_editor):
    audit.unguard(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("portal", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
