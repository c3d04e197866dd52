"""People and what hangs on them, one module per noun."""

from members.models.calls import Application, ApplicationQuerySet, Call, CallQuerySet
from members.models.competence import CompetenceField, Coverage
from members.models.imports import ColumnMapping, PersonImport, PersonImportQuerySet, PersonImportRow
from members.models.leaving import Confirmation, ConfirmationQuerySet, HandoverNote, HandoverNoteQuerySet, unconfirmed
from members.models.people import Appointment, AppointmentQuerySet, Person, PersonQuerySet, User, UserManager

__all__ = [
    "Application",
    "ApplicationQuerySet",
    "Appointment",
    "AppointmentQuerySet",
    "Call",
    "CallQuerySet",
    "ColumnMapping",
    "CompetenceField",
    "Confirmation",
    "ConfirmationQuerySet",
    "Coverage",
    "HandoverNote",
    "HandoverNoteQuerySet",
    "Person",
    "PersonImport",
    "PersonImportQuerySet",
    "PersonImportRow",
    "PersonQuerySet",
    "User",
    "UserManager",
    "unconfirmed",
]
