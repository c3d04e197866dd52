"""The tree of units, one level at a time."""

from typing import Any

from django.db.models import Count, Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from members.models import Appointment
from members.roles import Role
from portal import permissions
from portal.http import attempt, visible_or_404
from portal.paging import paginate
from portal.permissions import can
from portal.textsearch import sort_key
from sections.forms import UnitForm, UnitSearch
from sections.models import Body, Unit
from sections.operations import units

# Sections stand before counties.
DOWN = ["-kind", "sort_name", "id"]
OFFICERS = (Role.LEADER, Role.DEPUTY_LEADER, Role.SECTION_LEADER, Role.HEAD_OF_UNIT, Role.TREASURER)


@require_safe
def unit_list(request: HttpRequest) -> HttpResponse:
    """One's own units, then the top of the tree; or what a search finds on all levels."""
    user: Any = request.user
    form = UnitSearch(request.GET or None)
    sought = form.cleaned_data["q"].strip() if form.is_valid() else ""
    seen = Unit.objects.visible_to(user).select_related("parent")
    page = None
    own: list[Unit] = []
    tops: list[Unit] = []
    if sought:
        found = seen.filter(Q(sort_name__contains=sort_key(sought)) | Q(number=sought))
        page = paginate(found, ["sort_name", "id"], request.GET.get("cursor", ""), size=50)
    else:
        own_ids = {holding.unit_id for holding in user.access.holdings}
        below = Unit.objects.annotate(below=Count("children")).order_by(*DOWN)
        near = seen.filter(Q(pk__in=own_ids) | Q(parent=None)).prefetch_related(Prefetch("children", below))
        for unit in near:
            (tops if unit.parent_id is None else own).append(unit)
    context = {"form": form, "sought": sought, "page": page, "own": own, "tops": tops}
    return render(request, "sections/unit/list.html", context)


@require_safe
def unit_view(request: HttpRequest, slug: str) -> HttpResponse:
    user: Any = request.user
    unit = visible_or_404(Unit.objects.select_related("parent__parent__parent"), user, slug=slug)
    below = unit.children.annotate(below=Count("children"))
    officers = (
        Appointment.objects.visible_to(user)
        .active()
        .filter(body__unit=unit, role__in=OFFICERS)
        .exclude(body__kind=Body.Kind.WORKING_GROUP)
    )
    context = {
        "unit": unit,
        "above": _above(unit),
        "bodies": Body.objects.visible_to(user).filter(unit=unit).order_by("closed_on", "kind", "sort_name"),
        "officers": officers.select_related("person", "body").listed(),
        "page": paginate(below, DOWN, request.GET.get("cursor", ""), size=50),
        "can_edit": bool(can(user, "unit.edit", unit)),
        "can_add_unit": bool(can(user, "unit.create", unit)) and _takes_units(unit),
        "can_add_body": bool(can(user, "body.create", unit)),
        "can_add_group": unit.kind == Unit.Kind.SECTION and bool(can(user, "group.create", unit)),
        "history": reverse("portal:history", args=["sections.unit", unit.pk]),
    }
    return render(request, "sections/unit/view.html", context)


@require_http_methods(["GET", "POST"])
def unit_create(request: HttpRequest, slug: str) -> HttpResponse:
    parent = visible_or_404(Unit.objects.all(), request.user, slug=slug)
    permissions.require(request.user, "unit.create", parent)
    form = UnitForm(request.POST or None, parent=parent)
    if form.is_valid():
        unit = attempt(
            request, units.create, form=form, done=_("The unit is made."), parent=parent, **form.cleaned_data
        )
        if unit:
            return redirect("sections:unit.view", slug=unit.slug)
    context = {
        "form": form,
        "unit": parent,
        "title": _("New unit below %(name)s") % {"name": parent.name},
        "submit": _("Make the unit"),
        "cancel_url": reverse("sections:unit.view", args=[slug]),
    }
    return render(request, "sections/unit/edit.html", context)


@require_http_methods(["GET", "POST"])
def unit_edit(request: HttpRequest, slug: str) -> HttpResponse:
    unit = visible_or_404(Unit.objects.all(), request.user, slug=slug)
    permissions.require(request.user, "unit.edit", unit)
    form = UnitForm(request.POST or None, unit=unit)
    back = reverse("sections:unit.view", args=[slug])
    if form.is_valid() and attempt(request, units.edit, form=form, done=_("Saved."), unit=unit, **form.cleaned_data):
        return redirect(back)
    context = {"form": form, "unit": unit, "title": _("Edit unit"), "cancel_url": back}
    return render(request, "sections/unit/edit.html", context)


def _above(unit: Unit) -> list[Unit]:
    """From the top down to the unit's parent."""
    chain: list[Unit] = []
    step = unit.parent
    while step is not None:
        chain.insert(0, step)
        step = step.parent
    return chain


def _takes_units(unit: Unit) -> bool:
    return any(unit.kind in parents for parents in Unit.PARENTS.values())
