"""The portal's settings with the reference pages beside its own."""

import sys

# Tools of development that Celery and structlog load where they find them; a portal that is served has none of them.
for name in ("greenlet", "rich", "yaml"):
    sys.modules[name] = None  # type: ignore[assignment]

from portal.settings import *  # noqa: E402, F403

ROOT_URLCONF = "benchmarks.urls"
ALLOWED_HOSTS = ["127.0.0.1"]
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
