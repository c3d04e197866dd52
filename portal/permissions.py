"""May this person do this? One question, asked by views, verbs, templates, exports, feeds and files alike.

A rule is registered in the app that owns the noun::

    @rule("minutes.approve")
    def approve(user, minutes) -> Decision: ...

Everything without a rule is refused. ``actor=None`` is the system itself (commands, scheduled jobs) and may do all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Decision:
    """Yes or no, with the reason for a no."""

    allowed: bool
    reason: Any = ""

    def __bool__(self) -> bool:
        return self.allowed


ALLOW = Decision(True)
REFUSE = Decision(False, _("Your roles do not give you the right to do this."))


def deny(reason) -> Decision:
    return Decision(False, reason)


def allow_if(condition: bool, reason=None) -> Decision:
    """ALLOW where the condition holds, else a refusal with the reason."""
    if condition:
        return ALLOW
    return deny(reason) if reason else REFUSE


class Refused(PermissionDenied):
    """Raised by :func:`require`; ``reason`` is a sentence for the user."""

    def __init__(self, reason) -> None:
        self.reason = reason
        super().__init__(str(reason))


_rules: dict[str, Callable[[Any, Any], Decision]] = {}


def rule(name: str):
    """Register the rule of one verb, ``noun.verb``. A second rule for the same verb is a programming error."""

    def register(function: Callable[[Any, Any], Decision]):
        if name in _rules:
            raise RuntimeError(f"{name} has a rule already")
        _rules[name] = function
        return function

    return register


def can(user, verb: str, obj: Any = None) -> Decision:
    """May ``user`` do ``verb`` to ``obj``?"""
    if user is None:
        return ALLOW
    if not user.is_authenticated or not user.is_active:
        return REFUSE
    if verb not in _rules:
        raise LookupError(f"no rule for {verb}")
    return _rules[verb](user, obj)


def require(user, verb: str, obj: Any = None) -> None:
    """Raise :class:`Refused` where :func:`can` says no."""
    decision = can(user, verb, obj)
    if not decision:
        raise Refused(decision.reason)


def verbs() -> list[str]:
    """All verbs that have a rule."""
    return sorted(_rules)
