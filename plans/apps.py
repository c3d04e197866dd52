from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "plans"

    def ready(self) -> None:
        # Importing the rules registers them.
        from plans import permissions  # noqa: F401
