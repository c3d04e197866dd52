"""Dates, amounts and names as a colleague would write them, in the language of the reader. Filters of every template."""

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

NBSP = "\xa0"


def _local_date(value: Any) -> date | None:
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value if isinstance(value, date) else None


def day(value: Any) -> str:
    """«tirsdag 8. desember», with the year where it is not this one."""
    moment = _local_date(value)
    if moment is None:
        return ""
    month_day = "DATE_FORMAT" if moment.year != timezone.localdate().year else "MONTH_DAY_FORMAT"
    return f"{formats.date_format(moment, 'l')} {formats.date_format(moment, month_day)}".replace(". ", f".{NBSP}")


def short_day(value: Any) -> str:
    """«8. desember», with the year where it is not this one: for tables and small places."""
    moment = _local_date(value)
    if moment is None:
        return ""
    month_day = "DATE_FORMAT" if moment.year != timezone.localdate().year else "MONTH_DAY_FORMAT"
    return formats.date_format(moment, month_day).replace(" ", NBSP)


def clock(value: Any) -> str:
    """«10:00»."""
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return formats.time_format(value) if value else ""


def moment(value: Any) -> str:
    """«tirsdag 8. desember kl. 10:00»."""
    if not value:
        return ""
    return _("%(day)s at %(time)s") % {"day": day(value), "time": clock(value)}


def relative_day(value: Any) -> str:
    """«om 3 dager», «i går», «for 2 måneder siden»."""
    moment = _local_date(value)
    if moment is None:
        return ""
    days = (moment - timezone.localdate()).days
    near = {0: _("today"), 1: _("tomorrow"), -1: _("yesterday")}
    if days in near:
        return near[days]
    return (_ahead if days > 0 else _past)(abs(days)).replace(" ", NBSP)


def _ahead(days: int) -> str:
    if days < 14:
        return ngettext("in %(n)d day", "in %(n)d days", days) % {"n": days}
    if days < 60:
        return ngettext("in %(n)d week", "in %(n)d weeks", days // 7) % {"n": days // 7}
    if days < 730:
        return ngettext("in %(n)d month", "in %(n)d months", days // 30) % {"n": days // 30}
    return ngettext("in %(n)d year", "in %(n)d years", days // 365) % {"n": days // 365}


def _past(days: int) -> str:
    if days < 14:
        return ngettext("%(n)d day ago", "%(n)d days ago", days) % {"n": days}
    if days < 60:
        return ngettext("%(n)d week ago", "%(n)d weeks ago", days // 7) % {"n": days // 7}
    if days < 730:
        return ngettext("%(n)d month ago", "%(n)d months ago", days // 30) % {"n": days // 30}
    return ngettext("%(n)d year ago", "%(n)d years ago", days // 365) % {"n": days // 365}


def number(value: Any) -> str:
    """«1 925 000», grouped by non-breaking spaces (a comma in English)."""
    try:
        # Nought has no sign.
        amount = Decimal(str(value)) or Decimal(0)
    except (InvalidOperation, TypeError):
        return ""
    if not amount.is_finite():
        return ""
    places = 0 if amount == amount.to_integral_value() else 2
    text = f"{amount:,.{places}f}"
    if translation.get_language() != "en":
        text = text.replace(",", NBSP).replace(".", ",")
    return text.replace("-", "−")


def kr(value: Any) -> str:
    """«1 925 000 kr»; øre only where there are some."""
    text = number(value)
    return f"{text}{NBSP}kr" if text else ""


def initials(name: Any) -> str:
    """«Kari Mo Nordli» → «KN»."""
    words = [word for word in str(name or "").replace("-", " ").split() if word[0].isalpha()]
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper() if words else "?"
