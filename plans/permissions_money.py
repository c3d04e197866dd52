"""Who may do what with budgets, postings and claims (domain, sections 2 and 6).

The board decides, the administration records; the adviser agrees to spending; nobody handles a claim of their own.
"""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from members.roles import Role
from portal.periods import today
from portal.permissions import Decision, allow_if, deny, rule

ADMINISTERS = _("Only the section's administration may do this.")
OWN = _("Nobody handles a claim of their own.")
NOT_YOURS = _("Only the person whose claim it is may do this.")
# Who left keeps a year to claim what they laid out while they sat.
CLAIM_WITHIN = timedelta(days=365)


def _administers(user, unit_id: int) -> bool:
    return unit_id in user.access.administered_units


@rule("budget.list")
def list_budgets(user, _none) -> Decision:
    access = user.access
    return allow_if(bool(access.staffed_units | access.board_units | access.audited_units))


@rule("budget.view")
def view_budget(user, budget) -> Decision:
    return allow_if(type(budget).objects.visible_to(user).filter(pk=budget.pk).exists())


@rule("budget.create")
def create_budget(user, unit) -> Decision:
    """``unit`` is the section, or None: in any unit at all."""
    units = user.access.administered_units
    return allow_if(bool(units) if unit is None else unit.pk in units, ADMINISTERS)


@rule("budget.edit")
def edit_budget(user, budget) -> Decision:
    """Lines and amounts while nobody has decided; afterwards only by decisions."""
    if budget.state != budget.State.DRAFT:
        return deny(_("The budget is decided. It is changed by a revision or a transfer."))
    return allow_if(_administers(user, budget.unit_id), ADMINISTERS)


@rule("budget.decide")
def decide_budget(user, budget) -> Decision:
    """The board decides; its leader or the administration records it."""
    return allow_if(
        _administers(user, budget.unit_id) or budget.unit_id in user.access.deciding_units,
        _("Only the board's leader or the administration may do this."),
    )


@rule("budget.revise")
def revise_budget(user, budget) -> Decision:
    if budget.state == budget.State.DRAFT:
        return deny(_("The budget is a draft: change its amounts instead."))
    return decide_budget(user, budget)


@rule("budget.lock")
def lock_period(user, unit) -> Decision:
    return allow_if(_administers(user, unit.pk), ADMINISTERS)


@rule("control.view")
def view_control(user, unit) -> Decision:
    """How a unit's year stands: its administration, board and auditors."""
    access = user.access
    return allow_if(unit.pk in access.staffed_units | access.board_units | access.audited_units)


@rule("moneyrules.edit")
def edit_rules(user, unit) -> Decision:
    return allow_if(_administers(user, unit.pk), ADMINISTERS)


@rule("posting.view")
def view_posting(user, posting) -> Decision:
    return allow_if(type(posting).objects.visible_to(user).filter(pk=posting.pk).exists())


@rule("posting.create")
def create_posting(user, unit) -> Decision:
    return allow_if(_administers(user, unit.pk), ADMINISTERS)


@rule("posting.attach")
def attach_to_posting(user, posting) -> Decision:
    return allow_if(_administers(user, posting.unit_id), ADMINISTERS)


@rule("claim.list")
def list_claims(user, _none) -> Decision:
    return allow_if(user.person_id is not None)


@rule("claim.view")
def view_claim(user, claim) -> Decision:
    return allow_if(type(claim).objects.visible_to(user).filter(pk=claim.pk).exists())


@rule("claim.create")
def create_claim(user, body) -> Decision:
    """Whoever sits in the body or sat there within a year, or has been called to one of its meetings since."""
    if user.person_id is None:
        return allow_if(False)
    if body.pk in user.access.own_body_ids:
        return allow_if(True)
    since = today() - CLAIM_WITHIN
    sat = body.appointments.filter(person_id=user.person_id, ends_on__gte=since).exists()
    called = body.meetings.filter(participants__person_id=user.person_id, starts_at__date__gte=since)
    return allow_if(sat or called.exists(), _("You have no office in this body, nor been called to its meetings."))


def _owner(user, claim) -> bool:
    return user.person_id is not None and claim.person_id == user.person_id


@rule("claim.edit")
def edit_claim(user, claim) -> Decision:
    if not claim.can_edit:
        return deny(_("The claim is handed in. Take it back to change it."))
    return allow_if(_owner(user, claim), NOT_YOURS)


@rule("claim.submit")
def submit_claim(user, claim) -> Decision:
    return allow_if(_owner(user, claim), NOT_YOURS)


@rule("claim.recall")
def recall_claim(user, claim) -> Decision:
    return allow_if(_owner(user, claim), NOT_YOURS)


@rule("claim.withdraw")
def withdraw_claim(user, claim) -> Decision:
    return allow_if(_owner(user, claim), NOT_YOURS)


@rule("claim.agree")
def agree_to_claim(user, claim) -> Decision:
    """The body's adviser; the administration where there is none, or where the claim is the adviser's own."""
    if _owner(user, claim):
        return deny(OWN)
    advises = user.access.holds({Role.ADVISER}, claim.body_id)
    return allow_if(
        advises or _administers(user, claim.unit_id), _("Only the adviser or the administration may do this.")
    )


@rule("claim.return")
def return_claim(user, claim) -> Decision:
    return agree_to_claim(user, claim)


@rule("claim.approve")
def approve_claim(user, claim) -> Decision:
    if _owner(user, claim):
        return deny(OWN)
    return allow_if(_administers(user, claim.unit_id), ADMINISTERS)


@rule("claim.pay")
def pay_claim(user, claim) -> Decision:
    return approve_claim(user, claim)


@rule("claim.reverse")
def reverse_claim(user, claim) -> Decision:
    return approve_claim(user, claim)


@rule("claim.attach")
def attach_to_claim(user, claim) -> Decision:
    return edit_claim(user, claim)


@rule("claimline.view")
def view_claim_line(user, line) -> Decision:
    return view_claim(user, line.claim)


@rule("claimline.attach")
def attach_to_claim_line(user, line) -> Decision:
    return edit_claim(user, line.claim)


@rule("claim.handle")
def handle_claims(user, _none) -> Decision:
    """Whoever handles the claims of others: advisers and the administration; auditors read them."""
    access = user.access
    handles = access.body_ids({Role.ADVISER}) or access.administered_units or access.audited_units
    return allow_if(bool(handles), _("Only the adviser or the administration may do this."))


@rule("rate.list")
def list_rates(user, _none) -> Decision:
    return allow_if(user.person_id is not None)


@rule("rate.create")
def create_rate(user, _none) -> Decision:
    """The rates are the union's own agreement, the same for all: any section's administration keeps them."""
    return allow_if(bool(user.access.administered_units), ADMINISTERS)


@rule("rate.remove")
def remove_rate(user, rate) -> Decision:
    return create_rate(user, rate)
