"""People, their accounts and their appointments."""

from datetime import date
from functools import cached_property
from typing import Any

from django.apps import apps
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Concat, Lower, StrIndex
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.access import NOBODY, Access, access_of
from members.roles import IN_ORDER, Role
from portal.mail import Recipient
from portal.periods import Period, PeriodQuerySet, active, today
from portal.textsearch import fold, sort_key


class PersonQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Trade-union membership is special-category data: only those with a reason see a person.

        Oneself; those who sit in a body with me; those in bodies that I oversee; and, for the administration and the
        auditors, the people of their own units.
        """
        access = user.access
        if not access.holdings:
            return self.filter(pk=user.person_id)
        overseen = access.overseen_units
        shared = apps.get_model("sections.Body").shared_with.through.objects.filter(unit_id__in=overseen)
        known = Appointment.objects.filter(
            Q(person_id=user.person_id)
            | (Q(body_id__in=access.own_body_ids) & active())
            | Q(body__unit_id__in=overseen)
            | Q(body_id__in=shared.values("body_id"))
        ).values("person_id")
        registered = access.staffed_units | access.audited_units
        if not registered:
            # One set of few people and no OR beside it, so that the database begins with them and not with all.
            return self.filter(pk__in=known)
        return self.filter(Q(section_id__in=registered) | Q(unit_id__in=registered) | Q(pk__in=known))

    def holding(self, role: str, user):
        """Those who hold ``role`` today in a body that ``user`` may see."""
        return self.filter(pk__in=Appointment.objects.visible_to(user).active().filter(role=role).values("person_id"))

    def search(self, text: str):
        """Every word must occur in the name, the e-mail or the occupation."""
        people = self
        for word in fold(text).split()[:6]:
            people = people.filter(search_text__contains=word)
        return people


class Person(models.Model):
    """Somebody with a reason to be known to the portal. Not a member register."""

    first_name = models.CharField(_("first name"), max_length=80)
    last_name = models.CharField(_("last name"), max_length=80)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    # The local union or county that the person belongs to.
    unit = models.ForeignKey(
        "sections.Unit", models.PROTECT, null=True, blank=True, related_name="people", verbose_name=_("local union")
    )
    section = models.ForeignKey(
        "sections.Unit", models.PROTECT, null=True, blank=True, related_name="section_people", verbose_name=_("section")
    )
    employer = models.CharField(_("employer"), max_length=120, blank=True)
    occupation = models.CharField(_("occupation"), max_length=120, blank=True)
    occupationally_active = models.BooleanField(_("occupationally active"), default=True)
    # Known from the day on which it was recorded; so that a list of an earlier day tells what held then.
    inactive_since = models.DateField(null=True, blank=True, editable=False)
    competence = models.TextField(_("competence"), blank=True)
    sort_name = models.CharField(max_length=200, editable=False)
    search_text = models.TextField(editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ["sort_name", "id"]
        indexes = [models.Index(fields=["sort_name", "id"], name="person_sorted")]
        constraints = [
            models.UniqueConstraint(
                Lower("email"), condition=~Q(email=""), name="person_email_once",
                violation_error_message=_("A person with this e-mail exists already."),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        self.derive()
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "sort_name", "search_text", "inactive_since"}
        super().save(*args, **kwargs)

    def works_in_field(self, at: date | None = None) -> bool:
        """Occupationally active on the day, as far as the portal knows."""
        return self.occupationally_active or (self.inactive_since or date.min) > (at or today())

    def derive(self) -> None:
        """Set what follows from the other fields. For those who write many people at once, past ``save()``."""
        self.email = self.email.strip().lower()
        self.inactive_since = None if self.occupationally_active else self.inactive_since or today()
        self.sort_name = sort_key(f"{self.last_name} {self.first_name}")
        self.search_text = fold(f"{self.first_name} {self.last_name} {self.email} {self.occupation} {self.employer}")

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def initials(self) -> str:
        return f"{self.first_name[:1]}{self.last_name[:1]}".upper()

    @property
    def belongs_to(self) -> str:
        """The local union or county in short; for somebody without one, the section."""
        unit: Any = self.unit or self.section
        return (unit.short_name or unit.name) if unit else ""

    @property
    def audit_unit_id(self) -> int | None:
        return self.section_id or self.unit_id

    @property
    def recipient(self) -> Recipient:
        """Where and in which language mail reaches the person."""
        user = getattr(self, "user", None)
        return Recipient(address=self.email, name=self.name, language=user.language if user else "", user=user)


class UserManager(BaseUserManager["User"]):
    def get_queryset(self):
        """With the person: every page names who is logged in."""
        return super().get_queryset().select_related("person")

    def create_user(self, email: str, password: str | None = None, **fields):
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields):
        return self.create_user(email, password, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None):
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """An account: the e-mail address is the login. Rights come from the person's appointments, never from the account."""

    email = models.EmailField(_("e-mail"), unique=True)
    person = models.OneToOneField(Person, models.PROTECT, null=True, blank=True, related_name="user")
    language = models.CharField(_("language"), max_length=5, default="nb")
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        ordering = ["email"]

    def __str__(self) -> str:
        return self.person.name if self.person else self.email

    @cached_property
    def access(self) -> Access:
        """What the user holds today, read once per request."""
        return access_of(self.person_id) if self.is_active else NOBODY


