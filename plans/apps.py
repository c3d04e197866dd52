from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "plans"

    def ready(self) -> None:
        # Importing the rules registers them.
        from plans import permissions, permissions_approval, permissions_cascade, permissions_money  # noqa: F401
