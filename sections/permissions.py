"""Who may do what with units and bodies."""

from django.utils.translation import gettext_lazy as _

from portal.permissions import Decision, allow_if, deny, rule

ADMINISTERS = _("Only the section's administration may do this.")
DECIDES = _("Only the board’s leader, or the administration on the board’s behalf, may do this.")


@rule("unit.view")
def view_unit(user, unit) -> Decision:
    return allow_if(type(unit).objects.visible_to(user).filter(pk=unit.pk).exists())


@rule("unit.create")
def create_unit(user, parent) -> Decision:
    """Whoever administers the unit above."""
    return allow_if(parent is not None and parent.pk in user.access.administered_units, ADMINISTERS)


@rule("unit.edit")
def edit_unit(user, unit) -> Decision:
    return allow_if(unit.pk in user.access.administered_units, ADMINISTERS)


@rule("body.view")
def view_body(user, body) -> Decision:
    access = user.access
    units = access.overseen_units
    seen = body.pk in access.own_body_ids or body.unit_id in units
    return allow_if(seen or (bool(units) and body.shared_with.filter(pk__in=units).exists()))


@rule("body.create")
def create_body(user, unit) -> Decision:
    return allow_if(unit is not None and unit.pk in user.access.administered_units, ADMINISTERS)


@rule("body.edit")
def edit_body(user, body) -> Decision:
    return allow_if(body.unit_id in user.access.administered_units, ADMINISTERS)


@rule("body.close")
def close_body(user, body) -> Decision:
    return edit_body(user, body)


@rule("body.reopen")
def reopen_body(user, body) -> Decision:
    return edit_body(user, body)


@rule("grant.view")
def view_grant(user, grant) -> Decision:
    """Whoever may see the body."""
    return allow_if(type(grant).objects.visible_to(user).filter(pk=grant.pk).exists())


@rule("grant.decide")
def decide_grant(user, body) -> Decision:
    """The unit's board decides; its leader or the administration records it. Nobody decides on money for a group that
    they lead.
    """
    decides = body.unit_id in user.access.deciding_units | user.access.administered_units
    if decides and body.is_group and user.access.leads(body.pk):
        return deny(_("You lead this group, so somebody else must record its budget."))
    return allow_if(decides, DECIDES)
