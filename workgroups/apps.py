from django.apps import AppConfig


class WorkGroupsConfig(AppConfig):
    name = "workgroups"

    def ready(self) -> None:
        # Importing the rules registers them.
        from workgroups import permissions, permissions_inputs  # noqa: F401
