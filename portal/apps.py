from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"

    def ready(self) -> None:
        # The Celery application makes itself the one that send_task uses.
        from portal import celery, checks, foldedsearch  # noqa: F401

        foldedsearch.install()
