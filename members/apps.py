from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "members"

    def ready(self) -> None:
        # Importing the rules registers them.
        from members import permissions, permissions_calls, permissions_import, permissions_leaving  # noqa: F401
