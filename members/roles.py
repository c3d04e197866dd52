"""The offices that a person can be appointed to.

A literal table: which bodies have them, and how many may hold them at a time.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """Values are the codes in the database; labels are what people say."""

    LEADER = "leader", _("leader")
    DEPUTY_LEADER = "deputy_leader", _("deputy leader")
    SECRETARY = "secretary", _("secretary")
    MEMBER = "member", _("member")
    DEPUTY_MEMBER = "deputy_member", _("deputy member")
    PERSONAL_DEPUTY = "personal_deputy", _("personal deputy")
    CONTACT = "contact", _("board contact")
    ADVISER = "adviser", _("adviser")
    OBSERVER = "observer", _("observer")
    HEAD_OF_UNIT = "head_of_unit", _("head of unit")
    ADMINISTRATOR = "administrator", _("administrator")
    AUDITOR = "auditor", _("auditor")
    SECTION_LEADER = "section_leader", _("section leader")
    TREASURER = "treasurer", _("treasurer")
    TRAINING_OFFICER = "training_officer", _("training officer")
    YOUTH_OFFICER = "youth_officer", _("youth officer")
    CHIEF_STEWARD = "chief_steward", _("chief shop steward")
    WORKPLACE_STEWARD = "workplace_steward", _("workplace shop steward")


# In the order in which a body is listed, for the database: each code between two bars.
IN_ORDER = f"|{'|'.join(Role.values)}|"

# One holder at a time in a body. PostgreSQL enforces it by an exclusion constraint, the verb everywhere.
SINGLE = frozenset(
    {
        Role.LEADER,
        Role.DEPUTY_LEADER,
        Role.SECRETARY,
        Role.CONTACT,
        Role.HEAD_OF_UNIT,
        Role.SECTION_LEADER,
        Role.TREASURER,
    }
)

# Seats of an expert group's own members; contact and adviser attend but do not count (mandate, "size").
GROUP_SEATS = frozenset({Role.LEADER, Role.DEPUTY_LEADER, Role.SECRETARY, Role.MEMBER})
# May call meetings and write minutes of their body (the adviser helps with all that the leader does).
RUNS = frozenset({Role.LEADER, Role.DEPUTY_LEADER, Role.SECRETARY, Role.ADVISER, Role.SECTION_LEADER})
# May submit on behalf of the body and take responsibility for its plan.
LEADS = frozenset({Role.LEADER, Role.DEPUTY_LEADER, Role.ADVISER, Role.SECTION_LEADER})

GROUP_ROLES = (Role.LEADER, Role.DEPUTY_LEADER, Role.SECRETARY, Role.MEMBER, Role.CONTACT, Role.ADVISER, Role.OBSERVER)
BOARD_ROLES = (
    Role.LEADER, Role.DEPUTY_LEADER, Role.MEMBER, Role.DEPUTY_MEMBER, Role.PERSONAL_DEPUTY, Role.SECRETARY, Role.TREASURER,
    Role.TRAINING_OFFICER, Role.YOUTH_OFFICER, Role.CHIEF_STEWARD, Role.WORKPLACE_STEWARD, Role.SECTION_LEADER, Role.OBSERVER,
)  # fmt: skip
# Body kind → the roles that it may have.
BY_BODY_KIND: dict[str, tuple[Role, ...]] = {
    "board": BOARD_ROLES,
    "executive": BOARD_ROLES,
    "national_board": BOARD_ROLES,
    "council": (
        Role.LEADER,
        Role.DEPUTY_LEADER,
        Role.SECRETARY,
        Role.MEMBER,
        Role.DEPUTY_MEMBER,
        Role.ADVISER,
        Role.OBSERVER,
    ),
    "committee": (
        Role.LEADER,
        Role.DEPUTY_LEADER,
        Role.SECRETARY,
        Role.MEMBER,
        Role.DEPUTY_MEMBER,
        Role.ADVISER,
        Role.OBSERVER,
    ),
    "section_committee": (Role.SECTION_LEADER, Role.DEPUTY_LEADER, Role.SECRETARY, Role.MEMBER, Role.DEPUTY_MEMBER),
    "working_group": GROUP_ROLES,
    "administration": (Role.HEAD_OF_UNIT, Role.ADMINISTRATOR, Role.ADVISER, Role.SECRETARY),
    "control": (Role.AUDITOR, Role.DEPUTY_MEMBER),
}
