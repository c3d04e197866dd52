"""A group's mandate with its versions."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal import permissions
from portal.http import attempt
from portal.periods import today
from portal.permissions import can
from workgroups.additions import parts
from workgroups.forms.groups import MandateForm
from workgroups.models import Mandate
from workgroups.operations import mandates
from workgroups.views.groups import get_group


@require_safe
def mandate_view(request: HttpRequest, slug: str) -> HttpResponse:
    """The version in force, or the one asked for by ``?version=2``; and the list of all."""
    group = get_group(request, slug)
    versions = list(Mandate.objects.filter(body=group).order_by("-version"))
    in_force = next((version for version in versions if version.valid_from <= today()), None)
    asked = request.GET.get("version", "")
    shown = next((version for version in versions if str(version.version) == asked), in_force)
    context = {
        "group": group,
        "versions": versions,
        "in_force": in_force,
        "added": parts("mandate.view", request.user, in_force) if in_force else [],
        "mandate": shown or (versions[0] if versions else None),
        "can_edit": group.is_open and bool(can(request.user, "mandate.edit", group)),
    }
    return render(request, "workgroups/mandate/view.html", context)


@require_http_methods(["GET", "POST"])
def mandate_edit(request: HttpRequest, slug: str) -> HttpResponse:
    group = get_group(request, slug)
    permissions.require(request.user, "mandate.edit", group)
    latest = Mandate.objects.filter(body=group).order_by("-version").first()
    form = MandateForm(request.POST or None, mandate=latest)
    if form.is_valid():
        done = _("The new version of the mandate is recorded.")
        if attempt(request, mandates.edit, form=form, done=done, body=group, **form.cleaned_data):
            return redirect("workgroups:mandate.view", slug=slug)
    context = {
        "form": form,
        "group": group,
        "title": _("New version of the mandate") if latest else _("Write the mandate"),
        "lead": _("The older versions stay as they were.") if latest else "",
        "submit": _("Record the mandate"),
        "cancel_url": reverse("workgroups:mandate.view" if latest else "workgroups:group.view", args=[slug]),
    }
    return render(request, "workgroups/mandate/edit.html", context)
