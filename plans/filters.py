"""The register's filters; their state lives in the address."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from plans.models import Plan
from portal.periods import today


class PlanFilter(filters.FilterSet):
    """By name, state and year."""

    q = filters.CharFilter(label=_("Title or group"), method="by_words")
    state = filters.ChoiceFilter(label=_("state"), choices=Plan.State.choices, empty_label=_("any"))
    year = filters.NumberFilter(label=_("Year"), method="by_year")

    class Meta:
        model = Plan
        fields: list[str] = []

    def by_words(self, plans, _name: str, words: str):
        for word in words.split()[:6]:
            plans = plans.filter(title__icontains=word) | plans.filter(body__name__icontains=word)
        return plans

    def by_year(self, plans, _name: str, year):
        """In force on some day of that year."""
        if not 1900 <= year <= 9998:
            return plans.none()
        first, last = today().replace(int(year), 1, 1), today().replace(int(year), 12, 31)
        return plans.filter(starts_on__lte=last).exclude(ends_on__lt=first)
