"""What money has to say on the pages of groups and meetings (:mod:`workgroups.additions`)."""

from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plans import estimates, ledger
from plans.estimates import Estimate
from portal.periods import today
from portal.words import kr
from sections.models import Body
from workgroups.additions import Part, adds
from workgroups.findings import BREACH, OK, SOON, Finding
from workgroups.models import Mandate, Meeting
from workgroups.standings import IN_PERSON


@adds("group.view")
def strip(user: Any, group: Body) -> Part:
    """What the group has to spend this year, for all who see the group: no names, one query."""
    year = today().year
    read: Any = ledger.bodies_with_figures(Body.objects.filter(pk=group.pk), year).get()
    data = {"body": read, "year": year, "figures": ledger.body_figures(read), "is_decided": read.granted is not None}
    return Part("plans/money/control/_strip.html", data)


@adds("meeting.call")
def cost_of_meeting(user: Any, meeting: Meeting) -> Part | None:
    """What a meeting in person is likely to cost, against what the body has left when those called before it are held."""
    if meeting.format not in IN_PERSON:
        return None
    estimate = estimates.physical_meeting(meeting.body)
    if estimate is None:
        return None
    year = meeting.day.year
    others = Meeting.objects.in_year(year).filter(
        body_id=meeting.body_id, format__in=IN_PERSON, state=Meeting.State.CALLED, ends_at__gte=timezone.now()
    )
    body: Any = ledger.bodies_with_figures(Body.objects.filter(pk=meeting.body_id), year).get()
    finding = finding_of(estimate, body, year, others.exclude(pk=meeting.pk).count())
    return Part("plans/money/control/_cost.html", {"findings": [finding]})


def finding_of(estimate: Estimate, body: Any, year: int, others: int) -> Finding:
    """``body`` with its figures; ``others`` are the meetings in person that are called and not held."""
    left = ledger.body_figures(body).left
    missing = estimate.amount * (1 + others) - left
    told = {"left": kr(left), "year": year, "missing": kr(missing), "basis": estimate.basis}
    if body.granted is None:
        severity = SOON
        text = _("Reckoned %(basis)s. No budget is decided for %(year)d.") % told
    elif missing > 0:
        severity = BREACH
        text = (
            _("Reckoned %(basis)s. The group has %(left)s left in %(year)d: %(missing)s too little.")
            if left > 0
            else _("Reckoned %(basis)s. The group has nothing left in %(year)d: %(missing)s too little.")
        ) % told
        if others:
            counted = ngettext(
                "One more meeting in person is called and counted.",
                "%(n)d more meetings in person are called and counted.",
                others,
            )
            text = f"{text} {counted % {'n': others}}"
    else:
        severity = OK
        text = _("Reckoned %(basis)s. The group has %(left)s left in %(year)d.") % told
    figure = _("about %(amount)s") % {"amount": kr(estimate.amount)}
    return Finding("cost", _("What a meeting in person costs"), severity, figure, text)


@adds("mandate.view")
def cost_of_mandate(user: Any, mandate: Mandate) -> Part | None:
    """What the mandate's meetings in person mean in money for a year, against what is granted for this one."""
    estimate = estimates.physical_meeting(mandate.body)
    if estimate is None:
        return None
    low, high = estimate.amount * mandate.physical_min, estimate.amount * mandate.physical_max
    figures = ledger.of_body(mandate.body, today().year)
    data: dict[str, Any] = {
        "estimate": estimate, "low": low, "high": high, "year": today().year, "figures": figures,
        "missing": max(low - figures.revised, Decimal(0)), "mandate": mandate,
    }  # fmt: skip
    return Part("plans/money/control/_mandate.html", data)
