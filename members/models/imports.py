"""Imports of people from a member register: what was read, what came of each row, and what an undo needs to know."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models.people import Appointment, Person
from portal.workflow import Move, Workflow


class PersonImportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the units that the user administers: the rows are people of these units."""
        return self.filter(unit_id__in=user.access.administered_units)


class PersonImport(models.Model):
    """An uploaded list between reading and storing; afterwards the record of what it changed."""

    class State(models.TextChoices):
        NEW = "new", _("read, columns not chosen")
        CHECKING = "checking", _("being compared")
        READY = "ready", _("ready to be stored")
        STORING = "storing", _("being stored")
        STORED = "stored", _("stored")
        UNDOING = "undoing", _("being undone")
        UNDONE = "undone", _("undone")
        FAILED = "failed", _("interrupted")

    # What a worker has in hand.
    AT_WORK = ("checking", "storing", "undoing")
    FLOW = Workflow(
        "state",
        {
            "choose": Move(("new", "ready"), "checking"),
            "checked": Move(("checking",), "ready"),
            "store": Move(("ready",), "storing"),
            "stored": Move(("storing",), "stored"),
            "undo": Move(("stored",), "undoing"),
            "undone": Move(("undoing",), "undone"),
            "fail": Move(AT_WORK, "failed"),
            "retry_checking": Move(("failed",), "checking"),
            "retry_storing": Move(("failed",), "storing"),
            "retry_undoing": Move(("failed",), "undoing"),
        },
    )

    # Whose people they are; none only for an import by the command line.
    unit = models.ForeignKey("sections.Unit", models.PROTECT, null=True, related_name="+", verbose_name=_("unit"))
    file_name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(max_length=64)
    heads = models.JSONField()
    # Column → field.
    mapping = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.NEW)
    # The state in which a failed import goes on when it is tried again.
    failed_in = models.CharField(max_length=10, blank=True)
    total_rows = models.PositiveIntegerField(default=0)
    done_rows = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    # Renewed with each batch; a worker that has not done so for long is taken for dead.
    claimed_at = models.DateTimeField(null=True)
    uploaded_at = models.DateTimeField(default=timezone.now)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    stored_at = models.DateTimeField(null=True)
    stored_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = PersonImportQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["unit", "-id"], name="person_import_unit"),
            models.Index(fields=["state", "id"], name="person_import_state"),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def audit_unit_id(self) -> int | None:
        return self.unit_id

    @property
    def is_at_work(self) -> bool:
        return self.state in self.AT_WORK


class PersonImportRow(models.Model):
    """One row of the list. In the order of the ids they are stored, in the order of the numbers they are shown."""

    class Outcome(models.TextChoices):
        NEW = "new", _("new")
        CHANGED = "changed", _("changed")
        SAME = "same", _("as before")
        WRONG = "wrong", _("wrong")

    upload = models.ForeignKey(PersonImport, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    cells = models.JSONField()
    values = models.JSONField(default=dict)
    outcome = models.CharField(max_length=7, choices=Outcome.choices, blank=True)
    # What is wrong, or was left out: [{"field", "column", "reason"}].
    problems = models.JSONField(default=list)
    remarks = models.JSONField(default=list)
    # Field → [before, after], in words.
    changes = models.JSONField(default=dict)
    # What the import did, in values: {"created": bool, "person": {field: [before, after]}, "appointed": …, "appointment": {…}}.
    done = models.JSONField(default=dict)
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    appointment = models.ForeignKey(Appointment, models.SET_NULL, null=True, related_name="+")
    # Why it could not be undone.
    kept = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["upload", "outcome", "number", "id"], name="person_import_row")]

    def __str__(self) -> str:
        return f"{self.upload} · {self.number}"


class ColumnMapping(models.Model):
    """Which column is what, as it was chosen for a unit's files with these heads the last time."""

    unit = models.ForeignKey("sections.Unit", models.CASCADE, null=True, related_name="+")
    # Of the heads (imports.columns.signature), as SHA-256.
    signature = models.CharField(max_length=64)
    mapping = models.JSONField()
    chosen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "signature"], name="column_mapping_once")]

    def __str__(self) -> str:
        return self.signature
