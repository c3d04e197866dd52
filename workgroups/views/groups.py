"""The list of groups, and making, changing and closing one."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal import permissions
from portal.http import attempt, visible_or_404
from portal.paging import paginate
from portal.permissions import can
from portal.textsearch import sort_key
from sections.forms import CloseForm
from sections.rosters import roster
from workgroups.findings import findings, open_findings, worst
from workgroups.forms.groups import GroupCreateForm, GroupFilter, GroupForm
from workgroups.models import WorkGroup
from workgroups.operations import groups
from workgroups.standings import standing, with_figures


@require_safe
def group_list(request: HttpRequest) -> HttpResponse:
    """All groups that one may see, each with its state at a glance."""
    user: Any = request.user
    form = GroupFilter(request.GET or None)
    form.is_valid()
    chosen = getattr(form, "cleaned_data", {})
    found = WorkGroup.objects.visible_to(user).select_related("unit")
    if not chosen.get("state"):
        found = found.open()
    elif chosen["state"] == "closed":
        found = found.exclude(closed_on=None)
    if sought := chosen.get("q", "").strip():
        found = found.filter(sort_name__contains=sort_key(sought))
    page = paginate(with_figures(found), ["sort_name", "id"], request.GET.get("cursor", ""))
    context = {"page": page, "form": form, "rows": [_row(group) for group in page]}
    context["can_create"] = bool(can(user, "group.create", None))
    return render(request, "workgroups/group/list.html", context)


def _row(group: Any) -> dict[str, Any]:
    figures = standing(group)
    found = findings(figures) if group.is_open else []
    return {"group": group, "standing": figures, "open": open_findings(found), "worst": worst(found)}


@require_http_methods(["GET", "POST"])
def group_create(request: HttpRequest) -> HttpResponse:
    permissions.require(request.user, "group.create", None)
    form = GroupCreateForm(request.POST or None, user=request.user)
    if form.is_valid():
        done = _("The group is made. Appoint its members, its contact and its adviser next.")
        group = attempt(request, groups.create, form=form, done=done, **form.verb_arguments())
        if group:
            return redirect("workgroups:group.view", slug=group.slug)
    context = {
        "form": form,
        "title": _("New expert group"),
        "submit": _("Make the group"),
        "cancel_url": reverse("workgroups:group.list"),
    }
    return render(request, "workgroups/group/edit.html", context)


@require_http_methods(["GET", "POST"])
def group_edit(request: HttpRequest, slug: str) -> HttpResponse:
    group = get_group(request, slug)
    permissions.require(request.user, "group.edit", group)
    form = GroupForm(request.POST or None, user=request.user, group=group)
    back = reverse("workgroups:group.view", args=[slug])
    if form.is_valid() and attempt(request, groups.edit, form=form, done=_("Saved."), group=group, **form.cleaned_data):
        return redirect(back)
    context = {"form": form, "group": group, "title": _("Edit the group"), "cancel_url": back}
    return render(request, "workgroups/group/edit.html", context)


@require_http_methods(["GET", "POST"])
def group_close(request: HttpRequest, slug: str) -> HttpResponse:
    group = get_group(request, slug)
    permissions.require(request.user, "group.close", group)
    form = CloseForm(request.POST or None)
    back = reverse("workgroups:group.view", args=[slug])
    if form.is_valid() and attempt(
        request, groups.close, form=form, done=_("The group is closed."), group=group, **form.cleaned_data
    ):
        return redirect(back)
    context = {
        "form": form,
        "group": group,
        "roster": roster(group),
        "title": _("Close %(name)s?") % {"name": group.name},
        "submit": _("Close the group"),
        "danger": True,
        "cancel_url": back,
    }
    return render(request, "workgroups/group/close.html", context)


@require_POST
def group_reopen(request: HttpRequest, slug: str) -> HttpResponse:
    group = get_group(request, slug)
    attempt(request, groups.reopen, done=_("The group is open again. Appoint its people anew."), group=group)
    return redirect("workgroups:group.view", slug=slug)


def get_group(request: HttpRequest, slug: str) -> WorkGroup:
    """The group if the user may see it, else 404."""
    return visible_or_404(WorkGroup.objects.select_related("unit"), request.user, slug=slug)
