"""Plans and what belongs to them, one module per noun."""

from plans.models.cascade import (
    Distribution,
    PlanSource,
    Proposal,
    ProposalQuerySet,
    Publication,
    PublicationQuerySet,
)
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
from plans.models.plans import OfPlan, Plan, PlanQuerySet, PlanVersion

__all__ = [
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
    "OfPlan",
    "Plan",
    "PlanEdit",
    "PlanImport",
    "PlanImportQuerySet",
    "PlanQuerySet",
    "PlanSource",
    "PlanVersion",
    "Proposal",
    "ProposalQuerySet",
    "Publication",
    "PublicationQuerySet",
    "StrategicArea",
]
