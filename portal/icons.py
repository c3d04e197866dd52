"""Icons: Lucide's drawings as inline SVG, so that they take the text's colour and need no request."""

import functools

from django.utils.safestring import SafeString, mark_safe
from lucide.templatetags.lucide import lucide as draw


@functools.cache
def svg(name: str, css: str = "") -> SafeString:
    """The icon ``name``, hidden from screen readers; raises ``lucide.IconDoesNotExist`` for a name that Lucide lacks."""
    drawing = draw(name, size=None, **{"class": f"icon {css}".strip(), "aria-hidden": "true"})
    lines = (line.strip() for line in drawing.splitlines())
    return mark_safe("".join(lines).replace(' width="24" height="24"', "", 1).replace(" />", "/>"))
