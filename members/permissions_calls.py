"""Who may do what with calls, applications and the treatment of them.

The administration announces and records, the board decides. Nobody takes part where they have applied themselves: they
see neither the other applicants nor what is written about them.
"""

from django.utils.translation import gettext_lazy as _

from portal.permissions import Decision, allow_if, deny, rule

ADMINISTERS = _("Only the section's administration may do this.")
TREATS = _("Only the section's administration and board see who has applied.")
APPLIED = _("You have applied here yourself. Nobody takes part in deciding their own case, so others treat this call.")


def _administers(user, body) -> bool:
    return body.unit_id in user.access.administered_units


@rule("call.list")
def list_calls(user, _none) -> Decision:
    return allow_if(bool(user.access.holdings))


@rule("call.view")
def view_call(user, call) -> Decision:
    return allow_if(type(call).objects.visible_to(user).filter(pk=call.pk).exists())


@rule("call.create")
def create_call(user, body) -> Decision:
    return allow_if(_administers(user, body), ADMINISTERS)


@rule("call.edit")
def edit_call(user, call) -> Decision:
    return allow_if(_administers(user, call.body), ADMINISTERS)


@rule("call.publish")
def publish_call(user, call) -> Decision:
    return edit_call(user, call)


@rule("call.extend")
def extend_call(user, call) -> Decision:
    return _in_charge(user, call)


@rule("call.close")
def close_call(user, call) -> Decision:
    return _in_charge(user, call)


@rule("call.cancel")
def cancel_call(user, call) -> Decision:
    return _in_charge(user, call)


def _in_charge(user, call) -> Decision:
    """The deadline decides who can still apply, so an applicant does not move it either."""
    if not _administers(user, call.body):
        return deny(ADMINISTERS)
    return deny(APPLIED) if call.applied_by(user) else allow_if(True)


@rule("call.treat")
def treat_call(user, call) -> Decision:
    """See who has applied."""
    access = user.access
    if call.body.unit_id not in access.staffed_units | access.board_units:
        return deny(TREATS)
    return deny(APPLIED) if call.applied_by(user) else allow_if(True)


@rule("call.nominate")
def nominate(user, call) -> Decision:
    """The administration prepares the case; the board's leader may too."""
    treats = treat_call(user, call)
    if not treats:
        return treats
    access = user.access
    return allow_if(call.body.unit_id in access.staffed_units | access.deciding_units)


@rule("call.decide")
def decide(user, call) -> Decision:
    """The board decides; its leader or the administration records it."""
    treats = treat_call(user, call)
    if not treats:
        return treats
    access = user.access
    return allow_if(call.body.unit_id in access.administered_units | access.deciding_units)


@rule("call.answer")
def answer(user, call) -> Decision:
    return _in_charge(user, call)


@rule("application.view")
def view_application(user, application) -> Decision:
    return allow_if(type(application).objects.visible_to(user).filter(pk=application.pk).exists())


@rule("application.attach")
def attach_to_application(user, application) -> Decision:
    """What the applicant has sent is the applicant's to change, by the signed link."""
    return deny(_("Only the applicant changes the files of an application."))


@rule("application.note")
def note_application(user, application) -> Decision:
    treats = treat_call(user, application.call)
    if not treats:
        return treats
    return allow_if(application.call.body.unit_id in user.access.staffed_units, ADMINISTERS)


@rule("application.appoint")
def appoint(user, application) -> Decision:
    return _in_charge(user, application.call)


@rule("coverage.edit")
def edit_coverage(user, body) -> Decision:
    return allow_if(body.unit_id in user.access.staffed_units, ADMINISTERS)
