"""Forms of claims: what a claim is about, and one short form for each kind of line, so that nobody meets fields of another."""

from datetime import date
from decimal import Decimal
from typing import Any

from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from plans import spending
from plans.models import Budget, BudgetLine, Claim, ClaimLine, Measure, Plan, Rate
from plans.operations import claims
from portal.amounts import AmountField
from portal.forms import PortalForm, PortalModelForm
from portal.periods import today
from portal.words import kr
from sections.models import Body
from workgroups.models import Meeting

Kind, Means, Answer = ClaimLine.Kind, ClaimLine.Means, ClaimLine.Answer
NUMBER = {
    "invalid": _("“%(text)s” is not a number. Write for example 60 or 60,5."),
    "small": _("Write a number above nought."),
    "large": _("The number is too large."),
}
# Meetings and measures to choose from.
MOST = 60
# Pictures from a phone, and what is sent by mail.
RECEIPTS = "image/jpeg,image/png,application/pdf"


class ClaimForm(PortalModelForm):
    """What the claim is about; meeting and measure are the body's."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Claim
        fields = ["title", "meeting", "measure", "project_number", "account"]

    def __init__(self, *args: Any, body: Body, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, found in (("meeting", _meetings(body)), ("measure", _measures(body))):
            self._offer(name, found)
        if "meeting" in self.fields:
            self.fields["meeting"].label_from_instance = _meeting_label  # type: ignore[attr-defined]
        if "measure" in self.fields:
            self.fields["measure"].label_from_instance = lambda measure: measure.text[:80]  # type: ignore[attr-defined]
        self.fields["version"].initial = self.instance.version
        self.fields["title"].help_text = _("For example the meeting that you travelled to.")
        self.fields["account"].help_text = _("Eleven figures. Where the money is to be paid.")
        self.fields["account"].widget.attrs.update({"inputmode": "numeric", "autocomplete": "off"})
        self.fields["project_number"].help_text = _("Where the section has told you one.")

    def _offer(self, name: str, found: QuerySet) -> None:
        """Those of the body, and what is chosen already; no field where there is nothing to choose."""
        chosen = getattr(self.instance, f"{name}_id")
        field: Any = self.fields[name]
        field.queryset = field.queryset.filter(pk__in=[chosen or 0, *found.values_list("pk", flat=True)[:MOST]])
        if not field.queryset.exists():
            del self.fields[name]

    def clean_account(self) -> str:
        """The bank's own check of the eleventh figure finds a slip of the finger before the money goes astray."""
        text = self.cleaned_data["account"]
        if not text:
            return ""
        figures = text.replace(".", "").replace(" ", "")
        if not is_account(figures):
            raise forms.ValidationError(_("This is no account number: check the eleven figures."))
        return f"{figures[:4]} {figures[4:6]} {figures[6:]}"

    def _post_clean(self) -> None:
        """The verb checks the whole claim; here the fields alone."""


def is_account(figures: str) -> bool:
    """Whether these are the eleven figures of a Norwegian bank account, the last one by modulus 11."""
    if len(figures) != 11 or not figures.isascii() or not figures.isdigit():
        return False
    weights = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
    last = 11 - sum(int(figure) * weight for figure, weight in zip(figures, weights, strict=False)) % 11
    return last % 11 == int(figures[10]) and last != 10


def _meetings(body: Body) -> QuerySet:
    called = Meeting.objects.filter(body=body, state__in=(Meeting.State.CALLED, Meeting.State.HELD))
    return called.order_by("-starts_at")


def _measures(body: Body) -> QuerySet:
    """Of this year's plans and the last's."""
    plans = Plan.objects.filter(body=body, ends_on__gte=date(today().year - 1, 1, 1))
    return Measure.objects.filter(plan__in=plans).with_text()


def _meeting_label(meeting: Meeting) -> str:
    return f"{meeting.title} · {date_format(meeting.starts_at, 'SHORT_DATE_FORMAT')}"


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files; cleaned it is a list."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list:
        uploads = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(FilesField, self).clean(upload, initial) for upload in uploads]


