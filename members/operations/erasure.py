"""Deleting for good what an application has left elsewhere: files, mails, printed tables."""

from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import Q

from members.models import Application, Call
from portal.models import Document, OutgoingMail, StoredFile


def drop_files(stored: Iterable[StoredFile]) -> None:
    """Files with their bytes."""
    for row in stored:
        _forget(row.file)
        row.delete()


def drop_mails(keys: Iterable[int]) -> None:
    """Mails about applications: they greet the applicant by name."""
    OutgoingMail.objects.filter(_about(Application, keys)).delete()


def drop_documents(call: Call) -> None:
    """Printed tables of a call's applicants; the next reader gets a new one."""
    for document in Document.objects.filter(_about(Call, [call.pk])):
        if document.file:
            _forget(document.file)
        document.delete()


def _forget(file) -> None:
    """The bytes go when the change is certain."""
    place, name = file.storage, file.name
    transaction.on_commit(lambda: place.delete(name))


def _about(model: type[models.Model], keys: Iterable[int]) -> Q:
    return Q(content_type=ContentType.objects.get_for_model(model), object_id__in=list(keys))
