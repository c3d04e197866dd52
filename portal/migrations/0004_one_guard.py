"""The audit trail had triggers of its own, where 0002 ran before there was one guard for all: that one takes their place."""

from django.db import migrations

OLD = {
    "sqlite": ["DROP TRIGGER IF EXISTS audit_no_update", "DROP TRIGGER IF EXISTS audit_no_delete"],
    "postgresql": [
        "DROP TRIGGER IF EXISTS audit_no_change ON portal_auditentry",
        "DROP FUNCTION IF EXISTS audit_refuse()",
    ],
}


def drop(apps, schema_editor):
    for statement in OLD[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("portal", "0003_mail_unit_document_html")]
    operations = [migrations.RunPython(drop, migrations.RunPython.noop)]
