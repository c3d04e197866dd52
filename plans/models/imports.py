"""Uploaded plans: what was read, what could not be placed, and how a unit's files were read the last time."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.roles import RUNS
from plans.models.plans import Plan
from sections.models import Body


class PlanImportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those who may store the plan: who write the body's plans."""
        access = user.access
        return self.filter(Q(body_id__in=access.body_ids(RUNS)) | Q(body__unit_id__in=access.administered_units))


class PlanImport(models.Model):
    """An uploaded plan between preview and storing; afterwards the record of what was read and what could not be placed."""

    class Kind(models.TextChoices):
        FORM = "form", _("the union’s form")
        TEXT = "text", _("running text")
        SHEET = "sheet", _("spreadsheet")
        JSON = "json", _("data file")

    body = models.ForeignKey(Body, models.PROTECT, related_name="plan_imports")
    plan = models.OneToOneField(Plan, models.SET_NULL, null=True, blank=True, related_name="imported_from")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.FORM)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    title = models.CharField(max_length=150)
    starts_on = models.DateField()
    ends_on = models.DateField()
    content = models.JSONField()
    # The file's rows as they stood (plans/imports/rows.py), so that they can be read again in another way.
    source = models.JSONField(default=dict)
    unplaced = models.JSONField(default=list)
    # What a person should know about the file as a whole: tracked changes, links left out.
    warnings = models.JSONField(default=list)
    # How a person corrected the reading of rows in the preview.
    corrections = models.JSONField(default=dict)
    uploaded_at = models.DateTimeField(default=timezone.now)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = PlanImportQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at"]

    def __str__(self) -> str:
        return self.file_name


class ImportMemory(models.Model):
    """How a person chose to read a unit's files of this shape the last time."""

    unit = models.ForeignKey("sections.Unit", models.CASCADE, related_name="+")
    # Of the file's kind and heads, as SHA-256.
    signature = models.CharField(max_length=64)
    mapping = models.JSONField()
    used_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "signature"], name="import_memory_once")]

    def __str__(self) -> str:
        return self.signature
