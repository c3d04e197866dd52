"""Who may do what with groups, meetings, minutes and tasks.

The leader runs the group but cannot appoint, approve the plan, change the mandate or decide on money. The contact reads
and comments. The adviser helps with all the leader does. The board decides (domain, section 2).
"""

from django.utils.translation import gettext_lazy as _

from portal.permissions import REFUSE, Decision, allow_if, deny, rule

ADMINISTERS = _("Only the section's administration may do this.")
RUNS_BODY = _("Only the leader, the secretary or the adviser of the group may do this.")
LOCKED = _("Approved minutes are locked.")


def _sees(user, obj) -> Decision:
    return allow_if(type(obj).objects.visible_to(user).filter(pk=obj.pk).exists())


def _administers(user, body) -> bool:
    return body.unit_id in user.access.administered_units


def _prepares(user, body) -> bool:
    """Runs the body's daily work, or administers the unit."""
    return user.access.runs(body.pk) or _administers(user, body)


@rule("group.view")
def view_group(user, group) -> Decision:
    return _sees(user, group)


@rule("group.create")
def create_group(user, unit) -> Decision:
    """``unit`` is the section, or None: in any section at all."""
    units = user.access.administered_units
    return allow_if(bool(units) if unit is None else unit.pk in units, ADMINISTERS)


@rule("group.edit")
def edit_group(user, group) -> Decision:
    return allow_if(_administers(user, group), ADMINISTERS)


@rule("group.close")
def close_group(user, group) -> Decision:
    return edit_group(user, group)


@rule("group.reopen")
def reopen_group(user, group) -> Decision:
    return edit_group(user, group)


@rule("mandate.view")
def view_mandate(user, mandate) -> Decision:
    return _sees(user, mandate)


@rule("mandate.edit")
def edit_mandate(user, body) -> Decision:
    return allow_if(_administers(user, body), ADMINISTERS)


@rule("check.view")
def view_checks(user, group) -> Decision:
    """Whoever sees a group sees how it stands with its mandate."""
    return _sees(user, group)


@rule("check.print")
def print_checks(user, unit) -> Decision:
    """The table of all groups of a unit: who oversees it."""
    return allow_if(unit.pk in user.access.overseen_units)


@rule("meeting.view")
def view_meeting(user, meeting) -> Decision:
    return _sees(user, meeting)


@rule("meeting.create")
def create_meeting(user, body) -> Decision:
    return allow_if(body.is_open and _prepares(user, body), RUNS_BODY)


@rule("meeting.edit")
def edit_meeting(user, meeting) -> Decision:
    if meeting.state == meeting.State.CANCELLED:
        return deny(_("The meeting is cancelled."))
    return allow_if(_prepares(user, meeting.body), RUNS_BODY)


@rule("meeting.call")
def call_meeting(user, meeting) -> Decision:
    return edit_meeting(user, meeting)


@rule("meeting.cancel")
def cancel_meeting(user, meeting) -> Decision:
    return edit_meeting(user, meeting)


@rule("meeting.hold")
def hold_meeting(user, meeting) -> Decision:
    return edit_meeting(user, meeting)


@rule("attendance.record")
def record_attendance(user, meeting) -> Decision:
    minutes = getattr(meeting, "minutes", None)
    if minutes is not None and minutes.is_final:
        return deny(LOCKED)
    return edit_meeting(user, meeting)


@rule("participant.answer")
def answer_notice(user, participant) -> Decision:
    """Each answers for themselves; those who run the body may note an answer given by telephone."""
    own = participant.person_id == user.person_id
    return allow_if(own or _prepares(user, participant.meeting.body))


@rule("minutes.view")
def view_minutes(user, minutes) -> Decision:
    return _sees(user, minutes)


@rule("minutes.create")
def create_minutes(user, meeting) -> Decision:
    return allow_if(_prepares(user, meeting.body), RUNS_BODY)


@rule("minutes.edit")
def edit_minutes(user, minutes) -> Decision:
    if minutes.is_final:
        return deny(LOCKED)
    if minutes.state == minutes.State.SUBMITTED:
        return deny(_("The minutes are submitted. Take them back to change them."))
    return allow_if(_prepares(user, minutes.meeting.body), RUNS_BODY)


@rule("minutes.submit")
def submit_minutes(user, minutes) -> Decision:
    return allow_if(_prepares(user, minutes.meeting.body), RUNS_BODY)


@rule("minutes.return")
def return_minutes(user, minutes) -> Decision:
    return submit_minutes(user, minutes)


@rule("minutes.agree")
def agree_to_minutes(user, minutes) -> Decision:
    """One of the body's own who were present says yes or objects; a guest does not see the minutes."""
    there = minutes.meeting.participants.filter(person_id=user.person_id, attendance__in=("present", "partly"))
    present = there.exclude(role="")
    return allow_if(present.exists(), _("Only those who were present approve the minutes."))


@rule("minutes.approve")
def approve_minutes(user, minutes) -> Decision:
    """The body's leader (or its adviser or the administration on the leader's behalf) records the approval."""
    body = minutes.meeting.body
    return allow_if(
        user.access.leads(body.pk) or _administers(user, body), _("Only the leader or the adviser may do this.")
    )


@rule("minutes.lay")
def lay_minutes(user, minutes) -> Decision:
    """The administration and the board's leader put minutes on the board's agenda."""
    unit_id = minutes.meeting.body.unit_id
    return allow_if(unit_id in user.access.staffed_units | user.access.deciding_units, ADMINISTERS)


@rule("minutes.note")
def note_minutes(user, minutes) -> Decision:
    """The board notes; its leader or the administration records it."""
    unit_id = minutes.meeting.body.unit_id
    return allow_if(
        unit_id in user.access.administered_units | user.access.deciding_units,
        _("Only the board's leader or the administration may do this."),
    )


@rule("minutes.read")
def read_minutes(user, minutes) -> Decision:
    """Confirm having read."""
    return _sees(user, minutes) if user.person_id else REFUSE


@rule("minutes.comment")
def comment_minutes(user, minutes) -> Decision:
    """Of submitted minutes the group's own people (contact and adviser among them) and the administration, of approved
    ones the board too; each sees them by then, so it is not asked again. Auditors only read.
    """
    body = minutes.meeting.body
    access = user.access
    if minutes.state == minutes.State.DRAFT:
        return deny(_("The minutes are not handed in yet."))
    near = body.pk in access.own_body_ids or body.unit_id in access.staffed_units
    return allow_if(near or (minutes.is_final and body.unit_id in access.board_units))


@rule("task.view")
def view_task(user, task) -> Decision:
    return _sees(user, task)


@rule("task.create")
def create_task(user, body) -> Decision:
    return allow_if(_prepares(user, body), RUNS_BODY)


@rule("task.edit")
def edit_task(user, task) -> Decision:
    return allow_if(_prepares(user, task.body), RUNS_BODY)


@rule("task.finish")
def finish_task(user, task) -> Decision:
    return allow_if(task.responsible_id == user.person_id or _prepares(user, task.body), RUNS_BODY)


@rule("meeting.attach")
def attach_to_meeting(user, meeting) -> Decision:
    return edit_meeting(user, meeting)


@rule("minutes.attach")
def attach_to_minutes(user, minutes) -> Decision:
    return edit_minutes(user, minutes)
