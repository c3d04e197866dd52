"""Start-up checks: what must not be got wrong in production."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register(deploy=True)
def shared_cache(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Rate limits count in the cache; a cache per process lets a guesser try once per worker."""
    if settings.CACHES["default"]["BACKEND"].endswith("LocMemCache"):
        return [Error("The cache must be shared by all processes.", hint="Set REDIS_URL.", id="portal.E001")]
    return []


@register(deploy=True)
def secret_key_of_its_own(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The embedded default's key is published: who knows it can sign sessions and links."""
    if settings.SECRET_KEY == settings.EMBEDDED_KEY:
        return [
            Error("SECRET_KEY is the one of the embedded default.", hint="Draw a long random text.", id="portal.E002")
        ]
    return []
