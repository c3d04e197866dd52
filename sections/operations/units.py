"""Making and changing units."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal import audit, permissions
from sections.models import Unit
from sections.operations import slugs

FIELDS = ["name", "short_name", "number"]


@transaction.atomic
def create(
    actor, *, kind: str, name: str, parent: Unit | None = None, short_name: str = "", number: str = "", slug: str = ""
) -> Unit:
    """Make a unit below ``parent``; the federation alone has none above it."""
    permissions.require(actor, "unit.create", parent)
    _require_place(kind, parent)
    name = " ".join(name.split())
    unit = Unit(kind=kind, name=name, parent=parent, short_name=short_name, number=number)
    unit.slug = slug or slugs.make(Unit, short_name or name, str(kind).replace("_", "-"))
    unit.full_clean(exclude=["sort_name"])
    slugs.insert(unit)
    audit.record(actor, "unit.create", unit)
    return unit


@transaction.atomic
def edit(actor, *, unit: Unit, name: str, short_name: str = "", number: str = "") -> Unit:
    """Change a unit's names and number; its address stays, so that links hold."""
    permissions.require(actor, "unit.edit", unit)
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    before = audit.snapshot(unit, FIELDS)
    unit.name, unit.short_name, unit.number = " ".join(name.split()), short_name, number
    unit.full_clean(exclude=["sort_name"])
    unit.save(update_fields=[*FIELDS, "sort_name"])
    changes = audit.diff(before, unit)
    if changes:
        audit.record(actor, "unit.edit", unit, changes=changes)
    return unit


def _require_place(kind: str, parent: Unit | None) -> None:
    if kind not in Unit.Kind.values:
        raise ValidationError({"kind": _("There is no such kind of unit.")})
    above = Unit.PARENTS[Unit.Kind(kind)]
    if (parent.kind if parent else None) not in (above or (None,)):
        raise ValidationError({"kind": _("A unit of this kind cannot stand here in the tree.")})
