"""The fifteen rules of a mandate, in the order in which they are told. Codes are fixed: commands and records use them."""

from django.utils.translation import gettext_lazy as _

from workgroups.rules import meetings, people, yearly
from workgroups.rules.base import BREACH, OK, SOON, WORST_FIRST, Answer, Finding, Rule

__all__ = ["BREACH", "OK", "RULES", "SOON", "WORST_FIRST", "Answer", "Finding", "Rule"]

MEMBERS, TERM, LEADER = _("Members"), _("Term of office"), _("Leader")
CONTACT, MEETINGS, PLAN = _("Contact and adviser"), _("Meetings"), _("Plan and budget")
MINUTES, LEAVING, INPUT = _("Minutes"), _("Those who leave"), _("Input from the members")

RULES: tuple[Rule, ...] = (
    # Without a mandate its own finding says that it is to be written; all others that ask a number of it say nothing.
    Rule("size", _("Members"), MEMBERS, people.size),
    Rule("term", _("Terms"), TERM, people.term, ("term_months", "term_notice_days", "size_min")),
    Rule("leader", _("Leader"), LEADER, people.leader),
    Rule("contact", _("Board contact"), CONTACT, people.contact),
    Rule("adviser", _("Adviser"), CONTACT, people.adviser),
    Rule("active", _("In the field of work"), MEMBERS, people.works_in_field, switch="wants_active"),
    Rule("physical_min", _("Enough meetings in person"), MEETINGS, meetings.physical_min, ("physical_min",)),
    Rule("physical_max", _("Not too many in person"), MEETINGS, meetings.physical_max, ("physical_max",)),
    Rule(
        "contact_attendance", _("The contact at meetings"), CONTACT, meetings.contact_attendance,
        ("contact_meetings_min",),
    ),
    Rule("plan", _("Action plan"), PLAN, yearly.plan, switch="wants_plan"),
    Rule("budget", _("Budget"), PLAN, yearly.budget, switch="wants_budget"),
    Rule("minutes_to_board", _("Minutes before the board"), MINUTES, meetings.minutes_to_board, ("minutes_days",)),
    Rule("annual_input", _("Input of the year"), INPUT, yearly.annual_input, switch="wants_input"),
    Rule("competence", _("Competence"), MEMBERS, people.competence),
    Rule("confirmation", _("Confirmations"), LEAVING, people.confirmation, ("confirmation_days",)),
)  # fmt: skip
