"""What load balancers ask, without a login."""

import pytest
from celery import current_app
from django.db import OperationalError
from django.db.migrations.executor import MigrationExecutor
from kombu.exceptions import OperationalError as BrokerDown

from portal.views import health


def test_healthz_is_open_to_all_and_asks_no_database(client):
    """Without the ``db`` mark a query would fail the test."""
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok")
    assert response.headers["Content-Type"].startswith("text/plain")
    assert "no-store" in response.headers["Cache-Control"]
    assert client.post("/healthz").status_code == 405


def test_readyz_when_all_is_well(client, db):
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {"ready": True, "database": "ok", "broker": "ok", "pending_migrations": 0}


def test_readyz_tells_a_missing_migration(client, db, monkeypatch):
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda self, targets: [("one", False), ("two", False)])
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"ready": False, "database": "ok", "broker": "ok", "pending_migrations": 2}


def test_readyz_tells_a_database_that_is_down_and_no_more(client, monkeypatch):
    def down(*args):
        raise OperationalError('connection to server at "db.internal", user "portal" failed')

    monkeypatch.setattr(health, "MigrationExecutor", down)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"ready": False, "database": "down", "broker": "ok", "pending_migrations": None}
    assert b"internal" not in response.content


@pytest.mark.parametrize("error", [BrokerDown("redis.internal:6379"), ConnectionRefusedError("redis.internal")])
def test_readyz_tells_a_broker_that_is_down_and_no_more(client, db, monkeypatch, error):
    def down(self, *args, **kwargs):
        raise error

    monkeypatch.setattr(type(current_app.connection_for_write()), "ensure_connection", down)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["broker"] == "down"
    assert b"internal" not in response.content
