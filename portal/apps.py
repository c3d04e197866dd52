from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class PortalConfig(AppConfig):
    name = "portal"

    def ready(self) -> None:
        # The Celery application makes itself the one that send_task uses.
        from portal import celery, checks, foldedsearch  # noqa: F401

        foldedsearch.install()
        post_migrate.connect(_guard_what_never_changes, sender=self)


def _guard_what_never_changes(*, using: str, **_kwargs: Any) -> None:
    from portal import immutable

    immutable.guard_all(connections[using])
