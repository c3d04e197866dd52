from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "plans"

    def ready(self) -> None:
        # Importing the rules registers them, as what is added to the pages of groups and meetings.
        from plans import (  # noqa: F401
            additions,
            permissions,
            permissions_approval,
            permissions_cascade,
            permissions_money,
        )
