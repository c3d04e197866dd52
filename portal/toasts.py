"""Saying what was done, where it was done, with a way back where there is one."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest

UNDO = "undo:"


def done(request: HttpRequest, text: Any, *, undo_url: str = "") -> None:
    """A message of success; ``undo_url`` is posted to by the button «Undo» beside it."""
    messages.success(request, text, extra_tags=f"{UNDO}{undo_url}" if undo_url else "")
