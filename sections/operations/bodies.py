"""Making, changing and closing bodies: boards, committees, administrations."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from members.operations import appointments
from portal import audit, permissions
from portal.periods import today
from portal.workflow import Conflict
from sections.models import Body, Unit
from sections.operations import slugs

FIELDS = ["name", "section", "description", "founded_on"]
CLOSING = ["closed_on", "closed_reason"]


@transaction.atomic
def create(
    actor,
    *,
    unit: Unit,
    kind: str,
    name: str,
    section: Unit | None = None,
    description: str = "",
    founded_on: date | None = None,
    slug: str = "",
) -> Body:
    """Make a body of a unit. Expert groups are made by ``workgroups.operations.groups.create``, with their mandate."""
    permissions.require(actor, "body.create", unit)
    if kind not in Body.Kind.values or kind == Body.Kind.WORKING_GROUP:
        raise ValidationError({"kind": _("There is no such kind of body here.")})
    body = Body(unit=unit, kind=kind, name=name, section=section, description=description)
    add(body, founded_on=founded_on, slug=slug)
    audit.record(actor, "body.create", body)
    return body


@transaction.atomic
def edit(
    actor,
    *,
    body: Body,
    name: str,
    section: Unit | None = None,
    description: str = "",
    founded_on: date | None = None,
) -> Body:
    """Change a body; its address stays, so that links in mails hold."""
    permissions.require(actor, "body.edit", body)
    body = Body.objects.select_for_update(of=("self",)).select_related("section").get(pk=body.pk)
    before = audit.snapshot(body, FIELDS)
    body.section = section
    put(body, name=name, description=description, founded_on=founded_on)
    changes = audit.diff(before, body)
    if changes:
        audit.record(actor, "body.edit", body, changes=changes)
    return body


@transaction.atomic
def close(actor, *, body: Body, closed_on: date, reason: str) -> Body:
    """Close a body: its open appointments end that day, coming ones are taken back, rights end at once."""
    permissions.require(actor, "body.close", body)
    shut(actor, body, "body.close", closed_on=closed_on, reason=reason)
    return body


@transaction.atomic
def reopen(actor, *, body: Body) -> Body:
    """Open a closed body again. Its people are appointed anew: what has ended stays ended."""
    permissions.require(actor, "body.reopen", body)
    open_again(actor, body, "body.reopen")
    return body


def add(body: Body, *, founded_on: date | None, slug: str) -> None:
    """Check and insert a new body of any kind; for the verbs that make one."""
    body.name = " ".join(body.name.split())
    body.founded_on = founded_on or today()
    body.slug = slug or slugs.make(Body, body.name, str(body.kind).replace("_", "-"))
    body.full_clean(exclude=["sort_name"])
    slugs.insert(body)


def put(body: Body, *, name: str, description: str, founded_on: date | None) -> None:
    """Check and save what all kinds of bodies have in common; for the verbs that change one."""
    body.name, body.description = " ".join(name.split()), description
    body.founded_on = founded_on or body.founded_on
    first = body.appointments.order_by("starts_on").first()
    if first is not None and body.founded_on > first.starts_on:
        message = _("Somebody was appointed on %(day)s already.")
        raise ValidationError({"founded_on": message % {"day": date_format(first.starts_on)}})
    body.full_clean(exclude=["sort_name"])
    body.save(update_fields=["name", "description", "founded_on", "section", "sort_name"])


def shut(actor, body: Body, verb: str, *, closed_on: date, reason: str) -> None:
    """Close with all that follows; for the verbs that close."""
    if closed_on > today():
        raise ValidationError({"closed_on": _("Close it on the day, not before: rights end at once.")})
    if closed_on < body.founded_on:
        raise ValidationError({"closed_on": _("It was founded on %(day)s.") % {"day": date_format(body.founded_on)}})
    if not reason.strip():
        raise ValidationError({"reason": _("Say why: the history keeps it.")})
    if len(reason) > 200:
        raise ValidationError({"reason": _("Use at most 200 characters.")})
    before = audit.snapshot(body, CLOSING)
    if not Body.objects.filter(pk=body.pk, closed_on=None).update(closed_on=closed_on, closed_reason=reason):
        raise Conflict(_("It is closed already."))
    body.closed_on, body.closed_reason = closed_on, reason
    appointments.close_all(actor, body=body, on=closed_on, reason=_("%(body)s was closed.") % {"body": body.name[:150]})
    audit.record(actor, verb, body, changes=audit.diff(before, body), note=reason)


def open_again(actor, body: Body, verb: str) -> None:
    """Reopen; for the verbs that do."""
    before = audit.snapshot(body, CLOSING)
    if not Body.objects.filter(pk=body.pk).exclude(closed_on=None).update(closed_on=None, closed_reason=""):
        raise Conflict(_("It is open already."))
    body.closed_on, body.closed_reason = None, ""
    audit.record(actor, verb, body, changes=audit.diff(before, body))
