"""The Celery application. The database is the truth; the broker only wakes workers."""

import os
import signal
import warnings
from typing import Any

from celery import Celery
from celery.platforms import SecurityWarning
from celery.signals import setup_logging, worker_init, worker_process_init
from django_structlog.celery.steps import DjangoStructLogInitStep

from portal import lifeline

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["portal"])
# Celery warns root against pickled messages; ours are JSON, and the one command must work for root too.
warnings.filterwarnings("ignore", category=SecurityWarning)
# The id of the request that asked for a job stands in the job's log lines.
app.steps["worker"].add(DjangoStructLogInitStep)


@setup_logging.connect
def keep_logging(**kwargs: Any) -> None:
    """Being connected is enough: Celery then leaves the logs as the settings have set them."""


@worker_init.connect
def remember_worker(**kwargs: Any) -> None:
    """The pool's processes inherit this: they cannot ask for their parent any more when it is gone already."""
    app.worker_pid = os.getpid()


@worker_process_init.connect
def end_with_worker(**kwargs: Any) -> None:
    """A pool process ends with its worker, also with a killed one."""
    lifeline.tie_to_parent(app.worker_pid, signal.SIGKILL)
