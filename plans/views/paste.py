"""Pasting a block from Word or Excel: a look at what will change, then the change. A page of its own where there is no script."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plans import grid
from plans.imports import block
from plans.models import Measure, Plan
from plans.operations import paste as verbs
from plans.views import sheet
from plans.views.pieces import plan_or_404
from portal.forms import PortalForm
from portal.permissions import require
from portal.workflow import Conflict


class BlockForm(PortalForm):
    """The block and where it goes: a row (by its number in the sheet), or below the last row of a goal or an area."""

    block = forms.CharField(
        label=gettext_lazy("The block"),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=block.MAX_LENGTH,
        strip=False,
        help_text=gettext_lazy("Copy the rows in Word or Excel, and paste them here."),
    )
    column = forms.ChoiceField(
        label=gettext_lazy("First column of the block"),
        choices=[(name, grid.HEADS[name]) for name in grid.COLUMNS],
        help_text=gettext_lazy("Where the block begins with the form’s head, the columns are found by their names."),
    )
    number = forms.IntegerField(
        label=gettext_lazy("From row number"),
        required=False,
        min_value=1,
        help_text=gettext_lazy("As in the table. Left blank, the rows are added as new ones."),
    )
    place = forms.ChoiceField(label=gettext_lazy("New rows under"), required=False)

    def __init__(self, *args: Any, slots: list[sheet.Slot], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = [slot for slot in slots if slot[2]]
        self.places = {_key(area, goal): (area, goal) for area, goal, _pk in slots}
        self.fields["place"].choices = [(key, str(goal or area)[:80]) for key, (area, goal) in self.places.items()]  # type: ignore[attr-defined]

    def clean_number(self) -> int | None:
        number = self.cleaned_data["number"]
        if number and number > len(self.rows):
            raise ValidationError(_("The plan has %(count)d rows.") % {"count": len(self.rows)})
        return number

    def start(self) -> verbs.Start | None:
        number = self.cleaned_data["number"]
        if number:
            area, goal, pk = self.rows[number - 1]
            return verbs.Start(area, goal, Measure(pk=pk))
        if self.cleaned_data["place"]:
            return verbs.Start(*self.places[self.cleaned_data["place"]])
        return None


def _key(area, goal) -> str:
    return f"goal-{goal.pk}" if goal else f"area-{area.pk}"


def page(request: HttpRequest, pk: int) -> HttpResponse:
    """First a post shows what will change, then one with its mark changes it."""
    plan = plan_or_404(request, pk)
    require(request.user, "plan.edit", plan)
    slots = sheet.slots(plan)
    form = BlockForm(_data(request, slots), slots=slots)
    context: dict[str, Any] = {"plan": plan, "form": form, "cancel_url": reverse("plans:plan.sheet", args=[plan.pk])}
    if request.method == "POST" and form.is_valid():
        answer = _read(request, plan, form, context)
        if answer:
            return answer
    name = "_preview.html" if request.headers.get("x-requested-with") == "fetch" else "paste.html"
    status = 422 if form.errors else 200
    return render(request, f"plans/sheet/{name}", context, status=status)


def _data(request: HttpRequest, slots: list[sheet.Slot]) -> Any:
    """What was posted; the script tells the row by its key, of which the number is found here."""
    if request.method != "POST":
        return None
    data = request.POST.copy()
    at = data.get("at", "")
    if at.startswith("m"):
        ids = [str(slot[2]) for slot in slots if slot[2]]
        data["number"] = str(ids.index(at[1:]) + 1) if at[1:] in ids else ""
    elif at:
        data["place"] = at
    return data


def _read(request: HttpRequest, plan: Plan, form: BlockForm, context: dict[str, Any]) -> HttpResponse | None:
    start = form.start()
    try:
        rows, beyond = block.read(form.cleaned_data["block"], form.cleaned_data["column"])
    except block.TooLarge:
        form.add_error("block", _("At most %(rows)d rows at a time.") % {"rows": block.MAX_ROWS})
        return None
    if start is None:
        form.add_error("number", _("The row is no longer in the plan. Choose another."))
        return None
    if not rows:
        form.add_error("block", _("There is no text in the block."))
        return None
    mark = request.POST.get("mark", "")
    if mark:
        try:
            edit = verbs.paste(request.user, plan=plan, start=start, rows=rows, mark=mark)
        except (Conflict, ValidationError) as refusal:
            messages.warning(request, str(refusal) if isinstance(refusal, Conflict) else refusal.messages[0])
        else:
            sheet.tell(request, edit.label, edit)
            first = edit.changes[0]["measure"]
            at = next((n for n, slot in enumerate(sheet.slots(plan)) if slot[2] == first), 0)
            return redirect(f"{context['cancel_url']}?page={at // sheet.SIZE + 1}#m{first}")
    context |= {"preview": verbs.preview(plan, start, rows), "beyond": beyond}
    return None
