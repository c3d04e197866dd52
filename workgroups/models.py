"""Expert groups with their mandates, and the meetings, minutes and tasks of all bodies."""

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
from portal.periods import today
from portal.workflow import Move, Workflow
from sections.models import Body, BodyQuerySet


class WorkGroupManager(models.Manager.from_queryset(BodyQuerySet)):  # type: ignore[misc]
    def get_queryset(self):
        return super().get_queryset().working_groups()


class WorkGroup(Body):
    """A body of the kind expert group; owned by one section, perhaps shared with others."""

    objects = WorkGroupManager()  # type: ignore[misc]

    class Meta:
        proxy = True

    def mandate_on(self, day: date | None = None) -> "Mandate | None":
        return Mandate.objects.in_force(day).filter(body=self).first()


class MandateQuerySet(models.QuerySet):
    def in_force(self, day: date | None = None):
        """Newest first; the first of each body is the one in force."""
        return self.filter(valid_from__lte=day or today()).order_by("-valid_from", "-version")

    def visible_to(self, user):
        return self.filter(body__in=Body.objects.visible_to(user))


class Mandate(models.Model):
    """What a group is for and the rules it works under. A change is a new version; the numbers differ between sections."""

    body = models.ForeignKey(Body, models.CASCADE, related_name="mandates")
    version = models.PositiveSmallIntegerField(default=1)
    valid_from = models.DateField(_("valid from"), default=today)
    purpose = models.TextField(_("purpose"))
    focus = models.TextField(_("focus areas"), blank=True)
    size_min = models.PositiveSmallIntegerField(_("members, at least"), default=4)
    size_max = models.PositiveSmallIntegerField(_("members, at most"), default=6)
    term_months = models.PositiveSmallIntegerField(_("term in months"), default=24)
    physical_min = models.PositiveSmallIntegerField(_("physical meetings a year, at least"), default=2)
    physical_max = models.PositiveSmallIntegerField(_("physical meetings a year, at most"), default=4)
    contact_meetings_min = models.PositiveSmallIntegerField(
        _("meetings a year that the contact attends, at least"), default=1
    )
    minutes_days = models.PositiveSmallIntegerField(_("days until minutes are laid before the board"), default=60)
    notice_days = models.PositiveSmallIntegerField(_("days of notice before a meeting"), default=14)
    appointed_by = models.CharField(_("appointing body"), max_length=120, blank=True)
    adopted_on = models.DateField(_("adopted on"), null=True, blank=True)
    decision = models.CharField(_("decision"), max_length=60, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = MandateQuerySet.as_manager()

    class Meta:
        ordering = ["body", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["body", "version"], name="mandate_version_once"),
            models.CheckConstraint(condition=Q(size_max__gte=models.F("size_min")), name="mandate_size_order"),
            models.CheckConstraint(
                condition=Q(physical_max__gte=models.F("physical_min")), name="mandate_physical_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body} · {self.version}"

    @property
    def audit_unit_id(self) -> int:
        return self.body.unit_id


def in_sight(user, prefix: str = "body") -> Q:
    """Of bodies that the user oversees, also those shared with the user's section."""
    units = user.access.overseen_units
    shared = Body.shared_with.through.objects.filter(unit_id__in=units).values("body_id")
    return Q(**{f"{prefix}__unit_id__in": units}) | Q(**{f"{prefix}_id__in": shared})


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
        APPROVED = "approved", _("approved")
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


class TaskQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Own tasks, those of own bodies, and those of bodies that the user oversees."""
        return self.filter(Q(responsible_id=user.person_id) | Q(body_id__in=user.access.own_body_ids) | in_sight(user))

    def open(self):
        return self.filter(state=Task.State.OPEN)

    def overdue(self, at: date | None = None):
        return self.open().filter(due_on__lt=at or today())


class Task(models.Model):
    """Who does what by when; mostly from a meeting."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        DONE = "done", _("done")
        DROPPED = "dropped", _("dropped")

    FLOW = Workflow(
        "state",
        {
            "finish": Move(("open",), "done"),
            "drop": Move(("open",), "dropped"),
            "reopen": Move(("done", "dropped"), "open"),
        },
    )

    body = models.ForeignKey(Body, models.PROTECT, related_name="tasks")
    minutes_item = models.ForeignKey(MinutesItem, models.PROTECT, null=True, blank=True, related_name="tasks")
    title = models.CharField(_("task"), max_length=250)
    responsible = models.ForeignKey(Person, models.PROTECT, related_name="tasks", verbose_name=_("responsible"))
    due_on = models.DateField(_("due"), null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    note = models.CharField(_("note"), max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        ordering = [models.F("due_on").asc(nulls_last=True), "id"]
        indexes = [models.Index(fields=["responsible", "state"], name="task_responsible")]

    def __str__(self) -> str:
        return self.title

    @property
    def audit_unit_id(self) -> int:
        return self.body.unit_id

    @property
    def is_overdue(self) -> bool:
        return self.state == self.State.OPEN and self.due_on is not None and self.due_on < today()
