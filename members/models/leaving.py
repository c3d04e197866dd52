"""What an office leaves behind: the written confirmation to the person, the note to the successor."""

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models.people import Appointment, Person
from members.roles import SINGLE, Role

# The staff are employed, not appointed: they get their papers elsewhere.
UNCONFIRMED_KINDS = ("administration",)
# What ended before this is no longer asked for; the letter can be made all the same.
CONFIRM_WITHIN = timedelta(days=730)


class ConfirmationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The person's own; those of the user's administration, and of groups that the user is adviser of."""
        access = user.access
        return self.filter(
            Q(person_id=user.person_id)
            | Q(body__unit_id__in=access.staffed_units)
            | Q(body_id__in=access.body_ids([Role.ADVISER]))
        )


class Confirmation(models.Model):
    """The letter that confirms a person's participation in a body when they leave it (mandate, "participation").

    It covers all periods and roles of the person in the body up to the day on which it was made.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="confirmations")
    body = models.ForeignKey("sections.Body", models.PROTECT, related_name="confirmations")
    # The last one that it covers; a later term in the same body gets a letter of its own.
    appointment = models.OneToOneField(Appointment, models.PROTECT, related_name="confirmation")
    issued_on = models.DateField(_("date of the letter"))
    place = models.CharField(_("place"), max_length=60, blank=True)
    signed_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("signed by"))
    # The role as it was on the day, also when the signer has changed office.
    signed_as = models.CharField(_("signs as"), max_length=80, choices=Role.choices)
    words = models.TextField(_("words of thanks"), blank=True)
    # The date of the letter that this one stands in for; that letter's document is kept.
    replaces = models.DateField(_("replaces the letter of"), null=True, blank=True)
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


def unconfirmed(at: date) -> models.QuerySet[Appointment]:
    """The last seats of those who had left a body by the day, within two years, and had no letter about it by then.

    Who goes on in another role, or comes back, has not left. A letter counts for all that had ended when it was made.
    """
    same = Appointment.objects.filter(person=OuterRef("person"), body=OuterRef("body"))
    later = same.filter(
        Q(ends_on__isnull=True)
        | Q(ends_on__gt=OuterRef("ends_on"))
        | Q(ends_on=OuterRef("ends_on"), pk__gt=OuterRef("pk"))
    )
    letters = Confirmation.objects.filter(
        person=OuterRef("person"), body=OuterRef("body"), issued_on__gt=OuterRef("ends_on"), issued_on__lte=at
    )
    return (
        Appointment.objects.filter(ends_on__lt=at, ends_on__gte=at - CONFIRM_WITHIN)
        .exclude(body__kind__in=UNCONFIRMED_KINDS)
        .filter(~Exists(later), ~Exists(letters))
        .order_by("ends_on", "pk")
    )


class HandoverNoteQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The writer's own, and those of whom the user succeeds in the office; nobody else's, whatever they administer."""
        return self.filter(Q(appointment__person_id=user.person_id) | self._left_to(user.person_id))

    def left_to(self, person_id: int | None):
        """Those that the person's predecessors have written."""
        return self.filter(self._left_to(person_id))

    def _left_to(self, person_id: int | None) -> Q:
        """The person is appointed as the very next one: to the same single office, or to a seat that goes on from it.

        From the day of the appointment, also before its first day, and until it has ended.
        """
        mine = Appointment.objects.filter(
            person_id=person_id or 0, body=OuterRef("appointment__body"), role=OuterRef("appointment__role")
        ).exclude(ends_on__lt=timezone.localdate())
        between = Appointment.objects.filter(
            body=OuterRef("body"),
            role=OuterRef("role"),
            starts_on__lt=OuterRef("starts_on"),
            starts_on__gt=OuterRef(OuterRef("appointment__starts_on")),
        ).exclude(person=OuterRef(OuterRef("appointment__person")))
        next_in_office = mine.filter(starts_on__gt=OuterRef("appointment__starts_on")).filter(~Exists(between))
        named = mine.filter(follows=OuterRef("appointment"))
        in_office = Q(appointment__role__in=SINGLE)
        reads = (in_office & Exists(next_in_office)) | (~in_office & Exists(named))
        return ~Q(text="") & ~Q(appointment__person_id=person_id) & reads


class HandoverNote(models.Model):
    """What the holder of an office wants the next one to know. Readable by the successor only."""

    appointment = models.OneToOneField(Appointment, models.PROTECT, related_name="handover")
    text = models.TextField(_("text"), blank=True)
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
