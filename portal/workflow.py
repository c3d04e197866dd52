"""State changes through one door: a table of legal moves and a conditional UPDATE.

``MINUTES = Workflow("state", {"submit": Move(("draft",), "submitted"), …})``; ``MINUTES.move(minutes, "submit")``.
Two clicks or two workers cannot both win, on SQLite as on PostgreSQL: the UPDATE names the old state.
"""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Conflict(Exception):
    """Somebody else was first, or the move is not legal from today's state. ``str()`` is a sentence for the user."""

    def __init__(self, message=None) -> None:
        super().__init__(
            message or _("Somebody else has changed this in the meantime. Look at it as it is now, and try again.")
        )

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True)
class Move:
    sources: tuple[str, ...]
    target: str


@dataclass(frozen=True)
class Workflow:
    """The legal moves of one state field, verb → move."""

    field: str
    moves: dict[str, Move]

    def legal(self, obj: models.Model, verb: str) -> bool:
        return getattr(obj, self.field) in self.moves[verb].sources

    def move(self, obj: models.Model, verb: str, **updates: Any) -> None:
        """Make the move in the database and on ``obj``; raise :class:`Conflict` when the object is not where it must be."""
        move = self.moves[verb]
        values = {self.field: move.target, **updates}
        changed = type(obj)._default_manager.filter(pk=obj.pk, **{f"{self.field}__in": move.sources}).update(**values)
        if not changed:
            raise Conflict
        for name, value in values.items():
            setattr(obj, name, value)
