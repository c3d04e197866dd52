"""Calls for applications to a body, and what members apply with.

That somebody applies tells that they are a member of a union: special-category data. An application has no name in its
text form and no unit of its own, so that neither the audit trail nor the outbox tells who applied.
"""

import secrets
import uuid
from datetime import date, timedelta
from functools import cached_property

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from members.models.competence import CompetenceField
from members.models.people import Appointment, User
from members.roles import Role
from portal.mail import Recipient
from portal.periods import today
from portal.textsearch import sort_key
from portal.workflow import Move, Workflow

# A call that nobody decides does not keep its applicants for ever.
UNDECIDED = timedelta(days=365)


def new_key() -> str:
    """The address of a call: nobody guesses it, whoever has it may pass it on."""
    return secrets.token_urlsafe(12)


class CallQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A published call is open to all who hold an office, while it runs; drafts and past ones to those in charge."""
        access = user.access
        if not access.holdings:
            return self.none()
        staffed = Q(body__unit_id__in=access.staffed_units)
        concerned = Q(body__unit_id__in=access.board_units | access.audited_units) | Q(body_id__in=access.own_body_ids)
        return self.filter(staffed | (concerned & ~Q(state=Call.State.DRAFT)) | Q(state=Call.State.OPEN))

    def treated_by(self, user):
        """Those whose applicants the user may see: administration and board of the unit, but nobody who applied."""
        access = user.access
        units = access.staffed_units | access.board_units
        return self.filter(body__unit_id__in=units).exclude(
            pk__in=Application.objects.competing().by_user(user).values("call_id")
        )

    def accepting(self, at: date | None = None):
        return self.filter(state=Call.State.OPEN, deadline__gte=at or today())


class Call(models.Model):
    """Places in a body are announced: addressed to the counties' section leaders and, by its link, to members."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        OPEN = "open", _("open")
        CLOSED = "closed", pgettext_lazy("of a call", "closed")
        DECIDED = "decided", _("decided")
        CANCELLED = "cancelled", _("cancelled")

    FLOW = Workflow(
        "state",
        {
            "publish": Move(("draft",), "open"),
            "extend": Move(("open", "closed"), "open"),
            "close": Move(("open",), "closed"),
            # A decision may be put right until somebody is appointed or told.
            "decide": Move(("open", "closed", "decided"), "decided"),
            "cancel": Move(("draft", "open", "closed"), "cancelled"),
        },
    )

    body = models.ForeignKey("sections.Body", models.PROTECT, related_name="calls", verbose_name=_("body"))
    key = models.CharField(max_length=40, unique=True, default=new_key, editable=False)
    title = models.CharField(_("title"), max_length=150)
    text = models.TextField(_("text"))
    field = models.CharField(_("field of work"), max_length=150, blank=True)
    fields = models.ManyToManyField(CompetenceField, blank=True, related_name="calls", verbose_name=_("competence"))
    places = models.PositiveSmallIntegerField(_("places"), default=1)
    role = models.CharField(_("role"), max_length=30, choices=Role.choices, default=Role.MEMBER)
    deadline = models.DateField(_("deadline"))
    term_starts_on = models.DateField(_("first day of the term"))
    term_ends_on = models.DateField(_("last day of the term"), null=True, blank=True)
    retention_days = models.PositiveSmallIntegerField(_("days until applications are deleted"), default=90)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    published_at = models.DateTimeField(null=True, blank=True)
    cancelled_reason = models.TextField(_("reason"), blank=True)
    nomination = models.TextField(_("nomination"), blank=True)
    decision = models.CharField(_("case number"), max_length=60, blank=True)
    decision_text = models.TextField(_("decision"), blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    # The day from which the time until deletion counts: decided or cancelled.
    ended_on = models.DateField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    # How many applications were deleted after their time; all that is left of them.
    purged = models.PositiveIntegerField(default=0)

    objects = CallQuerySet.as_manager()

    class Meta:
        ordering = ["-deadline", "-id"]
        indexes = [models.Index(fields=["-deadline", "-id"], name="call_by_deadline")]

    def __str__(self) -> str:
        return self.title

    @property
    def audit_unit_id(self) -> int:
        return self.body.unit_id

    @property
    def is_accepting(self) -> bool:
        """The deadline is a day, and the day is included to its end in the portal's time zone."""
        return self.state == self.State.OPEN and self.deadline >= today()

    @property
    def is_treatable(self) -> bool:
        """The deadline is over and the board has not decided, or may still put its decision right."""
        return self.standing in (self.State.CLOSED, self.State.DECIDED)

    @property
    def standing(self) -> str:
        """The state as people see it: open until the deadline, then closed without anybody closing it."""
        return self.State.CLOSED if self.state == self.State.OPEN and not self.is_accepting else self.state

    @property
    def standing_label(self):
        return self.State(self.standing).label

    @property
    def has_appointed(self) -> bool:
        """Somebody who applied is appointed already, so the decision stands."""
        appointed = Application.State.APPOINTED
        return self.state == self.State.DECIDED and self.applications.filter(state=appointed).exists()

    def applied_by(self, user: User) -> bool:
        """Whether the user is, or has been, an applicant here; several rules of one page ask it."""
        if user.pk not in self._applied:
            self._applied[user.pk] = self.applications.competing().by_user(user).exists()
        return self._applied[user.pk]

    @cached_property
    def _applied(self) -> dict[int, bool]:
        return {}

    @property
    def purge_on(self) -> date:
        """The first day on which applications that came to nothing are deleted."""
        latest = self.deadline + UNDECIDED
        return min(latest, self.ended_on + timedelta(days=self.retention_days)) if self.ended_on else latest


class ApplicationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Through its call alone; the applicant's own way is the signed link."""
        return self.counted().filter(call__in=Call.objects.treated_by(user))

    def counted(self):
        """Confirmed and not withdrawn: these are treated."""
        return self.filter(state__in=Application.COUNTED)

    def competing(self):
        """Whoever has been an applicant of the call, also if the application was withdrawn afterwards.

        One that was never confirmed says nothing: anybody could have sent it in another's name.
        """
        return self.filter(confirmed_at__isnull=False)

    def by_user(self, user):
        """Sent with the e-mail of the user's account or of the user's person."""
        addresses = {user.email, user.person.email if user.person_id else ""} - {""}
        return self.filter(email__in={address.strip().lower() for address in addresses})


class Application(models.Model):
    """What one member applies with. Counts when the mailed link is confirmed."""

    class State(models.TextChoices):
        UNCONFIRMED = "unconfirmed", _("not confirmed")
        CONFIRMED = "confirmed", _("received")
        WITHDRAWN = "withdrawn", _("withdrawn")
        CHOSEN = "chosen", _("chosen")
        NOT_CHOSEN = "not_chosen", _("not chosen")
        APPOINTED = "appointed", _("appointed")

    COUNTED = (State.CONFIRMED, State.CHOSEN, State.NOT_CHOSEN, State.APPOINTED)
    FLOW = Workflow(
        "state",
        {
            "confirm": Move(("unconfirmed",), "confirmed"),
            "withdraw": Move(("unconfirmed", "confirmed", "chosen", "not_chosen"), "withdrawn"),
            "choose": Move(("confirmed", "not_chosen", "chosen"), "chosen"),
            "decline": Move(("confirmed", "chosen", "not_chosen"), "not_chosen"),
            # Once more where the appointment was taken back before it began.
            "appoint": Move(("chosen", "appointed"), "appointed"),
        },
    )

    call = models.ForeignKey(Call, models.PROTECT, related_name="applications")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.UNCONFIRMED)
    first_name = models.CharField(_("first name"), max_length=80)
    last_name = models.CharField(_("last name"), max_length=80)
    email = models.EmailField(_("e-mail"))
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    statement = models.TextField(_("statement"))
    occupation = models.CharField(_("occupation"), max_length=120)
    employer = models.CharField(_("employer"), max_length=120, blank=True)
    occupationally_active = models.BooleanField(_("occupationally active"), default=True)
    fields = models.ManyToManyField(CompetenceField, blank=True, related_name="applications")
    competence = models.TextField(_("other competence"), blank=True)
    unit = models.ForeignKey(
        "sections.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("local union")
    )
    language = models.CharField(max_length=5, default="nb")
    consent_version = models.CharField(max_length=20)
    consent_at = models.DateTimeField()
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    sort_name = models.CharField(max_length=200, editable=False)
    # The administration's note and the nomination: place in the order, and why.
    note = models.TextField(_("note"), blank=True)
    rank = models.PositiveSmallIntegerField(_("number in the order"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    appointment = models.OneToOneField(
        Appointment, models.SET_NULL, null=True, blank=True, related_name="application", editable=False
    )

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["sort_name", "id"]
        indexes = [models.Index(fields=["email"], name="application_email")]
        constraints = [
            models.UniqueConstraint(
                fields=["call", "email"],
                condition=Q(state__in=["confirmed", "chosen", "not_chosen", "appointed"]),
                name="application_once",
            )
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    def save(self, *args, **kwargs) -> None:
        self.email = self.email.strip().lower()
        self.sort_name = sort_key(f"{self.last_name} {self.first_name}")
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "sort_name"}
        super().save(*args, **kwargs)

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def counts(self) -> bool:
        return self.state in self.COUNTED

    @property
    def can_be_appointed(self) -> bool:
        return self.state in (self.State.CHOSEN, self.State.APPOINTED) and self.appointment_id is None

    @property
    def can_edit(self) -> bool:
        """Until the deadline, by the applicant."""
        return self.state in (self.State.UNCONFIRMED, self.State.CONFIRMED) and self.call.is_accepting

    @property
    def can_withdraw(self) -> bool:
        return self.FLOW.legal(self, "withdraw")

    @property
    def recipient(self) -> Recipient:
        return Recipient(address=self.email, name=self.name, language=self.language)
