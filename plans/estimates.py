"""What a meeting in person costs, by what such meetings have cost before."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plans.ledger import exact
from plans.models import Posting
from portal.exactsum import ExactSum
from portal.periods import today
from portal.words import kr
from sections.models import Body
from workgroups.models import Meeting
from workgroups.standings import IN_PERSON

# Prices of long ago say little: this year and those before it.
YEARS_BACK = 3


@dataclass(frozen=True)
class Estimate:
    """The average of meetings in person, whole kroner. ``own``: of the body itself, else of all such bodies of its unit."""

    amount: Decimal
    meetings: int
    own: bool

    @property
    def basis(self) -> str:
        """What it rests on, in words."""
        if self.own:
            return ngettext(
                "by what %(n)d meeting in person of the group has cost",
                "by what %(n)d meetings in person of the group have cost",
                self.meetings,
            ) % {"n": self.meetings}
        return ngettext(
            "by what %(n)d meeting in person of the section’s groups has cost",
            "by what %(n)d meetings in person of the section’s groups have cost",
            self.meetings,
        ) % {"n": self.meetings}

    @property
    def text(self) -> str:
        return _("About %(amount)s a meeting, %(basis)s.") % {"amount": kr(self.amount), "basis": self.basis}


def physical_meeting(body: Body) -> Estimate | None:
    """The body's own average where it has held such meetings that were posted, else its unit's; None where nobody has."""
    posted = Posting.objects.filter(
        meeting__body__unit_id=body.unit_id,
        meeting__body__kind=body.kind,
        meeting__format__in=IN_PERSON,
        meeting__state=Meeting.State.HELD,
        meeting__starts_at__year__gte=today().year - YEARS_BACK,
    )
    sums = (
        posted.order_by()
        .values_list("meeting__body")
        .annotate(sum=ExactSum("amount"), n=Count("meeting", distinct=True))
    )
    costs = {body_id: (exact(amount), n) for body_id, amount, n in sums}
    own = body.pk in costs
    chosen = [costs[body.pk]] if own else list(costs.values())
    meetings = sum(n for _amount, n in chosen)
    amount = sum((amount for amount, _n in chosen), Decimal(0))
    if not meetings or amount <= 0:
        return None
    return Estimate((amount / meetings).quantize(Decimal(1)), meetings, own)