class AppointmentQuerySet(PeriodQuerySet):
    def active(self, at: date | None = None):
        return super().active(at)

    def listed(self):
        """In the order in which a body is listed: office, rank, name."""
        # The place of the role's code in one text: a CASE of eighteen branches takes longer to build than to run.
        place = StrIndex(Value(IN_ORDER), Concat(Value("|"), "role", Value("|")))
        return self.alias(office=place).order_by("office", "rank", "person__sort_name", "starts_on")

    def visible_to(self, user):
        """Those of bodies that the user may see, and one's own."""
        access = user.access
        units = access.overseen_units
        shared = apps.get_model("sections.Body").shared_with.through.objects.filter(unit_id__in=units).values("body_id")
        return self.filter(
            Q(person_id=user.person_id)
            | Q(body_id__in=access.own_body_ids)
            | Q(body__unit_id__in=units)
            | Q(body_id__in=shared)
        )


class Appointment(Period):
    """A person holds a role in a body from a first to a last day (both included). Ended, never deleted."""

    class Carried(models.TextChoices):
        """Why somebody sits only until a successor is appointed."""

        TERM = "term", _("the term has run out")
        WORK = "work", _("no longer works in the field")

    class Ended(models.TextChoices):
        """How an appointment came to its end; empty where its term ran out as decided."""

        RESIGNED = "resigned", _("resigned")
        REMOVED = "removed", _("removed by decision")
        WORK = "work", _("no longer works in the field")
        SUCCEEDED = "succeeded", _("a successor was appointed")
        CHANGED = "changed", _("changed to another office")
        CLOSED = "closed", _("the body was closed")
        OTHER = "other", _("another reason")

    person = models.ForeignKey(Person, models.PROTECT, related_name="appointments", verbose_name=_("person"))
    body = models.ForeignKey("sections.Body", models.PROTECT, related_name="appointments", verbose_name=_("body"))
    role = models.CharField(_("role"), max_length=30, choices=Role.choices)
    rank = models.PositiveSmallIntegerField(_("rank"), default=0, help_text=_("1 for the first deputy, and so on."))
    # Whom a personal deputy stands in for.
    deputy_for = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("deputy for")
    )
    appointed_by = models.CharField(_("appointed by"), max_length=200, blank=True)
    decision = models.CharField(
        _("decision"), max_length=60, blank=True, help_text=_("Case number, for example 12/26.")
    )
    # The last day of the term that was decided, kept where the person sits longer or shorter than it.
    term_ends_on = models.DateField(_("last day of the term"), null=True, blank=True)
    # From this day the person sits on only until a successor is appointed (mandate, "participation"): the term ran out,
    # or the person left the field of work. The seat has no last day until then.
    carried_since = models.DateField(_("sits until a successor is appointed, since"), null=True, blank=True)
    carried_reason = models.CharField(_("why"), max_length=10, choices=Carried.choices, blank=True)
    ended_kind = models.CharField(_("how it ended"), max_length=10, choices=Ended.choices, blank=True)
    ended_reason = models.CharField(_("reason for leaving"), max_length=200, blank=True)
    ended_decision = models.CharField(_("decision on the end"), max_length=60, blank=True)
    # The appointment that this one goes on from: one's own before it, or the seat of the person succeeded.
    follows = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="followed_by", verbose_name=_("goes on from")
    )
    note = models.CharField(_("note"), max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = AppointmentQuerySet.as_manager()

    class Meta(Period.Meta):
        ordering = ["starts_on", "id"]
        indexes = [
            models.Index(fields=["person", "starts_on"], name="appointment_person"),
            models.Index(fields=["body", "role", "starts_on"], name="appointment_body"),
        ]
        constraints = [
            *Period.Meta.constraints,
            models.CheckConstraint(
                condition=Q(carried_since__isnull=True) | Q(carried_since__gt=models.F("starts_on")),
                name="appointment_carried_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_role_display()}"

    def is_carried(self, at: date | None = None) -> bool:
        """In force on the day, but only until a successor is appointed."""
        return self.carried_since is not None and self.carried_since <= (at or today()) and self.is_active(at)

    @property
    def audit_unit_id(self) -> int:
        return self.body.unit_id
