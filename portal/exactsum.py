"""Sums of amounts that are exact on both databases."""

from typing import Any

from django.db.models import Sum


class ExactSum(Sum):
    """The sum of a column with two decimals. SQLite keeps such as floating-point numbers: there whole øre are summed."""

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, Any]:
        template = "SUM(%(distinct)sCAST(ROUND((%(expressions)s) * 100) AS INTEGER)) / 100.0"
        return super(Sum, self).as_sql(compiler, connection, template=template, **extra)
