"""Who may confirm a participation, and who writes and reads a note to a successor."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from members.roles import Role
from portal.periods import today
from portal.permissions import Decision, allow_if, deny, rule

# Somebody who has left may still write down what the next one should know.
WRITE_AFTER = timedelta(days=90)


def issues_in(user, body) -> bool:
    """Whether the user issues letters about those who leave the body."""
    access = user.access
    return body.unit_id in access.administered_units or access.holds([Role.ADVISER], body.pk)


@rule("confirmation.issue")
def issue_confirmation(user, appointment) -> Decision:
    """The administration and the group's adviser; nobody about themselves."""
    if appointment.person_id == user.person_id:
        return deny(_("Somebody else issues the letter about yourself."))
    return allow_if(
        issues_in(user, appointment.body),
        _("The section’s administration and the group’s adviser issue letters of confirmation."),
    )


@rule("confirmation.reissue")
def reissue_confirmation(user, confirmation) -> Decision:
    return issue_confirmation(user, confirmation.appointment)


@rule("confirmation.view")
def view_confirmation(user, appointment) -> Decision:
    """A letter that is issued, by the seat that it is about. Before, only those who issue it see how it would be."""
    letters = appointment.person.confirmations.visible_to(user)
    return allow_if(letters.filter(body=appointment.body_id, issued_on__gt=appointment.ends_on or today()).exists())


@rule("handover.write")
def write_handover(user, appointment) -> Decision:
    """The holder of the office alone, from its first day until a while after its last."""
    if appointment.person_id != user.person_id:
        return deny(_("Only who holds the office writes to the successor."))
    day = today()
    begun = appointment.starts_on <= day
    return allow_if(
        begun and (appointment.ends_on is None or appointment.ends_on + WRITE_AFTER >= day),
        _("A note is written while one holds the office, or soon after."),
    )


@rule("handover.view")
def view_handover(user, note) -> Decision:
    return allow_if(type(note).objects.visible_to(user).filter(pk=note.pk).exists())
