"""What the apps above add to the pages of groups and meetings: they register it, the page asks, and knows none of them.

::

    @adds("meeting.call")
    def cost(user, meeting) -> Part | None: ...
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

# The pages that ask, by their address: what they are about is a group, a meeting, a group and its mandate.
PLACES = ("group.view", "meeting.call", "mandate.view")


@dataclass(frozen=True)
class Part:
    """A piece of a page: a template, which gets ``part``, and what it tells of."""

    template: str
    data: dict[str, Any] = field(default_factory=dict)


Maker = Callable[[Any, Any], Part | None]
_makers: dict[str, list[Maker]] = {place: [] for place in PLACES}


def adds(place: str) -> Callable[[Maker], Maker]:
    """Register what makes a part of a page; it gets the user and the page's object, and gives None where it has nothing to say."""

    def register(maker: Maker) -> Maker:
        _makers[place].append(maker)
        return maker

    return register


def parts(place: str, user: Any, obj: Any) -> list[Part]:
    """What is added to a page, in the order of registration."""
    return [part for maker in _makers[place] if (part := maker(user, obj)) is not None]
