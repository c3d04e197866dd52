"""What comes back every year: the members' input, and how the group stood with its mandate."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import Person
from portal.periods import today
from sections.models import Body
from workgroups.permissions_inputs import READS


class InputRoundQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(body__in=Body.objects.visible_to(user))


class InputRound(models.Model):
    """Once a year the members are asked for input on effort, function and so on (mandate, "input")."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="input_rounds")
    year = models.PositiveSmallIntegerField(_("year"))
    opened_on = models.DateField(_("opened on"), default=today)
    closes_on = models.DateField(_("answer by"))
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    # What the group and its adviser make of the answers.
    summary = models.TextField(_("summary"), blank=True)

    objects = InputRoundQuerySet.as_manager()

    class Meta:
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(fields=["body", "year"], name="input_round_once"),
            models.CheckConstraint(condition=Q(closes_on__gte=models.F("opened_on")), name="input_round_order"),
        ]

    def __str__(self) -> str:
        return f"{self.body} · {self.year}"

    @property
    def audit_unit_id(self) -> int:
        return self.body.unit_id

    @property
    def is_open(self) -> bool:
        return self.closed_on is None

    @property
    def is_late(self) -> bool:
        """The day on which it was to be answered is over."""
        return self.is_open and self.closes_on < today()


class InputAnswerQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own, and those of closed rounds that one reads for the sake of one's office (``input.read``)."""
        access = user.access
        read = Q(round__body_id__in=access.body_ids(READS)) | Q(round__body__unit_id__in=access.administered_units)
        return self.filter(Q(person_id=user.person_id) | (read & Q(round__closed_on__isnull=False)))


class InputAnswer(models.Model):
    """One who was asked, and what they said. Everybody asked has a row; without ``answered_at`` it waits."""

    round = models.ForeignKey(InputRound, models.CASCADE, related_name="answers")
    person = models.ForeignKey(Person, models.PROTECT, related_name="input_answers")
    effort = models.PositiveSmallIntegerField(
        _("effort"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    function = models.PositiveSmallIntegerField(
        _("how the group works"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    text = models.TextField(_("what should be otherwise"), blank=True)
    wishes_to_go_on = models.BooleanField(_("wishes to go on"), null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = InputAnswerQuerySet.as_manager()

    class Meta:
        ordering = ["person__sort_name", "id"]
        constraints = [models.UniqueConstraint(fields=["round", "person"], name="input_answer_once")]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def audit_unit_id(self) -> int:
        return self.round.body.unit_id


class CheckRecord(models.Model):
    """How a group stood with its mandate on a day, as it was known then: rule code → severity."""

    body = models.ForeignKey(Body, models.CASCADE, related_name="check_records")
    on = models.DateField(default=today)
    results = models.JSONField()
    ok = models.PositiveSmallIntegerField()
    soon = models.PositiveSmallIntegerField()
    breach = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["body", "on"]
        constraints = [models.UniqueConstraint(fields=["body", "on"], name="check_record_once")]

    def __str__(self) -> str:
        return f"{self.body} · {self.on}"
