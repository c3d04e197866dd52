"""For load balancers and the like: is the portal there, and can it work? Open to all, so it tells states and no details."""

import logging

from celery import current_app
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu.exceptions import OperationalError as BrokerError

log = logging.getLogger(__name__)
PATIENCE = 2


@require_safe
@never_cache
@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """200 and ``ok`` as long as the process answers; asks nothing else."""
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")


@require_safe
@never_cache
@login_not_required
def readyz(request: HttpRequest) -> HttpResponse:
    """Database, broker and pending migrations; 503 while one of them keeps the portal from its work."""
    database, pending = _database()
    broker = _broker()
    ready = database and broker and pending == 0
    state = {
        "ready": ready,
        "database": "ok" if database else "down",
        "broker": "ok" if broker else "down",
        "pending_migrations": pending,
    }
    return JsonResponse(state, status=200 if ready else 503)


def _database() -> tuple[bool, int | None]:
    """Whether it answers, and how many migrations are missing (None: unknown)."""
    try:
        executor = MigrationExecutor(connection)
        return True, len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except DatabaseError as error:
        log.warning("database does not answer: %s", type(error).__name__)
        return False, None


def _broker() -> bool:
    """Whether a message could be handed over."""
    link = current_app.connection_for_write(transport_options={"socket_connect_timeout": PATIENCE})
    try:
        link.ensure_connection(max_retries=1, timeout=PATIENCE, interval_start=0, interval_step=0)
    except (OSError, BrokerError, *link.connection_errors) as error:
        log.warning("broker does not answer: %s", type(error).__name__)
        return False
    finally:
        link.release()
    return True
