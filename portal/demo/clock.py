"""Lets the demo happen in the past: verbs ask what time it is, and a year of work cannot all have been done now."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, tzinfo
from typing import Any
from unittest import mock

from django.utils import timezone


class _AnyDatetime(type):
    """``isinstance(value, datetime)`` inside django.utils.timezone still means the real class."""

    def __instancecheck__(cls, instance) -> bool:
        return isinstance(instance, datetime)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Within this block ``timezone.now()`` answers ``moment``, also where it is the default of a model's field.

    The name ``datetime`` in Django's timezone module is what both read, so it is the one place to stand in for.
    """

    class Stopped(datetime, metaclass=_AnyDatetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Any:
            return moment.astimezone(tz) if tz else moment.replace(tzinfo=None)

    with mock.patch.object(timezone, "datetime", Stopped):
        yield
