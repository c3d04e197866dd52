"""Who asks the members for the year's input, and who reads what.

The answers bear names, so they are read only by those whom the page of the answer names before anybody answers: the
group's leader, contact and adviser, and the section's administration; and not before the round is closed. Deputy leader
and secretary answer as members do. Everybody else who may see the group - its members, the board, the auditors - sees
how many have answered, and the summary. The auditors' sight of all does not reach what a member says of others: that the
members were asked, when, and how many answered is what an audit is about.
"""

from django.utils.translation import gettext_lazy as _

from members.roles import GROUP_SEATS, Role
from portal.permissions import Decision, allow_if, deny, rule

# The contact reads along, the leader and the adviser carry it out.
READS = frozenset({Role.LEADER, Role.CONTACT, Role.ADVISER})
ASKS = frozenset({Role.LEADER, Role.ADVISER})
ASKERS = _("Only the leader, the adviser or the section’s administration may do this.")


def _administers(user, body) -> bool:
    return body.unit_id in user.access.administered_units


def _asks(user, body) -> Decision:
    return allow_if(user.access.holds(ASKS, body.pk) or _administers(user, body), ASKERS)


@rule("input.view")
def view_round(user, round) -> Decision:
    return allow_if(type(round).objects.visible_to(user).filter(pk=round.pk).exists())


@rule("input.open")
def open_round(user, body) -> Decision:
    if not (body.is_open and body.is_group):
        return deny(_("Only the members of an expert group that is open are asked."))
    return _asks(user, body)


@rule("input.ask")
def ask_also(user, round) -> Decision:
    return _asks(user, round.body)


@rule("input.close")
def close_round(user, round) -> Decision:
    return _asks(user, round.body)


@rule("input.reopen")
def reopen(user, round) -> Decision:
    return _asks(user, round.body)


@rule("input.summarise")
def summarise(user, round) -> Decision:
    return _asks(user, round.body)


@rule("input.read")
def read_answers(user, round) -> Decision:
    """The answers with their names, when the round is closed."""
    if not (user.access.holds(READS, round.body_id) or _administers(user, round.body)):
        return deny(_("Only the leader, the contact, the adviser and the administration read the answers."))
    return allow_if(not round.is_open, _("The answers are read when the round is closed."))


@rule("input.answer")
def answer(user, answer) -> Decision:
    """Each for themselves, as long as they sit in the group."""
    own = answer.person_id == user.person_id and user.access.holds(GROUP_SEATS, answer.round.body_id)
    return allow_if(own, _("Each member answers for themselves."))
