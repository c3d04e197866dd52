"""Who may take a plan through the board, comment on it, carry it on, and measure its goals. Those who lead write, the board decides."""

from django.utils.translation import gettext_lazy as _

from plans.permissions import CLOSED, WRITES, approve_plan, create_plan, submit_plan, writes
from portal.permissions import Decision, allow_if, deny, rule

ENDED = _("The period of the plan is over. Copy it into a plan for the next period instead.")


@rule("plan.revise")
def revise_plan(user, plan) -> Decision:
    """Who answers for the plan opens it again; the board decides on what comes of it."""
    if plan.has_ended:
        return deny(ENDED)
    return submit_plan(user, plan)


@rule("plan.resume")
def resume_plan(user, plan) -> Decision:
    return submit_plan(user, plan)


@rule("plan.report")
def report_plan(user, plan) -> Decision:
    return submit_plan(user, plan)


@rule("plan.close")
def close_plan(user, plan) -> Decision:
    return approve_plan(user, plan)


@rule("plan.copy")
def copy_plan(user, plan) -> Decision:
    """A new plan of the same body."""
    return create_plan(user, plan.body)


@rule("comment.done")
def mark_comment(user, comment) -> Decision:
    """Those who write the plan say what they have done about a comment."""
    if comment.plan.state == comment.plan.State.CLOSED:
        return deny(CLOSED)
    return allow_if(writes(user, comment.plan.body), WRITES)


@rule("version.view")
def view_version(user, version) -> Decision:
    return allow_if(type(version).objects.visible_to(user).filter(pk=version.pk).exists())


@rule("indicator.view")
def view_indicator(user, indicator) -> Decision:
    return allow_if(type(indicator).objects.visible_to(user).filter(pk=indicator.pk).exists())


@rule("indicator.edit")
def edit_indicator(user, indicator) -> Decision:
    """What is measured belongs to the plan: it is written in the draft."""
    plan = indicator.goal.area.plan
    if not plan.is_draft:
        return deny(
            _(
                "What is measured, and the target, are changed in the draft. Values can be given as long as the plan runs."
            )
        )
    return allow_if(writes(user, plan.body), WRITES)


@rule("indicator.measure")
def measure_indicator(user, indicator) -> Decision:
    """Values are given by those who write the plan, until it is closed."""
    plan = indicator.goal.area.plan
    if plan.state == plan.State.CLOSED:
        return deny(CLOSED)
    return allow_if(writes(user, plan.body), WRITES)
