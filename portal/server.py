"""The web server's settings, for ``manage.py portal`` and for the container alike: gunicorn --config python:portal.server portal.wsgi"""

import gc
import os
import signal

from portal import lifeline

bind = os.environ.get("WEB_BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
worker_class = "gthread"
# Loaded once and shared by the workers: a second one costs little memory.
preload_app = True
max_requests = 5_000
max_requests_jitter = 500
timeout = 60
graceful_timeout = 5
control_socket_disable = True
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108 - gunicorn makes its own file there
loglevel = "warning"


def pre_fork(server, worker):
    """Keep the shared pages shared: the collector does not touch what was loaded before the fork."""
    gc.freeze()


def post_fork(server, worker):
    """A worker ends with the server that started it, however that one ended."""
    lifeline.tie_to_parent(worker.ppid, signal.SIGKILL)
