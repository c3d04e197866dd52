"""Who may pass a plan down, take from one above, decide on proposals, and see how it goes below."""

from django.utils.translation import gettext_lazy as _

from plans.permissions import CLOSED, edit_plan, view_plan, writes
from portal.permissions import Decision, allow_if, deny, rule

# Kinds of bodies whose plans others take from: a unit's boards, and a county's section committee for those who serve its section.
BOARDS = ("board", "executive", "national_board")
PUBLISHING = (*BOARDS, "section_committee")

NOTHING_BELOW = _("Only the plan of a board or a section committee is passed down.")
NOT_YET = _("The plan must be approved before it is passed down.")
ANSWERS = _("Only those who lead the body, or administer its unit, may pass its plan down.")
FOLLOWS = _("Only those who oversee the unit see how it goes below.")
REVISE_FIRST = _(
    "The plan is not a draft. Open it for revision to accept; what you do not want you can decline at once."
)


@rule("plan.publish")
def publish_plan(user, plan) -> Decision:
    body = plan.body
    if body.kind not in PUBLISHING:
        return deny(NOTHING_BELOW)
    if not (user.access.leads(body.pk) or body.unit_id in user.access.administered_units):
        return deny(ANSWERS)
    return allow_if(plan.state in ("approved", "reported"), NOT_YET)


@rule("plan.take")
def take_plan(user, plan) -> Decision:
    """The plan below: to take rows into it is to change it."""
    return edit_plan(user, plan)


@rule("plan.rollup")
def rollup_plan(user, plan) -> Decision:
    """Who sees the plan and oversees its unit, or runs its body. Which units below are counted is said in plans.rollup."""
    return follows(user, plan.body) if view_plan(user, plan) else deny(FOLLOWS)


def follows(user, body) -> Decision:
    """Of a plan that the user sees: does its body stand above others, and does the user oversee them?"""
    if body.kind not in PUBLISHING:
        return deny(NOTHING_BELOW)
    return allow_if(body.unit_id in user.access.overseen_units or writes(user, body), FOLLOWS)


@rule("proposal.view")
def view_proposal(user, proposal) -> Decision:
    return view_plan(user, proposal.plan)


@rule("proposal.decline")
def decline_proposal(user, proposal) -> Decision:
    """Those who write the plan, also while it is in force: a no changes nothing in it."""
    plan = proposal.plan
    if plan.state == plan.State.CLOSED:
        return deny(CLOSED)
    return allow_if(writes(user, plan.body), _("Only those who write the plan decide on what is proposed to it."))


@rule("proposal.accept")
def accept_proposal(user, proposal) -> Decision:
    may = decline_proposal(user, proposal)
    return allow_if(proposal.plan.is_draft, REVISE_FIRST) if may else may
