"""Making, changing and closing expert groups."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal import audit, permissions
from sections.models import Body, Unit
from sections.operations import bodies
from workgroups.models import WorkGroup
from workgroups.operations import mandates

FIELDS = ["name", "description", "founded_on"]


@transaction.atomic
def create(
    actor,
    *,
    unit: Unit,
    name: str,
    shared_with: Iterable[Unit] = (),
    description: str = "",
    founded_on: date | None = None,
    slug: str = "",
    mandate: dict[str, Any] | None = None,
) -> WorkGroup:
    """Make a group of a section, with its first mandate where one is given (the arguments of ``mandates.edit``)."""
    permissions.require(actor, "group.create", unit)
    if unit.kind != Unit.Kind.SECTION:
        raise ValidationError({"unit": _("An expert group belongs to a section.")})
    group = WorkGroup(unit=unit, kind=Body.Kind.WORKING_GROUP, name=name, section=unit, description=description)
    bodies.add(group, founded_on=founded_on, slug=slug)
    others = _sections(shared_with, unit.pk)
    group.shared_with.set(others)
    changes = {"shared_with": [[], [str(other) for other in others]]} if others else {}
    audit.record(actor, "group.create", group, changes=changes)
    if mandate is not None:
        mandates.edit(actor, body=group, **{"valid_from": group.founded_on, **mandate})
    return group


@transaction.atomic
def edit(
    actor,
    *,
    group: Body,
    name: str,
    shared_with: Iterable[Unit] = (),
    description: str = "",
    founded_on: date | None = None,
) -> WorkGroup:
    """Change a group's name, description and the sections that share it."""
    permissions.require(actor, "group.edit", group)
    kept = WorkGroup.objects.select_for_update().get(pk=group.pk)
    before = audit.snapshot(kept, FIELDS)
    shared_before = sorted(str(unit) for unit in kept.shared_with.all())
    bodies.put(kept, name=name, description=description, founded_on=founded_on)
    others = _sections(shared_with, kept.unit_id)
    kept.shared_with.set(others)
    changes: dict[str, list] = audit.diff(before, kept)
    shared_after = sorted(str(unit) for unit in others)
    if shared_before != shared_after:
        changes["shared_with"] = [shared_before, shared_after]
    if changes:
        audit.record(actor, "group.edit", kept, changes=changes)
    return kept


@transaction.atomic
def close(actor, *, group: Body, closed_on: date, reason: str) -> Body:
    """Close a group: open appointments end that day. Minutes, plans and history stay."""
    permissions.require(actor, "group.close", group)
    bodies.shut(actor, group, "group.close", closed_on=closed_on, reason=reason)
    return group


@transaction.atomic
def reopen(actor, *, group: Body) -> Body:
    """Open a closed group again; its people are appointed anew."""
    permissions.require(actor, "group.reopen", group)
    bodies.open_again(actor, group, "group.reopen")
    return group


def _sections(units: Iterable[Unit], own_id: int) -> list[Unit]:
    chosen = [unit for unit in units if unit.pk != own_id]
    if any(unit.kind != Unit.Kind.SECTION for unit in chosen):
        raise ValidationError({"shared_with": _("A group is shared with sections only.")})
    return chosen
