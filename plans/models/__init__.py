"""Plans and what belongs to them, one module per noun."""

from plans.models.cascade import (
    Distribution,
    PlanSource,
    Proposal,
    ProposalQuerySet,
    Publication,
    PublicationQuerySet,
)
from plans.models.claims import Claim, ClaimLine, ClaimQuerySet
from plans.models.contents import (
    Evidence,
    Goal,
    Measure,
    MeasureComment,
    MeasureQuerySet,
    MeasureResponsible,
    MeasureStatus,
    MeasureTask,
    PlanEdit,
    StrategicArea,
)
from plans.models.imports import ImportMemory, PlanImport, PlanImportQuerySet
from plans.models.indicators import Indicator, IndicatorValue
from plans.models.money import (
    Budget,
    BudgetEntry,
    BudgetLine,
    BudgetLineQuerySet,
    BudgetQuerySet,
    MoneyRules,
    PeriodLock,
    Posting,
    PostingQuerySet,
    Rate,
)
from plans.models.plans import OfPlan, Plan, PlanQuerySet, PlanVersion

__all__ = [
    "Budget",
    "BudgetEntry",
    "BudgetLine",
    "BudgetLineQuerySet",
    "BudgetQuerySet",
    "Claim",
    "ClaimLine",
    "ClaimQuerySet",
    "Distribution",
    "Evidence",
    "Goal",
    "ImportMemory",
    "Indicator",
    "IndicatorValue",
    "Measure",
    "MeasureComment",
    "MeasureQuerySet",
    "MeasureResponsible",
    "MeasureStatus",
    "MeasureTask",
    "MoneyRules",
    "OfPlan",
    "PeriodLock",
    "Plan",
    "PlanEdit",
    "PlanImport",
    "PlanImportQuerySet",
    "PlanQuerySet",
    "PlanSource",
    "PlanVersion",
    "Posting",
    "PostingQuerySet",
    "Proposal",
    "ProposalQuerySet",
    "Publication",
    "PublicationQuerySet",
    "Rate",
    "StrategicArea",
]
