"""Today's plan against what the board approved."""

from plans import contents
from plans.differences import Comparison, compare
from plans.models import Plan, PlanVersion
from plans.outline import PlanOutline


def frozen(version: PlanVersion) -> PlanOutline:
    """The plan as it was approved."""
    return PlanOutline.from_json(version.content)


def today(plan: Plan) -> PlanOutline:
    """The plan as it stands, in five queries."""
    return contents.outline(contents.load(plan))


def since(version: PlanVersion, plan: Plan) -> Comparison:
    """What has changed since the board approved ``version``."""
    return compare(frozen(version), today(plan), same_plan=True)
