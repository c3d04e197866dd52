"""The agenda on the page of its meeting: each change is answered with the list alone where htmx asks, else with the page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal import permissions
from portal.http import attempt
from workgroups.forms.agenda import ItemForm, QuickItemForm
from workgroups.models import AgendaItem, Meeting
from workgroups.operations import agenda
from workgroups.views.meetings import meeting_or_404, page_context


def _item_or_404(request: HttpRequest, pk: int) -> AgendaItem:
    item = get_object_or_404(AgendaItem.objects.select_related("lays_before"), pk=pk)
    item.meeting = meeting_or_404(request, item.meeting_id)
    return item


def _answer(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """The list for htmx, else back to the page where it stands."""
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "workgroups/agenda/_list.html", page_context(request, meeting))
    return redirect(f"/meetings/{meeting.pk}/#agenda")


@require_POST
def agenda_create(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = meeting_or_404(request, pk)
    permissions.require(request.user, "meeting.edit", meeting)
    form = QuickItemForm(request.POST)
    if form.is_valid() and attempt(request, agenda.create, form=form, meeting=meeting, **form.cleaned_data):
        return _answer(request, meeting)
    context = page_context(request, meeting, quick_form=form)
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "workgroups/agenda/_list.html", context)
    return render(request, "workgroups/meeting/view.html", context, status=422)


def agenda_edit(request: HttpRequest, pk: int) -> HttpResponse:
    item = _item_or_404(request, pk)
    permissions.require(request.user, "meeting.edit", item.meeting)
    initial = {name: getattr(item, name) for name in ("title", "kind", "duration", "presenter", "text")}
    form = ItemForm(request.POST or None, meeting=item.meeting, initial=initial)
    if request.method == "POST" and form.is_valid() and attempt(
        request, agenda.edit, form=form, item=item, done=_("The case is changed."), **form.cleaned_data
    ):  # fmt: skip
        return redirect(f"/meetings/{item.meeting_id}/#agenda")
    context = {
        "form": form, "item": item, "meeting": item.meeting, "title": _("Change the case"), "submit": _("Save the case"),
        "cancel_url": f"/meetings/{item.meeting_id}/#agenda",
    }  # fmt: skip
    return render(request, "workgroups/agenda/edit.html", context)


@require_POST
def agenda_move(request: HttpRequest, pk: int) -> HttpResponse:
    item = _item_or_404(request, pk)
    attempt(request, agenda.move, item=item, up=request.POST.get("direction") == "up")
    return _answer(request, item.meeting)


@require_POST
def agenda_remove(request: HttpRequest, pk: int) -> HttpResponse:
    item = _item_or_404(request, pk)
    attempt(request, agenda.remove, item=item)
    return _answer(request, item.meeting)
