import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.template.loader import get_template
from django.urls import get_resolver
from django.utils import translation

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

application = get_wsgi_application()


def warm_up() -> None:
    """Load what every page needs before the workers are forked: they share it, and no first visitor waits for it."""
    for _pattern in get_resolver().url_patterns:
        pass
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            translation.gettext("Home")
    get_template("base.html")
    get_template("generic/register.html")


warm_up()
