"""Files that people attach: checked by ending, first bytes and size; kept outside the web's reach; fetched by right."""

import hashlib
import io
import zipfile
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portal import audit, permissions
from portal.models import StoredFile

# Ending → (media type, first bytes or the zip member that proves it).
KINDS: dict[str, tuple[str, bytes | str]] = {
    "pdf": ("application/pdf", b"%PDF-"),
    "png": ("image/png", b"\x89PNG\r\n\x1a\n"),
    "jpg": ("image/jpeg", b"\xff\xd8\xff"),
    "jpeg": ("image/jpeg", b"\xff\xd8\xff"),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "word/document.xml"),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xl/workbook.xml"),
    "pptx": ("application/vnd.openxmlformats-officedocument.presentationml.presentation", "ppt/presentation.xml"),
    "odt": ("application/vnd.oasis.opendocument.text", "content.xml"),
    "txt": ("text/plain", b""),
    "csv": ("text/csv", b""),
}


def check(upload: UploadedFile, allowed: tuple[str, ...] = tuple(KINDS)) -> str:
    """The media type of an upload, or ``ValidationError`` with a sentence for the field.

    The ending must be allowed and the content must be what the ending says.
    """
    ending = PurePath(upload.name or "").suffix.lower().lstrip(".")
    if ending not in allowed:
        raise ValidationError(
            _("Files of the kind “%(ending)s” cannot be attached. Use one of: %(allowed)s."),
            params={"ending": ending or "?", "allowed": ", ".join(allowed)},
        )
    size = upload.size or 0
    if size > settings.UPLOAD_MAX_BYTES:
        limit = settings.UPLOAD_MAX_BYTES // (1024 * 1024)
        raise ValidationError(
            ngettext("The file is larger than %(limit)d MB.", "The file is larger than %(limit)d MB.", limit)
            % {"limit": limit}
        )
    if not size:
        raise ValidationError(_("The file is empty."))
    media_type, proof = KINDS[ending]
    upload.seek(0)
    head = upload.read(4096)
    upload.seek(0)
    if not (_has_member(upload, proof) if isinstance(proof, str) else head.startswith(proof)) or (
        proof == b"" and b"\x00" in head
    ):
        raise ValidationError(
            _("The content of the file is not what its name says. Save it again in the right format.")
        )
    return media_type


def _has_member(upload: UploadedFile, member: str) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(upload.read())) as archive:
            return member in archive.namelist()
    except zipfile.BadZipFile:
        return False
    finally:
        upload.seek(0)


@transaction.atomic
def attach(actor, *, owner: models.Model, upload: UploadedFile) -> StoredFile:
    """Attach a file to ``owner``. Needs the right ``<noun>.attach`` on the owner; whoever has ``<noun>.view`` may fetch it."""
    permissions.require(actor, f"{owner._meta.model_name}.attach", owner)
    media_type = check(upload)
    content = upload.read()
    upload.seek(0)
    stored = StoredFile.objects.create(
        owner=owner,
        name=PurePath(upload.name or "").name[:200],
        media_type=media_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        file=upload,
        uploaded_by=actor,
    )
    audit.record(actor, "file.attach", owner, note=stored.name)
    return stored


@transaction.atomic
def remove(actor, *, stored: StoredFile) -> None:
    """Take a file away from its object. The bytes are kept, so that it can be undone by an administrator."""
    owner: Any = stored.owner
    permissions.require(actor, f"{owner._meta.model_name}.attach", owner)
    if StoredFile.objects.filter(pk=stored.pk, removed_at=None).update(removed_at=timezone.now()):
        audit.record(actor, "file.remove", owner, note=stored.name)


def of(owner: models.Model) -> models.QuerySet[StoredFile]:
    """The files attached to an object."""
    return StoredFile.objects.filter(
        content_type=ContentType.objects.get_for_model(owner), object_id=owner.pk, removed_at=None
    )
