"""Start-up checks: what must not be got wrong in production."""

from django.conf import settings
from django.core.checks import Error, register


@register(deploy=True)
def shared_cache(app_configs, **kwargs):
    """Rate limits count in the cache; a cache per process lets a guesser try once per worker."""
    if settings.CACHES["default"]["BACKEND"].endswith("LocMemCache"):
        return [Error("The cache must be shared by all processes.", hint="Set REDIS_URL.", id="portal.E001")]
    return []
