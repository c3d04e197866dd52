"""Every icon that a template names is in the set: a wrong name would be an error page."""

import re
from pathlib import Path

from django.conf import settings

from portal import icons

NAMED = re.compile(r"""\{% (?:icon|empty|chip "\w+" \S+) "([a-z0-9-]+)\"""")


def test_every_icon_that_is_named_exists():
    named = {}
    for path in (Path(settings.BASE_DIR) / "templates").rglob("*.*"):
        for name in NAMED.findall(path.read_text()):
            named.setdefault(name, path)

    assert len(named) > 30
    for name in named:
        assert icons.svg(name), named[name]
