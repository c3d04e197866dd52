"""The roof's own addresses."""

from django.urls import path

from portal.views import health, home, language
from portal.views.soon import page

app_name = "portal"
urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("", home.home, name="home"),
    path("search/", page, name="search"),
    path("reports/", page, name="report.list"),
    path("audit/", page, name="audit.list"),
    path("language/", language.set_language, name="language.set"),
]
