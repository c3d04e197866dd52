"""What the frame of every page needs. Costs no query beyond the user of the request."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Place:
    """A main entry: URL name, word, icon, and the beginnings of URL names that belong to it."""

    view: str
    label: Any
    icon: str
    nouns: tuple[str, ...]


# A page belongs to the first place that claims its URL name. The first four stand in the phone's bottom bar, the rest under «More».
PLACES = (
    Place("portal:home", _("Home"), "house", ("portal:home",)),
    Place(
        "workgroups:group.list",
        _("Groups"),
        "users-round",
        (
            "workgroups:group.",
            "workgroups:mandate.",
            "workgroups:check.",
            "workgroups:input.",
            "sections:call.",
            "sections:application.",
            "sections:coverage.",
        ),
    ),
    Place(
        "workgroups:meeting.list",
        _("Meetings"),
        "calendar-days",
        ("workgroups:",),
    ),
    Place("plans:plan.list", _("Plans"), "list-checks", ("plans:",)),
    Place("money:home", _("Money"), "wallet", ("money:", "sections:grant.")),
    Place("portal:report.list", _("Reports"), "chart-no-axes-column", ("portal:report.", "portal:document.")),
    Place(
        "members:person.list",
        _("People"),
        "contact-round",
        ("members:person.", "members:appointment.", "members:account."),
    ),
    Place("sections:unit.list", _("Section"), "landmark", ("sections:", "portal:audit.", "portal:outbox.")),
)
IN_BAR = 4


@dataclass(frozen=True)
class NavItem:
    url: str
    label: Any
    icon: str
    here: bool


def _here(request: HttpRequest) -> Place | None:
    """The place that the page belongs to."""
    match = getattr(request, "resolver_match", None)
    view = match.view_name if match else ""
    return next((place for place in PLACES if view.startswith(place.nouns)), None)


def frame(request: HttpRequest) -> dict[str, Any]:
    """Names for base.html: ``nav``, ``nav_bar``, ``nav_more``, ``more_here``, ``languages``, ``person_name``."""
    user = getattr(request, "user", None)
    known = user is not None and user.is_authenticated
    if not known:
        return {"languages": settings.LANGUAGES, "nav": [], "person_name": ""}
    here = _here(request)
    nav = [NavItem(reverse(place.view), place.label, place.icon, place is here) for place in PLACES]
    return {
        "nav": nav,
        "nav_bar": nav[:IN_BAR],
        "nav_more": nav[IN_BAR:],
        "more_here": any(item.here for item in nav[IN_BAR:]),
        "languages": settings.LANGUAGES,
        "person_name": str(user),
    }
