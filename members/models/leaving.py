"""What an office leaves behind: the written confirmation to the person, the note to the successor."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models.people import Appointment, Person


class ConfirmationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The person's own, and those of bodies in units for which the user works in the administration."""
        return self.filter(Q(person_id=user.person_id) | Q(body__unit_id__in=user.access.staffed_units))


class Confirmation(models.Model):
    """The letter that confirms a person's participation in a body when they leave it (mandate, "participation").

    It covers all periods and roles of the person in the body up to the day on which it was made.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="confirmations")
    body = models.ForeignKey("sections.Body", models.PROTECT, related_name="confirmations")
    # The last one that it covers; a later term in the same body gets a letter of its own.
    appointment = models.OneToOneField(Appointment, models.PROTECT, related_name="confirmation")
    issued_on = models.DateField()
    signed_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("signed by"))
    # As it stood on the day, also when the signer has changed office.
    signed_as = models.CharField(_("signs as"), max_length=80)
    words = models.TextField(_("words of thanks"), blank=True)
    document = models.ForeignKey("portal.Document", models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = ConfirmationQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_on", "-id"]
        indexes = [models.Index(fields=["body", "person"], name="confirmation_body")]

    def __str__(self) -> str:
        return f"{self.person}, {self.body}"

    @property
    def audit_unit_id(self) -> int:
        return self.body.unit_id


class HandoverNoteQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The writer's own, and those of whom the user succeeds in the office; nobody else's, whatever they administer."""
        mine = Appointment.objects.filter(person_id=user.person_id).exclude(ends_on__lt=timezone.localdate())
        same_office = mine.filter(
            body=OuterRef("appointment__body"),
            role=OuterRef("appointment__role"),
            rank=OuterRef("appointment__rank"),
            starts_on__gt=OuterRef("appointment__starts_on"),
        )
        after = same_office.filter(Q(follows=OuterRef("appointment")) | Q(follows__isnull=True))
        return self.filter(Q(appointment__person_id=user.person_id) | Exists(after))


class HandoverNote(models.Model):
    """What the holder of an office wants the next one to know. Readable by the successor only."""

    appointment = models.OneToOneField(Appointment, models.PROTECT, related_name="handover")
    text = models.TextField(_("text"))
    # Counts changes: a save from an older version is refused.
    version = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField(default=timezone.now)

    objects = HandoverNoteQuerySet.as_manager()

    class Meta:
        ordering = [F("updated_at").desc(), "id"]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def audit_unit_id(self) -> int:
        return self.appointment.body.unit_id
