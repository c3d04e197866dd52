"""Who may do what with plans. The group writes, the board approves (domain, sections 3 and 5)."""

from django.utils.translation import gettext_lazy as _

from members.access import BOARD_KINDS
from members.roles import RUNS, Role
from portal.permissions import Decision, allow_if, deny, rule

WRITES = _("Only the leader, the secretary or the adviser may change the plan.")
FROZEN = _("The plan is submitted or approved. What was approved stays as it was; status can still be reported.")
# Follow a body without being of it.
BESIDE = frozenset({Role.CONTACT, Role.OBSERVER})
CLOSED = _("The plan is closed.")
DECIDES = _("Only the board’s leader, or the administration on the board’s behalf, may do this.")


def writes(user, body) -> bool:
    return user.access.runs(body.pk) or body.unit_id in user.access.administered_units


def writes_somewhere(user) -> bool:
    """Runs some body, or administers a unit: may begin a plan there."""
    access = user.access
    return bool(access.body_ids(RUNS)) or bool(access.administered_units)


def _leads(user, body) -> bool:
    return user.access.leads(body.pk) or body.unit_id in user.access.administered_units


@rule("plan.view")
def view_plan(user, plan) -> Decision:
    return allow_if(type(plan).objects.visible_to(user).filter(pk=plan.pk).exists())


@rule("plan.create")
def create_plan(user, body) -> Decision:
    """Without a body: is there any for which the user may begin one?"""
    if body is None:
        return allow_if(writes_somewhere(user), WRITES)
    return allow_if(body.is_open and writes(user, body), WRITES)


@rule("plan.import")
def import_plan(user, body) -> Decision:
    return create_plan(user, body)


@rule("plan.edit")
def edit_plan(user, plan) -> Decision:
    if not plan.is_draft:
        return deny(FROZEN)
    return allow_if(writes(user, plan.body), WRITES)


@rule("plan.submit")
def submit_plan(user, plan) -> Decision:
    return allow_if(_leads(user, plan.body), _("Only the leader or the adviser may do this."))


@rule("plan.withdraw")
def withdraw_plan(user, plan) -> Decision:
    return submit_plan(user, plan)


@rule("plan.approve")
def approve_plan(user, plan) -> Decision:
    """The unit's board decides; its leader or the administration records it. Nobody of a body decides on its plan, but the board."""
    unit_id = plan.body.unit_id
    decides = unit_id in user.access.deciding_units | user.access.administered_units
    belongs = user.access.roles_in(plan.body_id) - BESIDE
    if decides and belongs and plan.body.kind not in BOARD_KINDS:
        return deny(_("You belong to this body yourself, so somebody else must decide on its plan."))
    return allow_if(decides, DECIDES)


@rule("plan.return")
def return_plan(user, plan) -> Decision:
    return approve_plan(user, plan)


@rule("plan.sheet")
def work_in_sheet(user, plan) -> Decision:
    """Who writes the plan: all cells of a draft, status and note as long as the plan runs."""
    if plan.state == plan.State.CLOSED:
        return deny(CLOSED)
    return allow_if(writes(user, plan.body), WRITES)


@rule("edit.undo")
def undo_edit(user, edit) -> Decision:
    """What was written is undone by those who write; a report of how it goes also by who gave it."""
    plan = edit.plan
    if not edit.is_report:
        return edit_plan(user, plan)
    if plan.state == plan.State.CLOSED:
        return deny(CLOSED)
    own = edit.by_id is not None and edit.by_id == user.pk
    measures = plan.measures.filter(pk__in=[change["measure"] for change in edit.changes])
    return allow_if(writes(user, plan.body) or (own and all(report_status(user, each) for each in measures)), WRITES)


@rule("measure.view")
def view_measure(user, measure) -> Decision:
    return view_plan(user, measure.plan)


@rule("measure.status")
def report_status(user, measure) -> Decision:
    """Who writes the plan, and who is responsible for the measure; until the plan is closed."""
    plan = measure.plan
    if plan.state == plan.State.CLOSED:
        return deny(CLOSED)
    return allow_if(writes(user, plan.body) or _is_responsible(user, measure), WRITES)


def _is_responsible(user, measure) -> bool:
    own = type(measure).objects.responsible_for(user.person_id) if user.person_id else None
    return own is not None and own.filter(pk=measure.pk).exists()


@rule("measure.review")
def review_measure(user, measure) -> Decision:
    return report_status(user, measure)


@rule("measure.attach")
def attach_to_measure(user, measure) -> Decision:
    """Evidence is given by those who report how it goes."""
    return report_status(user, measure)