class LineForm(PortalForm):
    """What every line has. The kind is chosen before the form is opened."""

    kind: str = ""
    title: Any = ""
    lead: Any = ""
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    on = forms.DateField(label=_("Date"), widget=forms.DateInput)
    text = forms.CharField(label=_("What it was for"), max_length=200, required=False)
    amount = AmountField(label=_("Amount"), lowest=Decimal("0.01"))
    receipts = FilesField(
        label=_("Receipts"), required=False, widget=FilesInput(attrs={"accept": RECEIPTS}),
        help_text=_("Take a picture of each, or choose files: JPG, PNG or PDF."),
    )  # fmt: skip
    layout: tuple[Any, ...] = ("on", "text", "amount", "receipts")

    def __init__(self, *args: Any, line: ClaimLine | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].widget.attrs["max"] = today().isoformat()
        if line is not None:
            for name in self.fields:
                if hasattr(line, name):
                    self.fields[name].initial = getattr(line, name)
        self.fields["version"].initial = self.initial.get("version")
        self.helper.layout = Layout("version", *self.layout)

    @property
    def values(self) -> dict[str, Any]:
        """What the verb takes."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return given | {"kind": self.kind}


class DriveForm(LineForm):
    """By the kilometre: the amount follows from the rate of the day."""

    kind, title = Kind.TRAVEL, _("Travel by car or bicycle")
    layout = ("on", Row(Column("from_place"), Column("to_place")), "means", "distance_km", "text", "receipts")
    from_place = forms.CharField(label=_("From"), max_length=80)
    to_place = forms.CharField(label=_("To"), max_length=80)
    means = forms.ChoiceField(label=_("How you travelled"), choices=[(m.value, m.label) for m in claims.BY_DISTANCE])
    distance_km = AmountField(
        label=_("Kilometres"), lowest=Decimal("0.1"), highest=Decimal("99999.9"), error_messages=NUMBER
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["amount"]
        self.fields["receipts"].label = _("Receipts of toll, ferry or parking, if any")
        self.fields["receipts"].help_text = _("Their amounts are lines of their own.")
        self.fields["distance_km"].help_text = _("There and back, if you claim both.")

    def clean_distance_km(self) -> Decimal:
        return self.cleaned_data["distance_km"].quantize(Decimal("0.1"))


class TicketForm(LineForm):
    kind, title = Kind.TRAVEL, _("Travel with a ticket")
    layout = (
        "on", Row(Column("from_place"), Column("to_place")), "means", "text", "amount", "receipts",
    )  # fmt: skip
    from_place = forms.CharField(label=_("From"), max_length=80)
    to_place = forms.CharField(label=_("To"), max_length=80)
    means = forms.ChoiceField(
        label=_("How you travelled"), choices=[(m.value, m.label) for m in Means if m not in claims.BY_DISTANCE]
    )


class StayForm(LineForm):
    kind, title = Kind.STAY, _("A night’s stay")


class CourseForm(LineForm):
    kind, title = Kind.COURSE, _("A course")


class MaterialsForm(LineForm):
    kind, title = Kind.MATERIALS, _("Materials")


class OtherForm(LineForm):
    kind, title = Kind.OTHER, _("Something else")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].required = True


class LostEarningsForm(LineForm):
    """Lost earnings are the last way out: the employer is asked for leave with pay first."""

    kind, title = Kind.LOST_EARNINGS, _("Lost earnings")
    lead = _("The section pays lost earnings only where the employer was asked for leave with pay and said no.")
    layout = (
        "on", Row(Column("hours"), Column("amount")), "employer_asked_on", "employer_answer", "receipts", "text",
    )  # fmt: skip
    hours = AmountField(
        label=_("Hours without pay"), lowest=Decimal("0.25"), highest=Decimal(999), error_messages=NUMBER
    )
    employer_asked_on = forms.DateField(
        label=_("When you asked the employer for leave with pay"), widget=forms.DateInput, required=False
    )
    employer_answer = forms.ChoiceField(
        label=_("What the employer answered"), choices=Answer.choices, required=False, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["employer_asked_on"].widget.attrs["max"] = today().isoformat()
        self.fields["receipts"].label = _("The employer’s answer")
        self.fields["receipts"].help_text = _(
            "A picture or a PDF of the letter or mail. The draft is kept without it, but cannot be handed in."
        )
        self.fields["text"].label = _("Remark")


FORMS: dict[str, type[LineForm]] = {
    "drive": DriveForm,
    "ticket": TicketForm,
    "stay": StayForm,
    "course": CourseForm,
    "materials": MaterialsForm,
    "lost-earnings": LostEarningsForm,
    "other": OtherForm,
}


def name_of(line: ClaimLine) -> str:
    """Which of the forms a line was written on."""
    if line.kind == Kind.TRAVEL:
        return "drive" if line.means in claims.BY_DISTANCE else "ticket"
    return str(line.kind).replace("_", "-")


# --- For those who handle it ----------------------------------------------------------------------------------------


class BudgetLineField(forms.ModelChoiceField):
    """A line of the unit's decided budgets of this year and the last, with what is left on it."""

    def __init__(self, claim: Claim, **kwargs: Any) -> None:
        years = (today().year - 1, today().year)
        lines = BudgetLine.objects.filter(
            budget__unit_id=claim.unit_id, budget__state=Budget.State.DECIDED, budget__year__in=years
        )
        super().__init__(lines.select_related("budget").order_by("-budget__year", "position", "id"), **kwargs)
        self.left = spending.left_on(lines)

    def label_from_instance(self, line: Any) -> str:
        words = {"year": line.budget.year, "line": line, "left": kr(self.left.get(line.pk, Decimal(0)))}
        return _("%(year)d · %(line)s · %(left)s left") % words


class AgreeForm(PortalForm):
    def __init__(self, *args: Any, claim: Claim, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["line"] = BudgetLineField(
            claim, label=_("Budget line"), required=False, initial=claim.line_id,
            help_text=_("Where you know it. The administration can choose another."),
        )  # fmt: skip


class ApproveForm(PortalForm):
    def __init__(self, *args: Any, claim: Claim, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["line"] = BudgetLineField(claim, label=_("Budget line"), initial=claim.line_id)


class ReasonForm(PortalForm):
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea)


class PayForm(PortalForm):
    on = forms.DateField(label=_("Paid on"), widget=forms.DateInput)


class RateForm(PortalForm):
    """A rate from a day on; those before it stay for the days before."""

    kind = forms.ChoiceField(label=_("What is paid for"), choices=Rate.Kind.choices)
    amount = AmountField(label=_("Kroner"), highest=Decimal("999999.99"))
    valid_from = forms.DateField(label=_("Valid from"), widget=forms.DateInput)
    source = forms.CharField(
        label=_("Where it is decided"), max_length=120, required=False, help_text=_("For example the travel agreement.")
    )
