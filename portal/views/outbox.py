"""The outbox for those who administer: what went out to whom, what did not, and why. Texts are for their receivers alone."""

from typing import Any

import django_filters
from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from portal import mail
from portal.http import attempt, visible_or_404
from portal.models import OutgoingMail
from portal.paging import paginate

KINDS = {"queued": "soon", "sending": "info", "sent": "ok", "failed": "late"}


class OutboxFilter(django_filters.FilterSet):
    """By state."""

    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"), choices=OutgoingMail.State.choices, empty_label=gettext_lazy("All states")
    )

    class Meta:
        model = OutgoingMail
        fields: list[str] = []
        form = forms.Form


@require_safe
def outbox_list(request: HttpRequest) -> HttpResponse:
    """Mails about the units that the reader administers, newest first."""
    user: Any = request.user
    units = user.access.administered_units
    if not units:
        raise Http404
    # Texts and attachments are not even read.
    mails = OutgoingMail.objects.filter(unit_id__in=units).defer("text", "html")
    found = OutboxFilter(request.GET, mails)
    page = paginate(found.qs, ["-id"], request.GET.get("cursor", ""))
    for row in page.rows:
        row.kind = KINDS[row.state]
        row.advice = advice(row)
    return render(request, "portal/outbox/list.html", {"page": page, "filter": found})


@require_POST
def outbox_retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a failed mail again."""
    found = visible_or_404(OutgoingMail.objects.all(), request.user, pk=pk)
    attempt(request, mail.retry, mail=found, done=_("The mail is in the queue again."))
    return redirect("portal:outbox.list")


def advice(row: OutgoingMail) -> Any:
    """What to do about a mail that was not sent."""
    error = row.error
    if not error or row.state == OutgoingMail.State.SENT:
        return ""
    if error == mail.NO_ADDRESS:
        return _("The person has no e-mail address. Register one, or tell the person by other means.")
    if error.startswith("SMTPRecipientsRefused"):
        return _("The receiver’s server does not know the address. Correct it on the person’s page, then send again.")
    if error.startswith("ValueError: document"):
        return _("The attached document could not be made. Try the document again, then the mail.")
    if row.state == OutgoingMail.State.FAILED:
        return _("The mail server did not take it. Ask those who run the portal, then send again.")
    return _("The mail server did not answer. It is tried again by itself.")
