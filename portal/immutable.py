"""Tables whose rows are never changed or removed through the program: the database itself refuses.

A model says ``immutable = True``; the guard is put in place after every migration, since SQLite makes a changed table anew
and forgets its triggers.
"""

from collections.abc import Iterator

from django.apps import apps


def guard_all(connection) -> None:
    """Guard every such table that exists: not all do where migrations have stopped half way."""
    there = set(connection.introspection.table_names())
    for table in tables():
        if table in there:
            guard(connection, table)


def unguard_all(connection) -> None:
    """Lift all guards. Only a reset of the whole demo database and the tests' own clean-up need this."""
    for table in tables():
        unguard(connection, table)


def guard(connection, table: str) -> None:
    """Install the triggers that refuse UPDATE and DELETE on a table."""
    unguard(connection, table)
    with connection.cursor() as cursor:
        for statement in _statements(connection.vendor, table):
            cursor.execute(statement)


def unguard(connection, table: str) -> None:
    """Remove the triggers."""
    on = f" ON {table}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for event in ("update", "delete"):
            cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{event}{on}")


def tables() -> Iterator[str]:
    """The tables of all models that say so."""
    return (model._meta.db_table for model in apps.get_models() if getattr(model, "immutable", False))


def _statements(vendor: str, table: str) -> Iterator[str]:
    if vendor == "postgresql":
        yield """CREATE OR REPLACE FUNCTION immutable_refuse() RETURNS trigger AS $$
            BEGIN RAISE EXCEPTION 'rows of % cannot be changed or removed', TG_TABLE_NAME; END $$ LANGUAGE plpgsql"""
    for event in ("update", "delete"):
        head = f"CREATE TRIGGER {table}_no_{event} BEFORE {event} ON {table}"
        if vendor == "postgresql":
            yield f"{head} FOR EACH ROW EXECUTE FUNCTION immutable_refuse()"
        else:
            yield f"{head} BEGIN SELECT RAISE(ABORT, 'rows of {table} cannot be changed or removed'); END"
