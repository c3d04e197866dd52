"""What every app shares: the audit trail, outgoing mail, stored files and documents made for print."""

import uuid

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.audit_words import sentence


class AuditEntry(models.Model):
    """Who did what to which object, when. Written in the transaction of the change, never altered (see portal.immutable)."""

    immutable = True

    at = models.DateTimeField(default=timezone.now)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    actor_name = models.CharField(max_length=200)
    verb = models.CharField(max_length=60)
    content_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    object_id = models.BigIntegerField()
    object_text = models.CharField(max_length=250)
    # The unit whose matter it is: who oversees it may read the entry.
    unit = models.ForeignKey("sections.Unit", models.PROTECT, null=True, related_name="+")
    changes = models.JSONField(default=dict)
    note = models.TextField(blank=True)
    target = GenericForeignKey("content_type", "object_id")

    class Meta:
        indexes = [
            models.Index(fields=["content_type", "object_id", "-id"], name="audit_object"),
            models.Index(fields=["unit", "-id"], name="audit_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.object_text}"

    @property
    def verb_label(self):
        """The verb as a sentence."""
        return sentence(self.verb)


class StoredFile(models.Model):
    """A file that somebody attached to an object. Who may see the object may fetch the file (portal.files)."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    content_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    object_id = models.BigIntegerField()
    owner = GenericForeignKey("content_type", "object_id")
    name = models.CharField(_("name"), max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to="files/%Y/%m/")
    uploaded_at = models.DateTimeField(default=timezone.now)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["content_type", "object_id"], name="file_owner")]

    def __str__(self) -> str:
        return self.name


class Document(models.Model):
    """A PDF of an object: asked for on the page, made by a worker, served from the archive while its content is unchanged."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        WORKING = "working", _("Being made")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Failed")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    report = models.CharField(max_length=40)
    content_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    object_id = models.BigIntegerField()
    target = GenericForeignKey("content_type", "object_id")
    language = models.CharField(max_length=5)
    # Of the finished HTML: the same content is never made twice.
    fingerprint = models.CharField(max_length=64)
    title = models.CharField(max_length=250)
    # The finished page, until the PDF is made of it.
    html = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    # Archived documents are kept as they were printed when the object was approved.
    archived = models.BooleanField(default=False)
    file = models.FileField(upload_to="documents/%Y/%m/", blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    pages = models.PositiveIntegerField(null=True, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["report", "content_type", "object_id", "language", "fingerprint"], name="document_once"
            )
        ]
        indexes = [models.Index(fields=["state", "id"], name="document_state")]

    def __str__(self) -> str:
        return self.title


class OutgoingMailQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those to oneself, and those about the units that one administers. Nobody but the receiver is shown the text."""
        return self.filter(models.Q(to_user_id=user.pk) | models.Q(unit_id__in=user.access.administered_units))


class OutgoingMail(models.Model):
    """A mail to one receiver. The row is written in the transaction of the change; a worker sends it after commit."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")

    # Chosen once: a retry carries the same Message-ID, so that the receiver's program can tell a double.
    message_id = models.CharField(max_length=200, unique=True)
    # What the mail is about and to whom; a second attempt to queue the same occasion is ignored.
    occasion = models.CharField(max_length=200, unique=True)
    template = models.CharField(max_length=60)
    to_user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    to_address = models.EmailField()
    to_name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=5)
    subject = models.CharField(max_length=250)
    text = models.TextField()
    html = models.TextField(blank=True)
    content_type = models.ForeignKey(ContentType, models.PROTECT, null=True, related_name="+")
    object_id = models.BigIntegerField(null=True)
    about = GenericForeignKey("content_type", "object_id")
    # The unit whose matter it is about: its administration sees whether the mail went out.
    unit = models.ForeignKey("sections.Unit", models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    queued_at = models.DateTimeField(default=timezone.now)
    not_before = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["state", "not_before"], name="mail_state"),
            models.Index(fields=["unit", "-id"], name="mail_unit"),
        ]

    def __str__(self) -> str:
        return self.subject


class MailAttachment(models.Model):
    """Goes with a mail: bytes made at once (a calendar file) or a document that a worker makes before sending."""

    mail = models.ForeignKey(OutgoingMail, models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    content = models.BinaryField(null=True)
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(content__isnull=False) ^ models.Q(document__isnull=False),
                name="attachment_bytes_or_document",
            )
        ]

    def __str__(self) -> str:
        return self.name
