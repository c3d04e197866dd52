from django.apps import AppConfig


class SectionsConfig(AppConfig):
    name = "sections"

    def ready(self) -> None:
        # Importing the rules registers them.
        from sections import permissions  # noqa: F401
