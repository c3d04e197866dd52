"""Minutes: written per item with every revision kept, approved, read, laid before the board."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from members.models import Person
from members.roles import RUNS
from portal.workflow import Move, Workflow
from sections.models import Body
from workgroups.models.groups import in_sight
from workgroups.models.meetings import AgendaItem, Meeting


class MinutesQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Drafts for those who write them; submitted for the whole group (and its contact); approved for the overseers."""
        access = user.access
        writes = Q(meeting__body_id__in=access.body_ids(RUNS)) | Q(meeting__body__unit_id__in=access.staffed_units)
        shared = ~Q(state=Minutes.State.DRAFT) & Q(meeting__body_id__in=access.own_body_ids)
        open_to_all = Q(state__in=Minutes.FINAL) & in_sight(user, "meeting__body")
        return self.filter(writes | shared | open_to_all)

    def final(self):
        return self.filter(state__in=Minutes.FINAL)

    def of_groups(self):
        return self.filter(meeting__body__kind=Body.Kind.WORKING_GROUP)

    def to_be_laid(self):
        """Approved minutes of groups that no board meeting has had yet (mandate: all minutes are laid before the board)."""
        return self.of_groups().filter(state=Minutes.State.APPROVED)

    def unread_by(self, person_id: int):
        read = MinutesReading.objects.filter(minutes=models.OuterRef("pk"), person_id=person_id)
        return self.filter(~models.Exists(read))


class Minutes(models.Model):
    """The minutes of a meeting: written per item, submitted, approved, laid before the board, noted."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("submitted for approval")
        APPROVED = "approved", pgettext_lazy("of minutes", "approved")
        LAID = "laid", _("laid before the board")
        NOTED = "noted", _("noted by the board")

    # Locked: what was approved is never changed.
    FINAL = ("approved", "laid", "noted")
    FLOW = Workflow(
        "state",
        {
            "submit": Move(("draft",), "submitted"),
            "return": Move(("submitted",), "draft"),
            "approve": Move(("submitted",), "approved"),
            "lay": Move(("approved",), "laid"),
            "withdraw": Move(("laid",), "approved"),
            "note": Move(("laid",), "noted"),
        },
    )

    class Basis(models.TextChoices):
        PRESENT = "present", _("by those present")
        NEXT_MEETING = "next_meeting", _("at the next meeting")

    meeting = models.OneToOneField(Meeting, models.PROTECT, related_name="minutes")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    returned_reason = models.TextField(blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approval_basis = models.CharField(max_length=15, choices=Basis.choices, blank=True)
    # The PDF as it was when the minutes were approved.
    archived = models.ForeignKey("portal.Document", models.PROTECT, null=True, blank=True, related_name="+")
    laid_at = models.DateTimeField(null=True, blank=True)
    noted_at = models.DateTimeField(null=True, blank=True)

    objects = MinutesQuerySet.as_manager()

    class Meta:
        ordering = ["-meeting__starts_at", "-id"]
        verbose_name_plural = "minutes"

    def __str__(self) -> str:
        return str(self.meeting)

    @property
    def audit_unit_id(self) -> int:
        return self.meeting.body.unit_id

    @property
    def is_final(self) -> bool:
        return self.state in self.FINAL


class MinutesItem(models.Model):
    """What was said and decided in one case. ``version`` counts saves: a save from an older version is refused."""

    minutes = models.ForeignKey(Minutes, models.CASCADE, related_name="items")
    agenda_item = models.OneToOneField(AgendaItem, models.PROTECT, null=True, blank=True, related_name="minutes_item")
    position = models.PositiveIntegerField()
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"), blank=True)
    decision = models.TextField(_("decision"), blank=True)
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True, blank=True)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.title


class MinutesRevision(models.Model):
    """One saved text of an item, kept."""

    item = models.ForeignKey(MinutesItem, models.CASCADE, related_name="revisions")
    version = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    decision = models.TextField(blank=True)
    saved_at = models.DateTimeField(default=timezone.now)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-version"]
        constraints = [models.UniqueConstraint(fields=["item", "version"], name="revision_once")]

    def __str__(self) -> str:
        return f"{self.item} · {self.version}"


class MinutesReading(models.Model):
    """Somebody confirmed having read the minutes."""

    minutes = models.ForeignKey(Minutes, models.CASCADE, related_name="readings")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    read_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["minutes", "person"], name="reading_once")]

    def __str__(self) -> str:
        return f"{self.person}: {self.minutes}"


class MinutesApproval(models.Model):
    """One of those present approves the submitted text, or objects with a reason."""

    minutes = models.ForeignKey(Minutes, models.CASCADE, related_name="approvals")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    approves = models.BooleanField()
    comment = models.TextField(_("comment"), blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["minutes", "person"], name="approval_once")]

    def __str__(self) -> str:
        return f"{self.person}: {self.minutes}"


class MinutesComment(models.Model):
    """A remark on the minutes, by the contact for instance."""

    minutes = models.ForeignKey(Minutes, models.CASCADE, related_name="comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField(_("comment"))
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.text[:60]
