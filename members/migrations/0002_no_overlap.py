"""One leader at a time, and nobody in the same role twice at once: enforced by PostgreSQL, by the verb everywhere.

The single roles stand here as they were when this was written; a change of members.roles.SINGLE needs a new migration.
"""

from django.db import migrations

SINGLE = "'leader','deputy_leader','secretary','contact','head_of_unit','section_leader','treasurer'"
PERIOD = "daterange(starts_on, ends_on, '[]') WITH &&"
INSTALL = [
    "CREATE EXTENSION IF NOT EXISTS btree_gist",
    f"""ALTER TABLE members_appointment ADD CONSTRAINT appointment_same_role_once
        EXCLUDE USING gist (person_id WITH =, body_id WITH =, role WITH =, {PERIOD})""",
    f"""ALTER TABLE members_appointment ADD CONSTRAINT appointment_single_role_once
        EXCLUDE USING gist (body_id WITH =, role WITH =, {PERIOD}) WHERE (role IN ({SINGLE}))""",
]
REMOVE = [
    "ALTER TABLE members_appointment DROP CONSTRAINT IF EXISTS appointment_single_role_once",
    "ALTER TABLE members_appointment DROP CONSTRAINT IF EXISTS appointment_same_role_once",
]


def _run(schema_editor, statements):
    if schema_editor.connection.vendor == "postgresql":
        for statement in statements:
            schema_editor.execute(statement)


def install(apps, schema_editor):
    _run(schema_editor, INSTALL)


def remove(apps, schema_editor):
    _run(schema_editor, REMOVE)


class Migration(migrations.Migration):
    dependencies = [("members", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
