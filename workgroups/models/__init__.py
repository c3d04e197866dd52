"""Groups, meetings, minutes and tasks, one module per noun."""

from workgroups.models.groups import Mandate, MandateQuerySet, WorkGroup, in_sight
from workgroups.models.meetings import (
    AgendaItem,
    CaseSeries,
    Meeting,
    MeetingQuerySet,
    Participant,
    ParticipantQuerySet,
)
from workgroups.models.minutes import (
    Minutes,
    MinutesApproval,
    MinutesComment,
    MinutesItem,
    MinutesQuerySet,
    MinutesReading,
    MinutesRevision,
)
from workgroups.models.tasks import Task, TaskQuerySet
from workgroups.models.yearly import CheckRecord, InputAnswer, InputAnswerQuerySet, InputRound, InputRoundQuerySet

__all__ = [
    "AgendaItem",
    "CaseSeries",
    "CheckRecord",
    "InputAnswer",
    "InputAnswerQuerySet",
    "InputRound",
    "InputRoundQuerySet",
    "Mandate",
    "MandateQuerySet",
    "Meeting",
    "MeetingQuerySet",
    "Minutes",
    "MinutesApproval",
    "MinutesComment",
    "MinutesItem",
    "MinutesQuerySet",
    "MinutesReading",
    "MinutesRevision",
    "Participant",
    "ParticipantQuerySet",
    "Task",
    "TaskQuerySet",
    "WorkGroup",
    "in_sight",
]
