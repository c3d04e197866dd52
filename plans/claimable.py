"""On which bodies somebody may claim."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from members.models import Appointment
from plans.permissions_money import CLAIM_WITHIN
from portal.periods import today
from sections.models import Body
from workgroups.models import Participant


def bodies(user) -> QuerySet[Body]:
    """As the rule claim.create says of each: where one sits, or sat or was called to a meeting within a year."""
    since = today() - CLAIM_WITHIN
    sat = Appointment.objects.filter(body=OuterRef("pk"), person=user.person_id, ends_on__gte=since)
    called = Participant.objects.filter(
        meeting__body=OuterRef("pk"), person=user.person_id, meeting__starts_at__date__gte=since
    )
    found = Body.objects.filter(Q(pk__in=user.access.own_body_ids) | Exists(sat) | Exists(called))
    return found.select_related("unit").order_by("name", "pk")
