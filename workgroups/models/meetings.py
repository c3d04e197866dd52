"""Meetings of all bodies: the notice, those called, the agenda."""

import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from members.models import Person
from members.roles import RUNS, Role
from portal.workflow import Move, Workflow
from sections.models import Body
from workgroups.models.groups import in_sight


class MeetingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Called meetings of own and overseen bodies and those one is invited to; drafts for those who prepare them."""
        access = user.access
        prepares = Q(body_id__in=access.body_ids(RUNS)) | Q(body__unit_id__in=access.staffed_units)
        invited = models.Exists(Participant.objects.filter(meeting=models.OuterRef("pk"), person_id=user.person_id))
        called = ~Q(state=Meeting.State.DRAFT) & (Q(body_id__in=access.own_body_ids) | in_sight(user) | invited)
        return self.filter(prepares | called)

    def coming(self, now=None):
        return self.filter(state=Meeting.State.CALLED, ends_at__gte=now or timezone.now()).order_by("starts_at", "id")

    def in_year(self, year: int):
        return self.filter(starts_at__year=year)

    def took_place(self):
        return self.filter(state=Meeting.State.HELD)


class Meeting(models.Model):
    """A meeting of a body: prepared, called, held."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        CALLED = "called", _("called")
        HELD = "held", _("held")
        CANCELLED = "cancelled", _("cancelled")

    class Format(models.TextChoices):
        PHYSICAL = "physical", _("in person")
        DIGITAL = "digital", _("digital")
        HYBRID = "hybrid", _("hybrid")
        EMAIL = "email", _("by e-mail")

    FLOW = Workflow(
        "state",
        {
            "call": Move(("draft",), "called"),
            "hold": Move(("called",), "held"),
            "cancel": Move(("draft", "called"), "cancelled"),
        },
    )

    body = models.ForeignKey(Body, models.PROTECT, related_name="meetings", verbose_name=_("body"))
    title = models.CharField(_("title"), max_length=150)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    format = models.CharField(_("format"), max_length=10, choices=Format.choices, default=Format.DIGITAL)
    place = models.CharField(_("place"), max_length=200, blank=True)
    link = models.URLField(_("link"), max_length=500, blank=True)
    notice = models.TextField(_("message in the notice"), blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    called_at = models.DateTimeField(null=True, blank=True)
    called_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    cancelled_reason = models.CharField(max_length=300, blank=True)
    # The calendar event keeps its identity; each change that is sent out counts the sequence up (RFC 5545).
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at", "-id"]
        indexes = [
            models.Index(fields=["body", "starts_at"], name="meeting_body"),
            models.Index(fields=["starts_at", "id"], name="meeting_sorted"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=models.F("starts_at")), name="meeting_ends_after_start")
        ]

    def __str__(self) -> str:
        return f"{self.title}, {timezone.localtime(self.starts_at):%d.%m.%Y}"

    @property
    def audit_unit_id(self) -> int:
        return self.body.unit_id

    @property
    def day(self) -> date:
        return timezone.localtime(self.starts_at).date()

    @property
    def has_started(self) -> bool:
        return self.starts_at <= timezone.now()

    @property
    def is_physical(self) -> bool:
        return self.format in (self.Format.PHYSICAL, self.Format.HYBRID)


class ParticipantQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(meeting__in=Meeting.objects.visible_to(user))

    def listed(self):
        return self.select_related("person").order_by("person__sort_name", "id")


class Participant(models.Model):
    """A person called to a meeting: the answer to the notice, and the attendance."""

    class Answer(models.TextChoices):
        NONE = "", _("no answer")
        YES = "yes", _("coming")
        NO = "no", _("not coming")
        MAYBE = "maybe", _("perhaps")

    class Attendance(models.TextChoices):
        UNKNOWN = "", _("not recorded")
        PRESENT = "present", _("present")
        PARTLY = "partly", _("partly present")
        APOLOGY = "apology", _("apology")
        ABSENT = "absent", _("absent")

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="participants")
    person = models.ForeignKey(Person, models.PROTECT, related_name="participations", verbose_name=_("person"))
    # As what the person was called: a role in the body, or empty for a guest.
    role = models.CharField(_("role"), max_length=30, choices=Role.choices, blank=True)
    deputy_for = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("deputy for")
    )
    answer = models.CharField(_("answer"), max_length=10, choices=Answer.choices, default=Answer.NONE, blank=True)
    answer_note = models.CharField(_("message"), max_length=300, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    attendance = models.CharField(
        _("attendance"), max_length=10, choices=Attendance.choices, default=Attendance.UNKNOWN, blank=True
    )
    # Part of the signed link; a new key makes the old link worthless.
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["meeting", "person"], name="participant_once")]

    def __str__(self) -> str:
        return str(self.person)

    @property
    def is_guest(self) -> bool:
        return not self.role

    @property
    def role_label(self) -> str:
        """As what the person was called: «leader», «deputy for Kari Nordli», «guest»."""
        if self.deputy_for is not None:
            return gettext("deputy for %(name)s") % {"name": self.deputy_for}
        return str(Role(self.role).label) if self.role else gettext("guest")

    @property
    def took_part(self) -> bool:
        return self.attendance in (self.Attendance.PRESENT, self.Attendance.PARTLY)


class CaseSeries(models.Model):
    """The last case number that a body has given in a year. A number is never given again, also if its case is removed."""

    body = models.ForeignKey(Body, models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["body", "year"], name="case_series_once")]

    def __str__(self) -> str:
        return f"{self.body} · {self.year}"


class AgendaItem(models.Model):
    """A case on the agenda. Gets its number (12/26, per body and year) when the notice is sent."""

    class Kind(models.TextChoices):
        INFORMATION = "information", _("information")
        DISCUSSION = "discussion", _("discussion")
        DECISION = "decision", _("decision")
        STANDING = "standing", _("standing item")

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="agenda")
    position = models.PositiveIntegerField()
    kind = models.CharField(_("kind"), max_length=15, choices=Kind.choices, default=Kind.DISCUSSION)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("background"), blank=True)
    presenter = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("presented by")
    )
    duration = models.PositiveSmallIntegerField(_("minutes of time"), null=True, blank=True)
    # For the constraint: the numbers run per body and year.
    body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    case_year = models.PositiveSmallIntegerField(null=True, blank=True)
    case_number = models.PositiveIntegerField(null=True, blank=True)
    # Minutes of a group that this case lays before the board.
    lays_before = models.ForeignKey("Minutes", models.PROTECT, null=True, blank=True, related_name="laid_as")

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["body", "case_year", "case_number"], name="case_number_once"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def audit_unit_id(self) -> int:
        return self.body.unit_id

    @property
    def case(self) -> str:
        """The case number as people write it, 12/26; empty before the notice is sent."""
        return f"{self.case_number}/{self.case_year % 100:02d}" if self.case_number and self.case_year else ""
