"""The applicants of a call side by side, with the competence of the group, for the board's papers."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.matrix import matrix
from members.models import Application, Call
from portal.documents import Report


def applicants_context(call: Call) -> dict[str, Any]:
    """``applications`` in the order of the nomination; ``matrix`` of the group with those nominated or chosen."""
    rows = list(call.applications.counted().select_related("unit").prefetch_related("fields"))
    ordered = sorted(rows, key=lambda row: (row.rank or 1000, row.sort_name))
    whole = matrix(call, ordered, proposed(call, rows))
    return {"call": call, "applications": ordered, "matrix": whole}


def proposed(call: Call, applications: list[Application]) -> list[int]:
    """Those chosen, or before the decision as many of the nominated as there are places."""
    if call.state == Call.State.DECIDED:
        taken = (Application.State.CHOSEN, Application.State.APPOINTED)
        return [row.pk for row in applications if row.state in taken]
    nominated = sorted((row for row in applications if row.rank), key=lambda row: row.rank or 0)
    return [row.pk for row in nominated[: call.places]]


APPLICANTS = Report(
    kind="applicants",
    name=gettext_lazy("Applicants of a call"),
    template="pdf/applicants.html",
    permission="call.treat",
    model="members.Call",
    title=lambda call: _("Applicants: %(call)s") % {"call": call},
    head=lambda call: {"section": call.body.unit.name, "body": call.body.name},
    context=applicants_context,
)
