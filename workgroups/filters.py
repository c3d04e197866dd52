"""What the registers of meetings, minutes and tasks can be narrowed by; the state lives in the address."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portal.periods import today
from sections.models import Body
from workgroups.models import Meeting, Minutes, Task

FIRST_YEAR = 2015


def bodies(request) -> QuerySet[Body]:
    return Body.objects.visible_to(request.user) if request else Body.objects.none()


def years() -> list[tuple[Any, Any]]:
    return [("", _("All years")), *((year, str(year)) for year in range(today().year + 1, FIRST_YEAR - 1, -1))]


class MeetingFilter(django_filters.FilterSet):
    body = django_filters.ModelChoiceFilter(label=_("Body"), queryset=bodies, empty_label=_("All bodies"))
    year = django_filters.TypedChoiceFilter(
        label=_("Year"),
        field_name="starts_at",
        lookup_expr="year",
        choices=years,
        coerce=int,
    )
    state = django_filters.ChoiceFilter(label=_("State"), choices=Meeting.State.choices, empty_label=_("All states"))

    class Meta:
        model = Meeting
        fields = ["body", "year", "state"]


class MinutesFilter(django_filters.FilterSet):
    body = django_filters.ModelChoiceFilter(
        label=_("Body"), field_name="meeting__body", queryset=bodies, empty_label=_("All bodies")
    )
    year = django_filters.TypedChoiceFilter(
        label=_("Year"), field_name="meeting__starts_at", lookup_expr="year", choices=years, coerce=int,
    )  # fmt: skip
    state = django_filters.ChoiceFilter(label=_("State"), choices=Minutes.State.choices, empty_label=_("All states"))

    class Meta:
        model = Minutes
        fields = ["body", "year", "state"]


class TaskFilter(django_filters.FilterSet):
    """Without a choice: my open tasks."""

    WHOSE = [("all", _("Everybody’s tasks"))]
    STATES = [("done", _("done")), ("dropped", _("dropped")), ("all", _("All states"))]

    whose = django_filters.ChoiceFilter(
        label=_("Whose"), choices=WHOSE, empty_label=_("My tasks"), method="filter_whose"
    )
    body = django_filters.ModelChoiceFilter(label=_("Body"), queryset=bodies, empty_label=_("All bodies"))
    state = django_filters.ChoiceFilter(label=_("State"), choices=STATES, empty_label=_("open"), method="filter_state")

    class Meta:
        model = Task
        fields = ["whose", "body", "state"]

    def filter_whose(self, queryset, name, value):
        return queryset

    def filter_state(self, queryset, name, value):
        return queryset

    def filter_queryset(self, queryset):
        """The two defaults narrow, so they are set here and not in the fields' own methods."""
        queryset = super().filter_queryset(queryset)
        chosen = self.form.cleaned_data
        if not chosen.get("whose"):
            queryset = queryset.filter(responsible_id=self.request.user.person_id)
        state = chosen.get("state") or Task.State.OPEN
        return queryset if state == "all" else queryset.filter(state=state)
