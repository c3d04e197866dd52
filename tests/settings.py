"""The portal's settings with what tests need: nothing leaves the machine, nothing is slow, nothing is left behind."""

import atexit
import os
import shutil
import tempfile

_var = tempfile.mkdtemp(prefix="portal-tests-")
# The file server says it aloud where its folder is missing, and warnings are errors.
os.mkdir(os.path.join(_var, "static"))
atexit.register(shutil.rmtree, _var, ignore_errors=True)
os.environ["PORTAL_VAR"] = _var
os.environ.setdefault("PORTAL_ENV", "embedded")

from portal.settings import *  # noqa: E402, F403
from portal.settings import CACHES, DATABASES, STORAGES  # noqa: E402

# One fast round instead of a million: tests log in thousands of times.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# No collectstatic before the tests, so no manifest.
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
# A pool would hold the test database open when it is to be dropped.
DATABASES["default"].get("OPTIONS", {}).pop("pool", None)
# Messages stay in this process; a test calls the task that it is about.
CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS: dict = {}
# On Redis the cache is shared by all that run tests here; each process has its own part of it.
CACHES["default"]["KEY_PREFIX"] = f"test-{os.getpid()}"
