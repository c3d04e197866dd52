"""The lookup ``folds``: a text contains another, whatever the case of its letters, æ ø å among them, on both databases.

For columns that have no folded copy. It reads every row that it is asked about, so callers bound their candidates first.
"""

from typing import Any

from django.db.backends.signals import connection_created
from django.db.models import CharField, Lookup, TextField

from portal.textsearch import fold

FUNCTION = "portal_fold"


def _fold(text: Any) -> str | None:
    return None if text is None else fold(str(text))


def teach(sender, connection, **kwargs) -> None:
    """SQLite folds ASCII letters alone: it is given our own folding."""
    if connection.vendor == "sqlite":
        connection.connection.create_function(FUNCTION, 1, _fold, deterministic=True)


class Folds(Lookup):
    """``title__folds="års"`` finds «ÅRSMØTE»."""

    lookup_name = "folds"
    prepare_rhs = False

    def get_db_prep_lookup(self, value, connection) -> tuple[str, tuple[str, ...]]:
        return "%s", (fold(str(value)),)

    def as_sql(self, compiler, connection) -> tuple[str, tuple]:
        column, column_params = self.process_lhs(compiler, connection)
        text, text_params = self.process_rhs(compiler, connection)
        return f"INSTR({FUNCTION}({column}), {text}) > 0", (*column_params, *text_params)

    def as_postgresql(self, compiler, connection) -> tuple[str, tuple]:
        column, column_params = self.process_lhs(compiler, connection)
        text, text_params = self.process_rhs(compiler, connection)
        return f"STRPOS(LOWER({column}), {text}) > 0", (*column_params, *text_params)


def install() -> None:
    """Called once, when the apps are ready."""
    CharField.register_lookup(Folds)
    TextField.register_lookup(Folds)
    connection_created.connect(teach, dispatch_uid="portal.foldedsearch")
