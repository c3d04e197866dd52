"""What an import may touch, and which unit or body a cell means. Read once for a whole import."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _

from portal.textsearch import fold

LOCAL_KINDS = frozenset({"county", "local_union", "club"})
SECTION_KINDS = frozenset({"section"})
# What a register calls the board of the unit that it has named.
BOARD_NAMES = frozenset({"styret", "styre", "the board", "board"})


class Unclear(Exception):
    """A cell that names nothing, or more than one thing; ``str()`` is a sentence."""


class Scope:
    """The units and bodies, by all their names, and which of them ``actor`` administers (None: all)."""

    def __init__(self, actor, unit) -> None:
        self.actor = actor
        self.unit = unit
        self.allowed: frozenset[int] | None = None if actor is None else actor.access.administered_units
        self.units: dict[int, Any] = {each.pk: each for each in apps.get_model("sections.Unit").objects.all()}
        self._units_by_name = _by_names(self.units.values(), ("name", "short_name", "number", "slug"))
        bodies = apps.get_model("sections.Body").objects.all()
        self._bodies: dict[int, Any] = {each.pk: each for each in bodies}
        self._bodies_by_name = _by_names(self._bodies.values(), ("name", "slug"))
        self._boards = {each.unit_id: each for each in self._bodies.values() if each.kind == "board" and each.is_open}

    def may(self, unit_id: int | None) -> bool:
        return self.allowed is None or unit_id in self.allowed

    @property
    def home(self) -> dict[str, int]:
        """Where new people belong when their row says nothing: the unit that the import is for."""
        if self.unit is None or self.unit.kind == "federation":
            return {}
        return {"section_id" if self.unit.kind == "section" else "unit_id": self.unit.pk}

    def find_unit(self, text: str, kinds: Collection[str]):
        """The unit of one of the kinds that a cell names."""
        found = [each for each in self._units_by_name.get(_key(text), []) if each.kind in kinds]
        if not found:
            raise Unclear(_("“%(name)s” is not among the units of the portal.") % {"name": text})
        if len(found) > 1:
            raise Unclear(_("Several units are called “%(name)s”. Use their number.") % {"name": text})
        return found[0]

    def find_body(self, text: str, row_unit_id: int | None):
        """The body that a cell names: first of the import's unit, then of the row's unit, then of all that one may use."""
        named = self._bodies_by_name.get(_key(text), [])
        near = [unit_id for unit_id in (self.unit.pk if self.unit else None, row_unit_id) if unit_id]
        for unit_id in near:
            found = [body for body in named if body.unit_id == unit_id]
            if not found and _key(text) in BOARD_NAMES and unit_id in self._boards:
                found = [self._boards[unit_id]]
            if found:
                return _only(found, text)
        return _only([body for body in named if self.may(body.unit_id)] or named, text)


def _only(found: list, text: str):
    if not found:
        raise Unclear(_("“%(name)s” is not among the bodies of the portal.") % {"name": text})
    still_open = [body for body in found if body.is_open] or found
    if len(still_open) > 1:
        raise Unclear(_("Several bodies are called “%(name)s”.") % {"name": text})
    return still_open[0]


def _by_names(objects: Iterable[Any], attributes: tuple[str, ...]) -> dict[str, list]:
    names: dict[str, list] = defaultdict(list)
    for each in objects:
        for key in {_key(getattr(each, attribute)) for attribute in attributes} - {""}:
            names[key].append(each)
    return names


def _key(text: str) -> str:
    return " ".join(fold(text).split())
