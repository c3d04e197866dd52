"""The applicant's own verbs. Nobody is logged in: ``actor`` is None, and the signed link is the proof of who acts.

The audit trail tells that something happened to an application, never whose it is.
"""

import hashlib
from collections.abc import Iterable
from datetime import timedelta
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from members import consent, letters
from members.models import Application, Call
from members.operations import erasure
from portal import audit, files
from portal.models import StoredFile
from portal.workflow import Conflict

FIELDS = [
    "first_name", "last_name", "phone", "statement", "occupation", "employer", "occupationally_active", "competence",
    "unit",
]  # fmt: skip
MOST_FILES = 3
# Anybody may send them: smaller and of fewer kinds than what people with an account attach.
MOST_BYTES = 5 * 1024 * 1024
KINDS = ("pdf", "docx", "odt", "jpg", "jpeg", "png")
CONFIRM_WITHIN = timedelta(days=7)
# More in an hour than any call of a section has seen: beyond it somebody's program is at work, from many places.
MOST_UNCONFIRMED = 60
OVER = gettext_lazy("The deadline has passed.")


@transaction.atomic
def create(
    actor,
    *,
    call: Call,
    email: str,
    fields: Iterable[Any] = (),
    consents: bool = False,
    language: str = "nb",
    uploads: Iterable[UploadedFile] = (),
    **values: Any,
) -> Application:
    """Receive an application and mail the link that confirms it. Until then it does not count."""
    # As it stands now: it may have been closed while somebody wrote.
    call = Call.objects.select_related("body__unit").get(pk=call.pk)
    if not call.is_accepting:
        raise Conflict(OVER)
    if not consents:
        raise ValidationError({"consents": _("Without your consent we may not store the application.")})
    since = timezone.now() - timedelta(hours=1)
    if call.applications.filter(state=Application.State.UNCONFIRMED, created_at__gte=since).count() >= MOST_UNCONFIRMED:
        raise ValidationError(_("More applications come in now than we can receive. Try again in an hour."))
    application = Application(
        call=call,
        email=email.strip().lower(),
        language=language,
        consent_version=consent.VERSION,
        consent_at=timezone.now(),
    )
    _store(application, fields, **values)
    attach(application, uploads)
    to = letters.mail.Recipient(address=application.email, language=language)
    letters.send(letters.confirm, application, to=to, occasion=f"application.confirm:{application.pk}")
    return application


@transaction.atomic
def confirm(actor, *, application: Application) -> Application:
    """Let an application count. An earlier one with the same e-mail gives way to it."""
    application = _lock(application)
    if application.counts:
        return application
    if not application.call.is_accepting:
        raise Conflict(OVER)
    if is_expired(application):
        raise Conflict(_("The link is too old. Apply once more."))
    earlier = Application.objects.counted().filter(call=application.call, email=application.email)
    for other in earlier.select_for_update():
        _erase(other)
    Application.FLOW.move(application, "confirm", confirmed_at=timezone.now())
    _record(actor, "application.confirm", application)
    letters.send(
        letters.received, application, to=application.recipient, occasion=f"application.received:{application.pk}"
    )
    return application


@transaction.atomic
def edit(
    actor,
    *,
    application: Application,
    fields: Iterable[Any] = (),
    uploads: Iterable[UploadedFile] = (),
    removed: Iterable[StoredFile] = (),
    **values: Any,
) -> Application:
    """Change what was written, until the deadline. The e-mail is the proof of who wrote it and stays."""
    application = _lock(application)
    if not application.can_edit or is_expired(application):
        raise Conflict(OVER)
    application.changed_at = timezone.now()
    _store(application, fields, **values)
    erasure.drop_files([stored for stored in removed if stored.object_id == application.pk])
    attach(application, uploads)
    if application.counts:
        _record(actor, "application.edit", application)
    return application


@transaction.atomic
def withdraw(actor, *, application: Application) -> Application:
    """Take an application back: all that was written and attached is deleted at once.

    The e-mail stays until the rest of the call is deleted, so that nobody who has competed treats the others.
    """
    application = _lock(application)
    if application.state == Application.State.WITHDRAWN:
        return application
    if not application.can_withdraw:
        raise Conflict(_("You are appointed. Write to the administration if you want to leave."))
    counted, to = application.counts, application.recipient
    _erase(application)
    if counted:
        _record(actor, "application.withdraw", application)
        letters.send(letters.withdrawn, application, to=to, occasion=f"application.withdraw:{application.pk}")
    return application


def is_expired(application: Application) -> bool:
    """Never confirmed, and the time to do so is over."""
    return (
        application.state == Application.State.UNCONFIRMED
        and application.created_at < timezone.now() - CONFIRM_WITHIN
    )  # fmt: skip


def attach(application: Application, uploads: Iterable[UploadedFile]) -> None:
    """Keep checked files. Their names may tell who applied, so the audit trail is not told of them."""
    uploads = list(uploads)
    if files.of(application).count() + len(uploads) > MOST_FILES:
        raise ValidationError({"uploads": _("At most %(most)d files.") % {"most": MOST_FILES}})
    # All are checked before the first is stored: a refused one leaves no other behind on the disk.
    for upload, media_type in [(upload, check_file(upload)) for upload in uploads]:
        content = upload.read()
        upload.seek(0)
        StoredFile.objects.create(
            owner=application,
            name=PurePath(upload.name or "").name[:200],
            media_type=media_type,
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            file=upload,
        )


def check_file(upload: UploadedFile) -> str:
    """The media type of a file that an applicant attaches, or what is wrong with it, by its name."""
    try:
        if (upload.size or 0) > MOST_BYTES:
            limit = MOST_BYTES // 1024**2
            text = ngettext("The file is larger than %(limit)d MB.", "The file is larger than %(limit)d MB.", limit)
            raise ValidationError(text % {"limit": limit})
        return files.check(upload, KINDS)
    except ValidationError as error:
        raise ValidationError({"uploads": [f"{upload.name}: {message}" for message in error.messages]}) from None


def _store(application: Application, fields: Iterable[Any], **values: Any) -> None:
    if unknown := set(values) - set(FIELDS):
        raise TypeError(f"an application has no {', '.join(sorted(unknown))}")
    for name, value in values.items():
        setattr(application, name, " ".join(value.split()) if name in ("first_name", "last_name") else value)
    # That an e-mail has applied already is told to nobody but its owner.
    application.full_clean(exclude=["sort_name"], validate_constraints=False)
    application.save()
    wanted = {field.pk for field in application.call.fields.all()}
    application.fields.set([field for field in fields if field.pk in wanted])


def _erase(application: Application) -> None:
    """Withdraw, and empty the row of everything but the e-mail."""
    erasure.drop_files(files.of(application))
    erasure.drop_mails([application.pk])
    erasure.drop_documents(application.call)
    application.fields.clear()
    emptied = dict.fromkeys(
        ("first_name", "last_name", "phone", "statement", "occupation", "employer", "competence", "note", "reason"), ""
    )
    Application.FLOW.move(
        application, "withdraw", withdrawn_at=timezone.now(), unit=None, rank=None, sort_name="", **emptied
    )


def _lock(application: Application) -> Application:
    """The call first, then the application: everybody in this order, so that nobody waits for each other."""
    Call.objects.select_for_update().get(pk=application.call_id)
    rows = Application.objects.select_for_update(of=("self",)).select_related("call__body__unit")
    return rows.get(pk=application.pk)


def _record(actor, verb: str, application: Application) -> None:
    audit.record(actor, verb, application, unit=application.call.body.unit)
