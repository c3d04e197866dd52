"""A save that was typed against an older text is refused, and both texts are shown."""

import hashlib
import json

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.workflow import Conflict


class Stale(Conflict):
    """``current`` is the object as somebody else left it."""

    def __init__(self, current: models.Model) -> None:
        self.current = current
        super().__init__(
            _("Somebody else has changed this while you were writing. Nothing of yours is lost: compare the two texts.")
        )


def fingerprint(obj: models.Model, fields: tuple[str, ...]) -> str:
    """Tells whether any of the fields has changed since a form was opened."""
    values = [str(getattr(obj, name)) for name in fields]
    return hashlib.sha256(json.dumps(values).encode()).hexdigest()[:24]


def refuse_stale(current: models.Model, fields: tuple[str, ...], seen: str) -> None:
    """``seen`` is the fingerprint that the writer started from; empty means that none was shown (commands, imports)."""
    if seen and seen != fingerprint(current, fields):
        raise Stale(current)
