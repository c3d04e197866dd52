"""What happens when: events are planned in any order and told in the order of time, each at its own moment."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from members.models import Person, User
from portal.demo import clock


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    """A time of day in the portal's time zone."""
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


def weekday(day: date) -> date:
    """The day itself, or the Tuesday after where it falls at the week's end or on its edges."""
    return day + timedelta(days={0: 1, 4: 4, 5: 3, 6: 2}.get(day.weekday(), 0))


@dataclass
class Story:
    """The plan of all that happens, and the accounts of those who do it."""

    today: date
    events: list[tuple[datetime, int, Callable[[], Any]]] = field(default_factory=list)
    users: dict[int, User] = field(default_factory=dict)
    now: datetime = field(default_factory=timezone.now)
    _planned: int = 0

    def day(self, offset: int) -> date:
        return self.today + timedelta(days=offset)

    def when(self, at: datetime, event: Callable[[], Any]) -> None:
        """Plan an event. What would lie in the future has not happened, and is left out."""
        if at < self.now:
            self._planned += 1
            heapq.heappush(self.events, (at, self._planned, event))

    def actor(self, person: Person) -> User:
        """The person's account, with the rights of the day on which it acts."""
        if person.pk not in self.users:
            self.users[person.pk] = User.objects.get(person=person)
        user = self.users[person.pk]
        user.__dict__.pop("access", None)
        return user

    def tell(self) -> None:
        """Let everything happen, the oldest first. An event may plan later ones."""
        while self.events:
            at, _number, event = heapq.heappop(self.events)
            with clock.at(at):
                event()
