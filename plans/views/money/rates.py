"""The rates of travel: for all to read, for the administration to add to."""

from itertools import groupby
from operator import attrgetter

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from plans.forms_money.claims import RateForm
from plans.models import Rate
from plans.operations import rates as verbs
from portal.http import attempt
from portal.periods import today
from portal.permissions import can, require


@require_safe
def list_(request: HttpRequest) -> HttpResponse:
    """All rates, the newest of each kind first; the one in force is marked."""
    require(request.user, "rate.list")
    kinds = []
    for _kind, found in groupby(Rate.objects.order_by("kind", "-valid_from"), key=attrgetter("kind")):
        rows = list(found)
        kinds.append((rows[0], rows, next((rate.pk for rate in rows if rate.valid_from <= today()), None)))
    may_add = bool(can(request.user, "rate.create"))
    return render(request, "plans/money/rate/list.html", {"kinds": kinds, "may_add": may_add})


def create(request: HttpRequest) -> HttpResponse:
    require(request.user, "rate.create")
    form = RateForm(request.POST or None, initial={"kind": request.GET.get("kind", "")})
    valid = request.method == "POST" and form.is_valid()
    if valid and attempt(request, verbs.add, form=form, done=_("The rate is added."), **form.cleaned_data):
        return redirect("money:rate.list")
    context = {
        "form": form, "title": _("New rate"), "submit": _("Add the rate"), "cancel_url": reverse("money:rate.list"),
        "lead": _("It holds from its day on, until a later one. Claims from earlier days keep the rate of their day."),
    }  # fmt: skip
    return render(request, "plans/money/rate/create.html", context)


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    require(request.user, "rate.create")
    attempt(request, verbs.remove, rate=get_object_or_404(Rate, pk=pk), done=_("The rate is taken out."))
    return redirect("money:rate.list")
