"""Who may do what with people and appointments."""

from django.utils.translation import gettext_lazy as _

from portal.permissions import Decision, allow_if, rule

ADMINISTERS = _("Only the section's administration may do this.")


@rule("person.view")
def view_person(user, person) -> Decision:
    return allow_if(type(person).objects.visible_to(user).filter(pk=person.pk).exists())


@rule("person.list")
def list_people(user, _none) -> Decision:
    return allow_if(bool(user.access.holdings))


@rule("person.create")
def create_person(user, _none) -> Decision:
    return allow_if(bool(user.access.administered_units), ADMINISTERS)


@rule("person.edit")
def edit_person(user, person) -> Decision:
    """The administration of the person's units, or of a unit in which the person holds an office; and oneself."""
    if person.pk == user.person_id:
        return allow_if(True)
    units = user.access.administered_units
    own = {person.unit_id, person.section_id} & units
    return allow_if(bool(own) or person.appointments.filter(body__unit_id__in=units).exists(), ADMINISTERS)


@rule("account.create")
def create_account(user, person) -> Decision:
    return allow_if(person.pk != user.person_id and bool(edit_person(user, person)), ADMINISTERS)


@rule("appointment.view")
def view_appointment(user, appointment) -> Decision:
    return allow_if(type(appointment).objects.visible_to(user).filter(pk=appointment.pk).exists())


@rule("appointment.create")
def create_appointment(user, body) -> Decision:
    """The board decides, the administration records (domain, section 2)."""
    return allow_if(body.unit_id in user.access.administered_units, ADMINISTERS)


@rule("appointment.end")
def end_appointment(user, appointment) -> Decision:
    return allow_if(appointment.body.unit_id in user.access.administered_units, ADMINISTERS)


@rule("appointment.edit")
def edit_appointment(user, appointment) -> Decision:
    return end_appointment(user, appointment)


@rule("appointment.withdraw")
def withdraw_appointment(user, appointment) -> Decision:
    return end_appointment(user, appointment)


@rule("appointment.reappoint")
def reappoint_appointment(user, appointment) -> Decision:
    return end_appointment(user, appointment)


@rule("appointment.resign")
def resign_appointment(user, appointment) -> Decision:
    """The person says so, the administration records it."""
    return end_appointment(user, appointment)


@rule("appointment.remove")
def remove_appointment(user, appointment) -> Decision:
    return end_appointment(user, appointment)


@rule("appointment.substitute")
def substitute_appointment(user, appointment) -> Decision:
    return end_appointment(user, appointment)


@rule("appointment.succeed")
def succeed_appointment(user, appointment) -> Decision:
    return end_appointment(user, appointment)


@rule("appointment.carry_over")
def carry_over_appointment(user, appointment) -> Decision:
    return end_appointment(user, appointment)


@rule("appointment.resume")
def resume_appointment(user, appointment) -> Decision:
    return end_appointment(user, appointment)


@rule("person.leave_field")
def leave_field(user, person) -> Decision:
    """Whoever keeps the person's details; not the person: it ends seats."""
    return create_account(user, person)


@rule("account.invite")
def invite_account(user, account) -> Decision:
    return _manages_account(user, account)


@rule("account.deactivate")
def deactivate_account(user, account) -> Decision:
    """Not one's own: nobody locks themselves out."""
    return _manages_account(user, account)


@rule("account.activate")
def activate_account(user, account) -> Decision:
    return _manages_account(user, account)


def _manages_account(user, account) -> Decision:
    return create_account(user, account.person) if account.person else allow_if(False, ADMINISTERS)


@rule("profile.edit")
def edit_profile(user, account) -> Decision:
    return allow_if(user.pk == account.pk)
