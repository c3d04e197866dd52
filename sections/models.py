"""Units in a tree, and the bodies that belong to them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from tree_queries.models import TreeNode
from tree_queries.query import TreeQuerySet

from portal.periods import today
from portal.textsearch import sort_key


class UnitQuerySet(TreeQuerySet):
    def lines_below(self, unit_ids) -> list[tuple[int, frozenset[int]]]:
        """Each unit below the given ones with all above it, in one query.

        A club lies three steps below the federation (Unit.PARENTS).
        """
        steps = ("parent", "parent__parent", "parent__parent__parent")
        below = Q(*((f"{step}__in", list(unit_ids)) for step in steps), _connector=Q.OR)
        rows = self.model.objects.filter(below).order_by().values_list("pk", *steps)
        return [(pk, frozenset(above)) for pk, *above in rows]

    def visible_to(self, user):
        """Everybody who holds an office may see which units there are; nothing about people follows from that."""
        return self.all() if user.access.holdings else self.none()

    def sections(self):
        return self.filter(kind=Unit.Kind.SECTION)


class Unit(TreeNode):
    """A part of the union: federation, section, county branch, local union or club."""

    class Kind(models.TextChoices):
        FEDERATION = "federation", _("federation")
        SECTION = "section", _("section")
        COUNTY = "county", _("county branch")
        LOCAL_UNION = "local_union", _("local union")
        CLUB = "club", _("club")

    # Kind → the kinds that its parent may have.
    PARENTS = {
        Kind.FEDERATION: (),
        Kind.SECTION: (Kind.FEDERATION,),
        Kind.COUNTY: (Kind.FEDERATION,),
        Kind.LOCAL_UNION: (Kind.COUNTY,),
        Kind.CLUB: (Kind.LOCAL_UNION,),
    }

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=120)
    short_name = models.CharField(_("short name"), max_length=60, blank=True)
    number = models.CharField(_("number"), max_length=20, blank=True)
    slug = models.SlugField(max_length=120, unique=True)
    sort_name = models.CharField(max_length=200, editable=False)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    objects = UnitQuerySet.as_manager(with_tree_fields=False)

    class Meta:
        ordering = ["sort_name", "id"]
        indexes = [models.Index(fields=["sort_name", "id"], name="unit_sorted")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        self.sort_name = sort_key(self.name)
        super().save(*args, **kwargs)

    @property
    def audit_unit_id(self) -> int:
        return self.pk


class BodyQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Own bodies, those of units that the user oversees, and groups shared with those units."""
        access = user.access
        units = access.overseen_units
        shared = Body.shared_with.through.objects.filter(unit_id__in=units).values("body_id")
        return self.filter(Q(pk__in=access.own_body_ids) | Q(unit_id__in=units) | Q(pk__in=shared))

    def open(self):
        return self.filter(closed_on=None)

    def working_groups(self):
        return self.filter(kind=Body.Kind.WORKING_GROUP)


class Body(models.Model):
    """Anything with members and terms that holds meetings."""

    class Kind(models.TextChoices):
        BOARD = "board", _("board")
        EXECUTIVE = "executive", _("executive committee")
        NATIONAL_BOARD = "national_board", _("national board")
        COUNCIL = "council", _("council")
        COMMITTEE = "committee", _("committee")
        SECTION_COMMITTEE = "section_committee", _("section committee")
        WORKING_GROUP = "working_group", _("expert group")
        ADMINISTRATION = "administration", _("administration")
        CONTROL = "control", _("control committee")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="bodies", verbose_name=_("belongs to"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(max_length=120, unique=True)
    # The section whose field it works in; a county's section committee belongs to the county and serves the section.
    section = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="section_bodies", verbose_name=_("section")
    )
    shared_with = models.ManyToManyField(Unit, blank=True, related_name="shared_bodies", verbose_name=_("shared with"))
    description = models.TextField(_("description"), blank=True)
    founded_on = models.DateField(_("founded on"), default=today)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    closed_reason = models.CharField(_("reason for closing"), max_length=200, blank=True)
    sort_name = models.CharField(max_length=200, editable=False)

    objects = BodyQuerySet.as_manager()

    class Meta:
        ordering = ["sort_name", "id"]
        indexes = [models.Index(fields=["kind", "sort_name", "id"], name="body_sorted")]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=models.F("founded_on")),
                name="body_closed_after_founded",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        self.sort_name = sort_key(self.name)
        super().save(*args, **kwargs)

    @property
    def audit_unit_id(self) -> int:
        return self.unit_id

    @property
    def is_group(self) -> bool:
        return self.kind == self.Kind.WORKING_GROUP

    @property
    def is_open(self) -> bool:
        return self.closed_on is None


class GrantQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Whoever may see the body may see what it has to work with."""
        return self.filter(body__in=Body.objects.visible_to(user))


class Grant(models.Model):
    """What a body may spend in a year, as decided above it: the board decides a group's budget (mandate, "budget")."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="grants", verbose_name=_("body"))
    year = models.PositiveSmallIntegerField(_("year"))
    # Norwegian kroner; nought is a decision too.
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    decided_on = models.DateField(_("decided on"), default=today)
    decision = models.CharField(_("decision"), max_length=60, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = GrantQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "body"]
        constraints = [
            models.UniqueConstraint(fields=["body", "year"], name="grant_once_a_year"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="grant_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.body} · {self.year}"

    @property
    def audit_unit_id(self) -> int:
        return self.body.unit_id
