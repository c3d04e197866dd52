"""Which competence a body needs, and who covers it."""

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from members.models.people import Person


class CompetenceField(models.Model):
    """Something that a body must know about, for example records management."""

    body = models.ForeignKey("sections.Body", models.CASCADE, related_name="competence_fields")
    name = models.CharField(_("field of competence"), max_length=80)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint("body", Lower("name"), name="competence_field_once")]

    def __str__(self) -> str:
        return self.name


class Coverage(models.Model):
    """A person covers a field; what the matrix of a body is made of."""

    field = models.ForeignKey(CompetenceField, models.CASCADE, related_name="coverages")
    person = models.ForeignKey(Person, models.CASCADE, related_name="coverages")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["field", "person"], name="coverage_once")]

    def __str__(self) -> str:
        return f"{self.person}: {self.field}"
