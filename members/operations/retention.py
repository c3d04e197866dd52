"""What came to nothing is deleted after its time: the row, the files, the mails, the printed tables. A count is kept."""

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from members.models import Application, Call
from members.models.calls import UNDECIDED
from members.operations import erasure
from members.operations.applications import CONFIRM_WITHIN
from portal import audit, files
from portal.periods import today

# With every application of its call these are deleted when the time is over; who is chosen or appointed stays.
PASSING = (
    Application.State.CONFIRMED,
    Application.State.NOT_CHOSEN,
    Application.State.WITHDRAWN,
    Application.State.UNCONFIRMED,
)


def purge() -> int:
    """Delete what is over its time; returns how many applications. One call at a time, so that a stop loses nothing."""
    ended = Q(ended_on__isnull=False) | Q(deadline__lt=today() - UNDECIDED)
    forgotten = Application.objects.filter(
        state=Application.State.UNCONFIRMED, created_at__lt=timezone.now() - CONFIRM_WITHIN
    )
    calls = Call.objects.filter(
        Q(ended, applications__state__in=PASSING) | Q(applications__in=forgotten)
    ).distinct()  # fmt: skip
    return sum(_purge(call) for call in calls.order_by("pk"))


@transaction.atomic
def _purge(call: Call) -> int:
    call = Call.objects.select_for_update(of=("self",)).select_related("body__unit").get(pk=call.pk)
    over = Q(state=Application.State.UNCONFIRMED, created_at__lt=timezone.now() - CONFIRM_WITHIN)
    if call.purge_on <= today():
        over |= Q(state__in=PASSING)
    applications = list(call.applications.filter(over))
    if not applications:
        return 0
    keys = [application.pk for application in applications]
    for application in applications:
        erasure.drop_files(files.of(application))
    erasure.drop_mails(keys)
    counted = sum(application.confirmed_at is not None for application in applications)
    if counted:
        erasure.drop_documents(call)
    Application.objects.filter(pk__in=keys).delete()
    Call.objects.filter(pk=call.pk).update(purged=F("purged") + counted)
    audit.record(None, "call.purge", call, changes={"deleted": [None, len(keys)]})
    return len(keys)
