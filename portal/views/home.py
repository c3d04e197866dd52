"""The page that everybody meets first: what I owe, what is new, my groups."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal import duties, overview
from portal.periods import today

# Shown at once; the rest stands behind a fold.
FIRST = 7


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """At most twelve queries, however much one owes."""
    user = request.user
    calls = duties.coming_calls(user)
    cards = overview.cards(user)
    owed = duties.by_date([*duties.duties(user, calls=calls), *duties.lacking(cards)])
    step, rest = (owed[0], owed[1:]) if owed else (None, [])
    return render(
        request,
        "portal/home/view.html",
        {
            "step": step,
            "owed": rest[:FIRST],
            "more_owed": rest[FIRST:],
            "call": calls[0] if calls else None,
            "mine": [card for card in cards if card.roles],
            "others": [card for card in cards if not card.roles],
            "news": overview.news(user),
            "today": today(),
        },
    )
